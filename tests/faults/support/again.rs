//! A row in a process of its own, for what only the environment can say.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Set in the child: where the parent's server is.
const PLACE: &str = "FAULTS_CHILD";

/// The place that the parent gave, if this process is the child.
pub(crate) fn place() -> Option<String> {
    env::var(PLACE).ok()
}

/// Runs the row `test` (`table::group::name`) again, alone, with `variables`, and waits for it.
pub(crate) async fn again(test: &'static str, place: &str, variables: &[(&'static str, String)]) {
    let mut child = Command::new(env::current_exe().expect("this test"));
    child
        .args(["--exact", test, "--nocapture"])
        .env(PLACE, place)
        .envs(variables.iter().cloned());
    // Not on this thread, where the servers are.
    let output = tokio::task::spawn_blocking(move || child.output())
        .await
        .expect("no panic")
        .expect("a process");
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{wrong}");
    assert!(said.contains("1 passed"), "there is no {test}");
}

/// A folder of this process's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}
