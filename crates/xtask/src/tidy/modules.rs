//! Modules: every file says what it is for, and belongs to a crate.

use std::path::{Path, PathBuf};

use super::{has_ending, shown};
use crate::{Result, workspace::Workspace};

/// Rules for one Rust file.
pub(super) fn check(path: &Path, text: &str) -> Vec<String> {
    let shown = shown(path);
    let mut findings = Vec::new();
    if path.ends_with("mod.rs") {
        findings.push(format!(
            "{shown}: a module's file is named after it, not mod.rs"
        ));
    }
    if in_src(path) && !documented(text) {
        findings.push(format!("{shown}: begins without `//!` docs"));
    }
    findings
}

/// Files that no `mod` line reaches: the compiler never sees them.
pub(super) fn lost(workspace: &Workspace, files: &[PathBuf]) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for path in files.iter().filter(|path| has_ending(path, "rs")) {
        let parents = parents(path);
        let mut known = parents.is_empty();
        for parent in parents.iter().filter(|parent| files.contains(parent)) {
            known |= declares(&workspace.read(parent)?, stem(path));
        }
        if !known {
            findings.push(format!(
                "{}: no `mod {};` reaches it",
                shown(path),
                stem(path)
            ));
        }
    }
    Ok(findings)
}

/// The files that could declare this one; none for the root of a crate.
fn parents(path: &Path) -> Vec<PathBuf> {
    let Some(dir) = path.parent() else {
        return Vec::new();
    };
    let folder = |name: &str| dir.file_name().is_some_and(|found| found == name);
    let root = matches!(stem(path), "lib" | "main" | "build");
    if folder("src") && !root {
        return vec![dir.join("lib.rs"), dir.join("main.rs")];
    }
    if folder("suite") {
        let main = dir.join("main.rs");
        return if root { Vec::new() } else { vec![main] };
    }
    let inside = path
        .components()
        .any(|part| matches!(part.as_os_str().to_str(), Some("src" | "suite")));
    if root || !inside || folder("bin") || folder("src") {
        return Vec::new();
    }
    vec![dir.with_extension("rs")]
}

fn declares(text: &str, name: &str) -> bool {
    let line = format!("mod {name};");
    text.lines()
        .map(str::trim)
        .filter(|found| !found.starts_with("//"))
        .any(|found| {
            found
                .strip_suffix(&line)
                .is_some_and(|before| before.is_empty() || before.ends_with(' '))
        })
}

fn documented(text: &str) -> bool {
    // Attributes of the crate may stand above its docs, and docs may come out of the README.
    let first = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && (!line.starts_with("#![") || line.starts_with("#![doc")));
    first.is_some_and(|line| line.starts_with("//!") || line.starts_with("#![doc = include_str!"))
}

fn in_src(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "src")
}

fn stem(path: &Path) -> &str {
    path.file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wants_docs_first() {
        for text in [
            "//! a\n",
            "\n//! a",
            "#![no_std]\n//! a",
            "#![doc = include_str!(\"../README.md\")]",
        ] {
            assert!(documented(text), "{text}");
        }
        for text in [
            "",
            "use std;\n//! late",
            "// plain\n//! late",
            "/// item\nfn f() {}",
        ] {
            assert!(!documented(text), "{text}");
        }
    }

    #[test]
    fn knows_who_declares_a_file() {
        let of = |path: &str| parents(Path::new(path));
        assert!(of("crates/a/src/lib.rs").is_empty());
        assert!(of("crates/a/src/bin/tool.rs").is_empty());
        assert!(of("crates/a/examples/show.rs").is_empty());
        assert!(of("tests/suite/main.rs").is_empty());
        assert_eq!(
            of("tests/suite/retry.rs"),
            [Path::new("tests/suite/main.rs")]
        );
        assert_eq!(
            of("tests/suite/retry/x.rs"),
            [Path::new("tests/suite/retry.rs")]
        );
        assert_eq!(of("crates/a/src/b/c.rs"), [Path::new("crates/a/src/b.rs")]);
        assert_eq!(of("crates/a/src/b.rs").len(), 2);
    }

    #[test]
    fn sees_declarations() {
        let text = "mod a;\npub(crate) mod b;\n// mod c;\nmod dd;\n";
        for (name, expected) in [
            ("a", true),
            ("b", true),
            ("c", false),
            ("d", false),
            ("dd", true),
        ] {
            assert_eq!(declares(text, name), expected, "{name}");
        }
    }

    #[test]
    fn names_are_not_mod_rs() {
        assert_eq!(check(Path::new("crates/a/src/b/mod.rs"), "//! x").len(), 1);
    }
}
