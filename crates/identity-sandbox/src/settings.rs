//! [`Settings`]: what a sandbox is told about itself before it starts.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::fault::{Fault, FaultRule};
use crate::persona::Persona;
use crate::route;
use crate::switches::Switches;
use crate::webhooks::{RetrySchedule, Targets};

/// How long things take, who is verified, and what no document settles.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// What to do where the API's documents leave it open.
    pub switches: Switches,
    /// How long a session stays in `processing` if its outcome does not say; none by default.
    pub processing_delay: Duration,
    /// How long a redaction takes; ten seconds by default, where the real API takes up to four days.
    pub redaction_delay: Duration,
    /// Personas by name. `jenny_rosen` is there unless it is taken out.
    pub personas: BTreeMap<String, Persona>,
    /// The name of the persona whom the checks find if an outcome names none.
    pub default_persona: String,
    /// The API's rate limits; none by default. They are [faults](crate::Faults) that are armed from the
    /// start, so clearing the faults lifts them.
    pub rate_limits: Option<RateLimits>,
    /// Whether a call that changes a session while another one does so is answered with 429
    /// `lock_timeout`; not by default. A [latency](crate::Fault::Latency) makes calls overlap.
    pub lock_timeouts: bool,
    /// When webhook deliveries that failed are tried again.
    pub retry_schedule: RetrySchedule,
    /// How long a webhook endpoint may take to answer, in real time; ten seconds by default.
    pub delivery_timeout: Duration,
    /// Which clock the time in `Stripe-Signature` comes from.
    pub signature_time: SignatureTime,
    pub(crate) targets: Targets,
}

/// How many calls a second an account may make, by the sandbox's clock; beyond that they are answered with
/// 429 `rate_limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimits {
    /// All calls.
    pub global: u32,
    /// Each endpoint.
    pub endpoint: u32,
    /// Reads of files and file links.
    pub file_reads: u32,
    /// Writes of files and file links.
    pub file_writes: u32,
}

impl RateLimits {
    /// Those of test mode.
    pub const TEST: Self = Self {
        global: 25,
        endpoint: 25,
        file_reads: 20,
        file_writes: 20,
    };

    /// Those of live mode.
    pub const LIVE: Self = Self {
        global: 100,
        ..Self::TEST
    };

    /// The rules that keep them.
    pub(crate) fn rules(self) -> Vec<FaultRule> {
        let limit = |per_second, on: &str| {
            let rule = FaultRule::new(Fault::RateLimit {
                per_second,
                burst: None,
            });
            on.parse().map(|on| rule.on(on)).ok()
        };
        let files = ["/v1/files/**", "/v1/file_links/**"]
            .into_iter()
            .flat_map(|path| {
                [
                    limit(self.file_reads, &format!("GET {path}")),
                    limit(self.file_writes, &format!("POST {path}")),
                ]
            });
        let endpoints = route::patterns().map(|on| limit(self.endpoint, &on));
        let global = limit(self.global, "*");
        files.chain(endpoints).chain([global]).flatten().collect()
    }
}

/// Which clock webhook deliveries are signed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureTime {
    /// The sandbox's, as everything else. A verifier that goes by another clock refuses deliveries of a sandbox
    /// that was frozen or set back by more than five minutes.
    #[default]
    Sandbox,
    /// This machine's: for receivers whose verifier cannot be given a clock.
    Machine,
}

impl Settings {
    /// Lets webhooks be delivered to this host too, by its name or its address and without a port. Without
    /// any, only loopback addresses are connected to.
    pub fn allow_delivery_to(&mut self, host: &str) {
        self.targets.allow(host);
    }

    /// Trusts the authorities in `pem`, one certificate or more, when webhooks are delivered to https endpoints.
    /// Without any, no certificate is good.
    ///
    /// # Errors
    ///
    /// When there is no certificate in `pem`.
    #[cfg(feature = "tls-given")]
    pub fn trust_for_delivery(&mut self, pem: &[u8]) -> std::io::Result<()> {
        self.targets.trust.also(pem)
    }

    /// Takes any certificate of an https endpoint for good: of an expired one, and of a stranger's too.
    #[cfg(feature = "tls-given")]
    pub fn trust_anyone_for_delivery(&mut self) {
        self.targets.trust.anyone();
    }
}

/// The name of the persona that is there from the start.
const JENNY: &str = "jenny_rosen";

impl Default for Settings {
    fn default() -> Self {
        Self {
            switches: Switches::default(),
            processing_delay: Duration::ZERO,
            redaction_delay: Duration::from_secs(10),
            personas: BTreeMap::from([(JENNY.to_owned(), Persona::default())]),
            default_persona: JENNY.to_owned(),
            rate_limits: None,
            lock_timeouts: false,
            retry_schedule: RetrySchedule::default(),
            delivery_timeout: Duration::from_secs(10),
            signature_time: SignatureTime::default(),
            targets: Targets::default(),
        }
    }
}

/// Whole seconds, rounded up.
pub(crate) fn seconds(delay: Duration) -> i64 {
    let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
