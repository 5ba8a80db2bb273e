//! The endpoints under `/v1/ephemeral_keys`, a file each, and the record.

use identity_types::{EphemeralKey as Object, EphemeralKeySecret, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::Kind;
use crate::state::AccountState;

pub(crate) mod create;
pub(crate) mod delete;

/// The fields of a key, none of which can be expanded.
const FIELDS: &[&str] = &["id", "object", "created", "expires", "livemode", "secret"];

/// How long a key is good for, in seconds.
const LIFE: i64 = 60 * 60;

/// What the sandbox knows of an ephemeral key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EphemeralKey {
    /// Its number among the account's keys.
    pub(crate) place: u64,
    pub(crate) created: Timestamp,
    /// The place of the session that it opens.
    pub(crate) session: u64,
}

impl EphemeralKey {
    /// The key as the API shows it.
    fn show(&self, account: &AccountState, with_secret: bool) -> Object {
        let id = account.names.ephemeral_key(self.place);
        let mut object = Object::new(id, self.created, self.created.saturating_add(LIFE));
        let secret = || account.names.text(Kind::EphemeralSecret, self.place);
        object.secret = with_secret.then(|| EphemeralKeySecret::new(secret()));
        object
    }
}
