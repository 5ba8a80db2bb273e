//! Whether two calls are the same call: what an idempotency key is held against.

use http::Method;
use identity_form::{Node, Shape};

use super::Sent;
use crate::ids;

/// A number that is the same for the same method, path and parameters, in whatever order and brackets
/// the parameters were sent. 128 bits, so that no two calls of one key meet by chance.
pub(crate) fn fingerprint(method: &Method, path: &str, sent: &Sent<'_>) -> u128 {
    let mut text = Vec::new();
    push(&mut text, b'm', method.as_str());
    push(&mut text, b'p', path);
    node(&mut text, sent.tree().root());
    ids::hash(&text)
}

/// Lengths are written before texts, so that no text can pass for a structure.
fn push(out: &mut Vec<u8>, tag: u8, text: &str) {
    out.push(tag);
    out.extend_from_slice(&(text.len() as u64).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn node(out: &mut Vec<u8>, parameter: &Node<'_>) {
    if let Some(text) = parameter.as_str() {
        return push(out, b's', text);
    }
    if let Ok(items) = parameter.items()
        && !items.is_empty()
    {
        push(out, b'l', &items.len().to_string());
        return items.into_iter().for_each(|item| node(out, item));
    }
    debug_assert_eq!(parameter.shape(), Shape::Object);
    let mut members: Vec<_> = parameter.entries().collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    push(out, b'o', &members.len().to_string());
    for (name, member) in members {
        push(out, b'k', name);
        node(out, member);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(form: &str) -> u128 {
        fingerprint(&Method::POST, "/v1/x", &Sent::parse(form).unwrap())
    }

    #[test]
    fn order_and_spelling_do_not_count_and_values_do() {
        let base = of("type=document&expand[]=a&expand[]=b&metadata[k]=v&metadata[l]=w");
        assert_eq!(
            base,
            of("metadata%5Bl%5D=w&metadata[k]=v&expand[1]=b&expand[0]=a&type=document")
        );
        for other in [
            "",
            "type=document&expand[]=b&expand[]=a&metadata[k]=v&metadata[l]=w",
            "type=document&expand[]=a&expand[]=b&metadata[k]=v&metadata[l]=x",
            "type=document&expand[]=a&expand[]=b&metadata[k]=v",
        ] {
            assert_ne!(base, of(other), "{other}");
        }
        let elsewhere = fingerprint(&Method::POST, "/v1/y", &Sent::parse("").unwrap());
        assert_ne!(of(""), elsewhere);
    }
}
