//! [`Sandbox`]: the handle that a test or a program holds, and its [`Builder`].

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use identity_types::VerificationSession;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::control::{ControlAccess, Gate};
use crate::data::{DataError, Keeper, Opened, Ticket};
use crate::fault::Faults;
use crate::journal::Journal;
use crate::locks::Locks;
use crate::permissions::{KeyState, Keyring};
use crate::seed::SeedFile;
use crate::server::{Server, ServerBuilder};
use crate::service::SandboxService;
use crate::session::{Lens, Shown};
use crate::settings::{RateLimits, Settings};
use crate::state::State;
use crate::switches::Switches;
use crate::webhooks::{RetrySchedule, Webhooks};

mod control;
mod snapshot;

pub use self::control::SessionOverview;
pub use self::snapshot::Snapshot;

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
    pub(crate) journal: Journal,
    pub(crate) gate: Gate,
    state: Mutex<State>,
    keyring: Mutex<Keyring>,
    /// Follows the state with a file, if there is one.
    keeper: Option<Keeper>,
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

    /// Waits until everything that has happened so far is in the file, if there is one.
    pub(crate) async fn saved(&self) -> Result<(), Arc<DataError>> {
        match &self.keeper {
            Some(keeper) => keeper.written(self.follow(keeper)).await,
            None => Ok(()),
        }
    }

    /// Lets what has happened be written, and waits for nothing: nobody is told of it.
    pub(crate) fn save_soon(&self) {
        if let Some(keeper) = &self.keeper {
            self.follow(keeper);
        }
    }

    fn follow(&self, keeper: &Keeper) -> Ticket {
        let keyring = self.keyring().clone();
        keeper.follow(&mut self.state(), &self.clock, &keyring)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // The keeper goes after this, and writes all it was handed before it does.
        self.save_soon();
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

    /// The last requests, and what they were answered.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn of(shared: Arc<Shared>) -> Self {
        Self { shared }
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

    /// Waits until everything that has happened so far is in the [data file](Builder::open). Every answer
    /// to a request waits by itself; what methods of this handle do does not.
    ///
    /// # Errors
    ///
    /// When the file cannot be written. What is missing in it is written by the next attempt.
    pub async fn saved(&self) -> Result<(), Arc<DataError>> {
        self.shared.saved().await
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
    clock: Option<Clock>,
    settings: Settings,
    keyring: Option<Keyring>,
    journal: Option<usize>,
    raw_journal: bool,
    gate: Gate,
}

impl Builder {
    /// How many requests the [journal](Sandbox::journal) keeps, 1000 by default; with 0 there is none.
    pub fn journal_capacity(mut self, entries: usize) -> Self {
        self.journal = Some(entries);
        self
    }

    /// Keeps requests and answers in the journal as they were, personal data and secrets with them. Only for
    /// data that is made up. The key of a caller is not kept even so.
    pub fn unmasked_journal(mut self) -> Self {
        self.raw_journal = true;
        self
    }

    /// Takes over what a seed file says that must be known before a sandbox starts: its personas. The
    /// rest is made by [`Sandbox::fill`].
    pub fn prepare(mut self, seed: &SeedFile) -> Self {
        seed.prepare(&mut self.settings);
        self
    }

    /// Who may use the control API under `/_sandbox/`.
    pub fn control(mut self, access: ControlAccess) -> Self {
        self.gate = Gate::new(access);
        self
    }

    /// What ids and tokens are made from, 0 by default. The same seed, clock and calls give the same
    /// bytes.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The time to go by, the wall clock by default.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
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
        let keyring = self.keyring.get_or_insert_default();
        keyring.closed = true;
        keyring.set(key, KeyState::Open);
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

    /// Trusts the authorities in `pem`, one certificate or more, when webhooks are delivered to https endpoints.
    /// Without any, no certificate is good.
    ///
    /// # Errors
    ///
    /// When there is no certificate in `pem`.
    #[cfg(feature = "tls-given")]
    pub fn trust_for_delivery(mut self, pem: &[u8]) -> io::Result<Self> {
        self.settings.trust_for_delivery(pem)?;
        Ok(self)
    }

    /// Takes any certificate of an https endpoint for good: an expired one, and a stranger's too.
    #[cfg(feature = "tls-given")]
    pub fn trust_anyone_for_delivery(mut self) -> Self {
        self.settings.trust_anyone_for_delivery();
        self
    }

    /// The sandbox, in memory alone.
    #[must_use]
    pub fn build(self) -> Sandbox {
        let state = State::new(self.seed, NO_SERVER);
        let (clock, keyring) = (self.clock.clone(), self.keyring.clone());
        self.with(
            state,
            None,
            clock.unwrap_or_default(),
            keyring.unwrap_or_default(),
        )
    }

    /// The sandbox, with its state in a file, which is made if it is not there.
    ///
    /// An answer is sent when its changes are on the disk, so whatever a caller was told is there after a
    /// crash, and nothing is there by halves. In the file are all objects, results under idempotency
    /// keys, what is due, the clock, what is known of keys, and the seed; what this builder says about
    /// clock and keys comes before what the file says, and the file's seed before this one. Faults and
    /// the journal are not in it.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = std::env::temp_dir().join(format!("identity-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("sandbox.redb");
    /// use identity_sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::builder().open(&path)?;
    /// // One sandbox at a time.
    /// assert!(Sandbox::builder().open(&path).is_err());
    /// # drop(sandbox);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When another sandbox has the file open, when it is no data file or one of another version, or when
    /// it cannot be read or written.
    pub fn open(self, path: impl AsRef<Path>) -> Result<Sandbox, DataError> {
        let mut opened = Opened::open(path.as_ref(), self.seed, NO_SERVER, &self.settings)?;
        let clock = self.clock.clone().unwrap_or_else(|| {
            let clock = Clock::default();
            if let Some(pace) = opened.pace {
                clock.set_pace(pace);
            }
            clock
        });
        let keyring = self.keyring.clone().or_else(|| opened.keyring.take());
        let (keeper, state) = opened.keep()?;
        Ok(self.with(state, Some(keeper), clock, keyring.unwrap_or_default()))
    }

    fn with(self, state: State, keeper: Option<Keeper>, clock: Clock, keyring: Keyring) -> Sandbox {
        let faults = Faults::new(self.seed);
        let limits = self.settings.rate_limits;
        for rule in limits.into_iter().flat_map(RateLimits::rules) {
            faults.arm(rule);
        }
        Sandbox {
            shared: Arc::new(Shared {
                clock,
                settings: self.settings,
                faults,
                locks: Locks::default(),
                journal: Journal::new(self.journal, self.raw_journal),
                gate: self.gate,
                state: Mutex::new(state),
                keyring: Mutex::new(keyring),
                keeper,
            }),
        }
    }
}
