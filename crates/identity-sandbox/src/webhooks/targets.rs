//! [`Targets`]: where deliveries may go. This machine, unless a host is named.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpStream, lookup_host};

/// Hosts beside this machine to which deliveries may go.
///
/// Without any, only loopback addresses are connected to, and only `localhost` and names below it are looked up:
/// not even a question about a name leaves the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Targets {
    named: BTreeSet<String>,
    /// Whose certificates are good there.
    #[cfg(feature = "tls-given")]
    pub(crate) trust: super::trust::Trust,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum NoConnection {
    /// The host is neither this machine nor named.
    Elsewhere,
    Io(io::Error),
}

impl Targets {
    /// Allows a host by its name or its address, without a port.
    pub(crate) fn allow(&mut self, host: &str) {
        self.named.insert(host.to_ascii_lowercase());
    }

    /// Connects to an address of the host that may be connected to. What is checked is the address itself: a
    /// name says nothing about where it leads.
    pub(crate) async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, NoConnection> {
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_ascii_lowercase();
        let named = self.named.contains(&host);
        let address = host.parse::<IpAddr>().ok();
        if !(named || is_local_name(&host) || address.is_some_and(is_loopback)) {
            return Err(NoConnection::Elsewhere);
        }
        let found: Vec<SocketAddr> = match address {
            Some(address) => vec![(address, port).into()],
            None => lookup_host((host.as_str(), port))
                .await
                .map_err(NoConnection::Io)?
                .filter(|found| named || is_loopback(found.ip()))
                .collect(),
        };
        let mut failure = NoConnection::Elsewhere;
        for address in found {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(error) => failure = NoConnection::Io(error),
            }
        }
        Err(failure)
    }
}

fn is_local_name(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost")
}

/// An IPv4 address can be written as one of IPv6.
fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_this_machine_is_connected_to_unless_a_host_is_named() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let targets = Targets::default();
        for host in ["127.0.0.1", "localhost", "LOCALHOST", "[::ffff:127.0.0.1]"] {
            let stream = targets.connect(host, port).await;
            assert!(
                stream
                    .unwrap()
                    .peer_addr()
                    .unwrap()
                    .ip()
                    .to_canonical()
                    .is_loopback()
            );
        }
        for host in [
            "192.0.2.1",
            "example.com",
            "localhost.example.com",
            "0.0.0.0",
            "[::]",
            "[2001:db8::1]",
        ] {
            let failure = targets.connect(host, port).await.unwrap_err();
            assert!(
                matches!(failure, NoConnection::Elsewhere),
                "{host}: {failure:?}"
            );
        }
    }

    /// `0.0.0.0` reaches this machine on Linux, and is not a loopback address: it takes naming.
    #[tokio::test]
    async fn a_named_host_is_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut targets = Targets::default();
        targets.allow("0.0.0.0");
        assert!(targets.connect("0.0.0.0", port).await.is_ok());
    }
}
