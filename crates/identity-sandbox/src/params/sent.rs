//! [`Sent`]: parameters that have passed their table, for the endpoint's own code to read.

use identity_form::{Limits, Tree};
use identity_types::{Metadata, Timestamp};

use super::{Parameter, check, message};
use crate::error::Failure;

/// The parameters of one call. Getters take the path of names, and give nothing for what was not sent.
#[derive(Debug)]
pub(crate) struct Sent<'a> {
    tree: Tree<'a>,
}

impl<'a> Sent<'a> {
    /// Reads a form, which is not yet held against any table.
    pub(crate) fn parse(form: &'a str) -> Result<Self, Failure> {
        // The endpoints' own tables are at most three deep; 16 is for what a message can still show.
        let limits = Limits::new().max_depth(16);
        match Tree::parse_with(&limits, form) {
            Ok(tree) => Ok(Self { tree }),
            Err(error) => Err(message::not_a_form(error.path(), &error.to_string())),
        }
    }

    /// Holds the parameters against the endpoint's table.
    pub(crate) fn check(&self, table: &[Parameter]) -> Result<(), Failure> {
        check::form(self.tree.root(), table)
    }

    pub(super) fn tree(&self) -> &Tree<'a> {
        &self.tree
    }

    /// A text.
    pub(crate) fn text(&self, path: &[&str]) -> Option<&str> {
        self.tree.at(path).and_then(|node| node.as_str())
    }

    /// A text, owned.
    pub(crate) fn owned(&self, path: &[&str]) -> Option<String> {
        self.text(path).map(str::to_owned)
    }

    /// A boolean.
    pub(crate) fn flag(&self, path: &[&str]) -> Option<bool> {
        self.text(path).map(|text| text == "true")
    }

    /// A whole number.
    pub(crate) fn integer(&self, path: &[&str]) -> Option<i64> {
        self.text(path)?.parse().ok()
    }

    /// A time.
    pub(crate) fn time(&self, path: &[&str]) -> Option<Timestamp> {
        self.integer(path).map(Timestamp::from_secs)
    }

    /// A list of texts.
    pub(crate) fn list(&self, path: &[&str]) -> Option<Vec<&str>> {
        let items = self.tree.at(path)?.items().ok()?;
        Some(items.iter().filter_map(|item| item.as_str()).collect())
    }

    /// True when something was sent there.
    pub(crate) fn has(&self, path: &[&str]) -> bool {
        self.tree.at(path).is_some()
    }

    /// `metadata` after this call: the pairs that are sent over those that are there; an empty value removes
    /// its key, and an empty `metadata` all. `None`: it is not sent.
    ///
    /// # Errors
    ///
    /// When there would be more pairs than an object can hold.
    pub(crate) fn merged_metadata(&self, old: &Metadata) -> Result<Option<Metadata>, Failure> {
        let Some(node) = self.tree.get("metadata") else {
            return Ok(None);
        };
        if node.as_str() == Some("") {
            return Ok(Some(Metadata::new()));
        }
        let kept = |key: &str| node.get(key).is_none_or(|sent| sent.as_str() != Some(""));
        let pairs: Vec<_> = old
            .iter()
            .filter(|(key, _)| kept(key))
            .chain(
                node.entries()
                    .filter_map(|(key, sent)| Some((key, sent.as_str()?))),
            )
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let mut merged = Metadata::new();
        for (key, value) in &pairs {
            // The table has checked keys and values, so only their number can be too large.
            if merged.insert(*key, *value).is_err() {
                return Err(message::too_many_metadata_keys("metadata", pairs.len()));
            }
        }
        Ok(Some(merged))
    }

    /// The pairs of `metadata`, without those that remove a key.
    pub(crate) fn metadata(&self) -> Metadata {
        self.pairs(&["metadata"]).unwrap_or_default()
    }

    /// The same of metadata that stands elsewhere.
    pub(crate) fn pairs(&self, path: &[&str]) -> Option<Metadata> {
        let mut metadata = Metadata::new();
        let pairs = std::iter::once(self.tree.at(path)?);
        for (key, node) in pairs.flat_map(|node| node.entries()) {
            match node.as_str() {
                Some(value) if !value.is_empty() => metadata
                    .insert(key, value)
                    .expect("the table has checked keys, values and their number"),
                _ => {}
            }
        }
        Some(metadata)
    }

    /// The paths of `expand`.
    pub(crate) fn expand(&self) -> Vec<&str> {
        self.list(&["expand"]).unwrap_or_default()
    }
}
