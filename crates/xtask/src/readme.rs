//! `xtask readme`: runs the README's commands as written.
//!
//! A fenced `sh` block after the comment `<!-- run -->` is one script: it runs in the root of the
//! workspace under `bash -euo pipefail`. Two blocks carry a name, and each stands there once:
//! `<!-- run: main -->`, whose output is checked, and `<!-- run: tests -->`, which is how the tests
//! run in continuous integration. The command `test` never calls this one, so the two cannot call
//! each other without end.

use crate::{Result, shell::Run, workspace::Workspace};

const MAIN: &str = "main";
const TESTS: &str = "tests";
/// What the test block must say: another word would leave the tests out.
const TEST_COMMAND: &str = "cargo xtask test";

/// One marked block.
#[derive(Debug, PartialEq)]
struct Block {
    /// Empty for a block without a name.
    name: String,
    script: String,
}

/// Runs every marked block, in order.
pub(crate) fn run(workspace: &Workspace, _: &[String]) -> Result<()> {
    let blocks = blocks(&workspace.read("README.md")?)?;
    complete(&blocks)?;
    for Block { name, script } in &blocks {
        let bash = Run::new("bash").words("-euo pipefail -c").arg(script);
        let output = bash.dir(&workspace.root).tee()?;
        if name == MAIN {
            shows_a_session(&output)?;
        }
    }
    Ok(())
}

/// Both named blocks are there once, and the tests run once.
fn complete(blocks: &[Block]) -> Result<()> {
    for wanted in [MAIN, TESTS] {
        let times = blocks.iter().filter(|block| block.name == wanted).count();
        if times != 1 {
            return Err(format!(
                "`<!-- run: {wanted} -->` stands {times} times, not once"
            ));
        }
    }
    for block in blocks {
        if (block.name == TESTS) != block.script.contains(TEST_COMMAND) {
            return Err(format!(
                "`{TEST_COMMAND}` belongs into the block `{TESTS}` and no other"
            ));
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
fn blocks(text: &str) -> Result<Vec<Block>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let Some(name) = mark(line) else { continue };
        let fence = lines.by_ref().find(|line| !line.is_empty());
        if fence != Some("```sh") {
            return Err(format!("no ```sh block follows `{line}`"));
        }
        let script: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block {
            name: name.to_owned(),
            script: script.join("\n"),
        });
    }
    Ok(blocks)
}

/// The name in a mark; empty where it has none.
fn mark(line: &str) -> Option<&str> {
    let inside = line.strip_prefix("<!-- run")?.strip_suffix("-->")?.trim();
    if inside.is_empty() {
        Some("")
    } else {
        inside.strip_prefix(':').map(str::trim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(name: &str, script: &str) -> Block {
        Block {
            name: name.into(),
            script: script.into(),
        }
    }

    #[test]
    fn takes_marked_blocks_only() {
        let text = "a\n<!-- run -->\n\n```sh\none\ntwo\n```\n```sh\nnot this\n```\n<!-- run: x -->\n```sh\nthree\n```\n<!-- running -->\n";
        assert_eq!(
            blocks(text).expect("well formed"),
            [block("", "one\ntwo"), block("x", "three")]
        );
    }

    #[test]
    fn refuses_a_mark_without_a_block() {
        assert!(blocks("<!-- run -->\ntext\n```sh\nx\n```").is_err());
        assert!(blocks("<!-- run -->\n```rust\nx\n```").is_err());
        assert!(blocks("<!-- run: main -->").is_err());
    }

    #[test]
    fn wants_both_commands_once() {
        let job = || block(MAIN, "cargo run");
        let tests = || block(TESTS, TEST_COMMAND);
        assert!(complete(&[job(), tests(), block("", "ls")]).is_ok());
        assert!(complete(&[job()]).is_err());
        assert!(complete(&[job(), job(), tests()]).is_err());
        assert!(complete(&[job(), block(TESTS, "cargo test")]).is_err());
        assert!(complete(&[job(), tests(), block("", TEST_COMMAND)]).is_err());
    }

    #[test]
    fn checks_what_the_main_job_prints() {
        assert!(shows_a_session("id vs_1\nstatus requires_input").is_ok());
        assert!(shows_a_session("id vs_1").is_err());
    }
}
