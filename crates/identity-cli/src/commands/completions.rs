//! `completions`, made from the definition of the commands.

use std::io::Write;

use clap_complete::Shell;

use crate::args;
use crate::args::other::CompletionsArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::output;
use crate::suggest::one_of;

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

/// Prints a text that is data.
pub(super) fn print(io: &mut Io, text: &str) -> Result<(), Failure> {
    io.stdout
        .write_all(text.as_bytes())
        .and_then(|()| io.stdout.flush())
        .map_err(output::output)
}
