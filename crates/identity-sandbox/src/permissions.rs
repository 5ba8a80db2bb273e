//! [`Permissions`]: what a restricted key may do.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::auth::Caller;
use crate::error::Failure;
use crate::ids::{self, Kind};
use crate::state::AccountState;

/// How old a result may be for the permission on recent ones, in seconds: 48 hours.
pub(crate) const SENSITIVE_AGE: i64 = 48 * 60 * 60;

/// What a restricted key may do. One that the sandbox was told nothing about may do everything, and see
/// sensitive results of the last 48 hours.
///
/// ```
/// use identity_sandbox::{Access, Permissions, Sandbox, Sensitive};
///
/// let sandbox = Sandbox::new();
/// let mut permissions = Permissions::default();
/// permissions.verification_sessions = Access::Read;
/// permissions.sensitive = Sensitive::None;
/// sandbox.restrict_key("rk_test_123", permissions);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Permissions {
    /// Sessions and reports.
    pub verification_sessions: Access,
    /// Sensitive fields of sessions and reports.
    pub sensitive: Sensitive,
    /// Files and file links.
    pub files: Access,
    /// Events.
    pub events: Access,
    /// Webhook endpoints.
    pub webhook_endpoints: Access,
    /// Ephemeral keys.
    pub ephemeral_keys: Access,
}

/// What may be done to a kind of object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the Dashboard offers these three")]
pub enum Access {
    /// Nothing.
    None,
    /// Retrieve and list.
    Read,
    /// All calls.
    #[default]
    Write,
}

/// Which sensitive results may be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the Dashboard offers these three")]
pub enum Sensitive {
    /// None.
    None,
    /// Those of the last 48 hours.
    #[default]
    Recent,
    /// All: what the real API allows to keys that are limited to IP ranges.
    Always,
}

impl Default for Permissions {
    fn default() -> Self {
        Self {
            verification_sessions: Access::Write,
            sensitive: Sensitive::Recent,
            files: Access::Write,
            events: Access::Write,
            webhook_endpoints: Access::Write,
            ephemeral_keys: Access::Write,
        }
    }
}

/// The kinds of objects that permissions are given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    VerificationSessions,
    Files,
    Events,
    WebhookEndpoints,
    EphemeralKeys,
}

impl Resource {
    const fn label(self) -> &'static str {
        match self {
            Self::VerificationSessions => "Verification Sessions and Reports",
            Self::Files => "Files",
            Self::Events => "Events",
            Self::WebhookEndpoints => "Webhook Endpoints",
            Self::EphemeralKeys => "Ephemeral Keys",
        }
    }
}

impl Permissions {
    const fn of(self, resource: Resource) -> Access {
        match resource {
            Resource::VerificationSessions => self.verification_sessions,
            Resource::Files => self.files,
            Resource::Events => self.events,
            Resource::WebhookEndpoints => self.webhook_endpoints,
            Resource::EphemeralKeys => self.ephemeral_keys,
        }
    }
}

/// Refuses a call that the caller's key does not allow.
pub(crate) fn check(
    caller: &Caller,
    account: &AccountState,
    resource: Resource,
    needed: Access,
) -> Result<(), Failure> {
    if caller
        .permissions
        .is_none_or(|given| given.of(resource) >= needed)
    {
        return Ok(());
    }
    let needed = match needed {
        Access::None | Access::Read => "Read",
        Access::Write => "Write",
    };
    Err(refused(
        caller,
        account,
        &format!("{} {needed}", resource.label()),
    ))
}

/// The API's words to a key without a permission.
pub(crate) fn refused(caller: &Caller, account: &AccountState, label: &str) -> Failure {
    Failure::invalid(format!(
        "The provided key '{}' does not have the required permissions for this endpoint on account '{}'. \
         Enabling \"{label}\" permissions on this key would allow this request to continue.",
        caller.masked_key,
        account.names.text(Kind::Account, 0)
    ))
    .status(StatusCode::FORBIDDEN)
}

/// What is known of keys; of the keys themselves there is a hash only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Keyring {
    known: BTreeMap<u128, KeyState>,
    /// Whether keys that are not in `known` are refused.
    pub(crate) closed: bool,
}

/// What a key is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyState {
    /// All that its kind may do.
    Open,
    Restricted(Permissions),
    Expired,
}

impl Keyring {
    pub(crate) fn set(&mut self, key: &str, state: KeyState) {
        self.known.insert(ids::hash(key.as_bytes()), state);
    }

    /// `None`: the key is not known here.
    pub(crate) fn state(&self, key: &str) -> Option<KeyState> {
        let known = self.known.get(&ids::hash(key.as_bytes())).copied();
        known.or_else(|| (!self.closed).then_some(KeyState::Open))
    }
}
