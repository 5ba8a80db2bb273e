//! `xtask nostd`: builds `identity-types` where no std exists.
//!
//! A crate that says `#![no_std]` still compiles on a desktop target when a dependency of it brings
//! std along. So the crate is compiled for the host against a sysroot that holds `core`, `alloc` and
//! what those two need, and nothing else: whoever names std then fails with "can't find crate".
//! This needs no further toolchain or target. Where the toolchain has `wasm32-unknown-unknown`, the
//! crate is built for that as well.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Result, shell::Run, workspace::Workspace};

const CRATE: &str = "identity-types";
/// With `serde`, the crate stays free of std: that feature is what the other crates use it with.
const FEATURES: &[&str] = &["--no-default-features", "--features serde"];
/// The parts of the standard library that exist without an operating system.
const KEPT: &[&str] = &["libcore-", "liballoc-", "libcompiler_builtins-"];
const WASM: &str = "wasm32-unknown-unknown";

/// Builds the crate without std, after making sure that this would be noticed.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    let host = host(&Run::new("rustc").arg("-vV").read()?)?;
    let libraries = PathBuf::from(
        Run::new("rustc")
            .words("--print target-libdir")
            .read()?
            .trim(),
    );
    let sysroot = workspace.target.join("xtask/nostd/sysroot");
    without_std(
        &libraries,
        &sysroot.join("lib/rustlib").join(&host).join("lib"),
    )?;
    refuses_std(&sysroot)?;

    // Encoded, so that a path with spaces stays one flag.
    let flags = format!("--sysroot={}", sysroot.display());
    for features in FEATURES {
        // With `--target`, the flags reach the crate and leave build scripts and macros alone.
        Run::cargo("build --lib --locked --package")
            .words(&format!("{CRATE} {features} --target {host}"))
            .arg("--target-dir")
            .arg(workspace.target.join("xtask/nostd/target"))
            .env("CARGO_ENCODED_RUSTFLAGS", &flags)
            .run()?;
    }
    let wasm = Run::new("rustc")
        .words(&format!("--print target-libdir --target {WASM}"))
        .read()?;
    if !Path::new(wasm.trim()).is_dir() {
        println!("{WASM} is not installed: the build for {host} without std stands for it");
        return Ok(());
    }
    Run::cargo("build --lib --locked --no-default-features --package")
        .words(&format!("{CRATE} --target {WASM}"))
        .run()
}

/// Fills `folder` with the kept libraries.
fn without_std(libraries: &Path, folder: &Path) -> Result<()> {
    let failed = |cause| format!("the sysroot without std cannot be made: {cause}");
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)?;
    for entry in fs::read_dir(libraries).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if KEPT
            .iter()
            .any(|kept| name.to_string_lossy().starts_with(kept))
        {
            fs::copy(entry.path(), folder.join(&name)).map_err(failed)?;
        }
    }
    Ok(())
}

/// The proof is worth something only if a crate that uses std fails in the same place.
fn refuses_std(sysroot: &Path) -> Result<()> {
    let probe = |name: &str, source: &str| -> Result<bool> {
        let file = sysroot.join(name);
        fs::write(&file, source).map_err(|cause| format!("{name} cannot be written: {cause}"))?;
        let rustc = Run::new("rustc").words("--edition 2024 --crate-type rlib --emit metadata -o");
        Ok(rustc
            .arg(sysroot.join("probe.rmeta"))
            .arg("--sysroot")
            .arg(sysroot)
            .arg(file)
            .succeeds())
    };
    if !probe("core_probe.rs", "#![no_std]\nextern crate alloc;\n")? {
        return Err("a crate without std does not build against core and alloc alone".into());
    }
    if probe("std_probe.rs", "#![no_std]\nextern crate std;\n")? {
        return Err("std is still reachable: the build would prove nothing".into());
    }
    Ok(())
}

/// The host's target triple, out of `rustc -vV`.
fn host(version: &str) -> Result<String> {
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "`rustc -vV` names no host".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_host() {
        let version = "rustc 1.95.0\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1\n";
        assert_eq!(host(version).as_deref(), Ok("x86_64-unknown-linux-gnu"));
        assert!(host("rustc 1.95.0").is_err());
    }
}
