//! `xtask tidy`: the rules of this workspace that no lint knows.

use std::path::{Path, PathBuf};

use crate::{Result, workspace::Workspace};

mod features;
mod fuzz;
mod layers;
mod modules;
mod text;

/// Runs every rule and reports all that they find.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    let files = workspace.files()?;
    let mut findings = Vec::new();
    for path in &files {
        // Anything that is not text has its own reader.
        let Ok(text) = workspace.read(path) else {
            continue;
        };
        findings.extend(text::check(path, &text));
        if has_ending(path, "rs") {
            findings.extend(modules::check(path, &text));
        }
    }
    findings.extend(modules::lost(workspace, &files)?);
    findings.extend(layers::check(workspace));
    findings.extend(features::check(workspace));
    findings.extend(fuzz::check(workspace, &files));
    println!("{} files looked at", files.len());
    if findings.is_empty() {
        Ok(())
    } else {
        Err(format!("\n{}", findings.join("\n")))
    }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found == ending)
}

/// `path` as it is written in this workspace's files.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Whether any of `files` lies below `dir`.
fn any_below(files: &[PathBuf], dir: &str) -> bool {
    files.iter().any(|path| path.starts_with(dir))
}
