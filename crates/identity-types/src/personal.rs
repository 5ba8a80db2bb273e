//! [`Personal`]: a value about a person, which never prints itself.

use core::fmt;

/// A value that says something about a person, or that a person typed.
///
/// `Debug` prints `[personal]`, there is no `Display`, and the only way to the value is
/// [`expose`](Self::expose), so that each place that shows it can be found by searching for that
/// word. Comparing is allowed and shows nothing.
///
/// ```
/// use identity_types::Personal;
///
/// let name = Personal::new("Jenny".to_owned());
/// assert_eq!(format!("{name:?}"), "[personal]");
/// assert_eq!(name.expose(), "Jenny");
/// assert!(name == *"Jenny");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Marks `value` as personal.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Whatever receives it can print it.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself, owned.
    #[must_use]
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Personal<alloc::string::String> {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl<T: AsRef<str>> PartialEq<str> for Personal<T> {
    fn eq(&self, other: &str) -> bool {
        self.0.as_ref() == other
    }
}
