//! `xtask size`: the command as people build it, held below its size.

use std::fs;

use crate::{Result, shell::Run, workspace::Workspace};

/// What DESIGN promises, in bytes: 9 MB, stripped, as `cargo build --release` makes it on 64-bit Linux.
const CEILING: u64 = 9_000_000;

/// Builds it, if it is not built yet, and looks.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    if !args.is_empty() {
        return Err("`size` takes nothing".into());
    }
    Run::cargo("build --release --locked --package identity-cli --bin identity")
        .dir(&workspace.root)
        .run()?;
    let name = format!("release/identity{}", std::env::consts::EXE_SUFFIX);
    let binary = workspace.target.join(name);
    let file = fs::metadata(&binary).map_err(|cause| format!("{}: {cause}", binary.display()))?;
    let verdict = verdict(file.len())?;
    println!("{}: {verdict}", binary.display());
    Ok(())
}

fn verdict(size: u64) -> Result<String> {
    if size <= CEILING {
        return Ok(format!("{size} bytes (ceiling {CEILING})"));
    }
    Err(format!(
        "the command has {size} bytes, {} more than its ceiling; `nm --size-sort --demangle` on a build with \
         CARGO_PROFILE_RELEASE_STRIP=false tells of what",
        size - CEILING
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_is_told_by_how_much() {
        assert!(verdict(CEILING).is_ok());
        let refused = verdict(CEILING + 7).unwrap_err();
        assert!(refused.contains("9000007 bytes, 7 more"), "{refused}");
    }
}
