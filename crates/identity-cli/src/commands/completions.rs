//! `completions` and `man`, made from the definition of the commands.

use std::io::Write;

use clap_complete::Shell;

use crate::args;
use crate::args::other::{CompletionsArgs, ManArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::output;
use crate::settings::one_of;

const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "powershell"];

pub(super) fn run(args: &CompletionsArgs, io: &mut Io) -> Result<(), Failure> {
    let shell = match args.shell.as_str() {
        "bash" => Shell::Bash,
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        "powershell" | "pwsh" => Shell::PowerShell,
        other => return Err(Usage::new("SHELL", one_of(other, &SHELLS)).into()),
    };
    // The generator panics where it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "identity", &mut script);
    print(io, &String::from_utf8_lossy(&script))
}

pub(super) fn man(args: &ManArgs, io: &mut Io) -> Result<(), Failure> {
    let mut command = args::command();
    command.build();
    let mut name = String::from("identity");
    let mut found = &command;
    for word in &args.command {
        let Some(sub) = found.find_subcommand(word) else {
            let known: Vec<&str> = found
                .get_subcommands()
                .map(clap::Command::get_name)
                .collect();
            return Err(Usage::new("COMMAND", one_of(word, &known)).into());
        };
        name += &format!("-{}", sub.get_name());
        found = sub;
    }
    // The generator has no place for what stands first in the help.
    let examples = found.get_before_help().map(ToString::to_string);
    let page = found
        .clone()
        .display_name(name)
        .after_long_help(examples.unwrap_or_default());
    let mut text = Vec::new();
    clap_mangen::Man::new(page)
        .render(&mut text)
        .map_err(output::output)?;
    print(io, &String::from_utf8_lossy(&text))
}

/// Prints a text that is data.
pub(super) fn print(io: &mut Io, text: &str) -> Result<(), Failure> {
    io.stdout
        .write_all(text.as_bytes())
        .and_then(|()| io.stdout.flush())
        .map_err(output::output)
}
