//! The configuration file: a table of settings for each profile, in TOML, readable by its owner alone.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use toml_edit::{Document, DocumentMut, Item, Table, Value, value};

use super::layers::{Found, Source};
use crate::Exit;
use crate::failure::{Failure, Usage};
use crate::io::Env;
use crate::suggest::one_of;

/// What can stand in a profile. `api_key` is the only one that `config set` does not write.
pub(crate) const SETTINGS: [&str; 10] = [
    "base_url",
    "ca_file",
    "account",
    "api_version",
    "timeout",
    "max_retries",
    "output",
    "api_key_file",
    "api_key_command",
    "api_key",
];

const DEFAULT: &str = "default";
/// More than any configuration has.
const MOST: u64 = 256 * 1024;

/// The file, read.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    path: PathBuf,
    text: String,
    document: Document<String>,
}

/// One table of the file.
#[derive(Debug)]
pub(crate) struct Profile<'a> {
    file: &'a ConfigFile,
    name: String,
    table: &'a Table,
}

/// Where the file is, or would be.
pub(crate) fn path(env: &Env) -> Option<PathBuf> {
    if let Some(path) = env.filled("IDENTITY_CONFIG") {
        return Some(PathBuf::from(path));
    }
    let base = match env.filled("XDG_CONFIG_HOME").map(Path::new) {
        Some(base) if base.is_absolute() => base.to_owned(),
        _ => Path::new(env.filled("HOME")?).join(".config"),
    };
    Some(base.join("identity").join("config.toml"))
}

impl ConfigFile {
    /// Reads the file; `None` if there is none.
    pub(crate) fn read(env: &Env) -> Result<Option<Self>, Usage> {
        let Some(path) = path(env) else {
            return Ok(None);
        };
        let subject = path.display().to_string();
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if is_absent(&error) && env.filled("IDENTITY_CONFIG").is_none() => {
                return Ok(None);
            }
            Err(_) => return Err(Usage::new(subject, "cannot be read")),
        };
        if !metadata.is_file() || metadata.len() > MOST {
            return Err(Usage::new(subject, "must be a file of at most 256 KiB"));
        }
        private(&subject, &metadata)?;
        let text = match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => return Err(Usage::new(subject, "must be UTF-8")),
            Err(_) => return Err(Usage::new(subject, "cannot be read")),
        };
        // The parser's own message quotes the line, which may hold a key.
        let document = Document::parse(text.clone()).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(&text, span.start));
            Usage::new(format!("{subject}: line {line}"), "is not TOML")
        })?;
        let file = Self {
            path,
            text,
            document,
        };
        file.check()?;
        Ok(Some(file))
    }

    /// Names and shapes of everything in it: a misspelt setting is a mistake, not a no.
    fn check(&self) -> Result<(), Usage> {
        for (name, item) in self.document.iter() {
            let Some(table) = item.as_table() else {
                let place = self.place(item.span());
                let rule = "must be a table: settings stand below a line as [default]";
                return Err(Usage::new(format!("{place}: {name}"), rule));
            };
            for (setting, item) in table.iter() {
                let place = self.place(table.key(setting).and_then(toml_edit::Key::span));
                if !SETTINGS.contains(&setting) {
                    return Err(Usage::new(
                        format!("{place}: {}", shown(setting)),
                        one_of(setting, &SETTINGS),
                    ));
                }
                let fits = if setting == "max_retries" {
                    item.is_str() || item.is_integer()
                } else {
                    item.is_str()
                };
                if !fits {
                    return Err(Usage::new(
                        format!("{place}: {setting}"),
                        "must be a text in quotes",
                    ));
                }
            }
        }
        Ok(())
    }

    /// The profile that was asked for by `source`.
    pub(super) fn named(&self, name: &str, source: &'static str) -> Result<Profile<'_>, Usage> {
        let names: Vec<&str> = self.names().collect();
        match self.document.get(name).and_then(Item::as_table) {
            Some(table) => Ok(Profile {
                file: self,
                name: name.to_owned(),
                table,
            }),
            None => Err(Usage::new(source, one_of(name, &names))),
        }
    }

    /// The profile that is meant when none is asked for.
    pub(super) fn default_profile(&self) -> Result<Option<Profile<'_>>, Usage> {
        if self.document.contains_key(DEFAULT) {
            self.named(DEFAULT, "--profile").map(Some)
        } else {
            Ok(None)
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.document.iter().map(|(name, _)| name)
    }

    fn place(&self, span: Option<std::ops::Range<usize>>) -> String {
        let line = span.map_or(1, |span| line_of(&self.text, span.start));
        format!("{}: line {line}", self.path.display())
    }
}

impl Profile<'_> {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn get(&self, name: &'static str) -> Result<Option<Found>, Usage> {
        let Some(item) = self.table.get(name) else {
            return Ok(None);
        };
        let value = match item.as_value() {
            Some(Value::Integer(number)) => number.value().to_string(),
            Some(Value::String(text)) => text.value().clone(),
            _ => return Ok(None),
        };
        let span = self.table.key(name).and_then(toml_edit::Key::span);
        let source = Source::Profile {
            place: self.file.place(span),
            name,
        };
        Ok(Some(Found { value, source }))
    }
}

/// Changes one setting of one profile, and leaves all else of the file as it is, comments included.
pub(crate) fn set(
    env: &Env,
    profile: Option<&str>,
    name: &str,
    new: Option<&str>,
) -> Result<PathBuf, Failure> {
    let Some(path) = path(env) else {
        return Err(Usage::new("HOME", "must be set to know where the file goes").into());
    };
    let text = match ConfigFile::read(env) {
        Ok(Some(file)) => file.text,
        Ok(None) => String::new(),
        // A file that IDENTITY_CONFIG names may be made here.
        Err(_) if !path.exists() => String::new(),
        Err(usage) => return Err(usage.into()),
    };
    let mut document: DocumentMut = text
        .parse()
        .map_err(|_| Usage::new(path.display().to_string(), "is not TOML"))?;
    let table = document
        .entry(profile.unwrap_or(DEFAULT))
        .or_insert_with(toml_edit::table)
        .as_table_mut()
        .ok_or_else(|| Usage::new("--profile", "must be a table in the file"))?;
    match new {
        Some(new) => table[name] = value(new),
        None => drop(table.remove(name)),
    }
    write(&path, &document.to_string()).map_err(|cause| {
        Failure::system(
            "the configuration file cannot be written",
            Exit::Usage,
            cause,
        )
    })?;
    Ok(path)
}

/// Writes beside the file and renames, so that a crash leaves the old one or the new one.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(directory) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        create_directory(directory)?;
    }
    let beside = path.with_extension(format!("toml.{}", std::process::id()));
    let mut file = create_private(&beside)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What is left of it holds no more than the old file did.
        _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(unix)]
fn private(subject: &str, metadata: &fs::Metadata) -> Result<(), Usage> {
    use std::os::unix::fs::PermissionsExt;

    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(Usage::new(
        subject.to_owned(),
        "may hold a key, and others can read or write it: chmod 600 it",
    ))
}

#[cfg(not(unix))]
fn private(_: &str, _: &fs::Metadata) -> Result<(), Usage> {
    Ok(())
}

#[cfg(unix)]
fn create_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
fn create_directory(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

/// A new file that nobody else can read.
pub(crate) fn create_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// A name that was typed, if it is one: a key may have been pasted in its place.
fn shown(name: &str) -> &str {
    let is_name = name.len() <= 32
        && name
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_lowercase());
    if is_name { name } else { "a setting" }
}
