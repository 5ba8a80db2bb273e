//! Where things are: the root, the target folder, the member crates, the files under version control.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Result, json::Json, shell::Run};

/// What `cargo metadata` says about this workspace.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever the environment puts it.
    pub(crate) target: PathBuf,
    pub(crate) members: Vec<Member>,
}

/// One crate of the workspace.
#[derive(Debug, PartialEq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) dir: PathBuf,
    pub(crate) publish: bool,
    pub(crate) features: Vec<String>,
    /// Normal dependencies, optional ones included; development and build ones not.
    pub(crate) dependencies: Vec<String>,
    pub(crate) examples: Vec<Example>,
}

/// A program under `examples/`.
#[derive(Debug, PartialEq)]
pub(crate) struct Example {
    pub(crate) name: String,
    pub(crate) required_features: Vec<String>,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn discover() -> Result<Self> {
        let (mut cargo, shown) =
            Run::cargo("metadata --no-deps --locked --format-version 1").into_parts();
        let output = cargo
            .output()
            .map_err(|cause| format!("`{shown}` did not start: {cause}"))?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(format!("`{shown}` failed: {}", words.trim()));
        }
        Self::from_metadata(&Json::parse(&String::from_utf8_lossy(&output.stdout))?)
    }

    fn from_metadata(metadata: &Json) -> Result<Self> {
        let root = metadata.get("workspace_root").text();
        let target = metadata.get("target_directory").text();
        if root.is_empty() || target.is_empty() {
            return Err("`cargo metadata` names no workspace root or target directory".into());
        }
        let members = metadata
            .get("packages")
            .items()
            .iter()
            .map(Member::from_metadata)
            .collect();
        Ok(Self {
            root: root.into(),
            target: target.into(),
            members,
        })
    }

    /// The text of a file under the root.
    pub(crate) fn read(&self, path: impl AsRef<Path>) -> Result<String> {
        let path = path.as_ref();
        fs::read_to_string(self.root.join(path))
            .map_err(|cause| format!("{} cannot be read: {cause}", path.display()))
    }

    /// Files under version control and new ones that are not ignored, relative to the root, sorted.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        let output = Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(&self.root)
            .output()
            .map_err(|cause| format!("`git ls-files` did not start: {cause}"))?;
        if !output.status.success() {
            return Err("`git ls-files` failed: is this a git checkout?".into());
        }
        let names = String::from_utf8_lossy(&output.stdout);
        let mut files: Vec<PathBuf> = names.split_terminator('\0').map(PathBuf::from).collect();
        files.retain(|path| self.root.join(path).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The crates under `crates/` that are meant for the registry.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.publish)
    }
}

impl Member {
    fn from_metadata(package: &Json) -> Self {
        let manifest = PathBuf::from(package.get("manifest_path").text());
        let texts = |json: &Json| {
            json.items()
                .iter()
                .map(|item| item.text().to_owned())
                .collect()
        };
        Self {
            name: package.get("name").text().to_owned(),
            dir: manifest.parent().map(Path::to_owned).unwrap_or_default(),
            // An empty list is how cargo writes `publish = false`.
            publish: *package.get("publish") == Json::Null,
            features: package
                .get("features")
                .members()
                .iter()
                .map(|(name, _)| name.clone())
                .collect(),
            dependencies: package
                .get("dependencies")
                .items()
                .iter()
                .filter(|dependency| *dependency.get("kind") == Json::Null)
                .map(|dependency| dependency.get("name").text().to_owned())
                .collect(),
            examples: package
                .get("targets")
                .items()
                .iter()
                .filter(|target| {
                    target
                        .get("kind")
                        .items()
                        .iter()
                        .any(|k| k.text() == "example")
                })
                .map(|target| Example {
                    name: target.get("name").text().to_owned(),
                    required_features: texts(target.get("required-features")),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_members_from_metadata() {
        let json = Json::parse(
            r#"{"workspace_root":"r","target_directory":"t","packages":[{
                "name":"a","manifest_path":"r/crates/a/Cargo.toml","publish":null,
                "features":{"default":[],"x":[]},
                "dependencies":[{"name":"b","kind":null},{"name":"c","kind":"dev"}],
                "targets":[{"name":"a","kind":["lib"]},
                           {"name":"show","kind":["example"],"required-features":["x"]}]},
               {"name":"xtask","manifest_path":"r/crates/xtask/Cargo.toml","publish":[],
                "features":{},"dependencies":[],"targets":[]}]}"#,
        )
        .expect("valid");
        let workspace = Workspace::from_metadata(&json).expect("complete");
        let member = &workspace.members[0];
        assert_eq!(member.dir, Path::new("r/crates/a"));
        assert_eq!(member.features, ["default", "x"]);
        assert_eq!(member.dependencies, ["b"]);
        assert_eq!(member.examples[0].name, "show");
        assert_eq!(member.examples[0].required_features, ["x"]);
        assert_eq!(workspace.published().count(), 1);
    }
}
