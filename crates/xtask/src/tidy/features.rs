//! Every Cargo feature is explained where a reader of the crate looks.

use crate::workspace::Workspace;

/// Looks for each feature in the README and the front page of its crate.
pub(super) fn check(workspace: &Workspace) -> Vec<String> {
    let mut findings = Vec::new();
    for member in workspace.published() {
        let mut docs = String::new();
        for file in ["README.md", "src/lib.rs"] {
            docs.push_str(&workspace.read(member.dir.join(file)).unwrap_or_default());
        }
        for feature in member.features.iter().filter(|name| *name != "default") {
            if !docs.contains(&format!("`{feature}`")) {
                findings.push(format!(
                    "{}: neither its README nor its front page explains the feature `{feature}`",
                    member.name
                ));
            }
        }
    }
    findings
}
