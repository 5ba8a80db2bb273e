//! [`ClientBuilder`]: what a client can be told.

use std::time::Duration;

use identity_transport::{BoxError, Error, RateLimit, Request, Transport, TransportBuilder};
use identity_types::{AccountId, ApiKey, Timestamp};
use tower_service::Service;

use crate::Client;
use crate::client::Parts;
use crate::clock::Clock;

/// The host of files' content.
const FILES_URL: &str = "https://files.stripe.com";

/// Puts a [`Client`] together. What is not set has the default of the transport's builder.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    transport: TransportBuilder,
    /// Set up like `transport`, for the other host.
    files: TransportBuilder,
    /// One host serves all: a base URL was given, and no other one for files.
    one_host: bool,
    clock: Clock,
}

impl ClientBuilder {
    pub(crate) fn new(key: ApiKey) -> Self {
        Self {
            transport: Transport::builder(key.clone()),
            files: Transport::builder(key).base_url(FILES_URL),
            one_host: false,
            clock: Clock::default(),
        }
    }

    /// Where the API is: `https://host[:port]`, or `http://` on this machine. Default: the API itself. The
    /// content of files is fetched from there too, unless [`files_url`](Self::files_url) follows.
    pub fn base_url(mut self, url: &str) -> Self {
        self.transport = self.transport.base_url(url);
        self.one_host = true;
        self
    }

    /// Where the content of files is, as [`base_url`](Self::base_url). Default: the API's host for files.
    pub fn files_url(mut self, url: &str) -> Self {
        self.files = self.files.base_url(url);
        self.one_host = false;
        self
    }

    /// What time it is, for answers without a `Date` header. Default: the system's clock.
    ///
    /// Only links that must end soon need it: see
    /// [`create_for_image`](crate::FileLinks::create_for_image).
    pub fn clock(mut self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
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
    pub fn account(mut self, account: AccountId) -> Self {
        self.files = self.files.account(account.clone());
        self.transport = self.transport.account(account);
        self
    }

    /// Changes what this builder has no method for: own layers at the two seams, caps, sources of
    /// randomness.
    ///
    /// `change` is applied to the transport to each of the API's two hosts.
    ///
    /// ```
    /// # use identity_client::Client;
    /// # use identity_types::ApiKey;
    /// let builder = Client::builder(ApiKey::new("sk_test_1")?)
    ///     .with(|transport| transport.app_info("my-shop", Some("1.2.0"), None));
    /// # Ok::<(), identity_types::Invalid>(())
    /// ```
    pub fn with(mut self, change: impl Fn(TransportBuilder) -> TransportBuilder) -> Self {
        self.transport = change(self.transport);
        self.files = change(self.files);
        self
    }

    /// A client that talks to the API over the network.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when a setting cannot work, e.g. a base URL with a
    /// path, or a live key for a host without TLS.
    pub fn build(self) -> Result<Client, Error> {
        let transport = self.transport.build()?;
        let files = if self.one_host {
            transport.clone()
        } else {
            self.files.build()?
        };
        Ok(Client::of(Parts {
            transport,
            files,
            clock: self.clock,
        }))
    }

    /// A client whose requests pass the whole stack and end in `service` instead of the network: a
    /// sandbox, a recording, a mock. It gets the requests for files' content too.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn build_over<S, B>(self, service: S) -> Result<Client, Error>
    where
        S: Service<Request, Response = http::Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let transport = self.transport.build_over(service.clone())?;
        let files = if self.one_host {
            transport.clone()
        } else {
            self.files.build_over(service)?
        };
        Ok(Client::of(Parts {
            transport,
            files,
            clock: self.clock,
        }))
    }
}
