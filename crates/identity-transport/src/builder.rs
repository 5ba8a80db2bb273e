//! [`TransportBuilder`]: settings, their defaults, and the two ways to end it.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use identity_types::{AccountId, ApiKey, Invalid};
use tower_layer::Layer;
use tower_service::Service;

use crate::attempt_event::AttemptHook;
use crate::headers::NoticeHook;
use crate::layers::{
    AttemptLogLayer, AttemptTimeoutLayer, BaseUrlLayer, BoxService, CallLogLayer, CollectLayer,
    DeadlineLayer, HeadersLayer, IdempotencyLayer, Origin, QuotaStore, RateLimitLayer, RetryBudget,
    RetryLayer,
};
use crate::random::OsRandom;
use crate::rate_limit::SharedStore;
use crate::seam::Seam;
use crate::stack::Stack;
use crate::wire::{Connections, ProxyChoice, Trust};
use crate::{AttemptEvent, BoxError, Error, Jitter, KeySource, RateLimit, Request, Transport};

/// Where the API is.
const BASE_URL: &str = "https://api.stripe.com";
/// Three attempts of ordinary length with their waits; a caller's patience seldom lasts longer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Creating a session takes a second or two; half a minute is a server in trouble.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// Name, TCP and TLS together take well under a second from anywhere.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// As the official SDKs.
const MAX_RETRIES: u32 = 2;
/// More calls than this at once are rare, and HTTP/2 needs one connection for all of them.
const MAX_IDLE: usize = 32;
/// A page of a hundred sessions with everything expanded stays far below.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// Sets a [`Transport`] up.
///
/// ```
/// use identity_transport::{RateLimit, Transport};
/// use std::time::Duration;
///
/// let transport = Transport::builder("sk_test_1".parse()?)
///     .timeout(Duration::from_secs(20))
///     .max_retries(4)
///     .rate_limit(RateLimit::per_second(10.try_into()?))
///     .app_info("shop", Some("1.2"), Some("https://shop.example"))
///     .build()?;
/// # let _ = transport;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct TransportBuilder {
    key: ApiKey,
    /// Read at once, because what is no origin may hold a password.
    base_url: Result<Origin, Invalid>,
    timeout: Duration,
    attempt_timeout: Duration,
    connections: Connections,
    max_in_flight: Option<NonZeroUsize>,
    max_retries: u32,
    retry_budget: RetryBudget,
    rate_limit: RateLimit,
    store: Option<SharedStore>,
    api_version: Option<String>,
    account: Option<AccountId>,
    app_info: Option<AppInfo>,
    max_body: usize,
    telemetry: bool,
    random: Random,
    hooks: Hooks,
    user: Seam,
    user_attempt: Seam,
}

#[derive(Debug)]
struct AppInfo {
    name: String,
    version: Option<String>,
    url: Option<String>,
}

#[derive(Default)]
struct Hooks {
    attempt: Option<AttemptHook>,
    notice: Option<NoticeHook>,
}

struct Random {
    keys: Arc<dyn KeySource>,
    jitter: Arc<dyn Jitter>,
}

impl TransportBuilder {
    pub(crate) fn new(key: ApiKey) -> Self {
        let os = OsRandom::new();
        Self {
            rate_limit: RateLimit::for_key(&key),
            store: None,
            retry_budget: RetryBudget::new(),
            key,
            base_url: BASE_URL.parse(),
            timeout: TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            connections: Connections {
                max_idle: MAX_IDLE,
                ..Connections::new(CONNECT_TIMEOUT)
            },
            max_in_flight: None,
            max_retries: MAX_RETRIES,
            api_version: None,
            account: None,
            app_info: None,
            max_body: MAX_BODY,
            telemetry: false,
            random: Random {
                keys: Arc::new(os),
                jitter: Arc::new(os),
            },
            hooks: Hooks::default(),
            user: Seam::default(),
            user_attempt: Seam::default(),
        }
    }

    /// Where requests go: scheme, host and port. Default `https://api.stripe.com`. Plain `http` is
    /// taken for loopback only.
    pub fn base_url(mut self, base_url: &str) -> Self {
        self.base_url = base_url.parse();
        self
    }

    /// Bounds a whole call: waits, retries and all attempts. Default 60 s.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Bounds one attempt: connecting, head and body. Default 30 s.
    pub const fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Bounds connecting: name, TCP, proxy and TLS. Default 5 s. Only for [`build`](Self::build).
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connections.connect_timeout = timeout;
        self
    }

    /// How many attempts after the first. Default 2; 0 means that a request is sent once.
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// Share a budget of retries with other transports. Each has its own by default.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// How many requests a second. Default by key mode: see [`RateLimit::for_key`].
    pub const fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Share the rate limit with other processes through `store`, for example a `RedisQuota` (feature
    /// `redis`). The limit of this process stays in front of it.
    pub fn quota_store(mut self, store: impl QuotaStore + 'static) -> Self {
        self.store = Some(SharedStore::new(store));
        self
    }

    /// Another API version than the pinned [`API_VERSION`](crate::layers::API_VERSION).
    pub fn api_version(mut self, version: &str) -> Self {
        self.api_version = Some(version.to_owned());
        self
    }

    /// Act for a connected account in every call.
    pub fn account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Name the application in the `User-Agent`. Nothing else about it or the machine is sent.
    pub fn app_info(mut self, name: &str, version: Option<&str>, url: Option<&str>) -> Self {
        self.app_info = Some(AppInfo {
            name: name.to_owned(),
            version: version.map(str::to_owned),
            url: url.map(str::to_owned),
        });
        self
    }

    /// Tell the API how long the request before took: its id and its milliseconds, and nothing else. Off
    /// unless this is called.
    pub const fn telemetry(mut self) -> Self {
        self.telemetry = true;
        self
    }

    /// At most so many requests at a time; more wait their turn, within their deadline. Over HTTP/1.1
    /// it is the number of connections in use. Default: no limit but the rate.
    pub const fn max_in_flight(mut self, requests: NonZeroUsize) -> Self {
        self.max_in_flight = Some(requests);
        self
    }

    /// At most so many connections at a time, idle ones and those in use; a request that finds none waits
    /// for the first that is free, within its attempt's time-out. All of them go to the one host of the
    /// base URL (or to its proxy). Default: no limit of its own. Only for [`build`](Self::build).
    pub const fn max_connections(mut self, connections: NonZeroUsize) -> Self {
        self.connections.max_open = Some(connections);
        self
    }

    /// How many idle connections are kept to the host. Default 32; they are closed after 45 s.
    pub const fn max_idle_connections(mut self, connections: usize) -> Self {
        self.connections.max_idle = connections;
        self
    }

    /// Trust the authorities in `pem` (one certificate or more) beside the bundled ones, which are
    /// Mozilla's. For a company whose proxy looks inside. A certificate that a server made for itself may stand
    /// there too: it is then good for this server, on its days and under its names.
    pub fn trust_also(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connections.tls.roots = pem.into();
        self
    }

    /// Trust the authorities in `pem` (one certificate or more) and no others.
    pub fn trust_only(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connections.tls.trust = Trust::Given;
        self.trust_also(pem)
    }

    /// Trust the authorities that the operating system trusts, instead of the bundled ones. They are
    /// read when the transport is built.
    #[cfg(feature = "platform-roots")]
    pub const fn trust_platform(mut self) -> Self {
        self.connections.tls.trust = Trust::Platform;
        self
    }

    /// Show a certificate of one's own to servers that ask for one: the chain and its key, in PEM.
    pub fn client_certificate(
        mut self,
        chain: impl Into<Vec<u8>>,
        key: impl Into<Vec<u8>>,
    ) -> Self {
        self.connections.tls.identity = Some((chain.into(), key.into()));
        self
    }

    /// Connect through the proxy at `http://[user:password@]host[:port]`, by `CONNECT`. It sees the
    /// host's name and nothing else. Plain `http`, which is loopback, does not go through it.
    pub fn proxy(mut self, url: &str) -> Self {
        self.connections.proxy = ProxyChoice::At(url.to_owned());
        self
    }

    /// Connect through the proxy that `HTTPS_PROXY` names, except to hosts in `NO_PROXY`; without the
    /// variable, directly. Small letters win. The environment is read when the transport is built, and
    /// not at all unless this is called.
    pub fn proxy_from_env(mut self) -> Self {
        self.connections.proxy = ProxyChoice::Environment;
        self
    }

    /// Cap on the body of an answer, in bytes. Default 16 MiB.
    pub const fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Make the keys of POSTs from `keys` instead of the operating system's randomness.
    pub fn key_source(mut self, keys: impl KeySource + 'static) -> Self {
        self.random.keys = Arc::new(keys);
        self
    }

    /// Draw the jitter of backoffs from `jitter` instead of the operating system's randomness.
    pub fn jitter(mut self, jitter: impl Jitter + 'static) -> Self {
        self.random.jitter = Arc::new(jitter);
        self
    }

    /// Tell `hook` of each attempt when it has ended, for metrics. See [`AttemptEvent`].
    ///
    /// It runs inside of the call, so it must be quick. If it panics, the panic comes out of the call
    /// that it was told of; the transport and its other calls go on as before.
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.attempt = Some(Arc::new(hook));
        self
    }

    /// Show the text of each `Stripe-Notice` that comes with an answer to `hook`: what the API wants
    /// the developer to know. The log only says, and once, that there was one.
    ///
    /// As for [`on_attempt`](Self::on_attempt), a panic comes out of the call.
    pub fn on_notice(mut self, hook: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.hooks.notice = Some(Arc::new(hook));
        self
    }

    /// Adds a layer that runs once per call, before any policy. The first added is outermost.
    ///
    /// It may answer with any body and fail with any error: bodies are read whole, and an error that is
    /// not ours becomes one of kind [`Layer`](crate::ErrorKind::Layer).
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<BoxService> + Send + Sync + 'static,
        L::Service: Service<Request, Response = http::Response<B>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.user.push(layer);
        self
    }

    /// Adds a layer that runs once per attempt. The first added is outermost.
    ///
    /// It sees the URL and the key of idempotency, and never the credentials.
    pub fn attempt_layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<BoxService> + Send + Sync + 'static,
        L::Service: Service<Request, Response = http::Response<B>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.user_attempt.push(layer);
        self
    }

    /// The stack over the network. Opens no connection yet.
    ///
    /// # Errors
    ///
    /// Kind [`Config`](crate::ErrorKind::Config), naming the setting and its rule and not its value.
    pub fn build(self) -> Result<Transport, Error> {
        let attempt_timeout = self.attempt_timeout;
        let wire = self.connections.wire(self.max_body, attempt_timeout)?;
        Ok(Transport::new(self.stack()?.over(wire), attempt_timeout))
    }

    /// The same stack over a wire of your own, with no socket: a fake, a recording, the sandbox.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn build_over<W, B>(self, wire: W) -> Result<Transport, Error>
    where
        W: Service<Request, Response = http::Response<B>> + Clone + Send + Sync + 'static,
        W::Error: Into<BoxError>,
        W::Future: Send + 'static,
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let attempt_timeout = self.attempt_timeout;
        let stack = self.stack()?;
        let wire = stack.collect.layer(wire);
        Ok(Transport::new(stack.over(wire), attempt_timeout))
    }

    fn stack(self) -> Result<Stack, Error> {
        for (name, timeout) in [
            ("timeout", self.timeout),
            ("attempt timeout", self.attempt_timeout),
            ("connect timeout", self.connections.connect_timeout),
        ] {
            if timeout.is_zero() {
                return Err(Error::config(format!("{name}: must not be zero")));
            }
        }
        let origin = self.base_url.map_err(unusable)?;
        let mut headers = HeadersLayer::new(origin.clone(), &self.key);
        let mut rate_limit = RateLimitLayer::new(self.rate_limit);
        if let Some(version) = &self.api_version {
            headers = headers.api_version(version).map_err(unusable)?;
        }
        if let Some(account) = &self.account {
            headers = headers.account(account);
            rate_limit = rate_limit.account(account);
        }
        if let Some(app) = &self.app_info {
            headers = headers
                .app_info(&app.name, app.version.as_deref(), app.url.as_deref())
                .map_err(unusable)?;
        }
        if self.telemetry {
            headers = headers.telemetry();
        }
        if let Some(requests) = self.max_in_flight {
            rate_limit = rate_limit.max_in_flight(requests);
        }
        if let Some(store) = self.store {
            rate_limit = rate_limit.shared_store(store);
        }
        if let Some(hook) = self.hooks.notice {
            headers = headers.notice_hook(hook);
        }
        let mut retry = RetryLayer::new(self.max_retries)
            .budget(self.retry_budget)
            .jitter(self.random.jitter);
        if let Some(hook) = self.hooks.attempt {
            retry = retry.attempt_hook(hook);
        }
        Ok(Stack {
            call_log: CallLogLayer::new(),
            base_url: BaseUrlLayer::new(origin),
            user: self.user,
            idempotency: IdempotencyLayer::with_source(self.random.keys),
            deadline: DeadlineLayer::new(self.timeout),
            retry,
            rate_limit,
            attempt_log: AttemptLogLayer::new(),
            user_attempt: self.user_attempt,
            attempt_timeout: AttemptTimeoutLayer::new(self.attempt_timeout),
            headers,
            collect: CollectLayer::new(self.max_body),
        })
    }
}

/// A setting's broken rule, which is the caller's to mend in the configuration and not in a call.
fn unusable(invalid: Invalid) -> Error {
    Error::config(invalid.to_string()).because(invalid)
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hooks")
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}
