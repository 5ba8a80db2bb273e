//! [`Keeper`]: a sandbox's state, its clock and its keys, in a file.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::DataError;
use super::file::{Batch, Change as Stored, DataFile};
use super::writer::{Ticket, Writer};
use crate::auth::Account;
use crate::clock::{Clock, Pace};
use crate::permissions::Keyring;
use crate::settings::Settings;
use crate::state::{Change, Record, RecordId, State, Write};

const CLOCK: &str = "clock";
const KEYS: &str = "keys";
const SEED: &str = "seed";

/// Follows a state with a file.
#[derive(Debug)]
pub(crate) struct Keeper {
    writer: Writer<Changes>,
    /// What the file says of the clock and of the keys.
    told: Mutex<Told>,
}

/// What was in a file.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) state: State,
    pub(crate) pace: Option<Pace>,
    pub(crate) keyring: Option<Keyring>,
    file: DataFile,
}

/// What changed since the last time.
#[derive(Debug, Default)]
struct Changes {
    clear: bool,
    writes: Vec<Write>,
    settings: Vec<(&'static str, Vec<u8>)>,
}

/// Settings that are compared before they are written again.
#[derive(Debug, Default, PartialEq)]
struct Told {
    pace: Option<Pace>,
    keyring: Option<Keyring>,
}

/// A record as it is in the file.
#[derive(Deserialize)]
struct Read {
    account: Account,
    record: Record,
}

#[derive(Serialize)]
struct Written<'a> {
    account: Account,
    record: &'a Record,
}

impl Opened {
    /// Opens a file and puts what is in it into a new state. A file that was made before keeps the seed
    /// that it was made with.
    pub(crate) fn open(
        path: &Path,
        seed: u64,
        base_url: &str,
        settings: &Settings,
    ) -> Result<Self, DataError> {
        let mut file = DataFile::open(path)?;
        let seed = match setting(&file, SEED)? {
            Some(seed) => seed,
            None => {
                let settings = vec![(SEED, serde_json::to_vec(&seed)?)];
                let first = Batch {
                    settings,
                    ..Batch::default()
                };
                file.write([&first])?;
                seed
            }
        };
        let mut state = State::new(seed, base_url);
        file.read(|record| {
            let Read { account, record } = serde_json::from_slice(record)?;
            state.restore(account, record, settings);
            Ok(())
        })?;
        state.writes.keep();
        Ok(Self {
            state,
            pace: setting(&file, CLOCK)?,
            keyring: setting(&file, KEYS)?,
            file,
        })
    }

    /// What follows the state from now on, and the state.
    pub(crate) fn keep(self) -> Result<(Keeper, State), DataError> {
        let mut file = self.file;
        let told = Told {
            pace: self.pace,
            keyring: self.keyring,
        };
        let writer = Writer::start(move |changes: &[Changes]| {
            let batches: Result<Vec<Batch>, DataError> = changes.iter().map(batch).collect();
            file.write(&batches?)
        })?;
        let keeper = Keeper {
            writer,
            told: Mutex::new(told),
        };
        Ok((keeper, self.state))
    }
}

impl Keeper {
    /// Hands over what has changed; to be called with the state still locked. The ticket is good for
    /// everything that whoever holds the lock could have seen.
    pub(crate) fn follow(&self, state: &mut State, clock: &Clock, keyring: &Keyring) -> Ticket {
        self.hand_over(state.writes.take(), false, clock, keyring)
    }

    /// Hands over a state that takes the place of all that was in the file.
    pub(crate) fn replace(&self, state: &mut State, clock: &Clock, keyring: &Keyring) -> Ticket {
        self.hand_over(state.writes.take(), true, clock, keyring)
    }

    fn hand_over(
        &self,
        writes: Vec<Write>,
        clear: bool,
        clock: &Clock,
        keyring: &Keyring,
    ) -> Ticket {
        let settings = self.news(clock, keyring);
        if writes.is_empty() && settings.is_empty() && !clear {
            return self.writer.last();
        }
        self.writer.hand_over(Changes {
            clear,
            writes,
            settings,
        })
    }

    /// The settings that are not as the file has them.
    fn news(&self, clock: &Clock, keyring: &Keyring) -> Vec<(&'static str, Vec<u8>)> {
        let mut told = self.told();
        let mut news = Vec::new();
        let pace = clock.pace();
        if told.pace != Some(pace) {
            told.pace = Some(pace);
            news.extend(serde_json::to_vec(&pace).map(|json| (CLOCK, json)));
        }
        if told.keyring.as_ref() != Some(keyring) {
            told.keyring = Some(keyring.clone());
            news.extend(serde_json::to_vec(keyring).map(|json| (KEYS, json)));
        }
        news
    }

    /// Waits until what a ticket stands for is on the disk.
    pub(crate) async fn written(&self, ticket: Ticket) -> Result<(), Arc<DataError>> {
        self.writer.written(ticket).await
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        // Two values, each replaced whole.
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn setting<T: serde::de::DeserializeOwned>(
    file: &DataFile,
    name: &str,
) -> Result<Option<T>, DataError> {
    let json = file.setting(name)?;
    Ok(json.map(|json| serde_json::from_slice(&json)).transpose()?)
}

fn batch(changes: &Changes) -> Result<Batch, DataError> {
    let stored: Result<Vec<_>, DataError> = changes.writes.iter().map(stored).collect();
    Ok(Batch {
        clear: changes.clear,
        changes: stored?,
        settings: changes.settings.clone(),
    })
}

fn stored(write: &Write) -> Result<Stored, DataError> {
    let account = write.account;
    Ok(match &write.change {
        Change::Put(record) => Stored::Put {
            id: key(account, &record.id())?,
            record: serde_json::to_vec(&Written { account, record })?,
        },
        Change::Remove(id) => Stored::Remove {
            id: key(account, id)?,
        },
    })
}

fn key(account: Account, id: &RecordId) -> Result<Vec<u8>, DataError> {
    Ok(serde_json::to_vec(&(account, id))?)
}
