//! What a clean build of a library costs: CPU seconds and crates.

use std::{collections::BTreeSet, fs};

use super::MANIFEST;
use crate::{Result, shell::Run, workspace::Workspace};

/// A crate that depends on one library and nothing else, and the library's name.
const LIBRARIES: &[(&str, &str)] = &[
    ("only-identity-client", "identity-client"),
    ("only-async-stripe", "async-stripe"),
];

/// The cost of one library.
#[derive(Debug)]
pub(super) struct Cost {
    pub(super) library: &'static str,
    pub(super) cpu_seconds: f64,
    /// With all that it pulls in, itself included.
    pub(super) crates: usize,
}

/// Builds each from clean, as cargo builds a release for everybody.
pub(super) fn measure(workspace: &Workspace) -> Result<Vec<Cost>> {
    LIBRARIES
        .iter()
        .map(|(package, library)| {
            Ok(Cost {
                library,
                cpu_seconds: cpu_seconds(workspace, package)?,
                crates: crates(workspace, package)?,
            })
        })
        .collect()
}

fn cpu_seconds(workspace: &Workspace, package: &str) -> Result<f64> {
    let target = workspace.target.join("peers/clean");
    let clean = || match fs::remove_dir_all(&target) {
        Err(cause) if target.exists() => {
            Err(format!("{} cannot be emptied: {cause}", target.display()))
        }
        _ => Ok(()),
    };
    clean()?;
    // The shell's own account of what its children took.
    let line = format!(
        "\"$CARGO\" build --quiet --profile default-release --package {package} \
         --manifest-path {MANIFEST} && times"
    );
    let times = Run::new("sh")
        .arg("-c")
        .arg(line)
        .env("CARGO_TARGET_DIR", &target)
        .dir(&workspace.root)
        .read()?;
    clean()?;
    children(&times).ok_or_else(|| format!("`times` printed `{}`", times.trim()))
}

/// The second line of `times`: user and system time of the children, as `1m2.5s 0m3.25s`.
fn children(times: &str) -> Option<f64> {
    let mut sum = 0.0;
    for word in times.lines().nth(1)?.split_whitespace() {
        let (minutes, seconds) = word.strip_suffix('s')?.split_once('m')?;
        sum += minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?;
    }
    Some(sum)
}

fn crates(workspace: &Workspace, package: &str) -> Result<usize> {
    let lines = Run::cargo("tree --edges normal,build --prefix none --package")
        .arg(package)
        .words("--manifest-path")
        .arg(MANIFEST)
        .dir(&workspace.root)
        .read()?;
    let named = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    };
    let all: BTreeSet<_> = lines.lines().filter_map(named).collect();
    // Less the crate that only depends.
    Ok(all.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_children_took() {
        assert_eq!(children("0m0.0s 0m0.1s\n1m2.5s 0m3.25s\n"), Some(65.75));
        assert_eq!(children("0m0.0s 0m0.1s\n"), None);
        assert_eq!(children("\n1:02 0:03\n"), None);
    }
}
