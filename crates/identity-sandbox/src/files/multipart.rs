//! `multipart/form-data`: one file, and parameters as a form.

use std::fmt::Write as _;

use bytes::Bytes;

use crate::ids;

/// The most parts of a body.
const MAX_PARTS: usize = 64;

/// A file that was sent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Upload {
    pub(crate) filename: Option<String>,
    pub(crate) bytes: Bytes,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({} bytes)", self.bytes.len())
    }
}

/// The boundary that a content type names.
pub(crate) fn boundary(content_type: &str) -> Option<&str> {
    let mut parts = content_type.split(';');
    let essence = parts.next()?.trim();
    if !essence.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parts
        .filter_map(|part| part.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim_matches('"'))
        .filter(|boundary| (1..=70).contains(&boundary.len()))
}

/// Reads a body: its parameters as a form, in which the file is a number that stands for its content, and
/// the file. `None`: the body is malformed.
pub(crate) fn read(body: &Bytes, boundary: &str) -> Option<(String, Option<Upload>)> {
    let (mut form, mut upload) = (String::new(), None);
    let delimiter = format!("--{boundary}");
    let mut at = find(body, delimiter.as_bytes(), 0)? + delimiter.len();
    for _ in 0..MAX_PARTS {
        if body[at..].starts_with(b"--") {
            return Some((form, upload));
        }
        if !body[at..].starts_with(b"\r\n") {
            return None;
        }
        // A part without headers begins with the empty line itself.
        let head_end = find(body, b"\r\n\r\n", at)?;
        let head = std::str::from_utf8(body.get(at..head_end)?).ok()?;
        let start = head_end + 4;
        let end = find(body, format!("\r\n{delimiter}").as_bytes(), head_end)?;
        let content = body.slice(start.min(end)..end);
        let (name, filename) = disposition(head)?;
        let value = if filename.is_some() {
            let stands_for = format!("{:032x}", ids::hash(&content));
            upload = Some(Upload {
                filename: filename.filter(|name| !name.is_empty()),
                bytes: content,
            });
            stands_for
        } else {
            std::str::from_utf8(&content).ok()?.to_owned()
        };
        push(&mut form, &name, &value);
        at = end + 2 + delimiter.len();
    }
    None
}

/// The name of a part, and the name of its file if it is one.
fn disposition(head: &str) -> Option<(String, Option<String>)> {
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case("content-disposition")
            .then_some(value)
    })?;
    let value = |wanted: &str| {
        line.split(';')
            .filter_map(|part| part.trim().split_once('='))
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim_matches('"').to_owned())
    };
    Some((value("name")?, value("filename")))
}

/// A pair, with everything escaped that a form has a use for.
fn push(form: &mut String, name: &str, value: &str) {
    if !form.is_empty() {
        form.push('&');
    }
    for (text, end) in [(name, "="), (value, "")] {
        for byte in text.bytes() {
            match byte {
                b'[' | b']' if end == "=" => form.push(char::from(byte)),
                byte if byte.is_ascii_alphanumeric() => form.push(char::from(byte)),
                byte => {
                    // Writing to a string does not fail.
                    let _ = write!(form, "%{byte:02X}");
                }
            }
        }
        form.push_str(end);
    }
}

fn find(body: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    rest.windows(wanted.len())
        .position(|window| window == wanted)
        .map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nidentity_document\r\n\
        --b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a b.png\"\r\nContent-Type: image/png\r\n\r\n\
        \r\nab--b\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"expand[]\"\r\n\r\nlinks\r\n--b--\r\n";

    #[test]
    fn parts_are_parameters_and_a_file() {
        let (form, upload) = read(&Bytes::from_static(BODY.as_bytes()), "b").unwrap();
        let file = format!("{:032x}", ids::hash(b"\r\nab--b\r\n"));
        assert_eq!(
            form,
            format!("purpose=identity%5Fdocument&file={file}&expand[]=links")
        );
        let upload = upload.unwrap();
        assert_eq!(upload.filename.as_deref(), Some("a b.png"));
        assert_eq!(&upload.bytes[..], b"\r\nab--b\r\n");
        assert_eq!(format!("{upload:?}"), "Upload(9 bytes)");
    }

    #[test]
    fn a_body_that_is_cut_anywhere_is_malformed() {
        for length in 0..BODY.len() - 4 {
            let cut = Bytes::copy_from_slice(&BODY.as_bytes()[..length]);
            assert_eq!(read(&cut, "b"), None, "{length}");
        }
    }

    #[test]
    fn a_boundary_is_read_from_its_content_type() {
        for (content_type, expected) in [
            ("multipart/form-data; boundary=abc", Some("abc")),
            (
                "Multipart/Form-Data; charset=x; Boundary=\"a b\"",
                Some("a b"),
            ),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("application/json; boundary=a", None),
        ] {
            assert_eq!(boundary(content_type), expected, "{content_type}");
        }
    }
}
