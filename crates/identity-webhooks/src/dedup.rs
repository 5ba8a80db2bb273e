//! [`Dedup`]: handling an event once, though it is delivered twice.

use std::fmt;
use std::future::Future;

use identity_types::EventId;

/// A store that remembers which events were handled.
///
/// Three methods, so that a table with a unique key or a key-value store with expiry can be one; what must
/// hold is said at each. [`MemoryDedup`](crate::MemoryDedup) is one in memory, for a single process.
///
/// An event is claimed before it is handled and completed after. A claim ends by itself some time after
/// it was made, so that an event whose handler died is handled when it is delivered again: no outcome is
/// lost, at the price that a handler which outlives its claim may run beside another.
pub trait Dedup {
    /// Why the store could not answer.
    type Error;

    /// Claims an event. Of all who claim at once, exactly one gets [`Claim::First`].
    fn claim(&self, id: &EventId) -> impl Future<Output = Result<Claim, Self::Error>> + Send;

    /// Notes that the event was handled, unless a claim stands that has another ticket: then its holder is
    /// at it, and says so itself.
    fn complete(
        &self,
        id: &EventId,
        ticket: Ticket,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Gives the claim back, since handling failed: the next delivery is to be handled. Does nothing if
    /// `ticket` is not that of the claim that stands.
    fn release(
        &self,
        id: &EventId,
        ticket: Ticket,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// What a claim found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nobody has handled the event and nobody is at it: handle it, then complete or release.
    First(Ticket),
    /// Another delivery of the event is being handled. Answer 409, so that this one comes again: the other
    /// may still fail.
    InProgress,
    /// It was handled. Answer 200 and do nothing.
    Done,
}

/// Which claim: tells a handler that outlived its claim from the one that followed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

impl Ticket {
    /// A ticket that the store made up; no two claims of an event may have the same.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// What came of [`once`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once<T> {
    /// The handler ran now.
    Handled(T),
    /// It ran before: answer 200.
    AlreadyHandled,
    /// It runs elsewhere right now: answer 409, so that the event is delivered again.
    InProgress,
}

/// Why [`once`] has nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnceError<T, E, S> {
    /// The handler failed and its claim was given back: answer 500, so that the event is delivered again.
    Handler(E),
    /// The store could not be asked, so the handler did not run: answer 500.
    Store(S),
    /// The handler ran, and the store could not be told: answer 200, or the event is handled twice.
    NotRecorded(T, S),
}

/// Runs `handle` if no delivery of this event has been handled.
///
/// When the handler fails, the event is free again at once; when this future is dropped on the way, or the
/// process dies, it is free when the claim ends.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use identity_types::EventId;
/// use identity_webhooks::{MemoryDedup, Once, OnceError, once};
///
/// let seen = MemoryDedup::new();
/// let event: EventId = "evt_1".parse()?;
///
/// // The handler fails: nothing is lost, the next delivery is handled.
/// let failed = once(&seen, &event, async { Err::<(), _>("no database") }).await;
/// assert_eq!(failed, Err(OnceError::Handler("no database")));
/// let handled = once(&seen, &event, async { Ok::<_, &str>("welcome") }).await;
/// assert_eq!(handled, Ok(Once::Handled("welcome")));
///
/// // A double is not.
/// let double = once(&seen, &event, async { Ok::<_, &str>("welcome") }).await;
/// assert_eq!(double, Ok(Once::AlreadyHandled));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`OnceError`] says whose failure it was.
pub async fn once<D: Dedup, T, E>(
    dedup: &D,
    id: &EventId,
    handle: impl Future<Output = Result<T, E>>,
) -> Result<Once<T>, OnceError<T, E, D::Error>> {
    let ticket = match dedup.claim(id).await.map_err(OnceError::Store)? {
        Claim::First(ticket) => ticket,
        Claim::InProgress => return Ok(Once::InProgress),
        Claim::Done => return Ok(Once::AlreadyHandled),
    };
    match handle.await {
        Ok(value) => match dedup.complete(id, ticket).await {
            Ok(()) => Ok(Once::Handled(value)),
            Err(error) => Err(OnceError::NotRecorded(value, error)),
        },
        Err(error) => {
            // A store that does not answer lets go of the claim by itself, later.
            let _ = dedup.release(id, ticket).await;
            Err(OnceError::Handler(error))
        }
    }
}

impl<T> Once<T> {
    /// The status to answer with: 200 once the event is handled, 409 as long as it may not be.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Handled(_) | Self::AlreadyHandled => 200,
            Self::InProgress => 409,
        }
    }
}

impl<T, E: fmt::Display, S: fmt::Display> fmt::Display for OnceError<T, E, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler(_) => f.write_str("the event's handler failed"),
            Self::Store(_) => f.write_str("the store of handled events did not answer"),
            Self::NotRecorded(..) => f.write_str(
                "the event was handled, and the store of handled events did not note it",
            ),
        }
    }
}

impl<T, E, S> std::error::Error for OnceError<T, E, S>
where
    T: fmt::Debug,
    E: std::error::Error + 'static,
    S: std::error::Error + 'static,
{
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Handler(error) => Some(error),
            Self::Store(error) | Self::NotRecorded(_, error) => Some(error),
        }
    }
}
