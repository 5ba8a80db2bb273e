//! Questions before what cannot be undone, in proportion to it, and only where somebody can answer.

use std::io::Write;

use tokio::sync::oneshot;

use super::block_on::interruptible;
use crate::Exit;
use crate::args::Global;
use crate::failure::{Failure, Said, Usage};
use crate::io::Io;
use crate::paint::{Colour, Paint};

/// What must be typed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Answer<'a> {
    /// `y`
    Yes,
    /// The last four characters of the id: nobody types those by habit.
    EndOf(&'a str),
}

/// Goes on after the right answer, or with `--yes`.
pub(super) fn confirm(
    global: &Global,
    io: &mut Io,
    what: &str,
    is_live: bool,
    answer: Answer<'_>,
) -> Result<(), Failure> {
    if global.yes {
        return Ok(());
    }
    if global.no_input || !io.stdin_is_terminal || !io.stderr_is_terminal {
        return Err(Usage::new(
            "--yes",
            format!("is required where nobody can be asked: this would {what}"),
        )
        .into());
    }
    let (question, expected) = match answer {
        Answer::Yes => ("[y/N]".to_owned(), "y"),
        Answer::EndOf(id) => {
            let end = id.len().saturating_sub(4);
            let end = id.get(end..).unwrap_or(id);
            (
                format!("Type the last four characters of {id} to go on:"),
                end,
            )
        }
    };
    let paint = Paint::resolve(io.stderr_is_terminal, global.no_color, &io.env);
    let mut asked = format!("About to {what}. {question} ");
    if is_live {
        asked = format!("{}\n{asked}", paint.with(Colour::Bad, "LIVE MODE"));
    }
    let line = ask(io, &asked)?;
    let typed = String::from_utf8_lossy(&line);
    let is_right = match answer {
        Answer::Yes => ["y", "yes"].contains(&typed.trim().to_ascii_lowercase().as_str()),
        Answer::EndOf(_) => typed.trim() == expected,
    };
    if is_right {
        return Ok(());
    }
    if line.is_empty() {
        _ = writeln!(io.stderr);
    }
    Err(Said::new(Exit::Usage, "not confirmed: nothing was done")
        .code("not_confirmed")
        .into())
}

/// Asks, and waits for a line. Ctrl-C ends the wait: a thread reads the line, since nothing else can be had out of a
/// read that is under way, and it ends with the process.
fn ask(io: &mut Io, question: &str) -> Result<Vec<u8>, Failure> {
    let mut stdin = std::mem::take(&mut io.stdin);
    let stderr = &mut io.stderr;
    let answer = interruptible(
        &io.interrupt,
        // What is asked is asked when an interruption is listened for already.
        Box::pin(async {
            _ = write!(stderr, "{question}");
            _ = stderr.flush();
            let (sender, answer) = oneshot::channel();
            std::thread::spawn(move || {
                let line = stdin.read_line().unwrap_or_default();
                // Who was interrupted is told nothing more.
                _ = sender.send((stdin, line));
            });
            Ok(answer.await.unwrap_or_default())
        }),
        &|| None,
    );
    if answer.is_err() {
        // The terminal shows ^C, and the next line begins below.
        _ = writeln!(io.stderr);
    }
    let line;
    (io.stdin, line) = answer?;
    Ok(line)
}
