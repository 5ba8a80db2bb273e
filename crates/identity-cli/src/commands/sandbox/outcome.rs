//! What checks come to, as the control API wants to hear it.

use identity_types::{Extra, LastErrorCode, Value};

use crate::failure::Usage;
use crate::suggest::nearest;

/// The outcome that a word names, after a while in `processing`.
pub(in crate::commands) fn outcome(
    subject: &'static str,
    word: &str,
    delay: Option<i64>,
) -> Result<Value, Usage> {
    let mut outcome = Extra::new();
    match word {
        "verified" | "verify" => outcome.push("result", Value::String("verify".to_owned())),
        code if LastErrorCode::KNOWN.contains(&code) => {
            outcome.push("result", Value::String("fail".to_owned()));
            outcome.push("code", Value::String(code.to_owned()));
        }
        other => {
            let known: Vec<&str> = std::iter::once("verified")
                .chain(LastErrorCode::KNOWN.iter().copied())
                .collect();
            let rule = "must be verified, or a last_error code; identity explain lists them";
            return Err(match nearest(other, &known) {
                Some(meant) => Usage::new(subject, format!("{rule} (did you mean {meant}?)")),
                None => Usage::new(subject, rule),
            });
        }
    }
    if let Some(seconds) = delay {
        outcome.push("delay", Value::Integer(seconds));
    }
    Ok(Value::Object(outcome))
}
