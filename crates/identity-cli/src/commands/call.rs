//! [`Call`]: what all commands that call the API have in common.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use http::header::HeaderName;
use identity_client::{Client, Response};
use identity_sandbox::Sandbox;
use identity_transport::{CallOptions, Request};
use tower::util::MapRequestLayer;

use super::block_on::{block_on, interruptible};
use super::note;
use super::plan::{self, Plan};
use crate::args::Global;
use crate::failure::Failure;
use crate::io::Io;
use crate::output::Printer;
use crate::settings::{self, Settings};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A call as one command line asked for it.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) settings: Settings,
    pub(super) printer: Printer,
    plan: Option<Plan>,
    verbose: bool,
    pub(super) quiet: bool,
    /// True if `--timeout` bounds each call, and not all of a command.
    timeout_is_of_call: bool,
}

impl Call {
    /// Resolves all flags, so that what cannot work is refused before anything is sent.
    pub(super) fn prepare(global: &Global, io: &mut Io) -> Result<Self, Failure> {
        let settings = Settings::resolve(global, io)?;
        let printer = settings::printer(global, settings.output, io)?;
        Ok(Self {
            plan: Plan::resolve(global)?,
            settings,
            printer,
            verbose: global.verbose > 0,
            quiet: global.quiet,
            timeout_is_of_call: true,
        })
    }

    /// `--timeout` means the whole command here; single calls keep the client's own limit.
    pub(super) const fn for_long(mut self) -> Self {
        self.timeout_is_of_call = false;
        self
    }

    /// True if nothing is sent.
    pub(super) const fn is_plan(&self) -> bool {
        self.plan.is_some()
    }

    /// What one call asks for differently.
    pub(super) fn options(&self) -> CallOptions {
        match &self.settings.idempotency_key {
            Some(key) => CallOptions::new().idempotency_key(key.clone()),
            None => CallOptions::new(),
        }
    }

    /// Runs `work` with a client: the whole stack, over the network or over a sandbox of its own. `None` if
    /// the request was printed and not sent.
    pub(super) fn run<T>(
        &self,
        io: &mut Io,
        work: impl AsyncFnOnce(&Client, &mut Io) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let last = Last::default();
        let interrupt = io.interrupt.clone();
        let mut done = None;
        let future = Box::pin(async {
            let client = self.client(&last)?;
            done = Some(work(&client, io).await?);
            Ok(())
        });
        let Some(plan) = self.plan else {
            return interruptible(&interrupt, future, &|| last.key()).map(|()| done);
        };
        let result = block_on(future);
        plan::print(self, plan, io, last.request(), result).map(|()| None)
    }

    /// `last` gets what the client sends, or would send.
    fn client(&self, last: &Last) -> Result<Client, Failure> {
        if self.is_plan() {
            let builder = self.settings.builder(true).max_retries(0);
            return Ok(builder.build_over(plan::wire(Arc::clone(&last.request)))?);
        }
        let noted = Arc::clone(&last.key);
        let note = MapRequestLayer::new(move |request: Request| {
            let key = request.headers().get(&IDEMPOTENCY_KEY);
            let key = key.and_then(|key| key.to_str().ok()).map(str::to_owned);
            *noted.lock().unwrap_or_else(PoisonError::into_inner) = key;
            request
        });
        let builder = self
            .settings
            .builder(self.timeout_is_of_call)
            .with(move |transport| transport.attempt_layer(note.clone()));
        Ok(if self.settings.is_embedded() {
            builder.build_over(Sandbox::new().service())?
        } else {
            builder.build()?
        })
    }

    /// Says what is worth saying about a call that went well, then prints what it gave.
    pub(super) fn finish<T>(&self, io: &mut Io, response: &Response<T>) -> Result<(), Failure> {
        self.tell(io, response);
        self.printer.raw(&mut io.stdout, response.raw())
    }

    /// As [`finish`](Self::finish), for a call that may have been printed instead.
    pub(super) fn conclude<T>(
        &self,
        io: &mut Io,
        response: Option<Response<T>>,
    ) -> Result<(), Failure> {
        match response {
            Some(response) => self.finish(io, &response),
            None => Ok(()),
        }
    }

    /// A replay is said always: whoever meant a new thing did not get one. The rest with `-v`.
    pub(super) fn tell<T>(&self, io: &mut Io, response: &Response<T>) {
        if response.idempotent_replayed() {
            self.note(
                io,
                "note: replayed: this was done by an earlier call with the same key, whose result this is",
            );
        }
        if self.verbose {
            note(io, &facts(response));
        }
    }

    /// A remark that `--quiet` leaves out.
    pub(super) fn note(&self, io: &mut Io, line: &str) {
        if !self.quiet {
            _ = writeln!(io.stderr, "{line}");
        }
    }
}

/// What was sent last.
#[derive(Default)]
struct Last {
    /// The idempotency key of the call that was sent last.
    key: Arc<Mutex<Option<String>>>,
    /// The request that was kept and not sent.
    request: plan::Kept,
}

impl Last {
    fn key(&self) -> Option<String> {
        let mut key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        key.take()
    }

    fn request(&self) -> Option<Request> {
        let mut request = self.request.lock().unwrap_or_else(PoisonError::into_inner);
        request.take()
    }
}

/// What `-v` tells of a call that went well.
fn facts<T>(response: &Response<T>) -> String {
    let mut facts = format!("request id: {}", response.request_id().unwrap_or("none"));
    facts += &format!(", attempts: {}", response.attempts());
    if let Some(key) = response.idempotency_key() {
        facts += &format!(", idempotency key: {key}");
    }
    facts
}
