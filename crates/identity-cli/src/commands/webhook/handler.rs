//! [`Handler`]: what is done with each event: it is handed on, then printed.

use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use identity_types::{EventType, Extra, Timestamp, Value};
use tokio::io::AsyncWriteExt;

use super::deliver::Target;
use crate::failure::Failure;
use crate::io::{Env, Io};
use crate::output::{ListPrinter, Printer};
use crate::settings;

/// The first pause between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// An event as it came.
#[derive(Clone, Debug)]
pub(super) struct Incoming {
    pub(super) id: String,
    pub(super) event_type: EventType,
    pub(super) created: Timestamp,
    pub(super) body: Bytes,
    pub(super) signature: String,
    object: Extra,
}

impl Incoming {
    /// Reads what is needed of an event; `None` for what is no event.
    pub(super) fn read(body: Bytes, signature: String) -> Option<Self> {
        let object: Extra = serde_json::from_slice(&body).ok()?;
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        let id = text("id").filter(|id| identity_types::EventId::new(id).is_ok())?;
        let event_type = text("type").filter(|name| !name.contains('\0'))?;
        // Thin events have their time as text, and no object.
        let created = match object.get("created") {
            Some(Value::Integer(seconds)) => Timestamp::from_secs(*seconds),
            Some(Value::String(text)) => text.parse().ok()?,
            _ => return None,
        };
        Some(Self {
            id: id.to_owned(),
            event_type: EventType::from(event_type),
            created,
            body,
            signature,
            object,
        })
    }
}

/// Hands events on.
#[derive(Debug)]
pub(super) struct Handler {
    pub(super) target: Option<Target>,
    pub(super) exec: Option<String>,
    pub(super) retries: u32,
    pub(super) env: Env,
}

impl Handler {
    /// Forwards and executes, as often as it takes; the reason if it does not work.
    pub(super) async fn hand_on(&self, event: &Incoming) -> Result<(), String> {
        let mut pause = PAUSE;
        for left in (0..=self.retries).rev() {
            match self.once(event).await {
                Ok(()) => return Ok(()),
                Err(reason) if left == 0 => return Err(reason),
                Err(_) => tokio::time::sleep(pause).await,
            }
            pause = pause.saturating_mul(2).min(Duration::from_secs(10));
        }
        Ok(())
    }

    async fn once(&self, event: &Incoming) -> Result<(), String> {
        if let Some(target) = &self.target {
            let status = target.send(event.body.clone(), &event.signature).await?;
            if !status.is_success() {
                return Err(format!(
                    "--forward-to answered with status {}",
                    status.as_u16()
                ));
            }
        }
        match &self.exec {
            Some(command) => self.execute(command, event).await,
            None => Ok(()),
        }
    }

    /// Starts the command. The event reaches it by stdin and by two variables: nothing of it is ever part of a
    /// command line.
    async fn execute(&self, command: &str, event: &Incoming) -> Result<(), String> {
        let mut command = tokio::process::Command::from(settings::shell(command));
        let mut child = command
            .env_clear()
            .envs(self.env.iter())
            .env("IDENTITY_EVENT_ID", &event.id)
            .env("IDENTITY_EVENT_TYPE", event.event_type.as_str())
            .stdin(Stdio::piped())
            // Data of this command alone goes to stdout.
            .stdout(Stdio::from(std::io::stderr()))
            .kill_on_drop(true)
            .spawn()
            .map_err(|_| "--exec: the command cannot be started".to_owned())?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that does not read all of it may still be content.
            _ = stdin.write_all(&event.body).await;
        }
        let status = child
            .wait()
            .await
            .map_err(|_| "--exec: the command was lost".to_owned())?;
        match status.code() {
            Some(0) => Ok(()),
            Some(code) => Err(format!("--exec ended with exit code {code}")),
            None => Err("--exec was ended by a signal".to_owned()),
        }
    }
}

/// Prints events as they are handled.
#[derive(Debug)]
pub(super) struct Show<'a> {
    list: ListPrinter<'a>,
}

impl<'a> Show<'a> {
    pub(super) fn new(printer: &'a Printer) -> Self {
        Self {
            list: printer.stream(),
        }
    }

    pub(super) fn event(&mut self, io: &mut Io, event: &Incoming) -> Result<(), Failure> {
        self.list
            .page(&mut io.stdout, std::slice::from_ref(&event.object))
    }
}
