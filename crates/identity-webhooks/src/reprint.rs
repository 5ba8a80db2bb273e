//! JSON in other white space, to find out whether a body was parsed and printed again on its way.

/// Deeper than any event; a pretty print of deeper nesting grows with the square of its length.
const MAX_DEPTH: usize = 32;
/// Larger than any event: what is larger gets no hint.
const MAX_LENGTH: usize = 1 << 18;

/// The ways in which Stripe and the stand-ins for it print JSON: two blanks a level, and none at all.
pub(crate) fn variants(json: &[u8]) -> Vec<Vec<u8>> {
    if json.len() > MAX_LENGTH {
        return Vec::new();
    }
    let Some(pretty) = reprint(json, Layout::Pretty) else {
        return Vec::new();
    };
    let with_newline = [pretty.as_slice(), b"\n"].concat();
    let compact = reprint(json, Layout::Compact).unwrap_or_default();
    vec![pretty, with_newline, compact]
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Compact,
    Pretty,
}

/// Copies what stands in the JSON and replaces the white space between. What is no JSON comes out as
/// something else that is none.
fn reprint(json: &[u8], layout: Layout) -> Option<Vec<u8>> {
    let mut printed = Vec::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut bytes = json.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => {}
            b'"' => string(&mut bytes, &mut printed),
            b'{' | b'[' => {
                printed.push(byte);
                while bytes.next_if(u8::is_ascii_whitespace).is_some() {}
                if let Some(close) = bytes.next_if(|next| matches!(next, b'}' | b']')) {
                    printed.push(close);
                } else {
                    depth += 1;
                    line(&mut printed, depth, layout);
                }
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                line(&mut printed, depth, layout);
                printed.push(byte);
            }
            b',' => {
                printed.push(byte);
                line(&mut printed, depth, layout);
            }
            b':' if layout == Layout::Pretty => printed.extend_from_slice(b": "),
            _ => printed.push(byte),
        }
        if depth > MAX_DEPTH {
            return None;
        }
    }
    Some(printed)
}

/// The rest of a string, quotes included, as it stands.
fn string(bytes: &mut impl Iterator<Item = u8>, printed: &mut Vec<u8>) {
    printed.push(b'"');
    while let Some(byte) = bytes.next() {
        printed.push(byte);
        match byte {
            b'"' => return,
            b'\\' => printed.extend(bytes.next()),
            _ => {}
        }
    }
}

fn line(printed: &mut Vec<u8>, depth: usize, layout: Layout) {
    if layout == Layout::Pretty {
        printed.push(b'\n');
        printed.resize(printed.len() + 2 * depth, b' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPACT: &str = r#"{"a":{},"b":[],"c":["x, y",1,{"d":"\"}\\"}],"e":null}"#;

    #[test]
    fn prints_as_the_json_library_does_from_either_form() {
        let value: serde_json::Value = serde_json::from_str(COMPACT).unwrap();
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        let spread = pretty.replace('\n', " \r\n\t");
        for json in [COMPACT, &pretty, &spread] {
            let [printed, newline, compact] = &variants(json.as_bytes())[..] else {
                panic!("three forms");
            };
            assert_eq!(std::str::from_utf8(printed).unwrap(), pretty);
            assert_eq!(newline.strip_suffix(b"\n").unwrap(), printed);
            assert_eq!(std::str::from_utf8(compact).unwrap(), COMPACT);
        }
    }

    #[test]
    fn what_is_no_json_or_too_much_of_it_does_no_harm() {
        for (json, forms) in [
            ("", 3),
            ("\"open", 3),
            ("\"open\\", 3),
            ("}", 0),
            ("[1]]", 0),
            (&"[1,".repeat(MAX_DEPTH), 3),
            (&"[1,".repeat(MAX_DEPTH + 1), 0),
            (&" ".repeat(MAX_LENGTH + 1), 0),
        ] {
            assert_eq!(variants(json.as_bytes()).len(), forms, "{json:.20}");
        }
    }
}
