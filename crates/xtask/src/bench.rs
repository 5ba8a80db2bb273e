//! `xtask bench`: the benches build, and stay under their ceilings.

use crate::{Result, shell::Run, workspace::Workspace};

/// Builds all benches, then runs the gate.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    Run::cargo("bench --no-run --locked --package identity-benches").run()?;
    gate(workspace)
}

/// The benches that count instructions and fail over their ceiling carry this prefix.
fn gate(workspace: &Workspace) -> Result<()> {
    let files = workspace.files()?;
    let gates = files
        .iter()
        .filter(|path| path.starts_with("benches/instr"))
        .count();
    if gates == 0 {
        println!("no bench under benches/instr has a ceiling yet");
        return Ok(());
    }
    Run::cargo("bench --locked --package identity-benches").run()
}
