//! Percent signs in the logins of URLs: of a proxy, of a store.

/// The bytes that `text` stands for; none when a percent sign has not two digits after it.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.bytes());
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_are_a_byte() {
        for (text, bytes) in [
            ("", Some(&b""[..])),
            ("a%40b%3A", Some(b"a@b:")),
            ("%C3%a9", Some("é".as_bytes())),
            ("%", None),
            ("%4", None),
            ("%+1", None),
            ("%é0", None),
        ] {
            assert_eq!(decode(text).as_deref(), bytes, "{text:?}");
        }
    }
}
