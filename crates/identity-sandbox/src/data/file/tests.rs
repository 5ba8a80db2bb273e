//! The file, and what is refused.

use super::*;

/// A folder of one test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("identity-data-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("state.redb")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn batch(changes: &[(&str, Option<&str>)]) -> Batch {
    let changes = changes.iter().map(|(id, record)| {
        let id = id.as_bytes().to_vec();
        match record {
            Some(record) => Change::Put {
                id,
                record: record.as_bytes().to_vec(),
            },
            None => Change::Remove { id },
        }
    });
    Batch {
        changes: changes.collect(),
        ..Batch::default()
    }
}

fn read(file: &DataFile) -> Vec<String> {
    let mut records = Vec::new();
    file.read(|record| {
        records.push(String::from_utf8(record.to_vec()).unwrap());
        Ok(())
    })
    .unwrap();
    records
}

#[test]
fn records_come_back_in_the_order_they_first_came() {
    let folder = Folder::new("order");
    let mut file = DataFile::open(&folder.file()).unwrap();
    let first = batch(&[("z", Some("1")), ("a", Some("2")), ("m", Some("3"))]);
    let second = batch(&[("z", Some("4")), ("a", None), ("b", Some("5")), ("x", None)]);
    file.write([&first, &second]).unwrap();
    drop(file);
    let mut file = DataFile::open(&folder.file()).unwrap();
    assert_eq!(read(&file), ["4", "3", "5"]);
    let clear = Batch {
        clear: true,
        settings: vec![("clock", b"now".to_vec())],
        ..batch(&[("q", Some("6"))])
    };
    file.write([&clear]).unwrap();
    assert_eq!(read(&file), ["6"]);
    assert_eq!(file.setting("clock").unwrap().as_deref(), Some(&b"now"[..]));
    assert_eq!(file.setting("none").unwrap(), None);
}

#[cfg(unix)]
#[test]
fn only_its_user_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("mode");
    let _file = DataFile::open(&folder.file()).unwrap();
    let mode = std::fs::metadata(folder.file())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_second_one_is_refused_until_the_first_is_gone() {
    let folder = Folder::new("second");
    let first = DataFile::open(&folder.file()).unwrap();
    let error = DataFile::open(&folder.file()).unwrap_err();
    assert!(matches!(error, DataError::InUse), "{error:?}");
    drop(first);
    DataFile::open(&folder.file()).unwrap();
}

#[test]
fn a_file_of_another_version_or_of_something_else_is_left_alone() {
    let folder = Folder::new("version");
    let path = folder.file();
    let file = DataFile::open(&path).unwrap();
    let transaction = file.database().unwrap().begin_write().unwrap();
    let mut about = transaction.open_table(ABOUT).unwrap();
    about.insert("format", 7).unwrap();
    drop(about);
    transaction.commit().unwrap();
    drop(file);
    let error = DataFile::open(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the data file has format 7, and this version of the sandbox reads and writes format 2"
    );
    let notes = folder.0.join("notes");
    let text = "These are notes, and no data.\n".repeat(400);
    std::fs::write(&notes, &text).unwrap();
    let error = DataFile::open(&notes).unwrap_err();
    assert!(matches!(error, DataError::NotADataFile), "{error:?}");
    assert_eq!(std::fs::read_to_string(&notes).unwrap(), text);
}

#[test]
fn a_database_of_somebody_else_is_left_alone() {
    const THEIRS: TableDefinition<'_, u64, u64> = TableDefinition::new("theirs");
    let folder = Folder::new("foreign");
    let theirs = Database::create(folder.file()).unwrap();
    let transaction = theirs.begin_write().unwrap();
    transaction
        .open_table(THEIRS)
        .unwrap()
        .insert(1, 1)
        .unwrap();
    transaction.commit().unwrap();
    drop(theirs);
    let error = DataFile::open(&folder.file()).unwrap_err();
    assert!(matches!(error, DataError::NotADataFile), "{error:?}");
}
