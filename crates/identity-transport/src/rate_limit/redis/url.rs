//! Where a Redis server is, and as whom to speak to it.

use crate::percent;

/// The parts of a URL.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) place: Place,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: u32,
}

/// A host and port, or a socket's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Tcp(String, u16),
    Unix(String),
}

const PORT: u16 = 6379;

impl Address {
    /// Reads a URL, or says which rule it breaks.
    pub(super) fn parse(url: &str) -> Result<Self, &'static str> {
        if let Some(path) = url.strip_prefix("redis+unix://") {
            return match path.starts_with('/') {
                true => Ok(Self::of(Place::Unix(path.to_owned()))),
                false => Err("must hold the whole path of the socket"),
            };
        }
        let rest = url
            .strip_prefix("redis://")
            .ok_or("must begin with redis:// or redis+unix://")?;
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, host) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(login), host),
            None => (None, authority),
        };
        let mut address = Self::of(tcp(host)?);
        if !database.is_empty() {
            address.database = database.parse().map_err(|_| "must end with a number")?;
        }
        if let Some(login) = login {
            let (user, password) = login
                .split_once(':')
                .ok_or("must hold a password after the user")?;
            address.user = Some(decoded(user)?).filter(|user| !user.is_empty());
            address.password = Some(decoded(password)?);
        }
        Ok(address)
    }

    const fn of(place: Place) -> Self {
        Self {
            place,
            user: None,
            password: None,
            database: 0,
        }
    }
}

fn tcp(host: &str) -> Result<Place, &'static str> {
    // The colons of a bare IPv6 address stand in brackets.
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (
            name,
            port.parse().map_err(|_| "must name a port of 1 to 65535")?,
        ),
        _ => (host, PORT),
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    if name.is_empty() || port == 0 {
        return Err("must name a host, and a port other than 0");
    }
    Ok(Place::Tcp(name.to_owned(), port))
}

fn decoded(text: &str) -> Result<String, &'static str> {
    percent::decode(text)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or("must be percent-encoded in its user and password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_or_refused_by_their_rule() {
        let parts = |url| {
            Address::parse(url).map(|address| {
                (
                    address.place,
                    address.user,
                    address.password,
                    address.database,
                )
            })
        };
        let tcp = |host: &str, port| Place::Tcp(host.to_owned(), port);
        assert_eq!(
            parts("redis://localhost"),
            Ok((tcp("localhost", 6379), None, None, 0))
        );
        assert_eq!(
            parts("redis://[::1]/3"),
            Ok((tcp("::1", 6379), None, None, 3))
        );
        assert_eq!(
            parts("redis://me:a%40%3A@[::1]:7/"),
            Ok((
                tcp("::1", 7),
                Some("me".to_owned()),
                Some("a@:".to_owned()),
                0
            ))
        );
        assert_eq!(
            parts("redis://:p@h:1"),
            Ok((tcp("h", 1), None, Some("p".to_owned()), 0))
        );
        assert_eq!(
            parts("redis+unix:///run/redis.sock"),
            Ok((Place::Unix("/run/redis.sock".to_owned()), None, None, 0))
        );
        for url in [
            "",
            "localhost",
            "rediss://h",
            "redis://",
            "redis://:0",
            "redis://h:0",
            "redis://h:x",
            "redis://h/x",
            "redis://me@h",
            "redis://:%4@h",
            "redis://:%ff@h",
            "redis+unix://x",
        ] {
            assert!(Address::parse(url).is_err(), "{url:?}");
        }
    }
}
