//! Where the API key comes from: the environment, a file, stdin, a command or the profile, and never a flag, which
//! any user of the machine could read from the list of processes.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use identity_types::ApiKey;

use super::layers::{Layers, Source};
use crate::failure::Usage;
use crate::io::{Env, Input};

const VARIABLE: &str = "STRIPE_API_KEY";
/// No key is longer; a file that is, is another one.
const MOST: u64 = 4096;

/// How a key was asked for.
#[derive(Debug)]
pub(super) enum Origin {
    Stdin,
    File(String, Source),
    Command(String, Source),
    Value(String, Source),
}

/// The key to call the API with. A command or a file is asked only if nothing above it has a key.
pub(super) fn resolve(layers: &Layers<'_>, stdin: &mut Input) -> Result<ApiKey, Usage> {
    let Some(origin) = origin(layers)? else {
        return Err(Usage::new(
            VARIABLE,
            "must be set to a secret key (sk_...); --sandbox needs none",
        ));
    };
    read(origin, layers.env(), stdin)
}

/// Where the key comes from, without reading it.
pub(super) fn origin(layers: &Layers<'_>) -> Result<Option<Origin>, Usage> {
    let global = layers.global;
    let flags = [
        global.api_key_stdin,
        global.api_key_file.is_some(),
        global.api_key_command.is_some(),
    ];
    if flags.into_iter().filter(|given| *given).count() > 1 {
        return Err(Usage::new(
            "--api-key-file",
            "must not be given together with --api-key-stdin or --api-key-command",
        ));
    }
    if global.api_key_stdin {
        return Ok(Some(Origin::Stdin));
    }
    if let Some(path) = &global.api_key_file {
        let source = Source::Flag("--api-key-file");
        return Ok(Some(Origin::File(path.clone(), source)));
    }
    if let Some(command) = &global.api_key_command {
        let source = Source::Flag("--api-key-command");
        return Ok(Some(Origin::Command(command.clone(), source)));
    }
    if let Some(key) = layers.env().get(VARIABLE) {
        let key = key
            .to_str()
            .ok_or_else(|| Usage::new(VARIABLE, "must be visible ASCII without blanks"))?;
        return Ok(Some(Origin::Value(key.to_owned(), Source::Env(VARIABLE))));
    }
    if let Some(found) = layers.profile_setting("api_key")? {
        return Ok(Some(Origin::Value(found.value, found.source)));
    }
    if let Some(found) = layers.profile_setting("api_key_file")? {
        return Ok(Some(Origin::File(found.value, found.source)));
    }
    let found = layers.profile_setting("api_key_command")?;
    Ok(found.map(|found| Origin::Command(found.value, found.source)))
}

/// What can be told of the key without reading it: nothing of itself, and where it comes from.
pub(crate) fn source(layers: &Layers<'_>) -> Result<(String, String), Usage> {
    let told = match origin(layers)? {
        None => (String::new(), "nowhere".to_owned()),
        Some(Origin::Stdin) => ("[masked]".to_owned(), "--api-key-stdin".to_owned()),
        Some(Origin::File(_, source) | Origin::Command(_, source) | Origin::Value(_, source)) => {
            ("[masked]".to_owned(), source.subject().into_owned())
        }
    };
    Ok(told)
}

fn read(origin: Origin, env: &Env, stdin: &mut Input) -> Result<ApiKey, Usage> {
    match origin {
        Origin::Stdin => {
            let source = Source::Flag("--api-key-stdin");
            let line = stdin
                .read_line()
                .map_err(|_| Usage::new(source.subject(), "finds a stdin that cannot be read"))?;
            parse(&first_line(&line, &source)?, &source)
        }
        Origin::File(path, source) => {
            let path = std::path::Path::new(&path);
            let is_small = std::fs::metadata(path)
                .is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MOST);
            let bytes = if is_small {
                std::fs::read(path).ok()
            } else {
                None
            };
            let bytes = bytes.ok_or_else(|| {
                Usage::new(
                    source.subject(),
                    "must name a file that can be read and holds a key and nothing else",
                )
            })?;
            parse(&first_line(&bytes, &source)?, &source)
        }
        Origin::Command(command, source) => {
            let bytes = run(&command, env, &source)?;
            parse(&first_line(&bytes, &source)?, &source)
        }
        Origin::Value(key, source) => parse(&key, &source),
    }
}

fn parse(key: &str, source: &Source) -> Result<ApiKey, Usage> {
    ApiKey::new(key).map_err(|invalid| Usage::invalid(source.subject(), &invalid))
}

/// The first line without its end; files and commands end theirs.
fn first_line(bytes: &[u8], source: &Source) -> Result<String, Usage> {
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    std::str::from_utf8(line)
        .map(str::to_owned)
        .map_err(|_| Usage::new(source.subject(), "must be visible ASCII without blanks"))
}

/// What the command prints. It sees the environment of this run, and no stdin.
fn run(command: &str, env: &Env, source: &Source) -> Result<Vec<u8>, Usage> {
    let output = shell(command)
        .env_clear()
        .envs(env.iter())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output();
    match output {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => Err(Usage::new(
            source.subject(),
            match output.status.code() {
                Some(code) => format!("names a command that failed with exit code {code}"),
                None => "names a command that was ended by a signal".to_owned(),
            },
        )),
        Err(_) => Err(Usage::new(
            source.subject(),
            "names a command that cannot be started",
        )),
    }
}

/// A command line of the user's own, as their shell would take it.
pub(crate) fn shell(command: &str) -> Command {
    let (program, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("/bin/sh", "-c")
    };
    let mut shell = Command::new(program);
    shell.args([OsStr::new(flag), OsStr::new(command)]);
    shell
}

/// The key that a sandbox inside this process is called with. It opens nothing else.
pub(super) fn of_sandbox() -> ApiKey {
    ApiKey::new("sk_test_embedded_sandbox").expect("it is visible ASCII and begins with sk_")
}

/// A live key means that live calls are meant: a sandbox would answer them with made-up sessions. Any other
/// key is not used there, so nobody asks whether it is good.
pub(super) fn check_for_sandbox(env: &Env) -> Result<(), Usage> {
    let key = env.get(VARIABLE).map(|key| key.to_string_lossy());
    let is_live = key.is_some_and(|key| {
        let key = key.trim_start();
        key.starts_with("sk_live_") || key.starts_with("rk_live_")
    });
    if is_live {
        return Err(Usage::new(
            VARIABLE,
            "must not be a live key together with --sandbox",
        ));
    }
    Ok(())
}
