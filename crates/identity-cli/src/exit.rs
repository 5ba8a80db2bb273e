//! [`Exit`]: what the exit code of the command tells, and which failure gets which.

use std::process::ExitCode;

use identity_transport::{Error, ErrorKind};

/// How a command ended. Each code means one thing, in every command.
///
/// ```
/// use identity_cli::Exit;
///
/// assert_eq!(Exit::NotFound.code(), 3);
/// assert_eq!(Exit::NotFound.name(), "not_found");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exit {
    /// 0: done. A reader that closed the pipe early counts as done.
    Ok,
    /// 1: the API refused or failed for a reason without a code of its own, its answer made no sense, or
    /// the result could not be written.
    Api,
    /// 2: the command line, the environment or a value cannot work. Nothing was sent.
    Usage,
    /// 3: there is no such object (404).
    NotFound,
    /// 4: the key is wrong or lacks a permission (401, 403).
    Auth,
    /// 5: too many requests (429), or the local limit would have kept the call too long.
    RateLimited,
    /// 6: no connection, the proxy or TLS failed, or time ran out.
    Network,
    /// 7: `--wait` ran out before the session got there.
    WaitTimeout,
    /// 8: the verification ended without success.
    NotSucceeded,
    /// 130: Ctrl-C.
    Interrupted,
    /// The exit code of the command that `sandbox run` ran.
    Child(u8),
}

impl Exit {
    /// All of them, by code.
    pub(crate) const ALL: [Self; 10] = [
        Self::Ok,
        Self::Api,
        Self::Usage,
        Self::NotFound,
        Self::Auth,
        Self::RateLimited,
        Self::Network,
        Self::WaitTimeout,
        Self::NotSucceeded,
        Self::Interrupted,
    ];

    /// The exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Api => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Auth => 4,
            Self::RateLimited => 5,
            Self::Network => 6,
            Self::WaitTimeout => 7,
            Self::NotSucceeded => 8,
            Self::Interrupted => 130,
            Self::Child(code) => code,
        }
    }

    /// The word that stands in `code` of an error printed as JSON. It does not change.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Api => "api",
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Auth => "auth",
            Self::RateLimited => "rate_limited",
            Self::Network => "network",
            Self::WaitTimeout => "wait_timeout",
            Self::NotSucceeded => "not_succeeded",
            Self::Interrupted => "interrupted",
            Self::Child(_) => "child",
        }
    }

    /// What it means, in a sentence.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "done",
            Self::Api => "the API refused or failed, or the result could not be printed",
            Self::Usage => {
                "the command line, a value or the environment cannot work; nothing was sent"
            }
            Self::NotFound => "there is no such object for this key",
            Self::Auth => "the key is wrong, or lacks the permission",
            Self::RateLimited => "too many requests",
            Self::Network => "no connection, TLS failed, or time ran out",
            Self::WaitTimeout => "waiting took too long; it may still come",
            Self::NotSucceeded => "the verification did not succeed",
            Self::Interrupted => "interrupted by Ctrl-C",
            Self::Child(_) => "the exit code of the command that was run",
        }
    }

    /// The exit that a failed call leads to.
    pub(crate) fn of(error: &Error) -> Self {
        Self::of_facts(error.kind(), error.status().map(|status| status.as_u16()))
    }

    fn of_facts(kind: ErrorKind, status: Option<u16>) -> Self {
        match kind {
            ErrorKind::Invalid | ErrorKind::Config => Self::Usage,
            ErrorKind::RateLimit => Self::RateLimited,
            ErrorKind::Connect
            | ErrorKind::Lost
            | ErrorKind::Protocol
            | ErrorKind::Proxy
            | ErrorKind::Timeout
            | ErrorKind::Tls => Self::Network,
            // An answer came: its status decides, even where a gateway's body does not decode.
            _ => match status {
                Some(401 | 403) => Self::Auth,
                Some(404) => Self::NotFound,
                Some(429) => Self::RateLimited,
                _ => Self::Api,
            },
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_has_its_exit() {
        for (kind, status, exit) in [
            (ErrorKind::Api, Some(400), Exit::Api),
            (ErrorKind::Api, Some(401), Exit::Auth),
            (ErrorKind::Api, Some(403), Exit::Auth),
            (ErrorKind::Api, Some(404), Exit::NotFound),
            (ErrorKind::Api, Some(409), Exit::Api),
            (ErrorKind::Api, Some(429), Exit::RateLimited),
            (ErrorKind::Api, Some(500), Exit::Api),
            (ErrorKind::Decode, Some(200), Exit::Api),
            (ErrorKind::Decode, Some(429), Exit::RateLimited),
            (ErrorKind::TooLarge, Some(200), Exit::Api),
            (ErrorKind::Layer, None, Exit::Api),
            (ErrorKind::Invalid, None, Exit::Usage),
            (ErrorKind::Config, None, Exit::Usage),
            (ErrorKind::RateLimit, None, Exit::RateLimited),
            (ErrorKind::Connect, None, Exit::Network),
            (ErrorKind::Lost, None, Exit::Network),
            (ErrorKind::Lost, Some(200), Exit::Network),
            (ErrorKind::Protocol, Some(302), Exit::Network),
            (ErrorKind::Proxy, None, Exit::Network),
            (ErrorKind::Proxy, Some(407), Exit::Network),
            (ErrorKind::Timeout, None, Exit::Network),
            (ErrorKind::Tls, None, Exit::Network),
        ] {
            assert_eq!(Exit::of_facts(kind, status), exit, "{kind:?} {status:?}");
        }
    }

    #[test]
    fn codes_are_those_of_the_design() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]);
    }
}
