//! `webhook listen`: events by delivery and by looking, each handled before it counts.

use std::time::Duration;

use http::StatusCode;
use identity_client::Client;
use identity_types::{EventType, WebhookSecret};
use identity_webhooks::Verifier;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};

use super::super::block_on::interruptible;
use super::super::call::Call;
use super::super::note;
use super::cursor::Cursor;
use super::deliver::Target;
use super::handler::{Handler, Incoming, Show};
use super::server::{Delivery, Server};
use super::{poll, secret};
use crate::Exit;
use crate::args::Global;
use crate::args::webhook::ListenArgs;
use crate::failure::{Failure, Said, Usage};
use crate::io::{Env, Io};
use crate::output::Printer;
use crate::settings;

/// How often the list is looked through when it is there for what deliveries missed.
const CATCH_UP: Duration = Duration::from_secs(60);
const PORT: u16 = 4242;
const HANDLER: &str = "handler";

/// What one command line asked for.
struct Plan {
    port: Option<u16>,
    every: Option<Duration>,
    /// Those of Identity, or those that were named.
    types: Vec<EventType>,
    until: Vec<EventType>,
    fail_on: Vec<EventType>,
    fail_on_handler: bool,
    limit: Option<Duration>,
    secret: Option<WebhookSecret>,
    verifier: Option<Verifier>,
    handler: Handler,
    verbose: bool,
    quiet: bool,
}

pub(super) fn run(args: &ListenArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let plan = plan(args, global, io)?;
    let mut cursor = Cursor::open(args.cursor.as_deref())?;
    if plan.every.is_none() {
        let printer = settings::printer(global, None, io)?;
        let interrupt = io.interrupt.clone();
        let listening = Box::pin(listen(&plan, &printer, None, &mut cursor, io));
        return interruptible(&interrupt, listening, &|| None);
    }
    let call = Call::prepare(global, io)?.for_long();
    call.run(io, async |client, io| {
        Box::pin(listen(&plan, &call.printer, Some(client), &mut cursor, io)).await
    })?;
    Ok(())
}

fn plan(args: &ListenArgs, global: &Global, io: &Io) -> Result<Plan, Failure> {
    let every = match (&args.poll, &args.cursor) {
        (Some(text), _) => {
            Some(settings::duration(text).map_err(|rule| Usage::new("--poll", rule))?)
        }
        (None, Some(_)) => Some(CATCH_UP),
        (None, None) => None,
    };
    let port = match &args.port {
        Some(port) => Some(port.parse().map_err(|_| {
            Usage::new(
                "--port",
                "must be a whole number from 0 to 65535; 0 picks a free one",
            )
        })?),
        None if args.poll.is_some() => None,
        None => Some(PORT),
    };
    let (fail_on_handler, fail_on): (Vec<String>, Vec<String>) = args
        .fail_on
        .iter()
        .flat_map(|list| list.split(','))
        .map(str::to_owned)
        .partition(|word| word == HANDLER);
    let named = settings::event_types("--events", &args.events)?;
    let until = settings::event_types("--until", &args.until)?;
    let fail_on = settings::event_types("--fail-on", &fail_on)?;
    let target = target(args, global, &io.env)?;
    let retries = args
        .retries
        .parse()
        .map_err(|_| Usage::new("--retries", "must be a whole number, 0 or more"))?;
    // What is polled for comes from the API itself; a secret only signs what is forwarded then.
    let secret = if port.is_some() && !args.skip_verify || args.secret_file.is_some() {
        Some(secret::required(args.secret_file.as_deref(), io)?)
    } else {
        secret::required(None, io).ok()
    };
    let verifier = match &secret {
        Some(secret) if !args.skip_verify => Some(
            Verifier::new(secret.clone())
                .map_err(|invalid| Usage::invalid("STRIPE_WEBHOOK_SECRET", &invalid))?,
        ),
        _ => None,
    };
    let limit = global
        .timeout
        .as_deref()
        .map(settings::duration)
        .transpose()
        .map_err(|rule| Usage::new("--timeout", rule))?;
    Ok(Plan {
        port,
        every,
        types: if named.is_empty() {
            EventType::IDENTITY.to_vec()
        } else {
            named
        },
        until,
        fail_on,
        fail_on_handler: !fail_on_handler.is_empty(),
        limit,
        secret,
        verifier,
        handler: Handler {
            target,
            exec: args.exec.clone(),
            retries,
            env: io.env.clone(),
        },
        verbose: global.verbose > 0,
        quiet: global.quiet,
    })
}

fn target(args: &ListenArgs, global: &Global, env: &Env) -> Result<Option<Target>, Failure> {
    match &args.forward_to {
        Some(url) => Target::resolve("--forward-to", url, &args.trust, global, env).map(Some),
        None if args.trust.insecure => {
            Err(Usage::new("--insecure", "has no use here: there is no --forward-to").into())
        }
        None => Ok(None),
    }
}

async fn listen(
    plan: &Plan,
    printer: &Printer,
    client: Option<&Client>,
    cursor: &mut Cursor,
    io: &mut Io,
) -> Result<(), Failure> {
    let server = match plan.port {
        Some(port) => Some(Server::bind(port).await?),
        None => None,
    };
    if let Some(server) = &server {
        note(io, &format!("listening on {}", server.url()));
    }
    if let Some(target) = &plan.handler.target {
        target.warn(io);
    }
    let (sender, mut deliveries) = mpsc::channel(1);
    let serving = async {
        match &server {
            Some(server) => server.serve(sender).await,
            None => std::future::pending().await,
        }
    };
    let mut work = Work {
        plan,
        show: Show::new(printer),
        cursor,
        io,
    };
    let mut tick = tokio::time::interval(plan.every.unwrap_or(CATCH_UP));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = plan
        .limit
        .and_then(|limit| Instant::now().checked_add(limit));
    tokio::pin!(serving);
    loop {
        let over = async {
            match end {
                Some(end) => tokio::time::sleep_until(end).await,
                None => std::future::pending().await,
            }
        };
        let turn = tokio::select! {
            () = over => return Err(time_is_up(plan)),
            () = &mut serving => continue,
            Some(delivery) = deliveries.recv() => Turn::Delivery(delivery),
            _ = tick.tick(), if client.is_some() => Turn::Look,
        };
        // The socket is served on while an event is handled: others wait in line, and nobody is cut off.
        let handled = async {
            match (turn, client) {
                (Turn::Delivery(delivery), _) => work.delivery(delivery).await,
                (Turn::Look, Some(client)) => work.look(client).await,
                (Turn::Look, None) => Ok(false),
            }
        };
        let is_over = tokio::select! {
            handled = handled => handled?,
            () = &mut serving => return Ok(()),
        };
        if is_over {
            return Ok(());
        }
    }
}

enum Turn {
    Delivery(Delivery),
    Look,
}

fn time_is_up(plan: &Plan) -> Failure {
    let message = if plan.until.is_empty() {
        "time ran out"
    } else {
        "time ran out before an event of --until came"
    };
    Said::new(Exit::WaitTimeout, message).into()
}

/// The handling of events, one at a time.
struct Work<'a> {
    plan: &'a Plan,
    show: Show<'a>,
    cursor: &'a mut Cursor,
    io: &'a mut Io,
}

impl Work<'_> {
    /// A delivery, checked and handled; its sender hears of it either way. True if this is the end.
    async fn delivery(&mut self, delivery: Delivery) -> Result<bool, Failure> {
        let Delivery {
            body,
            signature,
            answer,
        } = delivery;
        // A sender that has left delivers again.
        let answer = |status| _ = answer.send(status);
        if let Some(verifier) = &self.plan.verifier
            && let Err(error) = verifier.verify(&body, &signature, self.io.clock.now())
        {
            note(
                self.io,
                &format!("warning: a delivery was refused: {error}"),
            );
            answer(StatusCode::BAD_REQUEST);
            return Ok(false);
        }
        let Some(event) = Incoming::read(body, signature) else {
            note(self.io, "warning: a delivery was refused: it is no event");
            answer(StatusCode::BAD_REQUEST);
            return Ok(false);
        };
        let is_known = self
            .cursor
            .handled
            .as_ref()
            .is_some_and(|handled| handled.knows(&event.id));
        if is_known {
            self.tell(&format!("note: {} came again", event.id));
            answer(StatusCode::OK);
            return Ok(false);
        }
        match self.handle(&event).await {
            Ok(true) => {
                let ended = self.done(&event);
                answer(StatusCode::OK);
                // The answer is on its way while the end is decided.
                tokio::time::sleep(Duration::from_millis(50)).await;
                ended
            }
            Ok(false) => {
                answer(StatusCode::INTERNAL_SERVER_ERROR);
                Ok(false)
            }
            Err(failure) => {
                answer(StatusCode::INTERNAL_SERVER_ERROR);
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err(failure)
            }
        }
    }

    /// Everything that the list has and nobody handled. It stops at an event that cannot be handled, so that
    /// the next look begins with it.
    async fn look(&mut self, client: &Client) -> Result<bool, Failure> {
        let handled = match self.cursor.handled.take() {
            Some(handled) => handled,
            None => match poll::begin(client, &self.plan.types).await {
                Ok(handled) => handled,
                Err(error) => return self.missed(error),
            },
        };
        let found = poll::look(client, &self.plan.types, &handled).await;
        self.cursor.handled = Some(handled);
        let (events, newest) = match found {
            Ok(found) => found,
            Err(error) => return self.missed(error),
        };
        for mut event in events {
            if let Some(secret) = &self.plan.secret {
                let now = self.io.clock.now();
                event.signature = identity_webhooks::sign(&event.body, now, [secret]);
            }
            if !self.handle(&event).await? {
                return Ok(false);
            }
            if self.done(&event)? {
                return Ok(true);
            }
        }
        if let (Some(handled), Some(newest)) = (&mut self.cursor.handled, newest) {
            handled.advance(newest);
        }
        self.cursor.save()?;
        Ok(false)
    }

    /// A look that failed for a while is made again; one that can never work is the end.
    fn missed(&mut self, error: identity_client::Error) -> Result<bool, Failure> {
        if !error.is_retryable() {
            return Err(error.into());
        }
        note(
            self.io,
            &format!("warning: the list of events could not be read: {error}"),
        );
        Ok(false)
    }

    /// Hands an event on and prints it: true if that worked.
    async fn handle(&mut self, event: &Incoming) -> Result<bool, Failure> {
        if !self.is_wanted(event) {
            return Ok(true);
        }
        if let Err(reason) = self.plan.handler.hand_on(event).await {
            if self.plan.fail_on_handler {
                let message = format!("{} was not handled: {reason}", event.id);
                return Err(Said::new(Exit::NotSucceeded, message).code(HANDLER).into());
            }
            note(
                self.io,
                &format!("warning: {} was not handled: {reason}", event.id),
            );
            return Ok(false);
        }
        self.show.event(self.io, event)?;
        Ok(true)
    }

    /// An event was handled: it counts now, and may be the one that was waited for.
    fn done(&mut self, event: &Incoming) -> Result<bool, Failure> {
        if let Some(handled) = &mut self.cursor.handled {
            handled.add(&event.id, event.created);
            self.cursor.save()?;
        }
        if self.plan.fail_on.contains(&event.event_type) {
            let message = format!("{} came, as {}", event.event_type, event.id);
            return Err(Said::new(Exit::NotSucceeded, message).code("event").into());
        }
        Ok(self.plan.until.contains(&event.event_type))
    }

    fn is_wanted(&self, event: &Incoming) -> bool {
        let types = &self.plan.types;
        // What an endpoint was not asked for it does not get; --events picks out of that.
        types.contains(&event.event_type) || types.iter().any(|name| name.as_str() == "*")
    }

    fn tell(&mut self, line: &str) {
        if self.plan.verbose && !self.plan.quiet {
            note(self.io, line);
        }
    }
}
