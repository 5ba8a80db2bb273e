//! `-o env`: assignments that a shell reads: `eval "$(identity session get vs_1 -o env)"`.

use std::io::{self, Write};

use identity_types::{Extra, Value};

use super::Kind;

pub(super) fn write(out: &mut dyn Write, object: &Extra) -> io::Result<()> {
    members(out, Kind::of(object).prefix(), object)
}

fn members(out: &mut dyn Write, prefix: &str, object: &Extra) -> io::Result<()> {
    for (name, value) in object.iter() {
        let Some(word) = variable(name) else { continue };
        let name = format!("{prefix}_{word}");
        match value {
            Value::Null | Value::Array(_) => {}
            Value::Object(inner) => members(out, &name, inner)?,
            Value::String(text) => writeln!(out, "{name}={}", quoted(text))?,
            other => writeln!(out, "{name}={}", serde_json::to_string(other)?)?,
        }
    }
    Ok(())
}

/// The name as a variable's; `None` for one that a shell could take for something else.
fn variable(name: &str) -> Option<String> {
    let fits = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    fits.then(|| name.to_ascii_uppercase())
}

/// Nothing inside single quotes means anything to a shell, but a single quote.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_values_and_nothing_else() {
        let object: Extra = serde_json::from_str(
            r#"{"object":"identity.verification_session","id":"vs_1","livemode":false,"url":null,
            "metadata":{"a":"it's $(x) `y`\nz","b=c;d":"e"},"last_error":{"code":"abandoned"}}"#,
        )
        .unwrap();
        let mut out = Vec::new();
        write(&mut out, &object).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "SESSION_OBJECT='identity.verification_session'\nSESSION_ID='vs_1'\nSESSION_LIVEMODE=false\n\
             SESSION_METADATA_A='it'\\''s $(x) `y`\nz'\nSESSION_LAST_ERROR_CODE='abandoned'\n"
        );
    }
}
