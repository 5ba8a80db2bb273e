//! Keys: restricted and expired.

use serde::Deserialize;
use serde_json::json;

use super::Refusal;
use super::answer::json;
use super::input::Input;
use super::route::Done;
use crate::permissions::Permissions;
use crate::sandbox::Sandbox;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    key: String,
    #[serde(default)]
    permissions: Option<Permissions>,
    #[serde(default)]
    expired: bool,
}

/// Says what a key may do, or lets it expire.
pub(super) fn set(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let key: Key = input.json()?;
    match (key.permissions, key.expired) {
        (Some(permissions), false) => sandbox.restrict_key(&key.key, permissions),
        (None, true) => sandbox.expire_key(&key.key),
        _ => {
            return Err(Refusal::bad(
                "Either permissions must be given, or expired must be true.",
            ));
        }
    }
    Ok(json(&json!({})))
}
