//! `config show|explain|set`.

use std::time::Duration;

use identity_types::{AccountId, Extra, Value};

use super::completions::print;
use crate::args::Global;
use crate::args::other::{ConfigCommand, SetArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::output::Format;
use crate::settings::{self, ConfigFile, Layers, SETTINGS, Source};
use crate::suggest::one_of;

pub(super) fn run(command: &ConfigCommand, global: &Global, io: &mut Io) -> Result<(), Failure> {
    match command {
        ConfigCommand::Show => show(global, io),
        ConfigCommand::Explain => explain(global, io),
        ConfigCommand::Set(args) => set(args, global, io),
    }
}

/// The settings of one profile, and which profiles there are.
fn show(global: &Global, io: &mut Io) -> Result<(), Failure> {
    let printer = settings::printer(global, None, io)?;
    let mut object = Extra::new();
    let file = ConfigFile::read(&io.env)?;
    let layers = Layers::new(global, &io.env, file.as_ref())?;
    let path = settings::config_path(&io.env);
    let shown = path.map_or_else(
        || "none: HOME is not set".to_owned(),
        |path| path.display().to_string(),
    );
    object.push("file", Value::String(shown));
    object.push("exists", Value::Bool(file.is_some()));
    if let Some(file) = &file {
        let names = file
            .names()
            .map(|name| Value::String(name.to_owned()))
            .collect();
        object.push("profiles", Value::Array(names));
    }
    object.push("profile", text(layers.profile_name()));
    let mut values = Extra::new();
    for name in SETTINGS {
        if let Some(found) = layers.profile_setting(name)? {
            values.push(name, Value::String(masked(name, &found.value)));
        }
    }
    object.push("settings", Value::Object(values));
    printer.object(&mut io.stdout, &object)
}

/// Every setting in effect, and its source.
fn explain(global: &Global, io: &mut Io) -> Result<(), Failure> {
    let printer = settings::printer(global, None, io)?;
    let file = ConfigFile::read(&io.env)?;
    let layers = Layers::new(global, &io.env, file.as_ref())?;
    let mut items = Vec::new();
    for (name, found, default) in [
        ("base_url", layers.base_url()?, "https://api.stripe.com"),
        ("ca_file", layers.ca_file()?, ""),
        ("account", layers.account()?, ""),
        (
            "api_version",
            layers.api_version()?,
            identity_transport::layers::API_VERSION,
        ),
        ("timeout", layers.timeout()?, ""),
        ("max_retries", layers.max_retries()?, "2"),
        ("output", layers.output()?, ""),
    ] {
        let (value, source) = match found {
            Some(found) => (found.value, found.source.subject().into_owned()),
            None => (default.to_owned(), "default".to_owned()),
        };
        items.push(item(name, &value, &source));
    }
    let (value, source) = settings::key_source(&layers)?;
    items.push(item("api_key", &value, &source));
    items.push(item(
        "profile",
        layers.profile_name().unwrap_or_default(),
        "",
    ));
    let mut list = printer.list()?;
    list.page(&mut io.stdout, &items)?;
    list.end(&mut io.stdout)?;
    Ok(())
}

fn item(name: &str, value: &str, source: &str) -> Extra {
    let mut object = Extra::new();
    object.push("object", Value::String("setting".to_owned()));
    object.push("id", Value::String(name.to_owned()));
    object.push("value", text(Some(value).filter(|value| !value.is_empty())));
    object.push(
        "source",
        text(Some(source).filter(|source| !source.is_empty())),
    );
    object
}

fn text(value: Option<&str>) -> Value {
    value.map_or(Value::Null, |value| Value::String(value.to_owned()))
}

/// Of a key, nothing.
fn masked(name: &str, value: &str) -> String {
    if name == "api_key" {
        "[masked]".to_owned()
    } else {
        value.to_owned()
    }
}

fn set(args: &SetArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let writable = &SETTINGS[..SETTINGS.len() - 1];
    if args.name == "api_key" {
        return Err(Usage::new(
            "NAME",
            "must not be api_key: it would stand in the history of your shell; set api_key_command or api_key_file, \
             or write it into the file by hand",
        )
        .into());
    }
    if !writable.contains(&args.name.as_str()) {
        return Err(Usage::new("NAME", one_of(&args.name, writable)).into());
    }
    let value = match (&args.value, args.unset) {
        (Some(value), false) => {
            check(&args.name, value)?;
            Some(value.as_str())
        }
        (None, true) => None,
        (Some(_), true) => {
            return Err(Usage::new("--unset", "must not be given together with a value").into());
        }
        (None, false) => {
            return Err(Usage::new("VALUE", "is required; --unset removes a setting").into());
        }
    };
    let profile = global.profile.as_deref();
    if profile.is_some_and(|name| name.is_empty() || name.chars().any(char::is_control)) {
        return Err(Usage::new("--profile", "must be a name").into());
    }
    let path = settings::set_in_profile(&io.env, profile, &args.name, value)?;
    print(io, &format!("{}\n", path.display()))
}

/// A value that would be refused later is refused now.
fn check(name: &str, value: &str) -> Result<(), Usage> {
    let rule = |rule: &'static str| Usage::new("VALUE", rule);
    match name {
        "base_url" => settings::base_url(value, &Source::Flag("VALUE")),
        "account" => AccountId::new(value)
            .map(drop)
            .map_err(|invalid| Usage::invalid("VALUE", &invalid)),
        "timeout" => settings::duration(value)
            .map(|_: Duration| ())
            .map_err(rule),
        "max_retries" => value
            .parse::<u32>()
            .map(drop)
            .map_err(|_| rule("must be a whole number, 0 or more")),
        "output" => Format::parse(value)
            .map(drop)
            .map_err(|usage| usage.about("VALUE")),
        _ if value.trim().is_empty() => Err(rule("must not be blank")),
        _ if value.starts_with("sk_") || value.starts_with("rk_") => Err(rule(
            "must not be a key: this setting says where a key comes from",
        )),
        _ => Ok(()),
    }
}
