//! Every fuzz target has a bin entry and seeds; every bin entry has a target.

use std::path::{Path, PathBuf};

use super::{any_below, has_ending};
use crate::{fuzz, workspace::Workspace};

/// Compares the manifest of the fuzz crate with its files.
pub(super) fn check(workspace: &Workspace, files: &[PathBuf]) -> Vec<String> {
    let Ok(manifest) = workspace.read("fuzz/Cargo.toml") else {
        return Vec::new();
    };
    compare(&fuzz::targets(&manifest), files)
}

fn compare(entries: &[String], files: &[PathBuf]) -> Vec<String> {
    let folder = Path::new("fuzz/fuzz_targets");
    let targets: Vec<&str> = files
        .iter()
        .filter(|path| path.parent() == Some(folder) && has_ending(path, "rs"))
        .filter_map(|path| path.file_stem()?.to_str())
        // The `main` that all targets share outside the fuzzer.
        .filter(|name| *name != "shim")
        .collect();
    let mut findings = Vec::new();
    for target in &targets {
        if !entries.iter().any(|entry| entry == target) {
            findings.push(format!("fuzz/Cargo.toml: no [[bin]] entry for {target}"));
        }
        if !any_below(files, &format!("fuzz/corpus/{target}")) {
            findings.push(format!("fuzz/corpus/{target}: no seed is committed"));
        }
    }
    for entry in entries
        .iter()
        .filter(|entry| !targets.contains(&entry.as_str()))
    {
        findings.push(format!(
            "fuzz/Cargo.toml: {entry} has no file in fuzz/fuzz_targets"
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wants_entry_and_seeds() {
        let files: Vec<PathBuf> = [
            "fuzz/fuzz_targets/a.rs",
            "fuzz/fuzz_targets/b.rs",
            "fuzz/fuzz_targets/shim.rs",
            "fuzz/corpus/a/1",
        ]
        .map(PathBuf::from)
        .to_vec();
        assert_eq!(compare(&["a".into(), "b".into()], &files).len(), 1);
        assert_eq!(compare(&["a".into(), "c".into()], &files).len(), 3);
    }
}
