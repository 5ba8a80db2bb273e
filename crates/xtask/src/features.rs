//! `xtask features`: every crate on its own, with no feature, each feature alone, and all of them.
//!
//! A crate is checked alone because a workspace build unites the features that its members ask for,
//! which hides a missing one.

use crate::{
    Result,
    shell::Run,
    workspace::{Member, Workspace},
};

/// Checks all combinations in the list, published crates only.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    for member in workspace.published() {
        for flags in combinations(member) {
            Run::cargo("check --locked --package")
                .arg(&member.name)
                .words(&flags)
                .run()?;
        }
    }
    Ok(())
}

/// The flags of one `cargo check` each.
fn combinations(member: &Member) -> Vec<String> {
    let named: Vec<&String> = member
        .features
        .iter()
        .filter(|name| *name != "default")
        .collect();
    let mut flags = vec!["--no-default-features".to_owned()];
    flags.extend(
        named
            .iter()
            .map(|name| format!("--no-default-features --features {name}")),
    );
    if named.len() > 1 {
        flags.push("--all-features".to_owned());
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_features(features: &[&str]) -> Vec<String> {
        combinations(&Member {
            name: "a".into(),
            dir: "a".into(),
            publish: true,
            features: features.iter().map(|&name| name.to_owned()).collect(),
            dependencies: Vec::new(),
            examples: Vec::new(),
        })
    }

    #[test]
    fn lists_none_each_and_all() {
        assert_eq!(with_features(&[]), ["--no-default-features"]);
        assert_eq!(with_features(&["default", "x"]).len(), 2);
        let three = with_features(&["default", "x", "y"]);
        assert_eq!(three[2], "--no-default-features --features y");
        assert_eq!(three[3], "--all-features");
    }
}
