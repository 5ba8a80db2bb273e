//! The encoder: any [`Serialize`] value to form bytes, in one pass.
//!
//! There is no path beside the output: see [`path`], and for how it is written, [`buffer`].

use serde::Serialize;

use self::buffer::Buffer;
use self::serializer::Value;

mod buffer;
mod compound;
mod error;
mod key;
mod number;
mod path;
mod serializer;

pub use self::error::{EncodeError, EncodeErrorKind};

/// How deep names may nest, in both directions: `a[b][c]` is three deep.
pub const MAX_DEPTH: usize = 64;

/// How many items a list may hold, in both directions.
///
/// Servers refuse an index over 1000.
pub const MAX_ITEMS: usize = 1000;

/// Encodes a struct or a map as a form: the body of a `POST`, or a query without its `?`.
///
/// `None` and `()` at the top give the empty string.
///
/// ```
/// #[derive(serde::Serialize)]
/// struct Create<'a> {
///     r#type: &'a str,
///     expand: Vec<&'a str>,
///     return_url: Option<&'a str>,
/// }
///
/// let create = Create { r#type: "document", expand: vec!["a b"], return_url: None };
/// assert_eq!(identity_form::to_string(&create)?, "type=document&expand[0]=a%20b");
/// # Ok::<_, identity_form::EncodeError>(())
/// ```
///
/// # Errors
///
/// When the value cannot be written as a form: see [`EncodeErrorKind`].
pub fn to_string<T>(value: &T) -> Result<String, EncodeError>
where
    T: Serialize + ?Sized,
{
    let mut out = Buffer::behind(String::new());
    value.serialize(Value::top(&mut out))?;
    Ok(out.take())
}

/// Encodes a value behind the pairs that `form` already holds, joined by `&`.
///
/// ```
/// let mut query = String::from("limit=3");
/// identity_form::append(&mut query, &[("status", "verified")].into_iter().collect::<std::collections::BTreeMap<_, _>>())?;
/// assert_eq!(query, "limit=3&status=verified");
/// # Ok::<_, identity_form::EncodeError>(())
/// ```
///
/// # Errors
///
/// As [`to_string`]; `form` is then as it was.
pub fn append<T>(form: &mut String, value: &T) -> Result<(), EncodeError>
where
    T: Serialize + ?Sized,
{
    let before = form.len();
    let mut out = Buffer::behind(std::mem::take(form));
    let start = out.len();
    let result = value.serialize(Value::top(&mut out));
    if result.is_err() || out.len() == start {
        out.truncate(before);
    }
    *form = out.take();
    result.map(|_| ())
}

#[cfg(test)]
mod tests;
