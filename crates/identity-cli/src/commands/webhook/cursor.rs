//! [`Cursor`]: which events were handled, kept in a file, so that none is lost between two runs.
//!
//! The API's list is ordered by time in seconds, and an event may show up in it a little late. So the cursor is not
//! the last id: it is a time up to which all is handled, and the ids that were handled near or after it. A look at the
//! list begins some minutes before that time and leaves out what is known.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use identity_types::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Exit;
use crate::failure::{Failure, Usage};
use crate::settings::create_private;

/// How late an event may show up.
const OVERLAP: i64 = 300;
const VERSION: u32 = 1;
const MOST: u64 = 16 << 20;

/// What was handled.
#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
pub(super) struct Handled {
    version: u32,
    /// Nothing before this counts: where the first run began.
    floor: i64,
    /// All that came up to here is handled.
    since: i64,
    /// What was handled after `since - OVERLAP`, with its time.
    ids: BTreeMap<String, i64>,
}

impl Handled {
    /// Nothing yet, and nothing before `floor` counts.
    pub(super) const fn from(floor: Timestamp) -> Self {
        Self {
            version: VERSION,
            floor: floor.as_secs(),
            since: floor.as_secs(),
            ids: BTreeMap::new(),
        }
    }

    /// Where the next look at the list begins.
    pub(super) fn look_from(&self) -> Timestamp {
        Timestamp::from_secs(self.since.saturating_sub(OVERLAP).max(self.floor))
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// Notes that an event was handled.
    pub(super) fn add(&mut self, id: &str, created: Timestamp) {
        self.ids.insert(id.to_owned(), created.as_secs());
    }

    /// Everything that the list had up to `until` is handled.
    pub(super) fn advance(&mut self, until: Timestamp) {
        self.since = self.since.max(until.as_secs());
        let from = self.look_from().as_secs();
        self.ids.retain(|_, created| *created >= from);
    }
}

/// The file, or nothing but memory.
#[derive(Debug)]
pub(super) struct Cursor {
    path: Option<PathBuf>,
    /// `None` before the first look at the list.
    pub(super) handled: Option<Handled>,
}

impl Cursor {
    /// Reads the file, if it is there.
    pub(super) fn open(path: Option<&str>) -> Result<Self, Failure> {
        let path = path.map(PathBuf::from);
        let handled = path.as_deref().map(read).transpose()?.flatten();
        Ok(Self { path, handled })
    }

    /// Keeps what is handled: beside the file and renamed, so that a crash leaves the old one or the new one.
    pub(super) fn save(&self) -> Result<(), Failure> {
        let (Some(path), Some(handled)) = (&self.path, &self.handled) else {
            return Ok(());
        };
        write(path, handled).map_err(|cause| {
            Failure::system("--cursor: the file cannot be written", Exit::Api, cause)
        })
    }
}

fn read(path: &Path) -> Result<Option<Handled>, Usage> {
    let rule = |rule: &'static str| Usage::new("--cursor", rule);
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(metadata) if metadata.is_file() && metadata.len() <= MOST => {}
        _ => return Err(rule("must name a file that can be read, or none yet")),
    }
    let bytes =
        fs::read(path).map_err(|_| rule("must name a file that can be read, or none yet"))?;
    let handled: Handled = serde_json::from_slice(&bytes)
        .map_err(|_| rule("must name a file that this command wrote"))?;
    if handled.version != VERSION {
        return Err(rule("must name a file of this version of the command"));
    }
    Ok(Some(handled))
}

fn write(path: &Path, handled: &Handled) -> std::io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    _ = fs::remove_file(&beside);
    let mut file = create_private(&beside)?;
    let written = serde_json::to_vec(handled)
        .map_err(Into::into)
        .and_then(|bytes| file.write_all(&bytes))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_begins_before_the_last_one_ended_and_never_before_the_first() {
        let at = Timestamp::from_secs;
        let mut handled = Handled::from(at(1000));
        assert_eq!(handled.look_from(), at(1000));
        handled.add("evt_1", at(1100));
        handled.advance(at(1100));
        assert_eq!(handled.look_from(), at(1000));
        handled.add("evt_2", at(2000));
        handled.advance(at(2000));
        assert_eq!(handled.look_from(), at(1700));
        assert!(handled.knows("evt_2") && !handled.knows("evt_1"));
        handled.advance(at(500));
        assert_eq!(handled.look_from(), at(1700));
    }
}
