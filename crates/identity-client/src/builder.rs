//! [`ClientBuilder`]: what a client can be told.

use std::time::Duration;

use identity_transport::{BoxError, Error, RateLimit, Request, Transport, TransportBuilder};
use identity_types::{AccountId, ApiKey};
use tower_service::Service;

use crate::Client;

/// Puts a [`Client`] together. What is not set has the default of the transport's builder.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    transport: TransportBuilder,
}

impl ClientBuilder {
    pub(crate) fn new(key: ApiKey) -> Self {
        Self {
            transport: Transport::builder(key),
        }
    }

    /// Where the API is: `https://host[:port]`, or `http://` on this machine. Default: the API itself.
    pub fn base_url(self, url: &str) -> Self {
        self.with(|transport| transport.base_url(url))
    }

    /// Bounds a whole call: waits, retries, and all attempts.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|transport| transport.timeout(timeout))
    }

    /// Bounds one attempt: connecting, head and body.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.with(|transport| transport.attempt_timeout(timeout))
    }

    /// Bounds connecting, TLS included.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.with(|transport| transport.connect_timeout(timeout))
    }

    /// How many attempts after the first; 0 sends a request once.
    pub fn max_retries(self, retries: u32) -> Self {
        self.with(|transport| transport.max_retries(retries))
    }

    /// How many requests a second leave this client and its clones.
    pub fn rate_limit(self, limit: RateLimit) -> Self {
        self.with(|transport| transport.rate_limit(limit))
    }

    /// Another API version than the pinned one.
    pub fn api_version(self, version: &str) -> Self {
        self.with(|transport| transport.api_version(version))
    }

    /// Acts for a connected account.
    pub fn account(self, account: AccountId) -> Self {
        self.with(|transport| transport.account(account))
    }

    /// Changes what this builder has no method for: own layers at the two seams, caps, sources of
    /// randomness.
    ///
    /// ```
    /// # use identity_client::Client;
    /// # use identity_types::ApiKey;
    /// let builder = Client::builder(ApiKey::new("sk_test_1")?)
    ///     .with(|transport| transport.app_info("my-shop", Some("1.2.0"), None));
    /// # Ok::<(), identity_types::Invalid>(())
    /// ```
    pub fn with(self, change: impl FnOnce(TransportBuilder) -> TransportBuilder) -> Self {
        Self {
            transport: change(self.transport),
        }
    }

    /// A client that talks to the API over the network.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when a setting cannot work, e.g. a base URL with a
    /// path, or a live key for a host without TLS.
    pub fn build(self) -> Result<Client, Error> {
        self.transport.build().map(Client::over)
    }

    /// A client whose requests pass the whole stack and end in `service` instead of the network: a
    /// sandbox, a recording, a mock.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn build_over<S, B>(self, service: S) -> Result<Client, Error>
    where
        S: Service<Request, Response = http::Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError> + 'static,
        B: http_body::Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<BoxError>,
    {
        self.transport.build_over(service).map(Client::over)
    }
}
