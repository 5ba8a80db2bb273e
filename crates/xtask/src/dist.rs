//! `xtask dist`: what is given to people: the binary, completions and manual pages, below `target/dist`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Result, shell::Run, workspace::Workspace};

/// Static, so that it runs on any Linux of its architecture.
const MUSL: &str = "x86_64-unknown-linux-musl";
/// Each shell, and how its file is called.
const SHELLS: [(&str, &str); 4] = [
    ("bash", "identity.bash"),
    ("zsh", "_identity"),
    ("fish", "identity.fish"),
    ("powershell", "identity.ps1"),
];

/// Builds and writes all of it.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    if !args.is_empty() {
        return Err("`dist` takes nothing".into());
    }
    let dist = workspace.target.join("dist");
    // Left over from the last time, or not there.
    fs::remove_dir_all(&dist).unwrap_or_default();
    let binary = build(workspace)?;
    let packed = dist.join(format!("identity{}", std::env::consts::EXE_SUFFIX));
    make(&dist)?;
    fs::copy(&binary, &packed).map_err(|cause| format!("{}: {cause}", packed.display()))?;

    let completions = dist.join("completions");
    make(&completions)?;
    for (shell, name) in SHELLS {
        let text = Run::new(&packed).words("completions").arg(shell).read()?;
        write(&completions.join(name), &text)?;
    }
    let pages = dist.join("man");
    make(&pages)?;
    for command in commands(&Run::new(&packed).arg("--describe").read()?) {
        let mut run = Run::new(&packed).arg("man");
        for word in command.split(' ').skip(1) {
            run = run.arg(word);
        }
        let name = format!("{}.1", command.replace(' ', "-"));
        write(&pages.join(name), &run.read()?)?;
    }
    let size = fs::metadata(&packed).map_or(0, |file| file.len());
    println!(
        "{}: {size} bytes, completions and manual pages beside it",
        packed.display()
    );
    Ok(())
}

/// The static binary where its target is installed, else this machine's own.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let installed = Run::new("rustup").words("target list --installed").read();
    let has_musl = installed.is_ok_and(|list| list.lines().any(|target| target == MUSL))
        && Run::new("musl-gcc").arg("--version").succeeds();
    let name = format!("identity{}", std::env::consts::EXE_SUFFIX);
    let build = Run::cargo("build --release --locked --package identity-cli --bin identity");
    if has_musl {
        build
            .words("--target")
            .arg(MUSL)
            .dir(&workspace.root)
            .run()?;
        return Ok(workspace.target.join(MUSL).join("release").join(name));
    }
    println!(
        "a static binary needs `rustup target add {MUSL}` and musl-tools; this one is for machines like this"
    );
    build.dir(&workspace.root).run()?;
    Ok(workspace.target.join("release").join(name))
}

/// The names of all commands in the description: `identity session create`.
fn commands(description: &str) -> Vec<String> {
    let names = description.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("\"name\": \"")?;
        let name = name.trim_end_matches(',').strip_suffix('"')?;
        (name == "identity" || name.starts_with("identity ")).then(|| name.to_owned())
    });
    names.collect()
}

fn make(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).map_err(|cause| format!("{}: {cause}", dir.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|cause| format!("{}: {cause}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_command_and_no_argument() {
        let text = "{\n  \"name\": \"identity session create\",\n  \"name\": \"id\",\n \"name\": \"identity\"\n}";
        assert_eq!(commands(text), ["identity session create", "identity"]);
    }
}
