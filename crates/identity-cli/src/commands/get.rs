//! `get ID`: any object, by the prefix of its id.

use http::Method;
use identity_types::{Invalid, ListVerificationSessions};
use serde::Serialize;

use super::call::Call;
use crate::args::Global;
use crate::args::other::GetAnyArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;

/// A query with nothing but paths to expand.
#[derive(Serialize)]
pub(super) struct Expand {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) expand: Vec<String>,
}

pub(super) fn run(args: &GetAnyArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let path = path(&args.id)?;
    let params = expand(&args.expand)?;
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        Ok(client.raw(Method::GET, &path, &params).await?)
    })?;
    call.conclude(io, response)
}

/// Paths to expand, held to the API's limits.
pub(super) fn expand(typed: &[String]) -> Result<Expand, Usage> {
    let expand = settings::expand_paths(typed);
    // Any call's rules for `expand` are every call's.
    let mut rules = ListVerificationSessions::new();
    rules.expand.clone_from(&expand);
    rules
        .validate()
        .map_err(|invalid| Usage::invalid("--expand", &invalid))?;
    Ok(Expand { expand })
}

fn path(id: &str) -> Result<String, Usage> {
    use identity_types::{
        EventId, FileId, FileLinkId, VerificationReportId, VerificationSessionId, WebhookEndpointId,
    };

    fn at<T: std::fmt::Display>(place: &str, id: Result<T, Invalid>) -> Result<String, Usage> {
        id.map(|id| format!("/v1/{place}/{id}"))
            .map_err(|invalid| Usage::invalid("ID", &invalid))
    }
    match id.split('_').next().unwrap_or_default() {
        "vs" => at(
            "identity/verification_sessions",
            VerificationSessionId::new(id),
        ),
        "vr" => at(
            "identity/verification_reports",
            VerificationReportId::new(id),
        ),
        "evt" => at("events", EventId::new(id)),
        "file" => at("files", FileId::new(id)),
        "link" => at("file_links", FileLinkId::new(id)),
        "we" => at("webhook_endpoints", WebhookEndpointId::new(id)),
        _ => Err(Usage::new(
            "ID",
            "must begin with vs_, vr_, evt_, file_, link_ or we_; identity api GET calls any other path",
        )),
    }
}
