//! What was typed, made to mean something: flags over environment over profile over defaults.
//!
//! Everything that can be refused without asking the API is refused here, before there is a connection.

mod authorities;
mod data;
mod duration;
mod endpoint;
mod expand;
mod key;
mod layers;
mod list;
mod printer;
mod profile;
mod session;
mod time;
mod types;

use std::time::Duration;

use identity_client::{Client, ClientBuilder};
use identity_transport::layers::Origin;
use identity_types::{AccountId, ApiKey, IdempotencyKey, Mode};

use crate::args::Global;
use crate::failure::{Failure, Usage};
use crate::io::{Input, Io};
use crate::output::Format;

pub(crate) use self::authorities::Authorities;
pub(crate) use self::data::{
    MOST as MOST_DATA, Parameters, encoded as form, given, long_document, parameters,
};
pub(crate) use self::duration::parse as duration;
pub(crate) use self::endpoint::{create_endpoint, update_endpoint};
pub(crate) use self::expand::{in_list as list_expand, paths as expand_paths};
pub(crate) use self::key::{shell, source as key_source};
pub(crate) use self::layers::{Layers, Source};
pub(crate) use self::list::{
    Extent, cursor, event_list, extent, page_size, report_list, session_list,
};
pub(crate) use self::printer::printer;
pub(crate) use self::profile::{
    ConfigFile, SETTINGS, create_private, path as config_path, set as set_in_profile,
};
pub(crate) use self::session::{
    create_params, metadata, session_id, status, update_params, warnings,
};
pub(crate) use self::time::{parse as time, span};
pub(crate) use self::types::event_types;

/// How a call is made.
#[derive(Debug)]
pub(crate) struct Settings {
    target: Target,
    account: Option<AccountId>,
    api_version: Option<String>,
    timeout: Option<Duration>,
    max_retries: Option<u32>,
    pub(crate) idempotency_key: Option<IdempotencyKey>,
    pub(crate) output: Option<Format>,
}

#[derive(Debug)]
enum Target {
    /// A sandbox inside this process.
    Sandbox,
    /// An API over the network.
    Api {
        key: ApiKey,
        base_url: Option<String>,
        authorities: Option<Authorities>,
    },
}

impl Settings {
    /// Resolves the flags, the environment and the profile of a call.
    pub(crate) fn resolve(global: &Global, io: &mut Io) -> Result<Self, Usage> {
        let file = ConfigFile::read(&io.env)?;
        let layers = Layers::new(global, &io.env, file.as_ref())?;
        Ok(Self {
            target: target(global, &layers, &mut io.stdin)?,
            account: layers.parse(layers.account(), AccountId::new)?,
            api_version: layers.api_version()?.map(|found| found.value),
            timeout: layers.parse_rule(layers.timeout(), duration::parse)?,
            max_retries: layers.parse_rule(layers.max_retries(), max_retries)?,
            idempotency_key: global
                .idempotency_key
                .as_deref()
                .map(idempotency_key)
                .transpose()?,
            output: match layers.output()? {
                Some(found) => Some(
                    Format::parse(&found.value)
                        .map_err(|usage| usage.about(found.source.subject()))?,
                ),
                None => None,
            },
        })
    }

    /// True for the sandbox inside this process.
    pub(crate) const fn is_embedded(&self) -> bool {
        matches!(self.target, Target::Sandbox)
    }

    /// True when calls cost money and touch people.
    pub(crate) fn is_live(&self) -> bool {
        matches!(&self.target, Target::Api { key, .. } if key.mode() == Mode::Live)
    }

    /// Whom TLS trusts beside the bundled authorities.
    pub(crate) const fn authorities(&self) -> Option<&Authorities> {
        match &self.target {
            Target::Api { authorities, .. } => authorities.as_ref(),
            Target::Sandbox => None,
        }
    }

    /// The limit of a whole call, if one was asked for.
    pub(crate) const fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The client's builder, with everything but the wire. Without `timeout` a call keeps the limit that the
    /// client has by itself: for commands that mean something else by `--timeout`.
    pub(crate) fn builder(&self, with_timeout: bool) -> ClientBuilder {
        let builder = match &self.target {
            Target::Sandbox => Client::builder(key::of_sandbox()),
            Target::Api { key, .. } => Client::builder(key.clone()),
        };
        let version = Some(env!("CARGO_PKG_VERSION"));
        let mut builder =
            builder.with(|transport| transport.app_info(env!("CARGO_PKG_NAME"), version, None));
        if let Target::Api {
            base_url: Some(url),
            ..
        } = &self.target
        {
            builder = builder.base_url(url);
        }
        if let Some(authorities) = self.authorities() {
            let pem = authorities.pem.clone();
            builder = builder.with(|transport| transport.trust_also(pem.clone()));
        }
        if let Some(timeout) = self.timeout.filter(|_| with_timeout) {
            builder = builder.timeout(timeout);
        }
        if let Some(retries) = self.max_retries {
            builder = builder.max_retries(retries);
        }
        if let Some(account) = &self.account {
            builder = builder.account(account.clone());
        }
        if let Some(version) = &self.api_version {
            builder = builder.api_version(version);
        }
        builder
    }
}

fn target(global: &Global, layers: &Layers<'_>, stdin: &mut Input) -> Result<Target, Usage> {
    if global.sandbox {
        for (flag, given) in [
            ("--base-url", global.base_url.is_some()),
            ("--ca-file", global.ca_file.is_some()),
        ] {
            if given {
                let rule = format!("must not be given together with {flag}");
                return Err(Usage::new("--sandbox", rule));
            }
        }
        key::check_for_sandbox(layers.env())?;
        return Ok(Target::Sandbox);
    }
    let base_url = match layers.base_url()? {
        Some(found) => {
            base_url(&found.value, &found.source)?;
            Some(found)
        }
        None => None,
    };
    let key = key::resolve(layers, stdin)?;
    if let Some(found) = base_url.as_ref().filter(|_| key.mode() == Mode::Live) {
        keep_live_key_home(&found.value, &found.source)?;
    }
    Ok(Target::Api {
        key,
        base_url: base_url.map(|found| found.value),
        authorities: Authorities::of(layers)?,
    })
}

/// The transport's rules, under the name by which the URL was given. They keep every key from crossing a
/// network in clear.
pub(crate) fn base_url(url: &str, source: &Source) -> Result<(), Usage> {
    url.parse::<Origin>()
        .map(drop)
        .map_err(|invalid| Usage::invalid(source.subject(), &invalid))
}

/// A live key opens real people's data: it goes to the API itself and to no gateway, mock or typing error.
fn keep_live_key_home(url: &str, source: &Source) -> Result<(), Usage> {
    let host = url
        .get(..8)
        .filter(|scheme| scheme.eq_ignore_ascii_case("https://"))
        .and_then(|scheme| url.get(scheme.len()..))
        .map(|rest| rest.trim_end_matches('/').to_ascii_lowercase());
    let is_home = host.is_some_and(|host| {
        let host = host.strip_suffix(":443").unwrap_or(&host);
        host == "api.stripe.com" || host.ends_with(".stripe.com")
    });
    if is_home {
        return Ok(());
    }
    Err(Usage::new(
        source.subject(),
        "must be a host of stripe.com over https for a live key; a test key may go elsewhere",
    ))
}

fn max_retries(text: &str) -> Result<u32, &'static str> {
    text.parse()
        .map_err(|_| "must be a whole number, 0 or more")
}

fn idempotency_key(text: &str) -> Result<IdempotencyKey, Usage> {
    IdempotencyKey::new(text).map_err(|invalid| Usage::invalid("--idempotency-key", &invalid))
}

/// `true` or `false`, or a flag that stands alone.
pub(crate) fn switch(flag: &'static str, value: Option<&str>) -> Result<Option<bool>, Usage> {
    value
        .map(|value| {
            value
                .parse()
                .map_err(|_| Usage::new(flag, "must be true or false, or stand alone"))
        })
        .transpose()
}

/// A usage error of a resource's id, under the argument's name.
pub(crate) fn id<T>(
    text: &str,
    new: impl FnOnce(&str) -> Result<T, identity_types::Invalid>,
) -> Result<T, Failure> {
    new(text).map_err(|invalid| Usage::invalid("ID", &invalid).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_key_stays_at_home() {
        for (url, good) in [
            ("https://api.stripe.com", true),
            ("https://api.stripe.com/", true),
            ("HTTPS://API.STRIPE.COM:443", true),
            ("https://files.stripe.com", true),
            ("https://api.stripe.com.evil.example", false),
            ("https://evilstripe.com", false),
            ("https://stripe.com", false),
            ("http://api.stripe.com", false),
            ("http://127.0.0.1:12111", false),
            ("https://api.stripe.com:8443", false),
            ("", false),
        ] {
            let kept = keep_live_key_home(url, &Source::Flag("--base-url"));
            assert_eq!(kept.is_ok(), good, "{url}");
        }
    }
}
