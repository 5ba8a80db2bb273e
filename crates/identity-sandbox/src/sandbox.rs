//! [`Sandbox`]: the handle that a test or a program holds, and its [`Builder`].

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use identity_types::VerificationSession;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::fault::Faults;
use crate::locks::Locks;
use crate::permissions::{KeyState, Keyring};
use crate::server::{Server, ServerBuilder};
use crate::service::SandboxService;
use crate::session::{Lens, Shown};
use crate::settings::{RateLimits, Settings};
use crate::state::State;
use crate::switches::Switches;
use crate::webhooks::{RetrySchedule, Webhooks};

mod control;

/// Where `url` of a session points as long as no server runs: nowhere, by a name that never resolves.
const NO_SERVER: &str = "http://identity-sandbox.invalid";

/// A Stripe Identity of one's own. Clones are the same sandbox.
///
/// Every secret test key is an account of its own, made by its first call; sandboxes share nothing.
#[derive(Clone)]
pub struct Sandbox {
    shared: Arc<Shared>,
}

/// What the handle, the services and the servers of one sandbox share.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
    pub(crate) faults: Faults,
    pub(crate) locks: Locks,
    state: Mutex<State>,
    keyring: Mutex<Keyring>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Endpoints check first and change last, so a state left by a panic is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keyring(&self) -> MutexGuard<'_, Keyring> {
        // A key's state is replaced whole.
        self.keyring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sandbox {
    /// An empty sandbox on the wall clock, with seed 0.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Begins a sandbox with a seed, a clock or switches of one's own.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Starts a new sandbox behind a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`listen`](Self::listen).
    pub async fn start() -> io::Result<Server> {
        Self::new().listen().await
    }

    /// Starts a server for this sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// When the system has no port to give.
    pub async fn listen(&self) -> io::Result<Server> {
        self.serve(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?)
    }

    /// Starts a server for this sandbox on a socket that listens already. `url` of every session points
    /// to the server that was started last.
    ///
    /// # Errors
    ///
    /// When the socket has no address, or listens on an address that other machines can reach.
    pub fn serve(&self, listener: TcpListener) -> io::Result<Server> {
        self.server().start_on(listener)
    }

    /// Begins a server with options: another address, more names, Unix sockets, TLS.
    pub fn server(&self) -> ServerBuilder {
        ServerBuilder::new(self.clone())
    }

    /// The API without a socket.
    #[must_use]
    pub fn service(&self) -> SandboxService {
        SandboxService::new(Arc::clone(&self.shared))
    }

    /// The clock, to freeze and to advance.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The faults, to arm.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Webhooks: endpoints, deliveries, and what goes wrong on the way.
    #[must_use]
    pub fn webhooks(&self) -> Webhooks {
        Webhooks::new(Arc::clone(&self.shared))
    }

    /// Every session of every account, oldest first, with all hidden fields shown.
    #[must_use]
    pub fn sessions(&self) -> Vec<VerificationSession> {
        let state = self.shared.state();
        let show = |(account, session): (_, &crate::session::Session)| {
            session.show(Lens {
                account,
                base_url: &state.base_url,
                shown: Shown::ALL,
            })
        };
        state.sessions().into_iter().map(show).collect()
    }

    /// How many sessions there are, over all accounts.
    #[must_use]
    pub fn session_count(&self) -> usize {
        self.shared.state().session_count()
    }

    /// How many requests came, those included that were refused, replayed or dropped.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.shared.state().requests
    }

    /// Delivers webhooks as they become due, without end.
    pub(crate) fn deliver(&self) -> impl Future<Output = ()> + Send + use<> {
        crate::webhooks::run(Arc::clone(&self.shared))
    }

    pub(crate) fn set_base_url(&self, url: &str) {
        self.shared.state().base_url = url.into();
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("clock", &self.shared.clock)
            .field("sessions", &self.session_count())
            .finish_non_exhaustive()
    }
}

/// A sandbox that is about to be made.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Builder {
    seed: u64,
    clock: Clock,
    settings: Settings,
    keyring: Keyring,
}

impl Builder {
    /// What ids and tokens are made from, 0 by default. The same seed, clock and calls give the same
    /// bytes.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The time to go by, the wall clock by default.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// What to do where the API's documents leave it open.
    pub fn switches(mut self, switches: Switches) -> Self {
        self.settings.switches = switches;
        self
    }

    /// How long things take and who is verified; with the switches, which
    /// [`switches`](Self::switches) sets alone.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Takes this key and the others that are named so, and no other; without it, every test key is
    /// taken.
    pub fn only_key(mut self, key: &str) -> Self {
        self.keyring.closed = true;
        self.keyring.set(key, KeyState::Open);
        self
    }

    /// When webhook deliveries that failed are tried again; as in test mode by default.
    pub fn retry_schedule(mut self, schedule: RetrySchedule) -> Self {
        self.settings.retry_schedule = schedule;
        self
    }

    /// Lets webhooks be delivered to this host too, by its name or its address and without a port. Without
    /// any, only loopback addresses are connected to.
    pub fn allow_delivery_to(mut self, host: &str) -> Self {
        self.settings.allow_delivery_to(host);
        self
    }

    /// The sandbox.
    #[must_use]
    pub fn build(self) -> Sandbox {
        let faults = Faults::new(self.seed);
        let limits = self.settings.rate_limits;
        for rule in limits.into_iter().flat_map(RateLimits::rules) {
            faults.arm(rule);
        }
        Sandbox {
            shared: Arc::new(Shared {
                clock: self.clock,
                settings: self.settings,
                faults,
                locks: Locks::default(),
                state: Mutex::new(State::new(self.seed, NO_SERVER)),
                keyring: Mutex::new(self.keyring),
            }),
        }
    }
}
