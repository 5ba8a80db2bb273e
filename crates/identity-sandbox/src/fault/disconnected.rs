//! [`Disconnected`]: how a lost reply looks from the other side.

use std::fmt;
use std::io;
use std::sync::LazyLock;

/// The connection was closed without a reply: a [`Fault`](crate::Fault) hit, or the caller stopped sending
/// its body.
///
/// From [`SandboxService`](crate::SandboxService) it is the error of the call, as a closed connection is
/// for an HTTP client; whether the request was carried out cannot be told from it. The server closes
/// the connection, or resets the stream where it is HTTP/2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox closed the connection without a reply")
    }
}

/// The cause is an [`io::Error`] of kind `ConnectionReset`, by which client stacks know a lost connection
/// from a request that cannot be sent.
impl std::error::Error for Disconnected {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        static RESET: LazyLock<io::Error> = LazyLock::new(|| io::ErrorKind::ConnectionReset.into());
        Some(&*RESET)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    #[test]
    fn a_lost_reply_looks_like_a_reset_to_whoever_walks_the_causes() {
        let cause = Disconnected.source().and_then(|cause| cause.downcast_ref());
        assert_eq!(
            cause.map(io::Error::kind),
            Some(io::ErrorKind::ConnectionReset)
        );
    }
}
