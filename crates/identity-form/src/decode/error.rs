//! Why a form could not be decoded: the place, the path and the rule, never the value.

use std::fmt::{self, Display};

use serde::de::{Expected, Unexpected};

/// A form that cannot be read, or that does not fit the type.
///
/// `Display` and `Debug` name the path and the rule; neither shows a value.
pub struct DecodeError(Box<Inner>);

struct Inner {
    kind: DecodeErrorKind,
    offset: Option<usize>,
    path: String,
    /// For [`DecodeErrorKind::UnknownWord`]: the words that would do.
    words: &'static [&'static str],
    detail: Option<String>,
}

/// The rule that a form broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The form is longer than [`Limits::max_bytes`](crate::Limits::max_bytes).
    TooManyBytes,
    /// The form has more pairs than [`Limits::max_pairs`](crate::Limits::max_pairs).
    TooManyPairs,
    /// A name nests deeper than [`Limits::max_depth`](crate::Limits::max_depth).
    TooDeep,
    /// A `%` is not followed by two hex digits.
    BadEscape,
    /// The bytes, or what their escapes stand for, are not UTF-8.
    InvalidUtf8,
    /// A pair has no name before its `=` or its first bracket.
    EmptyName,
    /// A `[` has no `]`.
    UnclosedBracket,
    /// Text follows a `]`, or a `]` comes without a `[`.
    TextOutsideBrackets,
    /// A `[` stands inside brackets.
    BracketInName,
    /// One name is sent as a scalar and as an object or list.
    MixedShapes,
    /// One name is sent with `[]` and with `[0]` or `[name]`.
    MixedBrackets,
    /// The indexes of a list are not 0, 1, 2, … without a gap.
    IndexGap,
    /// An index is over 1000.
    IndexTooLarge,
    /// The parameter is not one that is known.
    UnknownParameter,
    /// A required parameter is missing.
    MissingParameter,
    /// The same field was filled twice, under two of its names.
    DuplicateParameter,
    /// Expected `true` or `false`.
    NotABoolean,
    /// Expected a whole number.
    NotAnInteger,
    /// The whole number is too large or too small for its type.
    OutOfRange,
    /// Expected a finite decimal number.
    NotANumber,
    /// Expected one character.
    NotACharacter,
    /// Expected one of a set of words.
    UnknownWord,
    /// Expected nothing, or the empty string.
    NotEmpty,
    /// Expected one value, and not an object or a list.
    NotAScalar,
    /// Expected a list.
    NotAList,
    /// Expected an object, as in `name[key]=value`.
    NotAnObject,
    /// A list is too short or too long for its type.
    WrongLength,
    /// The value's own `Deserialize` refused. What it said is in [`DecodeError::detail`].
    Refused,
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(kind: DecodeErrorKind) -> Self {
        let inner = Inner {
            kind,
            offset: None,
            path: String::new(),
            words: &[],
            detail: None,
        };
        Self(Box::new(inner))
    }

    /// Sets the place, unless a closer one is known already.
    #[cold]
    pub(crate) fn locate(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }

    /// Sets the whole path.
    #[cold]
    pub(crate) fn with_path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.0.path);
        self
    }

    /// Puts a name before the path: `b[c]` below `a` is `a[b][c]`.
    #[cold]
    pub(crate) fn below(mut self, name: &str) -> Self {
        let inner = &mut *self.0;
        if !inner.path.is_empty() {
            let head = inner.path.find('[').unwrap_or(inner.path.len());
            inner.path.insert(head, ']');
            inner.path.insert(0, '[');
        }
        inner.path.insert_str(0, name);
        self
    }

    /// Gives a value of the wrong shape the rule that the reader had in mind. An error that has a
    /// place came from a member, and keeps its own rule.
    #[cold]
    pub(super) fn expecting(mut self, kind: DecodeErrorKind) -> Self {
        let inner = &*self.0;
        let bare = inner.offset.is_none() && inner.detail.is_none();
        if bare && inner.kind == DecodeErrorKind::Refused {
            self.0.kind = kind;
        }
        self
    }

    /// The rule that was broken.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.0.kind
    }

    /// The parameter in brackets: `options[document][allowed_types][0]`. Empty for the whole form.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The byte of the form at which the fault lies, or at which its pair begins; 0 for a parameter
    /// that is missing at the top. Never more than the form's length.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset.unwrap_or_default()
    }

    /// What a foreign `Deserialize` said when it refused. It may quote the value, so it appears in
    /// neither `Display` nor `Debug`: look before you log it.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    fn rule(&self) -> &'static str {
        match self.0.kind {
            DecodeErrorKind::TooManyBytes => "the form is too long",
            DecodeErrorKind::TooManyPairs => "the form has too many pairs",
            DecodeErrorKind::TooDeep => "the name nests too deep",
            DecodeErrorKind::BadEscape => "a % must be followed by two hex digits",
            DecodeErrorKind::InvalidUtf8 => "must be UTF-8",
            DecodeErrorKind::EmptyName => "a name must not be empty",
            DecodeErrorKind::UnclosedBracket => "a [ must be closed by a ]",
            DecodeErrorKind::TextOutsideBrackets => "nothing may stand outside the brackets",
            DecodeErrorKind::BracketInName => "a name must not hold a [",
            DecodeErrorKind::MixedShapes => "must not be both a value and a list or object",
            DecodeErrorKind::MixedBrackets => "must not mix [] with indexes or names",
            DecodeErrorKind::IndexGap => "indexes must run from 0 without a gap",
            DecodeErrorKind::IndexTooLarge => "an index must be at most 1000",
            DecodeErrorKind::UnknownParameter => "is not a known parameter",
            DecodeErrorKind::MissingParameter => "is required",
            DecodeErrorKind::DuplicateParameter => "must not be given twice",
            DecodeErrorKind::NotABoolean => "must be true or false",
            DecodeErrorKind::NotAnInteger => "must be a whole number",
            DecodeErrorKind::OutOfRange => "must be a whole number within range",
            DecodeErrorKind::NotANumber => "must be a number",
            DecodeErrorKind::NotACharacter => "must be one character",
            DecodeErrorKind::UnknownWord => "must be one of the known words",
            DecodeErrorKind::NotEmpty => "must be empty",
            DecodeErrorKind::NotAScalar => "must be a single value",
            DecodeErrorKind::NotAList => "must be a list",
            DecodeErrorKind::NotAnObject => "must be an object",
            DecodeErrorKind::WrongLength => "must have another number of items",
            DecodeErrorKind::Refused => "is not valid",
        }
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.0.path)?;
        }
        let Some((last, others)) = self.0.words.split_last() else {
            return f.write_str(self.rule());
        };
        f.write_str("must be ")?;
        if !others.is_empty() {
            write!(f, "{} or ", others.join(", "))?;
        }
        f.write_str(last)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("kind", &self.0.kind)
            .field("path", &self.0.path)
            .field("offset", &self.offset())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for DecodeError {}

/// None of these keeps the value that serde hands over.
impl serde::de::Error for DecodeError {
    fn custom<T: Display>(message: T) -> Self {
        let mut error = Self::new(DecodeErrorKind::Refused);
        error.0.detail = Some(message.to_string());
        error
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(DecodeErrorKind::Refused)
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(DecodeErrorKind::Refused)
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new(DecodeErrorKind::WrongLength)
    }

    fn unknown_variant(_: &str, words: &'static [&'static str]) -> Self {
        let mut error = Self::new(DecodeErrorKind::UnknownWord);
        error.0.words = words;
        error
    }

    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Self::new(DecodeErrorKind::UnknownParameter).with_path(name)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(DecodeErrorKind::MissingParameter).with_path(name)
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new(DecodeErrorKind::DuplicateParameter).with_path(name)
    }
}
