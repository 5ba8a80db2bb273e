//! The checks of this workspace: `cargo xtask COMMAND`.
//!
//! Continuous integration, the README and a developer's terminal use the same words. Every command
//! prints each command line before it runs it, so that a failing one can be repeated by hand.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its terminal"
)]

use std::process::ExitCode;

use crate::workspace::Workspace;

mod bench;
mod ci;
mod deps;
mod dist;
mod features;
mod fuzz;
mod json;
mod licence;
mod nostd;
mod package;
mod readme;
mod report;
mod sdk;
mod server;
mod shell;
mod size;
mod test;
mod tidy;
mod tools;
mod workspace;

/// What a check says when it does not hold: one or more lines for a person to read.
type Result<T> = std::result::Result<T, String>;

/// One word after `cargo xtask`.
struct Command {
    name: &'static str,
    help: &'static str,
    run: fn(&Workspace, &[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "test",
        help: "install what the tests need, then run all of them: Rust, docs, examples, official SDKs",
        run: test::run,
    },
    Command {
        name: "ci",
        help: "everything that must hold before a change lands, cheapest first",
        run: ci::run,
    },
    Command {
        name: "tools",
        help: "install what the tests need, and do nothing else",
        run: |_, _| tools::install(),
    },
    Command {
        name: "lint",
        help: "format, clippy and docs, with warnings denied",
        run: ci::lint,
    },
    Command {
        name: "tidy",
        help: "the rules that no lint knows: module docs, lost files, the layer table, leaked paths",
        run: tidy::run,
    },
    Command {
        name: "deps",
        help: "what may depend on what: layers, licences, duplicates, crate counts",
        run: deps::run,
    },
    Command {
        name: "nostd",
        help: "build identity-types where no std exists",
        run: nostd::run,
    },
    Command {
        name: "features",
        help: "check every crate with no feature, each one alone, and all",
        run: features::run,
    },
    Command {
        name: "sdk",
        help: "official SDKs and tools against the real binary: all, or [node] [python] [curl] [stripe-cli] [schemathesis]",
        run: sdk::run,
    },
    Command {
        name: "readme",
        help: "run the marked commands of README.md as written (one of them is `cargo xtask test`)",
        run: readme::run,
    },
    Command {
        name: "package",
        help: "assemble every publishable crate as the registry would get it",
        run: package::run,
    },
    Command {
        name: "fuzz",
        help: "build the fuzz targets; --smoke also runs each for a moment on the committed corpus",
        run: fuzz::run,
    },
    Command {
        name: "size",
        help: "build the command as people do, and hold it to its size",
        run: size::run,
    },
    Command {
        name: "dist",
        help: "the binary, completions and manual pages, below target/dist",
        run: dist::run,
    },
    Command {
        name: "bench",
        help: "hold the benches to their ceilings [--check]; by hand: --peers compares clients, --sandbox loads the server",
        run: bench::run,
    },
];

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("{}", usage());
        return ExitCode::from(2);
    };
    match Workspace::discover().and_then(|workspace| (command.run)(&workspace, &rest)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\nxtask {name}: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let mut text = String::from("usage: cargo xtask COMMAND\n");
    for command in COMMANDS {
        text.push_str(&format!("\n  {:<9} {}", command.name, command.help));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_own_name_and_a_line_of_help() {
        for (at, command) in COMMANDS.iter().enumerate() {
            assert!(!command.help.is_empty(), "{}", command.name);
            assert!(
                COMMANDS[..at]
                    .iter()
                    .all(|other| other.name != command.name),
                "{} stands twice",
                command.name
            );
            assert!(usage().contains(command.help));
        }
    }
}
