//! What was typed, made to mean something: flags over environment over defaults.
//!
//! Everything that can be refused without asking the API is refused here, before there is a connection.

mod duration;
mod key;
mod session;

use std::ffi::OsStr;
use std::time::Duration;

use identity_client::Client;
use identity_sandbox::Sandbox;
use identity_transport::CallOptions;
use identity_transport::layers::Origin;
use identity_types::{ApiKey, IdempotencyKey};

use crate::args::Global;
use crate::failure::{Failure, Usage};
use crate::io::Env;
use crate::output::Format;
use crate::suggest::nearest;

pub(crate) use self::session::{create_params, retrieve_params, session_id, warnings};

const BASE_URL_VARIABLE: &str = "STRIPE_API_BASE";

/// How a call is made.
#[derive(Debug)]
pub(crate) struct Settings {
    target: Target,
    timeout: Option<Duration>,
    max_retries: Option<u32>,
    idempotency_key: Option<IdempotencyKey>,
}

#[derive(Debug)]
enum Target {
    /// A sandbox inside this process.
    Sandbox,
    /// An API over the network.
    Api {
        key: ApiKey,
        base_url: Option<String>,
    },
}

impl Settings {
    /// Resolves the flags and the environment of a call.
    pub(crate) fn resolve(global: &Global, env: &Env) -> Result<Self, Usage> {
        Ok(Self {
            target: target(global, env)?,
            timeout: global.timeout.as_deref().map(timeout).transpose()?,
            max_retries: global.max_retries.as_deref().map(max_retries).transpose()?,
            idempotency_key: global
                .idempotency_key
                .as_deref()
                .map(idempotency_key)
                .transpose()?,
        })
    }

    /// Builds the client: the whole stack, over the network or over a sandbox of its own.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let builder = match &self.target {
            Target::Sandbox => Client::builder(key::of_sandbox()),
            Target::Api { key, .. } => Client::builder(key.clone()),
        };
        let builder = match self.timeout {
            Some(timeout) => builder.timeout(timeout),
            None => builder,
        };
        let builder = match self.max_retries {
            Some(retries) => builder.max_retries(retries),
            None => builder,
        };
        let client = match &self.target {
            Target::Sandbox => builder.build_over(Sandbox::new().service()),
            Target::Api {
                base_url: Some(url),
                ..
            } => builder.base_url(url).build(),
            Target::Api { base_url: None, .. } => builder.build(),
        };
        Ok(client?)
    }

    /// What one call of this command asks for differently.
    pub(crate) fn call_options(&self) -> CallOptions {
        match &self.idempotency_key {
            Some(key) => CallOptions::new().idempotency_key(key.clone()),
            None => CallOptions::new(),
        }
    }
}

fn target(global: &Global, env: &Env) -> Result<Target, Usage> {
    if global.sandbox {
        if global.base_url.is_some() {
            return Err(Usage::new(
                "--sandbox",
                "must not be given together with --base-url",
            ));
        }
        key::check_for_sandbox(env)?;
        return Ok(Target::Sandbox);
    }
    let base_url = match &global.base_url {
        Some(url) => Some(base_url("--base-url", OsStr::new(url))?),
        None => env
            .get(BASE_URL_VARIABLE)
            .filter(|url| !url.is_empty())
            .map(|url| base_url(BASE_URL_VARIABLE, url))
            .transpose()?,
    };
    Ok(Target::Api {
        key: key::from_env(env)?,
        base_url,
    })
}

/// The transport's rules, under the name by which the URL was given. They keep every key, and a live one
/// above all, from crossing a network in clear.
fn base_url(source: &'static str, url: &OsStr) -> Result<String, Usage> {
    let url = url
        .to_str()
        .ok_or_else(|| Usage::new(source, "must be UTF-8"))?;
    url.parse::<Origin>()
        .map_err(|invalid| Usage::invalid(source, &invalid))?;
    Ok(url.to_owned())
}

fn timeout(text: &str) -> Result<Duration, Usage> {
    duration::parse(text).map_err(|rule| Usage::new("--timeout", rule))
}

fn max_retries(text: &str) -> Result<u32, Usage> {
    text.parse()
        .map_err(|_| Usage::new("--max-retries", "must be a whole number, 0 or more"))
}

fn idempotency_key(text: &str) -> Result<IdempotencyKey, Usage> {
    IdempotencyKey::new(text).map_err(|invalid| Usage::invalid("--idempotency-key", &invalid))
}

/// The format that was asked for, or the one that suits where the output goes.
pub(crate) fn format(global: &Global, is_terminal: bool) -> Result<Format, Usage> {
    match global.output.as_deref() {
        None if is_terminal => Ok(Format::Table),
        None | Some("json") => Ok(Format::Json),
        Some("table") => Ok(Format::Table),
        Some("id") => Ok(Format::Id),
        Some(other) => Err(Usage::new(
            "--output",
            one_of(
                "json, table or id",
                nearest(other, &["json", "table", "id"]),
            ),
        )),
    }
}

/// `must be A or B`, and which of them may have been meant.
fn one_of(known: &str, meant: Option<&str>) -> String {
    match meant {
        Some(meant) => format!("must be {known} (did you mean {meant}?)"),
        None => format!("must be {known}"),
    }
}
