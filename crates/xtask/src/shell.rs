//! Runs other programs, after printing what it runs.

use std::{
    env,
    ffi::OsString,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use crate::Result;

/// A command line in the making.
#[derive(Debug)]
pub(crate) struct Run {
    command: Command,
    shown: String,
}

impl Run {
    /// Any program, by name or path.
    pub(crate) fn new(program: impl AsRef<Path>) -> Self {
        let program = program.as_ref();
        Self {
            command: Command::new(program),
            shown: quoted(&program.to_string_lossy()),
        }
    }

    /// The cargo that runs this program, with `words` split at spaces.
    pub(crate) fn cargo(words: &str) -> Self {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        Self {
            command: Command::new(cargo),
            shown: "cargo".to_owned(),
        }
        .words(words)
    }

    /// Adds one argument, whatever it contains.
    pub(crate) fn arg(mut self, argument: impl AsRef<Path>) -> Self {
        let argument = argument.as_ref();
        self.shown.push(' ');
        self.shown.push_str(&quoted(&argument.to_string_lossy()));
        self.command.arg(argument);
        self
    }

    /// Adds arguments separated by spaces.
    pub(crate) fn words(self, words: &str) -> Self {
        words.split_whitespace().fold(self, Self::arg)
    }

    /// Sets a variable for this command alone.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<Path>) -> Self {
        let value = value.as_ref();
        self.shown = format!("{name}={} {}", quoted(&value.to_string_lossy()), self.shown);
        self.command.env(name, value);
        self
    }

    /// Runs in this folder.
    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Runs to the end with the terminal's output; fails unless it exits with 0.
    pub(crate) fn run(mut self) -> Result<()> {
        println!("$ {}", self.shown);
        let status = self.command.stdin(Stdio::null()).status();
        let status = status.map_err(|cause| format!("`{}` did not start: {cause}", self.shown))?;
        if status.success() {
            return Ok(());
        }
        Err(format!("`{}` failed ({status})", self.shown))
    }

    /// Runs to the end and returns what it printed; errors still go to the terminal.
    pub(crate) fn read(mut self) -> Result<String> {
        println!("$ {}", self.shown);
        let output = self
            .command
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output();
        let output = output.map_err(|cause| format!("`{}` did not start: {cause}", self.shown))?;
        if !output.status.success() {
            return Err(format!("`{}` failed ({})", self.shown, output.status));
        }
        String::from_utf8(output.stdout)
            .map_err(|_| format!("`{}` printed something other than UTF-8", self.shown))
    }

    /// Runs to the end, passing its output on line by line, and returns it too.
    pub(crate) fn tee(mut self) -> Result<String> {
        println!("$ {}", self.shown);
        let child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn();
        let mut child =
            child.map_err(|cause| format!("`{}` did not start: {cause}", self.shown))?;
        let mut text = String::new();
        let stdout = child.stdout.take().expect("stdout was asked for as a pipe");
        for line in BufReader::new(stdout).lines() {
            let line = line.map_err(|cause| format!("`{}`: {cause}", self.shown))?;
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
        let status = child
            .wait()
            .map_err(|cause| format!("`{}`: {cause}", self.shown))?;
        if status.success() {
            return Ok(text);
        }
        Err(format!("`{}` failed ({status})", self.shown))
    }

    /// Whether it starts and exits with 0; says nothing.
    pub(crate) fn succeeds(mut self) -> bool {
        let quiet = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    /// The prepared command and how it is shown, for a caller that keeps the process.
    pub(crate) fn into_parts(self) -> (Command, String) {
        (self.command, self.shown)
    }
}

/// As one would type it in a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_can_be_typed_again() {
        let run = Run::new("printf")
            .arg("%s it's")
            .words(" a  b ")
            .env("K", "v w");
        assert_eq!(run.shown, r"K='v w' printf '%s it'\''s' a b");
        assert_eq!(quoted(""), "''");
    }
}
