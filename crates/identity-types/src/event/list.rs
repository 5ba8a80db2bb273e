//! [`ListEvents`]: which events to list.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::page::page_params;
use crate::text::{MAX_TEXT, filled};
use crate::{CreatedFilter, EventId, EventType, Invalid};

/// The most names that `types` takes.
const MAX_TYPES: usize = 20;

/// Parameters of `GET /v1/events`, which reaches back 30 days. Filters that are set must all match.
///
/// One [`event_type`](Self::event_type), which may be a pattern, or up to 20 [`types`](Self::types); each
/// replaces the other.
///
/// ```
/// use identity_types::{EventType, ListEvents};
///
/// let params = ListEvents::new().event_type(EventType::from("identity.verification_session.*"));
/// params.validate()?;
/// let params = params.types([EventType::Verified, EventType::RequiresInput]);
/// assert!(params.event_type.is_none());
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/events/list>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ListEvents {
    /// When the event happened.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub created: Option<CreatedFilter>,
    /// True: taken by every endpoint. False: still pending, or given up, for at least one.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub delivery_success: Option<bool>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    ending_before: Option<EventId>,
    /// How many events a page holds: 1 to 100, 10 if left out.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub limit: Option<u32>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    starting_after: Option<EventId>,
    /// A name, or a group of names with `*`; at most 5000 characters. Not together with `types`.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "type", skip_serializing_if = "Option::is_none")
    )]
    pub event_type: Option<EventType>,
    /// Up to 20 names, each at most 5000 characters. Not together with `type`.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub types: Vec<EventType>,
    /// References to show; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

page_params! { ListEvents of Event by EventId }

impl ListEvents {
    /// Only events that happened then: a second, a range, or a [`CreatedRange`](crate::CreatedRange).
    #[must_use]
    pub fn created(mut self, created: impl Into<CreatedFilter>) -> Self {
        self.created = Some(created.into());
        self
    }

    /// Only events that every endpoint took, or only the others.
    #[must_use]
    pub const fn delivery_success(mut self, success: bool) -> Self {
        self.delivery_success = Some(success);
        self
    }

    /// Only events of this name, or of this group of names. Replaces [`types`](Self::types).
    #[must_use]
    pub fn event_type(mut self, event_type: EventType) -> Self {
        self.types = Vec::new();
        self.event_type = Some(event_type);
        self
    }

    /// Only events of these names, at most 20. Replaces [`event_type`](Self::event_type).
    #[must_use]
    pub fn types(mut self, types: impl IntoIterator<Item = EventType>) -> Self {
        self.event_type = None;
        self.types = types.into_iter().collect();
        self
    }

    fn validate_filters(&self) -> Result<(), Invalid> {
        if let Some(event_type) = &self.event_type {
            filled("type", event_type.as_str(), MAX_TEXT)?;
            if !self.types.is_empty() {
                return Err(Invalid::new(
                    "types",
                    "must not be given together with type",
                ));
            }
        }
        if self.types.len() > MAX_TYPES {
            return Err(Invalid::new("types", "must have at most 20 names"));
        }
        for (index, event_type) in self.types.iter().enumerate() {
            filled(format!("types[{index}]"), event_type.as_str(), MAX_TEXT)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    #[test]
    fn type_and_types_exclude_each_other_and_types_is_bounded() {
        let mut both = ListEvents::new().types([EventType::Verified]);
        both.event_type = Some(EventType::Verified);
        let many = ListEvents::new().types(vec![EventType::Verified; 21]);
        let empty = ListEvents::new().types([EventType::Verified, EventType::from("")]);
        for (params, error) in [
            (both, "types: must not be given together with type"),
            (many, "types: must have at most 20 names"),
            (empty, "types[1]: must not be empty"),
        ] {
            assert_eq!(params.validate().unwrap_err().to_string(), error);
        }
        let full = ListEvents::new().types(vec![EventType::Verified; 20]);
        assert!(full.validate().is_ok());
    }
}
