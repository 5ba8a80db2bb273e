//! [`Hosts`]: the names by which the sandbox may be called.
//!
//! A page in a browser may call whatever its own name resolves to. One that makes its name resolve to
//! 127.0.0.1 would reach the sandbox as if it were its own server (DNS rebinding); the name that it is
//! called by, which the browser sends, gives it away.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::request::Parts;
use http::{HeaderValue, header};

/// Names and addresses that are let through.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    bound: IpAddr,
    /// In lower case, without a port.
    names: Vec<String>,
}

impl Hosts {
    pub(super) fn new(bound: IpAddr, names: &[String]) -> Self {
        let names = names.iter().map(|name| bare(name)).collect();
        Self { bound, names }
    }

    /// Whether a request may come in: every name in it is known. One without a name comes from no
    /// browser.
    pub(super) fn let_in(&self, parts: &Parts) -> bool {
        let authority = parts.uri.authority().map(|authority| authority.as_str());
        let headers = parts.headers.get_all(header::HOST).into_iter();
        let named = headers.map(HeaderValue::to_str);
        authority.is_none_or(|name| self.knows(name))
            && named
                .into_iter()
                .all(|name| name.is_ok_and(|name| self.knows(name)))
    }

    fn knows(&self, name: &str) -> bool {
        let name = bare(name);
        match address(&name) {
            Some(address) => self.knows_address(address),
            None => {
                name == "localhost" || name.ends_with(".localhost") || self.names.contains(&name)
            }
        }
    }

    /// A server that is bound to every address cannot tell which of them is its own; an address resolves
    /// to nothing but itself, so it is no way in.
    fn knows_address(&self, address: IpAddr) -> bool {
        address.is_loopback()
            || address == self.bound
            || self.bound.is_unspecified()
            || self.names.contains(&address.to_string())
    }
}

/// A name in lower case, without a port and without the dot that ends a full name.
fn bare(name: &str) -> String {
    let end = match (name.rfind(']'), name.rfind(':')) {
        (Some(bracket), Some(colon)) if colon < bracket => name.len(),
        (_, Some(colon)) if !is_plain_ipv6(name) => colon,
        _ => name.len(),
    };
    let name = &name[..end];
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// An IPv6 address without brackets has colons that begin no port.
fn is_plain_ipv6(name: &str) -> bool {
    name.parse::<Ipv6Addr>().is_ok()
}

fn address(name: &str) -> Option<IpAddr> {
    let inner = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    match inner {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => name
            .parse::<Ipv4Addr>()
            .map(IpAddr::V4)
            .or_else(|_| name.parse::<Ipv6Addr>().map(IpAddr::V6))
            .ok(),
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn let_in(bound: &str, names: &[&str], uri: &str, hosts: &[&str]) -> bool {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut request = Request::get(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        Hosts::new(bound.parse().unwrap(), &names).let_in(&parts)
    }

    #[test]
    fn loopback_names_and_the_bound_address_are_let_in() {
        for host in [
            "localhost",
            "localhost:12111",
            "LOCALHOST.:1",
            "app.localhost:80",
            "127.0.0.1",
            "127.9.9.9:1",
            "[::1]:12111",
            "[::1]",
            "10.1.2.3:4",
            "sandbox.test:9",
        ] {
            assert!(
                let_in("10.1.2.3", &["Sandbox.Test"], "/", &[host]),
                "{host}"
            );
        }
        assert!(let_in("127.0.0.1", &[], "/", &[]), "no name");
        assert!(let_in("0.0.0.0", &[], "/", &["192.168.0.7:1"]));
    }

    #[test]
    fn every_other_name_is_kept_out() {
        for host in [
            "evil.test",
            "localhost.evil.test",
            "evillocalhost",
            "127.0.0.1.evil.test",
            "127.0.0.1@evil.test",
            "192.168.0.7",
            "[::2]",
            "[::1",
            "",
            ":80",
        ] {
            assert!(
                !let_in("127.0.0.1", &["sandbox.test"], "/", &[host]),
                "{host}"
            );
        }
        assert!(!let_in("0.0.0.0", &[], "/", &["evil.test"]));
        assert!(!let_in("127.0.0.1", &[], "/", &["localhost", "evil.test"]));
        assert!(!let_in(
            "127.0.0.1",
            &[],
            "http://evil.test/",
            &["localhost"]
        ));
    }
}
