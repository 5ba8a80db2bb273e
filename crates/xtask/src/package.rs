//! `xtask package`: every publishable crate, assembled as the registry would get it.

use crate::{Result, shell::Run, workspace::Workspace};

/// What every package must carry besides its sources.
const CARRIED: &[&str] = &["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Lists and assembles the packages. They are not built again: `features` has checked each alone.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    let mut all = Run::cargo("package --no-verify --allow-dirty --locked");
    let mut findings = Vec::new();
    for member in workspace.published() {
        // A new file that is not committed yet belongs to the package too.
        let list = Run::cargo("package --list --allow-dirty --locked --package").arg(&member.name);
        for name in missing(&list.read()?) {
            findings.push(format!("{}: the package has no {name}", member.name));
        }
        all = all.arg("--package").arg(&member.name);
    }
    if findings.is_empty() {
        all.run()
    } else {
        Err(format!("\n{}", findings.join("\n")))
    }
}

fn missing(list: &str) -> Vec<&'static str> {
    let listed = |name: &&str| list.lines().any(|line| line == *name);
    CARRIED
        .iter()
        .copied()
        .filter(|name| !listed(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_missing() {
        let list = "Cargo.toml\nCHANGELOG.md\nREADME.md\nLICENSE-MIT\nsrc/lib.rs\n";
        assert_eq!(missing(list), ["LICENSE-APACHE"]);
        assert!(missing(&format!("{list}LICENSE-APACHE\n")).is_empty());
    }
}
