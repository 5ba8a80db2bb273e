//! [`Sessions`]: every version of every session that something still names.

use std::sync::Arc;

use super::index::{Index, Rank};
use crate::session::{Session, Status};

/// The sessions of an account. Events and stored results name a session and a version, and hold no copy,
/// so a redaction finds everything here.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    /// By place; within, the versions by their numbers.
    histories: Vec<Vec<Arc<Session>>>,
    pub(crate) all: Index<()>,
    pub(crate) by_status: Index<Status>,
    pub(crate) by_reference: Index<Arc<str>>,
    pub(crate) by_customer: Index<Arc<str>>,
    pub(crate) by_customer_account: Index<Arc<str>>,
}

impl Sessions {
    /// The session as it is now.
    pub(crate) fn get(&self, place: u64) -> Option<&Arc<Session>> {
        self.versions(place).last()
    }

    /// The session as it was.
    pub(crate) fn version(&self, place: u64, version: u32) -> Option<&Arc<Session>> {
        self.versions(place).get(version as usize)
    }

    /// All versions that are kept, oldest first.
    pub(crate) fn versions(&self, place: u64) -> &[Arc<Session>] {
        usize::try_from(place)
            .ok()
            .and_then(|place| self.histories.get(place))
            .map_or(&[], Vec::as_slice)
    }

    /// Every session as it is now, by place.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Session>> {
        self.histories.iter().filter_map(|versions| versions.last())
    }

    /// Every version of every session, in an order in which they can be put again.
    pub(crate) fn all_versions(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.histories.iter().flatten()
    }

    pub(crate) fn len(&self) -> usize {
        self.histories.len()
    }

    /// Where the next new session goes.
    pub(crate) fn next(&self) -> u64 {
        self.histories.len() as u64
    }

    /// Puts a version: the next one, or one that is there and is replaced.
    pub(super) fn put(&mut self, session: Arc<Session>) {
        let Ok(place) = usize::try_from(session.place) else {
            return;
        };
        while self.histories.len() <= place {
            self.histories.push(Vec::new());
        }
        if let Some(old) = self.histories[place].last().cloned() {
            self.unindex(&old);
        }
        let versions = &mut self.histories[place];
        match versions.get_mut(session.version as usize) {
            Some(slot) => *slot = session,
            None => {
                // Most sessions never have a second version: no room is kept for it.
                if versions.is_empty() {
                    versions.reserve_exact(1);
                }
                versions.push(session);
            }
        }
        if let Some(new) = versions.last().cloned() {
            self.index(&new);
        }
    }

    fn index(&mut self, session: &Session) {
        let rank = rank(session);
        self.all.insert((), rank);
        self.by_status.insert(session.status, rank);
        if let Some(reference) = &session.client_reference_id {
            self.by_reference.insert(reference.expose().clone(), rank);
        }
        if let Some(customer) = session.customer() {
            self.by_customer.insert(customer, rank);
        }
        if let Some(account) = session.customer_account() {
            self.by_customer_account.insert(account, rank);
        }
    }

    /// What can change is taken out again; what cannot is put in its old place by the next version.
    fn unindex(&mut self, session: &Session) {
        self.by_status.remove(session.status, rank(session));
    }
}

fn rank(session: &Session) -> Rank {
    (session.created, session.place)
}
