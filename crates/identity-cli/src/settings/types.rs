//! Event types by their last word.

use identity_types::EventType;

use crate::failure::Usage;
use crate::suggest::one_of;

const PREFIX: &str = "identity.verification_session.";

/// The types in lists with commas: `verified` is `identity.verification_session.verified`; a name with a dot
/// is taken as it is.
pub(crate) fn event_types(flag: &'static str, typed: &[String]) -> Result<Vec<EventType>, Usage> {
    let words = typed.iter().flat_map(|list| list.split(','));
    words.map(|word| event_type(flag, word)).collect()
}

fn event_type(flag: &'static str, word: &str) -> Result<EventType, Usage> {
    let event_type = EventType::from(format!("{PREFIX}{word}").as_str());
    if event_type.is_known() {
        return Ok(event_type);
    }
    let is_name = word == "*"
        || (word.contains('.')
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._*".contains(&byte)));
    if is_name {
        return Ok(EventType::from(word));
    }
    let known: Vec<&str> = EventType::KNOWN
        .iter()
        .filter_map(|name| name.strip_prefix(PREFIX))
        .collect();
    Err(Usage::new(
        flag,
        one_of(word, &known) + ", or a whole name with dots",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_type_of_identity() {
        let types = event_types("--events", &["verified,a.b".into(), "*".into()]).unwrap();
        let names: Vec<&str> = types.iter().map(EventType::as_str).collect();
        assert_eq!(
            names,
            ["identity.verification_session.verified", "a.b", "*"]
        );
        let error = event_types("--events", &["verifid".into()]).unwrap_err();
        assert!(
            error.to_string().contains("did you mean verified?"),
            "{error}"
        );
        assert!(event_types("--events", &["a.b c".into()]).is_err());
    }
}
