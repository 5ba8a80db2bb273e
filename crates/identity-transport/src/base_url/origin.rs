//! [`Origin`]: the one scheme, host and port that requests and credentials go to.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;
use http::uri::{Authority, Scheme};
use identity_types::Invalid;

/// Scheme, host and port of the API: `https://api.stripe.com`.
///
/// Plain `http` is taken for loopback hosts only (127.0.0.0/8, `::1`, `localhost`), so that no key
/// crosses a network in clear.
///
/// ```
/// use identity_transport::layers::Origin;
///
/// assert!("https://api.stripe.com".parse::<Origin>().is_ok());
/// assert!("http://[::1]:12111".parse::<Origin>().is_ok());
/// let error = "http://api.stripe.com".parse::<Origin>().unwrap_err();
/// assert_eq!(error.to_string(), "base url: must be https unless the host is loopback");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    authority: Authority,
}

impl Origin {
    pub(crate) const fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    pub(crate) const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// True when `uri` leads here.
    pub(crate) fn covers(&self, uri: &Uri) -> bool {
        let is_same = |authority: &Authority| {
            // Letter by letter, and only then without regard to case.
            authority.as_str() == self.authority.as_str() || *authority == self.authority
        };
        uri.scheme() == Some(&self.scheme) && uri.authority().is_some_and(is_same)
    }
}

impl FromStr for Origin {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        parse(text).map_err(|rule| Invalid::new("base url", rule))
    }
}

fn parse(text: &str) -> Result<Origin, &'static str> {
    if text.contains('#') {
        return Err("must not hold a fragment");
    }
    let uri: Uri = text
        .parse()
        .map_err(|_| "must be an absolute url with a host")?;
    let parts = uri.into_parts();
    let Some(scheme) = parts.scheme else {
        return Err("must begin with https://");
    };
    let Some(authority) = parts.authority else {
        return Err("must name a host");
    };
    if authority.as_str().contains('@') {
        return Err("must not hold a user or password");
    }
    if authority.host().is_empty() {
        return Err("must name a host");
    }
    if !has_usable_port(&authority) {
        return Err("must name a port of 1 to 65535, or none");
    }
    if let Some(rest) = parts.path_and_query {
        if rest.query().is_some() {
            return Err("must not hold a query");
        }
        if !matches!(rest.path(), "" | "/") {
            return Err("must not hold a path");
        }
    }
    if scheme == Scheme::HTTP && !is_loopback(authority.host()) {
        return Err("must be https unless the host is loopback");
    }
    if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
        return Err("must begin with https://");
    }
    Ok(Origin { scheme, authority })
}

/// True without a port, or with one of 1 to 65535.
///
/// `Authority::port` is `None` for a port that is no number, so what follows the host is read here.
fn has_usable_port(authority: &Authority) -> bool {
    let rest = authority.as_str().strip_prefix(authority.host());
    match rest.map(|rest| rest.strip_prefix(':').ok_or(rest)) {
        Some(Ok(port)) => {
            port.bytes().all(|byte| byte.is_ascii_digit())
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        }
        Some(Err(rest)) => rest.is_empty(),
        None => false,
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({}://{})", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_that_cannot_work_is_refused_by_its_rule() {
        for (text, rule) in [
            ("", "must be an absolute url with a host"),
            ("/v1", "must begin with https://"),
            ("api.stripe.com", "must begin with https://"),
            ("ftp://api.stripe.com", "must begin with https://"),
            ("https://api.stripe.com/v1", "must not hold a path"),
            ("https://api.stripe.com/?x=1", "must not hold a query"),
            ("https://api.stripe.com#x", "must not hold a fragment"),
            (
                "https://user:SECRET@api.stripe.com",
                "must not hold a user or password",
            ),
            (
                "https://api.stripe.com:0",
                "must name a port of 1 to 65535, or none",
            ),
            (
                "https://api.stripe.com:MARK",
                "must name a port of 1 to 65535, or none",
            ),
            (
                "https://api.stripe.com:99999",
                "must name a port of 1 to 65535, or none",
            ),
            (
                "https://api.stripe.com:",
                "must name a port of 1 to 65535, or none",
            ),
            (
                "http://api.stripe.com",
                "must be https unless the host is loopback",
            ),
            (
                "http://127.0.0.1.evil.example",
                "must be https unless the host is loopback",
            ),
            (
                "http://localhost.evil.example",
                "must be https unless the host is loopback",
            ),
            (
                "http://10.0.0.1:8080",
                "must be https unless the host is loopback",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), rule, "{text:?}");
        }
    }

    #[test]
    fn hosts_addresses_and_ports_are_taken() {
        for text in [
            "https://api.stripe.com",
            "https://api.stripe.com/",
            "https://[2001:db8::1]:8443",
            "http://localhost:1",
            "http://127.9.9.9:80",
            "http://[::1]:80",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
    }
}
