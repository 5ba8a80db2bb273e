//! Questions before what cannot be undone, in proportion to it, and only where somebody can answer.

use std::io::Write;

use crate::Exit;
use crate::args::Global;
use crate::failure::{Failure, Said, Usage};
use crate::io::Io;
use crate::output::{Colour, Paint};

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
    if is_live {
        _ = writeln!(io.stderr, "{}", paint.with(Colour::Bad, "LIVE MODE"));
    }
    _ = write!(io.stderr, "About to {what}. {question} ");
    _ = io.stderr.flush();
    let line = io.stdin.read_line().unwrap_or_default();
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
    Err(Said::new(Exit::Usage, "not confirmed: nothing was sent")
        .code("not_confirmed")
        .into())
}
