//! [`Layers`]: where each setting may come from, and which of them wins.

use std::borrow::Cow;
use std::ffi::OsStr;

use identity_types::Invalid;

use super::profile::{ConfigFile, Profile};
use crate::args::Global;
use crate::failure::Usage;
use crate::io::Env;

/// A value as it was given, and where.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) value: String,
    pub(crate) source: Source,
}

/// Where a setting was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Flag(&'static str),
    Env(&'static str),
    /// The file and the line, and the name of the setting.
    Profile {
        place: String,
        name: &'static str,
    },
}

impl Source {
    /// What to blame for a bad value.
    pub(crate) fn subject(&self) -> Cow<'static, str> {
        match self {
            Self::Flag(name) | Self::Env(name) => Cow::Borrowed(name),
            Self::Profile { place, name } => Cow::Owned(format!("{place}: {name}")),
        }
    }
}

type Setting = Result<Option<Found>, Usage>;

/// The three places above the defaults.
#[derive(Debug)]
pub(crate) struct Layers<'a> {
    pub(crate) global: &'a Global,
    env: &'a Env,
    profile: Option<Profile<'a>>,
}

impl<'a> Layers<'a> {
    /// Finds the profile that is meant.
    pub(crate) fn new(
        global: &'a Global,
        env: &'a Env,
        file: Option<&'a ConfigFile>,
    ) -> Result<Self, Usage> {
        let asked = match &global.profile {
            Some(name) => Some((name.clone(), "--profile")),
            None => match env.filled("IDENTITY_PROFILE") {
                Some(name) => Some((text("IDENTITY_PROFILE", name)?, "IDENTITY_PROFILE")),
                None => None,
            },
        };
        let profile = match (file, &asked) {
            (Some(file), Some((name, source))) => Some(file.named(name, source)?),
            (Some(file), None) => file.default_profile()?,
            (None, Some((_, source))) => {
                return Err(Usage::new(
                    *source,
                    "names a profile, and there is no configuration file; identity config set makes one",
                ));
            }
            (None, None) => None,
        };
        Ok(Self {
            global,
            env,
            profile,
        })
    }

    pub(crate) fn base_url(&self) -> Setting {
        self.pick(
            self.global.base_url.as_deref(),
            "--base-url",
            Some("STRIPE_API_BASE"),
            "base_url",
        )
    }

    pub(crate) fn ca_file(&self) -> Setting {
        self.pick(
            self.global.ca_file.as_deref(),
            "--ca-file",
            Some("IDENTITY_CA_FILE"),
            "ca_file",
        )
    }

    pub(crate) fn account(&self) -> Setting {
        self.pick(
            self.global.account.as_deref(),
            "--account",
            Some("STRIPE_ACCOUNT"),
            "account",
        )
    }

    pub(crate) fn api_version(&self) -> Setting {
        self.pick(
            self.global.api_version.as_deref(),
            "--api-version",
            Some("STRIPE_API_VERSION"),
            "api_version",
        )
    }

    pub(crate) fn timeout(&self) -> Setting {
        self.pick(
            self.global.timeout.as_deref(),
            "--timeout",
            Some("IDENTITY_TIMEOUT"),
            "timeout",
        )
    }

    pub(crate) fn max_retries(&self) -> Setting {
        self.pick(
            self.global.max_retries.as_deref(),
            "--max-retries",
            Some("IDENTITY_MAX_RETRIES"),
            "max_retries",
        )
    }

    /// The format of the environment or the profile: a flag stands above what suits the terminal, these below.
    pub(crate) fn output(&self) -> Setting {
        self.pick(None, "--output", Some("IDENTITY_OUTPUT"), "output")
    }

    pub(crate) fn profile_setting(&self, name: &'static str) -> Setting {
        match &self.profile {
            Some(profile) => profile.get(name),
            None => Ok(None),
        }
    }

    pub(crate) fn profile_name(&self) -> Option<&str> {
        self.profile.as_ref().map(Profile::name)
    }

    pub(crate) const fn env(&self) -> &Env {
        self.env
    }

    fn pick(
        &self,
        flag: Option<&str>,
        flag_name: &'static str,
        variable: Option<&'static str>,
        setting: &'static str,
    ) -> Setting {
        if let Some(value) = flag {
            let source = Source::Flag(flag_name);
            let value = value.to_owned();
            return Ok(Some(Found { value, source }));
        }
        if let Some(name) = variable
            && let Some(value) = self.env.filled(name)
        {
            let value = text(name, value)?;
            let source = Source::Env(name);
            return Ok(Some(Found { value, source }));
        }
        self.profile_setting(setting)
    }

    /// Reads a setting by a type's own rule.
    pub(super) fn parse<T>(
        &self,
        setting: Setting,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Usage> {
        setting?
            .map(|found| {
                parse(&found.value)
                    .map_err(|invalid| Usage::invalid(found.source.subject(), &invalid))
            })
            .transpose()
    }

    /// Reads a setting by a rule in words.
    pub(super) fn parse_rule<T>(
        &self,
        setting: Setting,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Result<Option<T>, Usage> {
        setting?
            .map(|found| {
                parse(&found.value).map_err(|rule| Usage::new(found.source.subject(), rule))
            })
            .transpose()
    }
}

fn text(name: &'static str, value: &OsStr) -> Result<String, Usage> {
    value
        .to_str()
        .map(str::to_owned)
        .ok_or_else(|| Usage::new(name, "must be UTF-8"))
}
