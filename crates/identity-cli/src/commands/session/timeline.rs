//! `session timeline`: what happened to a session, from its events and reports.

use identity_client::Client;
use identity_types::{
    CreatedRange, Event, EventType, Extra, ListEvents, ListVerificationReports, Timestamp, Value,
    VerificationSession, VerificationSessionId,
};

use super::super::call::Call;
use crate::args::Global;
use crate::args::session::TimelineArgs;
use crate::failure::Failure;
use crate::io::Io;
use crate::settings;

/// Events are the account's: of more than these pages of them, the rest is not looked through.
const MOST_PAGES: usize = 100;

/// Something that happened.
struct Entry {
    time: Timestamp,
    what: String,
    about: String,
    detail: Option<String>,
}

pub(super) fn run(args: &TimelineArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let call = Call::prepare(global, io)?;
    let Some((mut entries, is_whole)) = call.run(io, async |client, _| {
        let session = client.verification_sessions().retrieve(&id).await?;
        let (mut entries, is_whole) = Box::pin(events(client, &session)).await?;
        entries.extend(Box::pin(reports(client, &id)).await?);
        if !entries.iter().any(|entry| entry.what == "created") {
            entries.push(Entry {
                time: session.created,
                what: "created".to_owned(),
                about: id.to_string(),
                detail: None,
            });
        }
        Ok((entries, is_whole))
    })?
    else {
        return Ok(());
    };
    if !is_whole {
        call.note(
            io,
            "note: the account has too many events to look through all of them",
        );
    }
    // A report is made before the event that tells of it.
    entries.sort_by_key(|entry| (entry.time, entry.what != "created", entry.what != "report"));
    let items: Vec<Extra> = entries.iter().map(Entry::object).collect();
    let mut list = call.printer.list()?;
    list.page(&mut io.stdout, &items)?;
    list.end(&mut io.stdout)?;
    Ok(())
}

async fn events(
    client: &Client,
    session: &VerificationSession,
) -> Result<(Vec<Entry>, bool), Failure> {
    let params = ListEvents::new()
        .types(EventType::IDENTITY)
        .created(CreatedRange::new().gte(session.created))
        .limit(100);
    let mut pages = client.events().pages(params);
    let mut entries = Vec::new();
    for _ in 0..MOST_PAGES {
        let Some(page) = pages.next().await else {
            return Ok((entries, true));
        };
        let page = page?.into_inner();
        let of_session = page
            .data
            .iter()
            .filter(|event| event.session().is_some_and(|about| about.id == session.id));
        entries.extend(of_session.map(entry));
    }
    Ok((entries, false))
}

fn entry(event: &Event) -> Entry {
    let name = event.event_type.as_str();
    let last_error = event
        .session()
        .and_then(|session| session.last_error.as_ref());
    Entry {
        time: event.created,
        what: name.rsplit('.').next().unwrap_or(name).to_owned(),
        about: event.id.to_string(),
        detail: last_error
            .and_then(|error| error.code.as_ref())
            .map(ToString::to_string),
    }
}

async fn reports(client: &Client, id: &VerificationSessionId) -> Result<Vec<Entry>, Failure> {
    let params = ListVerificationReports::new()
        .verification_session(id.clone())
        .limit(100);
    let mut items = client.verification_reports().items(params);
    let mut entries = Vec::new();
    while let Some(report) = items.next().await {
        let report = report?;
        let sections = [
            (
                "document",
                report.document.as_ref().map(|section| &section.status),
            ),
            (
                "selfie",
                report.selfie.as_ref().map(|section| &section.status),
            ),
            (
                "id_number",
                report.id_number.as_ref().map(|section| &section.status),
            ),
            (
                "email",
                report.email.as_ref().map(|section| &section.status),
            ),
            (
                "phone",
                report.phone.as_ref().map(|section| &section.status),
            ),
        ];
        let sections: Vec<String> = sections
            .into_iter()
            .filter_map(|(name, status)| Some(format!("{name} {}", status?)))
            .collect();
        entries.push(Entry {
            time: report.created,
            what: "report".to_owned(),
            about: report.id.to_string(),
            detail: Some(sections.join(", ")),
        });
    }
    Ok(entries)
}

impl Entry {
    fn object(&self) -> Extra {
        let mut object = Extra::new();
        object.push("object", Value::String("timeline_entry".to_owned()));
        object.push("created", Value::Integer(self.time.as_secs()));
        object.push("what", Value::String(self.what.clone()));
        object.push("id", Value::String(self.about.clone()));
        let detail = self.detail.clone().map_or(Value::Null, Value::String);
        object.push("detail", detail);
        object
    }
}
