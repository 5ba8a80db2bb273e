//! Runs a row: on a runtime of its own, with every log line of every crate kept and looked through.

use std::future::Future;

use super::MARK;
use super::lines::Lines;

/// Runs `row`, and then looks for the mark in what was logged meanwhile, at every level.
pub(crate) fn run(row: impl Future<Output = ()>) {
    let lines = Lines::default();
    let guard = tracing::subscriber::set_default(lines.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(row);
    // The tasks that are left may have something to say when they end.
    drop(runtime);
    drop(guard);
    let lines = lines.lines.lock().expect("no panic while it was held");
    let marked: Vec<_> = lines.iter().filter(|line| line.contains(MARK)).collect();
    assert!(marked.is_empty(), "{marked:#?}");
}
