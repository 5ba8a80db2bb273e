//! [`Proxy`]: a tunnel through an HTTP proxy, only when it is asked for.
//!
//! TLS runs inside of the tunnel, so the proxy sees the name of the host and nothing else. What it
//! answers to `CONNECT` is never an answer of the API.

use std::fmt;

use http::Uri;
use http::uri::{Authority, Scheme};
use identity_types::Invalid;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::{BoxError, ErrorKind};

/// More than any proxy says before a tunnel stands.
const MAX_HEAD: usize = 16 * 1024;

/// Where the proxy is, and what it is not used for.
#[derive(Clone)]
pub(crate) struct Proxy {
    address: Uri,
    /// The value of `Proxy-Authorization`, if there is a login.
    login: Option<String>,
    except: Vec<String>,
}

impl Proxy {
    /// Reads `http://[user:password@]host[:port]`.
    pub(super) fn parse(url: &str) -> Result<Self, Invalid> {
        read(url).map_err(|rule| Invalid::new("proxy", rule))
    }

    /// Reads `HTTPS_PROXY` and `NO_PROXY`, or their names in small letters, which win as with curl.
    pub(super) fn from_env(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, Invalid> {
        let either = |small: &str| {
            variable(small)
                .or_else(|| variable(&small.to_ascii_uppercase()))
                .filter(|value| !value.trim().is_empty())
        };
        let Some(url) = either("https_proxy") else {
            return Ok(None);
        };
        let mut proxy = read(url.trim()).map_err(|rule| Invalid::new("HTTPS_PROXY", rule))?;
        proxy.except = either("no_proxy")
            .unwrap_or_default()
            .split(',')
            .map(|name| name.trim().trim_start_matches('.').to_ascii_lowercase())
            .filter(|name| !name.is_empty())
            .collect();
        Ok(Some(proxy))
    }

    pub(super) const fn address(&self) -> &Uri {
        &self.address
    }

    /// False for hosts that `NO_PROXY` names: `*`, the host itself, or a domain above it.
    pub(super) fn serves(&self, uri: &Uri) -> bool {
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_in = |name: &str| {
            name == "*"
                || bare
                    .strip_suffix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        !self.except.iter().any(|name| is_in(name))
    }

    /// Asks for a tunnel to the host of `uri`.
    pub(super) async fn connect(&self, stream: &mut TcpStream, uri: &Uri) -> Result<(), BoxError> {
        let host = uri.host().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(443);
        let mut head = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n");
        if let Some(login) = &self.login {
            head.push_str("Proxy-Authorization: ");
            head.push_str(login);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).await?;

        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            // What follows the head is the tunnel's, so it is read to its last byte and no further.
            let byte = stream.read_u8().await.map_err(|_| ProxyFault::Closed)?;
            answer.push(byte);
            if answer.len() > MAX_HEAD {
                return Err(ProxyFault::NoHttp.into());
            }
        }
        match status(&answer).ok_or(ProxyFault::NoHttp)? {
            200..=299 => Ok(()),
            status => Err(ProxyFault::Refused(status).into()),
        }
    }
}

fn read(url: &str) -> Result<Proxy, &'static str> {
    const FORM: &str = "must be http://, a host, and perhaps a port";
    let uri: Uri = url.parse().map_err(|_| FORM)?;
    if uri.scheme() != Some(&Scheme::HTTP)
        || !matches!(uri.path(), "" | "/")
        || uri.query().is_some()
    {
        return Err(FORM);
    }
    let authority = uri.authority().ok_or(FORM)?.as_str();
    let (login, host) = match authority.rsplit_once('@') {
        Some((login, host)) => (Some(basic(login)?), host),
        None => (None, authority),
    };
    let host: Authority = host.parse().map_err(|_| FORM)?;
    if host.host().is_empty() || host.port_u16() == Some(0) {
        return Err(FORM);
    }
    let address = Uri::builder()
        .scheme("http")
        .authority(host)
        .path_and_query("/");
    Ok(Proxy {
        address: address.build().map_err(|_| FORM)?,
        login,
        except: Vec::new(),
    })
}

/// `Basic` and the login in base64, once its percent signs are undone.
fn basic(login: &str) -> Result<String, &'static str> {
    const RULE: &str = "must be percent-encoded in its user and password";
    let bytes = crate::percent::decode(login).ok_or(RULE)?;
    if !bytes.contains(&b':') {
        return Err("must hold a password after the user");
    }
    Ok(format!("Basic {}", base64(&bytes)))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            text.push(if digit <= three.len() {
                char::from(DIGITS[(bits >> (18 - 6 * digit)) as usize & 63])
            } else {
                '='
            });
        }
    }
    text
}

/// The status in the first line of a head.
fn status(head: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(head.split(|byte| *byte == b'\r').next()?).ok()?;
    let rest = line.strip_prefix("HTTP/1.")?;
    let (_, rest) = rest.split_once(' ')?;
    rest.get(..3)?.parse().ok()
}

/// Why there is no tunnel.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ProxyFault {
    Refused(u16),
    NoHttp,
    Closed,
}

impl ProxyFault {
    /// A proxy in trouble may be well again at the next attempt; one that says no will say no again.
    pub(super) const fn kind(self) -> ErrorKind {
        match self {
            Self::Refused(500..=599) | Self::Closed => ErrorKind::Connect,
            Self::Refused(_) | Self::NoHttp => ErrorKind::Proxy,
        }
    }

    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::Refused(407) => "the proxy wants a login, or another one",
            Self::Refused(500..=599) => "no connection: the proxy has none",
            Self::Refused(_) => "the proxy refused the connection",
            Self::NoHttp => "the proxy does not speak HTTP",
            Self::Closed => "no connection: closed by the proxy",
        }
    }
}

impl fmt::Display for ProxyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(status) => write!(f, "the proxy answered {status} to CONNECT"),
            Self::NoHttp => f.write_str("the proxy's answer to CONNECT is not HTTP"),
            Self::Closed => f.write_str("the proxy closed the connection before its answer"),
        }
    }
}

impl std::error::Error for ProxyFault {}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_or_refused_without_its_value() {
        let proxy = Proxy::parse("http://me:p%40ss@proxy.example:3128").unwrap();
        assert_eq!(proxy.address(), "http://proxy.example:3128/");
        assert_eq!(proxy.login.as_deref(), Some("Basic bWU6cEBzcw=="));
        assert!(Proxy::parse("http://[::1]:1").unwrap().login.is_none());
        for url in [
            "",
            "SECRET.example:3128",
            "https://SECRET.example",
            "socks5://SECRET.example",
            "http://SECRET.example/path",
            "http://SECRET@proxy.example",
            "http://me:%4SECRET@proxy.example",
        ] {
            let error = Proxy::parse(url).unwrap_err();
            assert!(!error.to_string().contains("SECRET"), "{error}");
        }
        assert!(!format!("{proxy:?}").contains("p@ss"));
    }

    #[test]
    fn the_environment_says_where_and_where_not() {
        let proxy = |pairs: &'static [(&str, &str)]| {
            Proxy::from_env(|name| {
                let pair = pairs.iter().find(|(given, _)| *given == name)?;
                Some(pair.1.to_owned())
            })
        };
        assert!(
            proxy(&[("HTTP_PROXY", "http://h"), ("ALL_PROXY", "http://h")])
                .unwrap()
                .is_none()
        );
        assert!(proxy(&[("HTTPS_PROXY", " ")]).unwrap().is_none());
        assert!(proxy(&[("HTTPS_PROXY", "h")]).is_err());
        let both = [
            ("HTTPS_PROXY", "http://large"),
            ("https_proxy", "http://small"),
        ];
        let both: &'static [_] = Box::leak(Box::new(both));
        assert_eq!(
            proxy(both).unwrap().unwrap().address().host(),
            Some("small")
        );

        let proxy = proxy(&[
            ("HTTPS_PROXY", "http://h"),
            ("NO_PROXY", "localhost, .Example.com,::1,"),
        ]);
        let proxy = proxy.unwrap().unwrap();
        for (url, is_served) in [
            ("https://api.stripe.com", true),
            ("https://notexample.com", true),
            ("https://example.com", false),
            ("https://API.example.com:8443", false),
            ("https://[::1]", false),
            ("https://localhost", false),
        ] {
            assert_eq!(proxy.serves(&url.parse().unwrap()), is_served, "{url}");
        }
    }

    #[test]
    fn base64_pads_to_four() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
