//! Why a value could not be encoded: the path and the rule, never the value.

use std::fmt;

/// A value that cannot be written as a form.
///
/// `Display` and `Debug` name the path and the rule; neither shows a value.
pub struct EncodeError(Box<Inner>);

struct Inner {
    kind: EncodeErrorKind,
    path: String,
    detail: Option<String>,
}

/// The rule that a value broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// The outermost value is neither a struct nor a map, so that it has no names.
    TopLevel,
    /// A name nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), or a value is wrapped in more
    /// newtypes than that.
    TooDeep,
    /// A list has more than [`MAX_ITEMS`](crate::MAX_ITEMS) items that write something.
    TooManyItems,
    /// A field's name or a map's key is empty, or holds `[` or `]`. The path is that of the struct
    /// or map.
    IllegalName,
    /// A map's key is not a string, character, integer, boolean or unit variant. The path is that of
    /// the map.
    UnsupportedKey,
    /// A float is NaN or infinite.
    NotFinite,
    /// An enum variant carries data; only unit variants have a form. (Untagged and internally tagged
    /// enums do not count: serde writes them as their contents.)
    EnumShape,
    /// Raw bytes have no form: send text.
    Bytes,
    /// The value's own `Serialize` refused. What it said is in [`EncodeError::detail`].
    Refused,
}

impl EncodeError {
    #[cold]
    pub(super) fn new(kind: EncodeErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            path: String::new(),
            detail: None,
        }))
    }

    /// Sets the path, unless a deeper one is known already.
    #[cold]
    pub(super) fn at(mut self, path: impl FnOnce() -> String) -> Self {
        if self.0.path.is_empty() {
            self.0.path = path();
        }
        self
    }

    /// The rule that was broken.
    #[must_use]
    pub fn kind(&self) -> EncodeErrorKind {
        self.0.kind
    }

    /// Where, in brackets: `options[document][allowed_types]`. Empty for the whole value.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What a foreign `Serialize` said when it refused. It may quote the value, so it appears in
    /// neither `Display` nor `Debug`: look before you log it.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.0.path)?;
        }
        f.write_str(match self.0.kind {
            EncodeErrorKind::TopLevel => "a form is made from a struct or a map",
            EncodeErrorKind::TooDeep => "a name may nest at most 64 deep",
            EncodeErrorKind::TooManyItems => "a list may hold at most 1000 items",
            EncodeErrorKind::IllegalName => "a name may not be empty nor hold [ or ]",
            EncodeErrorKind::UnsupportedKey => "a map key must be text, an integer or a boolean",
            EncodeErrorKind::NotFinite => "a number must be finite",
            EncodeErrorKind::EnumShape => "an enum variant that carries data has no form",
            EncodeErrorKind::Bytes => "raw bytes have no form",
            EncodeErrorKind::Refused => "a value refused to be serialized",
        })
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodeError")
            .field("kind", &self.0.kind)
            .field("path", &self.0.path)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for EncodeError {}

impl serde::ser::Error for EncodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let mut error = Self::new(EncodeErrorKind::Refused);
        error.0.detail = Some(message.to_string());
        error
    }
}
