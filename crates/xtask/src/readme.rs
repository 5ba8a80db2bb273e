//! `xtask readme`: runs the README's commands as written.
//!
//! A fenced `sh` block after the comment `<!-- run -->` is one script: it runs in the root of the
//! workspace under `bash -euo pipefail`. Two blocks must be among them: the main job, whose output
//! is checked, and `cargo xtask test`, which is how the tests run in continuous integration. The
//! command `test` never calls this one, so the two cannot call each other without end.

use crate::{Result, shell::Run, workspace::Workspace};

const MARK: &str = "<!-- run -->";
const MAIN_JOB: &str = "--sandbox session create --type document";
const TESTS: &str = "cargo xtask test";

/// Runs every marked block, in order.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    let blocks = blocks(&workspace.read("README.md")?)?;
    for (name, wanted) in [("main job", MAIN_JOB), ("test command", TESTS)] {
        let times = blocks.iter().filter(|block| block.contains(wanted)).count();
        if times != 1 {
            return Err(format!(
                "the {name} `{wanted}` stands in {times} marked blocks, not in one"
            ));
        }
    }
    for block in &blocks {
        let output = Run::new("bash")
            .words("-euo pipefail -c")
            .arg(block)
            .dir(&workspace.root)
            .tee()?;
        if block.contains(MAIN_JOB) {
            shows_a_session(&output)?;
        }
    }
    Ok(())
}

/// What the README promises of the main job.
fn shows_a_session(output: &str) -> Result<()> {
    match ["vs_", "requires_input"]
        .iter()
        .find(|word| !output.contains(**word))
    {
        None => Ok(()),
        Some(word) => Err(format!("the main job printed no `{word}`")),
    }
}

/// The marked blocks of a Markdown text.
fn blocks(text: &str) -> Result<Vec<String>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != MARK {
            continue;
        }
        let fence = lines.by_ref().find(|line| !line.trim().is_empty());
        if fence.map(str::trim) != Some("```sh") {
            return Err(format!("no ```sh block follows a `{MARK}`"));
        }
        let block: Vec<&str> = lines
            .by_ref()
            .take_while(|line| line.trim() != "```")
            .collect();
        blocks.push(block.join("\n"));
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_marked_blocks_only() {
        let text = "a\n<!-- run -->\n\n```sh\none\ntwo\n```\n```sh\nnot this\n```\n<!-- run -->\n```sh\nthree\n```\n";
        assert_eq!(blocks(text).expect("well formed"), ["one\ntwo", "three"]);
    }

    #[test]
    fn refuses_a_mark_without_a_block() {
        assert!(blocks("<!-- run -->\ntext\n```sh\nx\n```").is_err());
        assert!(blocks("<!-- run -->\n```rust\nx\n```").is_err());
        assert!(blocks("<!-- run -->").is_err());
    }

    #[test]
    fn checks_what_the_main_job_prints() {
        assert!(shows_a_session("id vs_1\nstatus requires_input").is_ok());
        assert!(shows_a_session("id vs_1").is_err());
    }
}
