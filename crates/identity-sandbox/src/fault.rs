//! What can go wrong on demand: [`Fault`], [`Faults`], and [`Disconnected`], which is how a lost reply
//! looks from the other side.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// Something that goes wrong on purpose, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The next create of a session is carried out, its result is stored under its idempotency key, and
    /// then the connection is closed without a reply: the case that idempotency keys exist for. A
    /// create that is refused or replayed does not use it up.
    CommitThenDropNextCreate,
}

/// The faults that wait for their call; from [`Sandbox::faults`](crate::Sandbox::faults).
#[derive(Debug, Default)]
pub struct Faults(Mutex<VecDeque<Fault>>);

impl Faults {
    /// Arms a fault. Each one hits once, in the order they were armed.
    pub fn arm(&self, fault: Fault) {
        self.queue().push_back(fault);
    }

    /// Arms [`Fault::CommitThenDropNextCreate`].
    pub fn commit_then_drop_next_create(&self) {
        self.arm(Fault::CommitThenDropNextCreate);
    }

    /// How many faults have not hit yet.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.queue().len()
    }

    /// Disarms all that wait.
    pub fn clear(&self) {
        self.queue().clear();
    }

    /// Takes the first armed fault of this kind.
    pub(crate) fn take(&self, fault: Fault) -> bool {
        let mut queue = self.queue();
        let place = queue.iter().position(|armed| *armed == fault);
        place.is_some_and(|place| queue.remove(place).is_some())
    }

    fn queue(&self) -> MutexGuard<'_, VecDeque<Fault>> {
        // Faults are pushed and taken whole: a queue left by a panic elsewhere is still good.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection was closed without a reply: a [`Fault`] hit, or the caller stopped sending its body.
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
    fn each_fault_hits_once() {
        let faults = Faults::default();
        faults.commit_then_drop_next_create();
        faults.arm(Fault::CommitThenDropNextCreate);
        assert!(faults.take(Fault::CommitThenDropNextCreate));
        assert_eq!(faults.pending(), 1);
        faults.clear();
        assert!(!faults.take(Fault::CommitThenDropNextCreate));
    }

    #[test]
    fn a_lost_reply_looks_like_a_reset_to_whoever_walks_the_causes() {
        let cause = Disconnected.source().and_then(|cause| cause.downcast_ref());
        assert_eq!(
            cause.map(io::Error::kind),
            Some(io::ErrorKind::ConnectionReset)
        );
    }
}
