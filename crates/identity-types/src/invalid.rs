//! [`Invalid`]: which parameter broke which rule, without the value.

use alloc::borrow::Cow;
use core::fmt;

/// A parameter that breaks a rule, found before anything is sent.
///
/// Says where (the bracketed path of the parameter) and which rule. The value is not in it: it may
/// be a secret, or something a person typed.
///
/// ```
/// use identity_types::{Metadata, Invalid};
///
/// let error: Invalid = Metadata::new().insert("", "gold").unwrap_err();
/// assert_eq!(error.path(), "metadata");
/// assert_eq!(error.to_string(), "metadata: a key must not be empty");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    path: Cow<'static, str>,
    rule: Cow<'static, str>,
}

impl Invalid {
    /// Says that the parameter at `path` breaks `rule`.
    ///
    /// Neither may quote the value.
    pub fn new(path: impl Into<Cow<'static, str>>, rule: impl Into<Cow<'static, str>>) -> Self {
        Self {
            path: path.into(),
            rule: rule.into(),
        }
    }

    /// The bracketed path of the parameter, e.g. `options[document][allowed_types]`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The rule, as the second half of a sentence: `must be at most 5000 characters`.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.rule)
    }
}

impl core::error::Error for Invalid {}
