//! [`Locks`]: the sessions that a call is changing.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Method;

use crate::auth::Account;

/// A session of an account, by its id.
type Name = (Account, String);

/// The sessions that calls are changing right now. Two calls that change one session at the same time are
/// what the real API answers with `lock_timeout`.
#[derive(Debug, Default)]
pub(crate) struct Locks(Mutex<HashSet<Name>>);

/// A session that is held; free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    locks: &'a Locks,
    name: Name,
}

impl Locks {
    /// Holds the session that a call changes. `Ok(None)`: it changes none. `Err`: another call holds it.
    pub(crate) fn hold(
        &self,
        method: &Method,
        path: &str,
        account: Account,
    ) -> Result<Option<Held<'_>>, Busy> {
        let session = path
            .strip_prefix("/v1/identity/verification_sessions/")
            .and_then(|rest| rest.split('/').next());
        let Some(session) = session.filter(|_| *method == Method::POST) else {
            return Ok(None);
        };
        let name = (account, session.to_owned());
        if !self.names().insert(name.clone()) {
            return Err(Busy);
        }
        Ok(Some(Held { locks: self, name }))
    }

    fn names(&self) -> MutexGuard<'_, HashSet<Name>> {
        // Names are put in and taken out whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Another call changes the session.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Busy;

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.locks.names().remove(&self.name);
    }
}
