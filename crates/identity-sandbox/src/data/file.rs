//! [`DataFile`]: records in a file of redb's, in the order in which they first came.

use std::path::{Path, PathBuf};

use redb::{
    Database, ReadableDatabase as _, ReadableTable as _, Table, TableDefinition, WriteTransaction,
};

use super::DataError;

/// The format of what is in the file. To be raised with every change that an older or a newer version
/// would read wrongly.
const FORMAT: u64 = 2;
/// What redb may keep in memory: the state is in memory already.
const CACHE: usize = 16 << 20;

/// Facts about the file itself.
const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("about");
/// Bytes under bytes: of one kind for all tables, since each kind is all of redb's tree once more in the program.
type Bytes<'a> = TableDefinition<'a, &'static [u8], &'static [u8]>;
/// What the sandbox is set to, as JSON, by name.
const SETTINGS: Bytes<'_> = TableDefinition::new("settings");
/// Where the record of this id is.
const PLACES: Bytes<'_> = TableDefinition::new("places");
/// Records in the order in which they first came, which is the order in which they must be put again. The key is a
/// number, its greatest byte first, so that it sorts as the number does.
const RECORDS: Bytes<'_> = TableDefinition::new("records");

/// Changes that belong together: all of them are in the file, or none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Batch {
    /// Whether everything that was there goes first.
    pub(crate) clear: bool,
    pub(crate) changes: Vec<Change>,
    /// Settings by name.
    pub(crate) settings: Vec<(&'static str, Vec<u8>)>,
}

/// A change of one record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    Put { id: Vec<u8>, record: Vec<u8> },
    Remove { id: Vec<u8> },
}

/// An open file. No other process, and nobody else in this one, has it open.
#[derive(Debug)]
pub(crate) struct DataFile {
    path: PathBuf,
    /// `None` only while a file that failed is opened again.
    database: Option<Database>,
}

impl DataFile {
    /// Opens a file, or makes one that only this user can read.
    pub(crate) fn open(path: &Path) -> Result<Self, DataError> {
        let database = open(path)?;
        let file = Self {
            path: path.to_owned(),
            database: Some(database),
        };
        file.check_format()?;
        Ok(file)
    }

    /// A new file refuses nothing; one with a format of its own must have this one.
    fn check_format(&self) -> Result<(), DataError> {
        let transaction = self.database()?.begin_write()?;
        {
            let mut about = transaction.open_table(ABOUT)?;
            let found = about.get("format")?.map(|format| format.value());
            match found {
                Some(FORMAT) => return Ok(()),
                Some(found) => {
                    return Err(DataError::OtherVersion {
                        found,
                        known: FORMAT,
                    });
                }
                None if transaction.list_tables()?.count() > 1 => {
                    return Err(DataError::NotADataFile);
                }
                None => {}
            }
            about.insert("format", FORMAT)?;
            transaction.open_table(SETTINGS)?;
            transaction.open_table(PLACES)?;
            transaction.open_table(RECORDS)?;
        }
        Ok(transaction.commit()?)
    }

    /// A setting.
    pub(crate) fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, DataError> {
        let table = self.database()?.begin_read()?.open_table(SETTINGS)?;
        Ok(table
            .get(name.as_bytes())?
            .map(|value| value.value().to_vec()))
    }

    /// Gives every record, in the order in which they first came.
    pub(crate) fn read(
        &self,
        mut take: impl FnMut(&[u8]) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let records = self.database()?.begin_read()?.open_table(RECORDS)?;
        for entry in records.iter()? {
            take(entry?.1.value())?;
        }
        Ok(())
    }

    /// Writes batches, all or none of them, and returns when they are on the disk.
    pub(crate) fn write<'a>(
        &mut self,
        batches: impl IntoIterator<Item = &'a Batch>,
    ) -> Result<(), DataError> {
        let outcome = self.reopened().and_then(|database| {
            let transaction = database.begin_write()?;
            for batch in batches {
                apply(&transaction, batch)?;
            }
            Ok(transaction.commit()?)
        });
        if outcome.is_err() {
            // What failed once refuses everything until it is opened again.
            self.database = None;
        }
        outcome
    }

    fn reopened(&mut self) -> Result<&Database, DataError> {
        let database = match self.database.take() {
            Some(database) => database,
            None => open(&self.path)?,
        };
        Ok(self.database.insert(database))
    }

    fn database(&self) -> Result<&Database, DataError> {
        self.database.as_ref().ok_or(DataError::InUse)
    }
}

fn open(path: &Path) -> Result<Database, DataError> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path)?);
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    Ok(builder.create(path)?)
}

fn apply(transaction: &WriteTransaction, batch: &Batch) -> Result<(), DataError> {
    let mut places = transaction.open_table(PLACES)?;
    let mut records = transaction.open_table(RECORDS)?;
    if batch.clear {
        places.retain(|_, _| false)?;
        records.retain(|_, _| false)?;
    }
    for change in &batch.changes {
        match change {
            Change::Put { id, record } => put(&mut places, &mut records, id, record)?,
            Change::Remove { id } => {
                if let Some(place) = places.remove(id.as_slice())? {
                    records.remove(place.value())?;
                }
            }
        }
    }
    let mut settings = transaction.open_table(SETTINGS)?;
    for (name, value) in &batch.settings {
        settings.insert(name.as_bytes(), value.as_slice())?;
    }
    Ok(())
}

/// A record that is put again keeps its place.
fn put(
    places: &mut Table<'_, &'static [u8], &'static [u8]>,
    records: &mut Table<'_, &'static [u8], &'static [u8]>,
    id: &[u8],
    record: &[u8],
) -> Result<(), DataError> {
    if let Some(place) = places.get(id)? {
        records.insert(place.value(), record)?;
        return Ok(());
    }
    let last = records.last()?.map(|(last, _)| number(last.value()));
    let place = last.map_or(0, |last| last + 1).to_be_bytes();
    places.insert(id, place.as_slice())?;
    records.insert(place.as_slice(), record)?;
    Ok(())
}

/// The number that a place is.
fn number(place: &[u8]) -> u64 {
    place
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests;
