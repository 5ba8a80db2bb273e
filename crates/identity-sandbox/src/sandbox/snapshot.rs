//! [`Snapshot`]: everything that a sandbox remembers, to go back to.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Sandbox, Shared};
use crate::auth::Account;
use crate::clock::Pace;
use crate::permissions::Keyring;
use crate::state::{Record, State};

/// The format of a snapshot.
const FORMAT: u32 = 2;

/// All objects, stored results, clock and keys of a sandbox at one moment. Cheap to take and to clone;
/// as JSON it can be kept in a file and read by another sandbox. It holds all personal data: its `Debug`
/// shows none.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    format: u32,
    clock: Pace,
    keyring: Keyring,
    records: Vec<(Account, Record)>,
}

impl Snapshot {
    /// Whether this version of the sandbox can go back to it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.format == FORMAT
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({} records)", self.records.len())
    }
}

impl Sandbox {
    /// Everything that this sandbox remembers now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let keyring = self.shared.keyring().clone();
        Snapshot {
            format: FORMAT,
            clock: self.shared.clock.pace(),
            keyring,
            records: self.shared.state().records().collect(),
        }
    }

    /// Goes back to a snapshot: what happened since is gone, and ids that were given out since are given
    /// out again. Faults and the journal stay; rules and the order of deliveries are as usual again. A snapshot of another format changes nothing.
    pub fn restore(&self, snapshot: &Snapshot) {
        if !snapshot.is_known() {
            return;
        }
        let shared = &*self.shared;
        shared.clock.set_pace(snapshot.clock);
        shared.keyring().clone_from(&snapshot.keyring);
        shared.replace(|state| {
            for (account, record) in &snapshot.records {
                state.restore(*account, record.clone(), &shared.settings);
            }
        });
    }

    /// Forgets everything: accounts, objects, stored results, armed faults, delivery rules and shuffling, the
    /// journal. The clock goes on as it is, and what is known of keys stays.
    pub fn reset(&self) {
        self.shared.replace(|_| ());
        self.shared.faults.clear();
        self.shared.journal.clear();
    }
}

impl Shared {
    /// Puts an empty state, filled by `fill`, in the place of the one there is, in memory and in the file.
    fn replace(&self, fill: impl FnOnce(&mut State)) {
        let keyring = self.keyring().clone();
        let mut state = self.state();
        let mut new = state.emptied();
        fill(&mut new);
        *state = new;
        if let Some(keeper) = &self.keeper {
            keeper.replace(&mut state, &self.clock, &keyring);
        }
    }
}
