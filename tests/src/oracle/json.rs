//! Properties of the response models over JSON.

use std::fmt::Debug;

use identity_types::{VerificationReport, VerificationSession};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Any bytes are a session or are refused; a session that was read is written the same way twice.
pub fn session_json(json: &[u8]) {
    object_json::<VerificationSession>(json);
}

/// As [`session_json`], for reports.
pub fn report_json(json: &[u8]) {
    object_json::<VerificationReport>(json);
}

fn object_json<T: Debug + DeserializeOwned + PartialEq + Serialize>(json: &[u8]) {
    if let Ok(read) = serde_json::from_slice::<T>(json) {
        check_stable(&read);
    }
}

/// Checks that a value survives being written and read, and comes out as the same bytes again.
pub(super) fn check_stable<T: Debug + DeserializeOwned + PartialEq + Serialize>(value: &T) {
    let written = serde_json::to_string(value).expect("a model has a JSON form");
    let again: T = serde_json::from_str(&written).expect("it was written here");
    assert!(again == *value, "changed by {written}");
    assert_eq!(
        serde_json::to_string(&again).ok().as_deref(),
        Some(written.as_str())
    );
    assert!(!format!("{value:?}").is_empty());
}
