//! [`Record`]: one enum over everything that is stored.

use std::sync::Arc;

use identity_types::Personal;
use serde::{Deserialize, Serialize};

use crate::auth::{Account, Connected};
use crate::ephemeral_keys::EphemeralKey;
use crate::event::EventRecord;
use crate::file::File;
use crate::file_link::FileLink;
use crate::idempotency::KeyRecord;
use crate::ids::Names;
use crate::outcome::Outcome;
use crate::report::Report;
use crate::session::Session;
use crate::webhooks::{DeliveryRecord, EndpointRecord};

/// Something that is stored. Putting it again replaces what has the same [`RecordId`]; putting all records
/// of a state into an empty one, in the order in which they come, gives the same state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Record {
    Account(Box<AccountRecord>),
    Session(Arc<Session>),
    Report(Arc<Report>),
    File(Arc<File>),
    FileLink(Arc<FileLink>),
    EphemeralKey(Arc<EphemeralKey>),
    Event(Arc<EventRecord>),
    Endpoint(Arc<EndpointRecord>),
    Delivery(Arc<DeliveryRecord>),
    Key(Box<KeyRecord>),
}

/// What tells records of one account apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum RecordId {
    Account,
    Session { place: u64, version: u32 },
    Report(u64),
    File(u64),
    FileLink(u64),
    EphemeralKey(u64),
    Event(u64),
    Endpoint(u64),
    Delivery(u64),
    Key(Personal<Arc<str>>),
}

/// What an account has besides objects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AccountRecord {
    pub(crate) names: Names,
    /// Its id and its platform, if it is a connected one.
    pub(crate) connected: Option<Connected>,
    /// How many requests came.
    pub(crate) requests: u64,
    /// What the next attempts of sessions without a script of their own come to.
    pub(crate) script: Vec<Outcome>,
}

impl Record {
    pub(crate) fn id(&self) -> RecordId {
        match self {
            Self::Account(_) => RecordId::Account,
            Self::Session(session) => RecordId::Session {
                place: session.place,
                version: session.version,
            },
            Self::Report(report) => RecordId::Report(report.place),
            Self::File(file) => RecordId::File(file.place),
            Self::FileLink(link) => RecordId::FileLink(link.place),
            Self::EphemeralKey(key) => RecordId::EphemeralKey(key.place),
            Self::Event(event) => RecordId::Event(event.place),
            Self::Endpoint(endpoint) => RecordId::Endpoint(endpoint.place),
            Self::Delivery(delivery) => RecordId::Delivery(delivery.place),
            Self::Key(key) => RecordId::Key(key.key.clone()),
        }
    }
}

/// A change of a store, for whoever keeps a state on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Write {
    pub(crate) account: Account,
    pub(crate) change: Change,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Change {
    Put(Record),
    Remove(RecordId),
}

/// The changes since they were last taken; kept only if somebody wants them.
#[derive(Debug, Default)]
pub(crate) struct Writes(Option<Vec<Write>>);

impl Writes {
    /// Keeps changes from now on.
    pub(crate) fn keep(&mut self) {
        self.0.get_or_insert_default();
    }

    /// Whether changes are kept.
    pub(crate) fn is_kept(&self) -> bool {
        self.0.is_some()
    }

    /// The changes since the last time, in their order.
    pub(crate) fn take(&mut self) -> Vec<Write> {
        self.0.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Whether there are any.
    pub(super) fn is_some(&self) -> bool {
        self.0.as_ref().is_some_and(|kept| !kept.is_empty())
    }

    pub(super) fn note(&mut self, account: Account, change: impl FnOnce() -> Change) {
        if let Some(kept) = &mut self.0 {
            kept.push(Write {
                account,
                change: change(),
            });
        }
    }
}
