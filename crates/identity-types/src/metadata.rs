//! [`Metadata`]: the caller's own key-value pairs on an object.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::Invalid;

/// Up to 50 pairs of the caller's own: keys of 1 to 40 characters without square brackets, values of up
/// to 500 characters. Characters are Unicode scalar values, not bytes.
///
/// Pairs keep the order in which they were inserted, so the same metadata gives the same bytes and a
/// repeated call stays the same call. `Debug` shows keys and masks values.
///
/// ```
/// use identity_types::Metadata;
///
/// let mut metadata = Metadata::new();
/// metadata.insert("user_id", "usr_9")?;
/// assert_eq!(metadata.get("user_id"), Some("usr_9"));
/// assert_eq!(
///     metadata.insert("a[b]", "").unwrap_err().to_string(),
///     "metadata: a key must not hold [ or ]: the API would read another key",
/// );
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/metadata>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Metadata(Vec<(String, String)>);

const PATH: &str = "metadata";

impl Metadata {
    /// The most pairs an object can hold.
    pub const MAX_PAIRS: usize = 50;
    /// The most characters of a key.
    pub const MAX_KEY: usize = 40;
    /// The most characters of a value.
    pub const MAX_VALUE: usize = 500;

    /// No pairs.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a pair; a key that is there already takes the new value in its old place.
    ///
    /// In a request, an empty value removes the key from the object ([`unset`](Self::unset)).
    ///
    /// # Errors
    ///
    /// [`Invalid`] when key or value break a limit, or when it would be the 51st pair. Nothing changes
    /// then. The value is never in the error; a key is, where its value is too long, as part of the path.
    pub fn insert(
        &mut self,
        key: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<(), Invalid> {
        let (key, value) = (key.into(), value.into());
        check_pair(&key, &value)?;
        let full = self.0.len() >= Self::MAX_PAIRS;
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None if full => return Err(too_many()),
            None => self.0.push((key, value)),
        }
        Ok(())
    }

    /// Asks the API to remove `key` from the object: sends it with an empty value.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    pub fn unset(&mut self, key: impl Into<String>) -> Result<(), Invalid> {
        self.insert(key, "")
    }

    /// The value under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, value)| value.as_str())
    }

    /// All pairs, in the order they were inserted.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// How many pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True without pairs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes `update`'s pairs over this object's: what the API does with metadata of an update. An empty
    /// value removes its key.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when the result would have more than 50 pairs; then nothing has changed.
    pub fn merge(&mut self, update: &Self) -> Result<(), Invalid> {
        let mut merged = self.clone();
        for (key, value) in &update.0 {
            if value.is_empty() {
                merged.0.retain(|(known, _)| known != key);
            } else if let Some((_, old)) = merged.0.iter_mut().find(|(known, _)| known == key) {
                old.clone_from(value);
            } else {
                merged.0.push((key.clone(), value.clone()));
            }
        }
        if merged.0.len() > Self::MAX_PAIRS {
            return Err(too_many());
        }
        *self = merged;
        Ok(())
    }

    /// Checks every limit. Pairs that were [inserted](Self::insert) pass; what came from JSON may not.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for the first pair that breaks a limit, or when there are more than 50.
    pub fn validate(&self) -> Result<(), Invalid> {
        if self.0.len() > Self::MAX_PAIRS {
            return Err(too_many());
        }
        self.0
            .iter()
            .try_for_each(|(key, value)| check_pair(key, value))
    }
}

fn check_pair(key: &str, value: &str) -> Result<(), Invalid> {
    check_key(key)?;
    if value.len() > Metadata::MAX_VALUE && value.chars().count() > Metadata::MAX_VALUE {
        return Err(Invalid::new(
            format!("metadata[{key}]"),
            "a value must be at most 500 characters",
        ));
    }
    Ok(())
}

fn check_key(key: &str) -> Result<(), Invalid> {
    let rule = if key.is_empty() {
        "a key must not be empty"
    } else if key.contains(['[', ']']) {
        "a key must not hold [ or ]: the API would read another key"
    } else if key.len() > Metadata::MAX_KEY && key.chars().count() > Metadata::MAX_KEY {
        "a key must be at most 40 characters"
    } else {
        return Ok(());
    };
    Err(Invalid::new(PATH, rule))
}

fn too_many() -> Invalid {
    Invalid::new(PATH, "must have at most 50 keys")
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metadata")?;
        f.debug_list()
            .entries(self.0.iter().map(|(key, _)| key))
            .finish()
    }
}

#[cfg(feature = "serde")]
mod serde_impls {
    use super::Metadata;
    use alloc::string::String;
    use core::fmt;
    use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
    use serde::ser::{Serialize, SerializeMap, Serializer};

    impl Serialize for Metadata {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(self.0.len()))?;
            for (key, value) in &self.0 {
                map.serialize_entry(key, value)?;
            }
            map.end()
        }
    }

    /// Takes what a response holds, limits or not: an outcome is not lost over a 51st key. Parameters
    /// are checked by [`Metadata::validate`] before they are sent.
    impl<'de> Deserialize<'de> for Metadata {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Pairs;

            impl<'de> Visitor<'de> for Pairs {
                type Value = Metadata;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object of strings")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Metadata, A::Error> {
                    let mut metadata = Metadata::new();
                    while let Some((key, value)) = map.next_entry::<String, String>()? {
                        // Looking for a double among 50 is cheap; a hostile million is not searched.
                        match metadata
                            .0
                            .iter_mut()
                            .take(Metadata::MAX_PAIRS)
                            .find(|pair| pair.0 == key)
                        {
                            Some(pair) => pair.1 = value,
                            None => metadata.0.push((key, value)),
                        }
                    }
                    Ok(metadata)
                }
            }

            deserializer.deserialize_map(Pairs)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn limits_count_characters_not_bytes() {
        let mut metadata = Metadata::new();
        metadata.insert("é".repeat(40), "😀".repeat(500)).unwrap();
        assert!(metadata.insert("é".repeat(41), "").is_err());
        assert!(metadata.insert("k", "😀".repeat(501)).is_err());
        assert_eq!(metadata.len(), 1);
    }

    #[test]
    fn the_51st_key_is_refused_and_a_known_one_is_not() {
        let mut metadata = Metadata::new();
        for number in 0..50 {
            metadata.insert(number.to_string(), "").unwrap();
        }
        assert_eq!(
            metadata.insert("50", "").unwrap_err().to_string(),
            "metadata: must have at most 50 keys"
        );
        metadata.insert("7", "again").unwrap();
        assert_eq!(metadata.get("7"), Some("again"));
    }

    #[test]
    fn merging_removes_what_is_posted_empty() {
        let mut metadata = Metadata::new();
        metadata.insert("a", "1").unwrap();
        metadata.insert("b", "2").unwrap();
        let mut update = Metadata::new();
        update.unset("a").unwrap();
        update.insert("c", "3").unwrap();
        metadata.merge(&update).unwrap();
        assert_eq!(
            metadata.iter().collect::<Vec<_>>(),
            [("b", "2"), ("c", "3")]
        );
    }
}
