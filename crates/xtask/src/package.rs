//! `xtask package`: every publishable crate, assembled as the registry would get it.

use crate::{Result, shell::Run, workspace::Workspace};

/// What every package must carry besides its sources.
const CARRIED: &[&str] = &["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Lists and assembles the packages. They are not built again: `features` has checked each alone.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    let mut all = Run::cargo("package --no-verify --allow-dirty --locked");
    for member in workspace.published() {
        // A new file that is not committed yet belongs to the package too.
        let list = Run::cargo("package --list --allow-dirty --locked --package")
            .arg(&member.name)
            .read()?;
        if let Some(missing) = missing(&list) {
            return Err(format!("{}: the package has no {missing}", member.name));
        }
        all = all.arg("--package").arg(&member.name);
    }
    all.run()
}

fn missing(list: &str) -> Option<&'static str> {
    CARRIED
        .iter()
        .copied()
        .find(|&name| !list.lines().any(|line| line == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_first_missing_file() {
        let list = "Cargo.toml\nCHANGELOG.md\nREADME.md\nLICENSE-MIT\nsrc/lib.rs\n";
        assert_eq!(missing(list), Some("LICENSE-APACHE"));
        assert_eq!(missing(&format!("{list}LICENSE-APACHE\n")), None);
    }
}
