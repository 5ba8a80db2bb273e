//! [`Failure`]: why a command did not do what was asked, told once on stderr.

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt;
use std::io::{self, Write};

use identity_types::Invalid;
use serde::Serialize;

use crate::Exit;
use crate::paint::{Colour, Paint};

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was typed, or the environment, cannot work. Nothing was sent.
    Usage(Usage),
    /// The call failed.
    Call(identity_transport::Error),
    /// The system refused something: a socket, a signal handler. `what` is a sentence without the cause.
    System {
        what: &'static str,
        exit: Exit,
        cause: io::Error,
    },
    /// The result could not be written, though the call itself was done.
    Output(io::Error),
    /// What was found is not what was hoped for.
    Said(Box<Said>),
    /// The command that `sandbox run` ran failed, and has said why itself.
    Child(u8),
    /// Ctrl-C.
    Interrupted {
        /// The key under which the call that was under way can be looked into.
        idempotency_key: Option<String>,
    },
}

/// A failure in the words of a command, with a `code` that does not change.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) exit: Exit,
    pub(crate) code: &'static str,
    pub(crate) message: Cow<'static, str>,
    pub(crate) hint: Option<Cow<'static, str>>,
}

impl Said {
    /// Ends with `exit` under its own name.
    pub(crate) fn new(exit: Exit, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            exit,
            code: exit.name(),
            message: message.into(),
            hint: None,
        }
    }

    /// Tells failures of one exit apart.
    pub(crate) const fn code(mut self, code: &'static str) -> Self {
        self.code = code;
        self
    }

    /// What to do now.
    pub(crate) fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A flag, argument or variable, and the rule that it breaks. The value is not in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    subject: Cow<'static, str>,
    rule: Cow<'static, str>,
    param: Option<String>,
}

impl Usage {
    /// `subject` breaks `rule`; neither quotes the value.
    pub(crate) fn new(
        subject: impl Into<Cow<'static, str>>,
        rule: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            subject: subject.into(),
            rule: rule.into(),
            param: None,
        }
    }

    /// The same rule, broken by something else.
    pub(crate) fn about(mut self, subject: impl Into<Cow<'static, str>>) -> Self {
        self.subject = subject.into();
        self
    }

    /// The rule that the value of `subject` breaks, with the API's name of the parameter.
    pub(crate) fn invalid(subject: impl Into<Cow<'static, str>>, invalid: &Invalid) -> Self {
        Self {
            // A path in brackets tells more than the flag: which pair, which item.
            param: invalid
                .path()
                .contains('[')
                .then(|| invalid.path().to_owned()),
            ..Self::new(subject, invalid.rule().to_owned())
        }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.param {
            Some(param) => write!(f, "{} ({param}): {}", self.subject, self.rule),
            None => write!(f, "{}: {}", self.subject, self.rule),
        }
    }
}

impl Failure {
    /// How the command ends.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Call(error) => Exit::of(error),
            Self::System { exit, .. } => *exit,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Ok,
            Self::Output(_) => Exit::Api,
            Self::Said(said) => said.exit,
            Self::Child(code) => Exit::Child(*code),
            Self::Interrupted { .. } => Exit::Interrupted,
        }
    }

    /// A refusal by the system, e.g. of a socket or a file.
    pub(crate) const fn system(what: &'static str, exit: Exit, cause: io::Error) -> Self {
        Self::System { what, exit, cause }
    }

    /// Tells it to a person: the sentence, then what helps to follow it up, a line each.
    pub(crate) fn write_text(
        &self,
        out: &mut dyn Write,
        sensitive: bool,
        paint: Paint,
    ) -> io::Result<()> {
        let facts = self.facts(sensitive);
        writeln!(
            out,
            "{} {}",
            paint.with(Colour::Bad, "error:"),
            facts.message
        )?;
        for (name, value) in [
            ("the API says", facts.api_message),
            ("request id", facts.request_id),
            ("see", facts.doc_url),
        ] {
            if let Some(value) = value {
                writeln!(out, "{name}: {}", one_line(value))?;
            }
        }
        if facts.attempts > 1 {
            writeln!(out, "attempts: {}", facts.attempts)?;
        }
        for cause in &facts.causes {
            writeln!(out, "caused by: {cause}")?;
        }
        if let Some(hint) = &facts.hint {
            writeln!(out, "hint: {hint}")?;
        }
        if facts.retryable {
            match facts.idempotency_key {
                Some(key) => writeln!(
                    out,
                    "hint: it may work later; --idempotency-key {key} makes sure that nothing is done twice"
                ),
                None => writeln!(out, "hint: it may work later"),
            }?;
        }
        Ok(())
    }

    /// Tells it to a program: one line of JSON.
    pub(crate) fn write_json(&self, out: &mut dyn Write, sensitive: bool) -> io::Result<()> {
        #[derive(Serialize)]
        struct Wrapped<'a> {
            error: Facts<'a>,
        }

        serde_json::to_writer(
            &mut *out,
            &Wrapped {
                error: self.facts(sensitive),
            },
        )?;
        out.write_all(b"\n")
    }

    fn facts(&self, sensitive: bool) -> Facts<'_> {
        let exit = self.exit();
        let mut facts = Facts {
            code: exit.name(),
            exit_code: exit.code(),
            message: String::new(),
            ..Facts::default()
        };
        match self {
            Self::Usage(usage) => {
                facts.message = usage.to_string();
                facts.subject = Some(&usage.subject);
                facts.param = usage.param.as_deref();
            }
            Self::Call(error) => facts.of_call(error, sensitive),
            Self::System { what, cause, .. } => {
                facts.message = (*what).to_owned();
                facts.causes.push(cause.to_string());
            }
            Self::Output(cause) => {
                facts.code = "output";
                facts.message = "the call was done, and its result could not be written".to_owned();
                facts.causes.push(cause.to_string());
            }
            Self::Said(said) => {
                facts.code = said.code;
                facts.message = said.message.to_string();
                facts.hint = said.hint.as_deref().map(str::to_owned);
            }
            // Not told at all.
            Self::Child(_) => {}
            Self::Interrupted { idempotency_key } => {
                facts.message = "interrupted".to_owned();
                facts.idempotency_key = idempotency_key.as_deref();
                facts.hint = idempotency_key.as_ref().map(|key| {
                    format!(
                        "the call may have been carried out; the same command with --idempotency-key {key} \
                         finds out, and does nothing twice"
                    )
                });
            }
        }
        facts
    }
}

/// Everything that can be told about a failure. The names are stable: scripts read them.
#[derive(Default, Serialize)]
struct Facts<'a> {
    code: &'static str,
    exit_code: u8,
    message: String,
    /// The flag or variable that is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    /// The API's name of the parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_code: Option<&'a str>,
    /// What the API says. It may quote a value that was sent, so it is shown on request only.
    #[serde(skip_serializing_if = "Option::is_none")]
    api_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
    attempts: u32,
    retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<f64>,
    /// What to do now.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
}

impl<'a> Facts<'a> {
    fn of_call(&mut self, error: &'a identity_transport::Error, sensitive: bool) {
        self.message = one_line(&error.to_string());
        self.status = error.status().map(|status| status.as_u16());
        self.request_id = error.request_id();
        self.idempotency_key = error.idempotency_key().map(|key| key.as_str());
        self.attempts = error.attempts();
        self.retryable = error.is_retryable();
        self.retry_after_seconds = error.retry_after().map(|after| after.as_secs_f64());
        self.causes = causes(error);
        if let Some(api) = error.api_error() {
            self.api_type = Some(api.error_type.as_str());
            self.api_code = api.code.as_deref();
            self.param = api.param.as_deref();
            self.doc_url = api.doc_url.as_deref();
            self.api_message = api
                .message
                .as_ref()
                .filter(|_| sensitive)
                .map(|message| message.expose().as_str());
        }
    }
}

/// The chain of causes, without a sentence that the one before it holds already.
fn causes(error: &identity_transport::Error) -> Vec<String> {
    let mut last = error.to_string();
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = one_line(&cause.to_string());
        if !last.contains(&text) {
            causes.push(text.clone());
            last = text;
        }
        next = cause.source();
    }
    causes
}

/// Text from elsewhere, safe for a terminal: a control character cannot move the cursor or begin a line.
pub(crate) fn one_line(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let escape = c.is_control().then(|| c.escape_default());
            let plain = escape.is_none().then_some(c);
            escape.into_iter().flatten().chain(plain)
        })
        .collect()
}

impl From<Usage> for Failure {
    fn from(usage: Usage) -> Self {
        Self::Usage(usage)
    }
}

impl From<Said> for Failure {
    fn from(said: Said) -> Self {
        Self::Said(Box::new(said))
    }
}

impl From<identity_transport::Error> for Failure {
    fn from(error: identity_transport::Error) -> Self {
        Self::Call(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_elsewhere_stays_on_its_line() {
        assert_eq!(one_line("a\nb\x1b[2Jc\té"), "a\\nb\\u{1b}[2Jc\\té");
    }

    #[test]
    fn a_reader_that_left_is_no_failure() {
        let left = Failure::Output(io::ErrorKind::BrokenPipe.into());
        assert_eq!(left.exit(), Exit::Ok);
        let full = Failure::Output(io::ErrorKind::StorageFull.into());
        assert_eq!(full.exit(), Exit::Api);
    }
}
