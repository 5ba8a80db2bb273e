//! [`RedisQuota`]: one limit for a fleet, kept by a Redis server.
//!
//! GCRA in one script, on the server's clock: the processes need no clock in common, and a request
//! costs one round trip. The protocol is spoken here, a hundred lines for one command, because a client
//! library would bring more crates than the rest of the transport's policies together.

mod connection;
mod url;

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use identity_types::Invalid;
use tokio::time::Instant;

use self::connection::{Connection, Reply};
use self::url::Address;
use super::store::{Grant, GrantFuture, QuotaRequest, QuotaStore};
use crate::{BoxError, Error, clock};

const TIMEOUT: Duration = Duration::from_millis(250);
/// A server that did not answer is left alone for so long.
const HOLD_OFF: Duration = Duration::from_secs(1);
/// The share of a second whose requests may come at once, to make up for late timers.
const LATENESS: f64 = 0.02;

/// A [`QuotaStore`] in Redis 5 or later, or what speaks its protocol and runs Lua.
///
/// Every process that names the same server and prefix shares one quota for each connected account. All
/// of them should have the same [`RateLimit`](crate::RateLimit), which is the quota. One connection is
/// opened at the first request, and a request waits for one round trip on it.
///
/// Redis slow or gone costs a bounded wait once a second: until it answers again, each process keeps to
/// the whole quota by itself, or, with [`fail_closed`](Self::fail_closed), sends nothing.
///
/// ```
/// use identity_transport::Transport;
/// use identity_transport::layers::RedisQuota;
///
/// let store = RedisQuota::new("redis://:secret@127.0.0.1:6379/0")?.prefix("identity:live");
/// let transport = Transport::builder("sk_live_1".parse()?).quota_store(store).build()?;
/// # let _ = transport;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
pub struct RedisQuota {
    address: Address,
    prefix: String,
    timeout: Duration,
    is_open: bool,
    connection: tokio::sync::Mutex<Option<Connection>>,
    away_until: Mutex<Option<Instant>>,
}

impl RedisQuota {
    /// The server at `redis://[[user]:password@]host[:port][/database]`, or at
    /// `redis+unix:///path/to/socket` on this machine. There is no TLS: the server belongs into the same
    /// private network.
    ///
    /// # Errors
    ///
    /// Kind [`Config`](crate::ErrorKind::Config) when the URL is not of these forms.
    pub fn new(url: &str) -> Result<Self, Error> {
        let address = Address::parse(url)
            .map_err(|rule| Invalid::new("redis url", rule))
            .map_err(|invalid| Error::config(invalid.to_string()).because(invalid))?;
        Ok(Self {
            address,
            prefix: "identity-quota".to_owned(),
            timeout: TIMEOUT,
            is_open: true,
            connection: tokio::sync::Mutex::new(None),
            away_until: Mutex::new(None),
        })
    }

    /// What the names of the keys begin with; default `identity-quota`. Give each API account, and
    /// each of its modes, its own. Keys go away by themselves a second after their last use.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// How long a request waits for Redis, connecting included; default 250 ms.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Send nothing while Redis does not answer. Without this, requests pass within the limit of
    /// each process.
    #[must_use]
    pub const fn fail_closed(mut self) -> Self {
        self.is_open = false;
        self
    }

    async fn ask(&self, request: &QuotaRequest) -> Result<Grant, BoxError> {
        if self.away().is_some_and(|until| clock::now() < until) {
            return self.without(Away("redis did not answer a moment ago").into());
        }
        let answer = tokio::time::timeout(self.timeout, self.exchange(request));
        match answer.await {
            Ok(Ok(grant)) => Ok(grant),
            Ok(Err(error)) => self.hold_off(error),
            Err(_) => self.hold_off(Away("redis did not answer in time").into()),
        }
    }

    async fn exchange(&self, request: &QuotaRequest) -> Result<Grant, BoxError> {
        let mut place = self.connection.lock().await;
        // Out of its place while in use: a call that is dropped here leaves an answer unread, and takes
        // the connection with it.
        let kept = place.take();
        let mut connection = match kept.and_then(Connection::if_quiet) {
            Some(connection) => connection,
            None => Connection::open(&self.address).await?,
        };
        let key = match &request.account {
            Some(account) => format!("{}:{account}", self.prefix),
            None => self.prefix.clone(),
        };
        let arguments = arguments(request);
        let reply = match connection.run(&key, &arguments).await? {
            // The server has forgotten the script; a new connection brings it along.
            Reply::Error(text) if text.starts_with("NOSCRIPT") => {
                connection = Connection::open(&self.address).await?;
                connection.run(&key, &arguments).await?
            }
            reply => reply,
        };
        let grant = grant(&reply)?;
        *place = Some(connection);
        Ok(grant)
    }

    fn away(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        // A panic while it was held leaves an instant that is still an instant.
        self.away_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn hold_off(&self, error: BoxError) -> Result<Grant, BoxError> {
        tracing::warn!(
            target: "identity_transport",
            is_open = self.is_open,
            "redis does not answer: the rate limit is not shared"
        );
        *self.away() = Some(clock::now() + HOLD_OFF);
        self.without(error)
    }

    fn without(&self, error: BoxError) -> Result<Grant, BoxError> {
        if self.is_open {
            Ok(Grant::After(Duration::ZERO))
        } else {
            Err(error)
        }
    }
}

impl QuotaStore for RedisQuota {
    fn take<'a>(&'a self, request: &'a QuotaRequest) -> GrantFuture<'a> {
        Box::pin(self.ask(request))
    }
}

/// What the script takes: the request's share of time, the burst's, and the patience, in microseconds.
fn arguments(request: &QuotaRequest) -> [String; 3] {
    let interval = 1e6 / request.per_second;
    let burst = (request.per_second * LATENESS).ceil() + 1.0;
    let patience = request
        .patience
        .map_or(-1.0, |left| left.as_secs_f64() * 1e6);
    [
        f64::from(request.weight.get()) * interval,
        burst * interval,
        patience,
    ]
    .map(|micros| format!("{micros:.3}"))
}

/// The script's answer: whether it was taken, and the wait in microseconds.
fn grant(reply: &Reply) -> Result<Grant, Away> {
    let Reply::Array(parts) = reply else {
        return Err(Away("redis refused the script of the rate limit"));
    };
    let [Reply::Integer(is_taken), Reply::Integer(micros)] = parts[..] else {
        return Err(Away("redis answered something else"));
    };
    let wait = Duration::from_micros(u64::try_from(micros).unwrap_or_default());
    Ok(match is_taken {
        1 => Grant::After(wait),
        _ => Grant::Refused(wait),
    })
}

/// Why there is no answer. What Redis says may quote its configuration, and is not repeated.
#[derive(Debug)]
struct Away(&'static str);

impl fmt::Display for Away {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Away {}

impl fmt::Debug for RedisQuota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisQuota")
            .field("prefix", &self.prefix)
            .field("timeout", &self.timeout)
            .field("is_open", &self.is_open)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_told_in_microseconds() {
        let mut request = QuotaRequest::new(100.0);
        assert_eq!(arguments(&request), ["10000.000", "30000.000", "-1.000"]);
        request.weight = 3.try_into().unwrap();
        request.patience = Some(Duration::from_millis(5));
        assert_eq!(arguments(&request), ["30000.000", "30000.000", "5000.000"]);
    }

    #[test]
    fn a_store_shows_no_password() {
        let store = RedisQuota::new("redis://:SECRET@localhost").unwrap();
        assert!(!format!("{store:?}").contains("SECRET"));
        let error = RedisQuota::new("http://SECRET").unwrap_err();
        assert_eq!(
            error.to_string(),
            "redis url: must begin with redis:// or redis+unix://"
        );
    }
}
