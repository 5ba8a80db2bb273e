//! `xtask fuzz [--smoke]`: the fuzz targets build on the stable toolchain; `--smoke` also runs them.

use crate::{Result, shell::Run, workspace::Workspace};

const MANIFEST: &str = "fuzz/Cargo.toml";

/// Builds the targets; with `--smoke`, runs each for a moment.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let smoked = match args {
        [] => false,
        [word] if word == "--smoke" => true,
        _ => return Err("`fuzz` takes nothing but --smoke".into()),
    };
    if !workspace.root.join(MANIFEST).is_file() {
        println!("there is no {MANIFEST}: no fuzz target to build");
        return Ok(());
    }
    Run::cargo("build --locked --manifest-path")
        .arg(MANIFEST)
        .dir(&workspace.root)
        .run()?;
    if smoked {
        smoke(workspace)?;
    }
    Ok(())
}

/// Runs every target on its committed corpus.
fn smoke(workspace: &Workspace) -> Result<()> {
    for target in targets(&workspace.read(MANIFEST)?) {
        // The plain `main` of each target replays the files it is given.
        Run::cargo("run --locked --manifest-path")
            .arg(MANIFEST)
            .words(&format!("--bin {target} -- fuzz/corpus/{target}"))
            .dir(&workspace.root)
            .run()?;
    }
    Ok(())
}

/// The names of the `[[bin]]` entries of a manifest.
pub(crate) fn targets(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut in_bin = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_bin = line == "[[bin]]";
        } else if let Some(name) = line.strip_prefix("name").filter(|_| in_bin) {
            names.push(name.trim_matches([' ', '=', '"']).to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_bin_entries_only() {
        let manifest = "[package]\nname = \"fuzz\"\n[[bin]]\nname = \"a\"\npath = \"x\"\n\n[[bin]]\nname=\"b\"\n[lib]\nname = \"c\"\n";
        assert_eq!(targets(manifest), ["a", "b"]);
    }
}
