//! [`Sessions`]: every version of every session that something still names.

use std::sync::Arc;

use super::index::{Index, Rank};
use crate::session::{Session, Status};

/// The sessions of an account. Events and stored results name a session and a version, and hold no copy,
/// so a redaction finds everything here.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    /// By place; within, the versions by their numbers, of which some may be gone.
    histories: Vec<Vec<Version>>,
    pub(crate) all: Index<()>,
    pub(crate) by_status: Index<Status>,
    pub(crate) by_reference: Index<Arc<str>>,
    pub(crate) by_customer: Index<Arc<str>>,
    pub(crate) by_customer_account: Index<Arc<str>>,
}

/// A session as it was, or is.
#[derive(Debug)]
struct Version {
    session: Arc<Session>,
    /// How many events and stored results name it.
    named: u32,
}

impl Sessions {
    /// The session as it is now.
    pub(crate) fn get(&self, place: u64) -> Option<&Arc<Session>> {
        Some(&self.history(place).last()?.session)
    }

    /// The session as it was.
    pub(crate) fn version(&self, place: u64, version: u32) -> Option<&Arc<Session>> {
        let history = self.history(place);
        Some(&history[find(history, version).ok()?].session)
    }

    /// All versions that are kept, oldest first.
    pub(crate) fn versions(&self, place: u64) -> impl Iterator<Item = &Arc<Session>> {
        self.history(place).iter().map(|version| &version.session)
    }

    fn history(&self, place: u64) -> &[Version] {
        usize::try_from(place)
            .ok()
            .and_then(|place| self.histories.get(place))
            .map_or(&[], Vec::as_slice)
    }

    /// Every session as it is now, by place.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Session>> {
        let last = self.histories.iter().filter_map(|history| history.last());
        last.map(|version| &version.session)
    }

    /// Every version of every session, in an order in which they can be put again.
    pub(crate) fn all_versions(&self) -> impl Iterator<Item = &Arc<Session>> {
        let versions = self.histories.iter().flatten();
        versions.map(|version| &version.session)
    }

    /// An event or a stored result names this version from now on.
    pub(super) fn name(&mut self, place: u64, version: u32) {
        if let Some(version) = self.find_mut(place, version) {
            version.named += 1;
        }
    }

    /// Something that named this version is gone.
    pub(super) fn unname(&mut self, place: u64, version: u32) {
        if let Some(version) = self.find_mut(place, version) {
            version.named = version.named.saturating_sub(1);
        }
    }

    /// Takes away the versions that nothing names, and tells their numbers; the newest `spared` stay.
    pub(super) fn trim(&mut self, place: u64, spared: usize) -> Vec<u32> {
        let mut gone = Vec::new();
        let history = usize::try_from(place).ok();
        if let Some(history) = history.and_then(|place| self.histories.get_mut(place)) {
            let spared = history.len().saturating_sub(spared);
            let mut number = 0;
            history.retain(|version| {
                number += 1;
                let stays = version.named > 0 || number > spared;
                if !stays {
                    gone.push(version.session.version);
                }
                stays
            });
        }
        gone
    }

    fn find_mut(&mut self, place: u64, version: u32) -> Option<&mut Version> {
        let history = self.histories.get_mut(usize::try_from(place).ok()?)?;
        let found = find(history, version).ok()?;
        history.get_mut(found)
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
        if let Some(old) = self.histories[place].last() {
            let old = Arc::clone(&old.session);
            self.unindex(&old);
        }
        let history = &mut self.histories[place];
        match find(history, session.version) {
            Ok(found) => history[found].session = session,
            Err(place) => {
                // Most sessions never have a second version: no room is kept for it.
                if history.is_empty() {
                    history.reserve_exact(1);
                }
                history.insert(place, Version { session, named: 0 });
            }
        }
        if let Some(new) = history.last() {
            let new = Arc::clone(&new.session);
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

/// Where a version is, or belongs.
fn find(history: &[Version], version: u32) -> Result<usize, usize> {
    history.binary_search_by_key(&version, |each| each.session.version)
}

fn rank(session: &Session) -> Rank {
    (session.created, session.place)
}
