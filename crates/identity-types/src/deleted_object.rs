//! [`DeletedObject`]: what is left of a deleted object.

use alloc::string::String;

use crate::Extra;

/// The reply to a delete call: which object is gone.
///
/// Source: <https://docs.stripe.com/api/webhook_endpoints/delete>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DeletedObject {
    /// The object's id.
    pub id: String,
    /// What the API calls the object, e.g. `webhook_endpoint`.
    pub object: String,
    /// True.
    pub deleted: bool,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl DeletedObject {
    /// The stub of a deleted object: for those who delete, as the sandbox does.
    pub fn new(id: impl Into<String>, object: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            object: object.into(),
            deleted: true,
            extra: Extra::new(),
        }
    }
}
