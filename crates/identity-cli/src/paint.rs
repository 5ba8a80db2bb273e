//! Colours, for a terminal that wants them.

use std::fmt;

use anstyle::{AnsiColor, Style};

use crate::io::Env;

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    Good,
    Pending,
    Bad,
    Faint,
}

/// Whether a stream is painted at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paint(bool);

impl Paint {
    /// Colours go to a terminal only, and not where `NO_COLOR`, `TERM=dumb` or `--no-color` say no.
    pub(crate) fn resolve(is_terminal: bool, no_color: bool, env: &Env) -> Self {
        let dumb = env.get("TERM").is_some_and(|term| term == "dumb");
        Self(is_terminal && !no_color && !dumb && env.filled("NO_COLOR").is_none())
    }

    /// The text in that colour, or as it is.
    pub(crate) fn with<T: fmt::Display>(self, colour: Colour, text: T) -> Painted<T> {
        let style = match colour {
            Colour::Good => AnsiColor::Green.on_default(),
            Colour::Pending => AnsiColor::Yellow.on_default(),
            Colour::Bad => AnsiColor::Red.on_default().bold(),
            Colour::Faint => Style::new().dimmed(),
        };
        Painted {
            style: if self.0 { style } else { Style::new() },
            text,
        }
    }

    /// The colour of a status, an outcome or a check.
    pub(crate) fn status(self, status: &str) -> Painted<&str> {
        match status {
            "verified" | "enabled" | "redacted" | "ok" => self.with(Colour::Good, status),
            "requires_input" | "processing" => self.with(Colour::Pending, status),
            "unverified" | "failed" => self.with(Colour::Bad, status),
            "canceled" | "disabled" => self.with(Colour::Faint, status),
            _ => Painted {
                style: Style::new(),
                text: status,
            },
        }
    }
}

/// Text with its colour around it.
#[derive(Debug)]
pub(crate) struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.style, self.text, self.style)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Env {
        pairs
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    }

    #[test]
    fn colours_need_a_terminal_that_wants_them() {
        for (terminal, flag, variables, painted) in [
            (true, false, &[][..], true),
            (false, false, &[], false),
            (true, true, &[], false),
            (true, false, &[("NO_COLOR", "1")], false),
            (true, false, &[("NO_COLOR", "")], true),
            (true, false, &[("TERM", "dumb")], false),
            (true, false, &[("TERM", "xterm")], true),
        ] {
            let paint = Paint::resolve(terminal, flag, &env(variables));
            assert_eq!(paint, Paint(painted), "{variables:?}");
            let text = paint.with(Colour::Bad, "x").to_string();
            assert_eq!(text != "x", painted, "{text:?}");
        }
    }
}
