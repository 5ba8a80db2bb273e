//! Method and path to endpoint: a row each.

use http::{Method, StatusCode};

use crate::auth::Caller;
use crate::error::{Failure, excerpt};
use crate::files::multipart::Upload;
use crate::params::{Parameter, Sent};
use crate::permissions::{Access, Resource};
use crate::reply::Reply;
use crate::state::Ledger;
use crate::switches::Switches;
use crate::{ephemeral_keys, events, file_links, files, reports, sessions, webhook_endpoints};

/// One call of the API.
#[derive(Debug)]
pub(crate) struct Endpoint {
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "the tests of this table tell its rows apart by it"
        )
    )]
    pub(crate) name: Name,
    method: Method,
    /// Segments in braces are ids.
    path: &'static str,
    pub(crate) resource: Resource,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) run: Run,
}

/// What an endpoint does: a pure function of the account, the time and the request. Whatever it refuses
/// changes nothing; an `Err` that had [begun](Failure::begun) is stored under the idempotency key.
pub(crate) type Run = fn(&mut Scope<'_>, &Sent<'_>, &Ids<'_>) -> Result<Reply, Failure>;

/// The calls by their names: what faults, limits and the journal know them by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    CancelSession,
    CreateEphemeralKey,
    CreateFileLink,
    CreateSession,
    CreateWebhookEndpoint,
    DeleteEphemeralKey,
    DeleteWebhookEndpoint,
    FileContents,
    ListEvents,
    ListFileLinks,
    ListFiles,
    ListReports,
    ListSessions,
    ListWebhookEndpoints,
    RedactSession,
    RetrieveEvent,
    RetrieveFile,
    RetrieveFileLink,
    RetrieveReport,
    RetrieveSession,
    RetrieveWebhookEndpoint,
    RetryEvent,
    UpdateFileLink,
    UpdateSession,
    UpdateWebhookEndpoint,
    UploadFile,
}

/// What an endpoint works on.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) ledger: Ledger<'a>,
    pub(crate) caller: &'a Caller,
    pub(crate) base_url: &'a str,
    /// Whether the request names a version.
    pub(crate) names_version: bool,
    /// The file that came with the request.
    pub(crate) upload: Option<&'a Upload>,
}

impl<'a> Scope<'a> {
    pub(crate) fn switches(&self) -> &'a Switches {
        &self.ledger.settings.switches
    }
}

impl Endpoint {
    /// Its path; segments in braces are ids.
    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    /// What a key needs for it.
    pub(crate) fn access(&self) -> Access {
        if self.method == Method::GET {
            Access::Read
        } else {
            Access::Write
        }
    }
}

/// The ids in a path, as they were sent.
#[derive(Debug, Default)]
pub(crate) struct Ids<'a>(Vec<&'a str>);

impl<'a> Ids<'a> {
    /// The first id; empty for an endpoint without one.
    pub(crate) fn first(&self) -> &'a str {
        self.0.first().copied().unwrap_or_default()
    }
}

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: Name::CreateSession,
        method: Method::POST,
        path: "/v1/identity/verification_sessions",
        resource: Resource::VerificationSessions,
        parameters: sessions::create::PARAMETERS,
        run: sessions::create::run,
    },
    Endpoint {
        name: Name::ListSessions,
        method: Method::GET,
        path: "/v1/identity/verification_sessions",
        resource: Resource::VerificationSessions,
        parameters: sessions::list::PARAMETERS,
        run: sessions::list::run,
    },
    Endpoint {
        name: Name::RetrieveSession,
        method: Method::GET,
        path: "/v1/identity/verification_sessions/{session}",
        resource: Resource::VerificationSessions,
        parameters: sessions::retrieve::PARAMETERS,
        run: sessions::retrieve::run,
    },
    Endpoint {
        name: Name::UpdateSession,
        method: Method::POST,
        path: "/v1/identity/verification_sessions/{session}",
        resource: Resource::VerificationSessions,
        parameters: sessions::update::PARAMETERS,
        run: sessions::update::run,
    },
    Endpoint {
        name: Name::CancelSession,
        method: Method::POST,
        path: "/v1/identity/verification_sessions/{session}/cancel",
        resource: Resource::VerificationSessions,
        parameters: sessions::cancel::PARAMETERS,
        run: sessions::cancel::run,
    },
    Endpoint {
        name: Name::RedactSession,
        method: Method::POST,
        path: "/v1/identity/verification_sessions/{session}/redact",
        resource: Resource::VerificationSessions,
        parameters: sessions::redact::PARAMETERS,
        run: sessions::redact::run,
    },
    Endpoint {
        name: Name::ListReports,
        method: Method::GET,
        path: "/v1/identity/verification_reports",
        resource: Resource::VerificationSessions,
        parameters: reports::list::PARAMETERS,
        run: reports::list::run,
    },
    Endpoint {
        name: Name::RetrieveReport,
        method: Method::GET,
        path: "/v1/identity/verification_reports/{report}",
        resource: Resource::VerificationSessions,
        parameters: reports::retrieve::PARAMETERS,
        run: reports::retrieve::run,
    },
    Endpoint {
        name: Name::CreateEphemeralKey,
        method: Method::POST,
        path: "/v1/ephemeral_keys",
        resource: Resource::EphemeralKeys,
        parameters: ephemeral_keys::create::PARAMETERS,
        run: ephemeral_keys::create::run,
    },
    Endpoint {
        name: Name::DeleteEphemeralKey,
        method: Method::DELETE,
        path: "/v1/ephemeral_keys/{key}",
        resource: Resource::EphemeralKeys,
        parameters: ephemeral_keys::delete::PARAMETERS,
        run: ephemeral_keys::delete::run,
    },
    Endpoint {
        name: Name::CreateFileLink,
        method: Method::POST,
        path: "/v1/file_links",
        resource: Resource::Files,
        parameters: file_links::create::PARAMETERS,
        run: file_links::create::run,
    },
    Endpoint {
        name: Name::ListFileLinks,
        method: Method::GET,
        path: "/v1/file_links",
        resource: Resource::Files,
        parameters: file_links::list::PARAMETERS,
        run: file_links::list::run,
    },
    Endpoint {
        name: Name::RetrieveFileLink,
        method: Method::GET,
        path: "/v1/file_links/{link}",
        resource: Resource::Files,
        parameters: file_links::retrieve::PARAMETERS,
        run: file_links::retrieve::run,
    },
    Endpoint {
        name: Name::UpdateFileLink,
        method: Method::POST,
        path: "/v1/file_links/{link}",
        resource: Resource::Files,
        parameters: file_links::update::PARAMETERS,
        run: file_links::update::run,
    },
    Endpoint {
        name: Name::ListFiles,
        method: Method::GET,
        path: "/v1/files",
        resource: Resource::Files,
        parameters: files::list::PARAMETERS,
        run: files::list::run,
    },
    Endpoint {
        name: Name::UploadFile,
        method: Method::POST,
        path: "/v1/files",
        resource: Resource::Files,
        parameters: files::upload::PARAMETERS,
        run: files::upload::run,
    },
    Endpoint {
        name: Name::RetrieveFile,
        method: Method::GET,
        path: "/v1/files/{file}",
        resource: Resource::Files,
        parameters: files::retrieve::PARAMETERS,
        run: files::retrieve::run,
    },
    Endpoint {
        name: Name::FileContents,
        method: Method::GET,
        path: "/v1/files/{file}/contents",
        resource: Resource::Files,
        parameters: files::contents::PARAMETERS,
        run: files::contents::run,
    },
    Endpoint {
        name: Name::ListEvents,
        method: Method::GET,
        path: "/v1/events",
        resource: Resource::Events,
        parameters: events::list::PARAMETERS,
        run: events::list::run,
    },
    Endpoint {
        name: Name::RetrieveEvent,
        method: Method::GET,
        path: "/v1/events/{id}",
        resource: Resource::Events,
        parameters: events::retrieve::PARAMETERS,
        run: events::retrieve::run,
    },
    Endpoint {
        name: Name::RetryEvent,
        method: Method::POST,
        path: "/v1/events/{id}/retry",
        resource: Resource::Events,
        parameters: events::retry::PARAMETERS,
        run: events::retry::run,
    },
    Endpoint {
        name: Name::CreateWebhookEndpoint,
        method: Method::POST,
        path: "/v1/webhook_endpoints",
        resource: Resource::WebhookEndpoints,
        parameters: webhook_endpoints::create::PARAMETERS,
        run: webhook_endpoints::create::run,
    },
    Endpoint {
        name: Name::ListWebhookEndpoints,
        method: Method::GET,
        path: "/v1/webhook_endpoints",
        resource: Resource::WebhookEndpoints,
        parameters: webhook_endpoints::list::PARAMETERS,
        run: webhook_endpoints::list::run,
    },
    Endpoint {
        name: Name::RetrieveWebhookEndpoint,
        method: Method::GET,
        path: "/v1/webhook_endpoints/{webhook_endpoint}",
        resource: Resource::WebhookEndpoints,
        parameters: webhook_endpoints::retrieve::PARAMETERS,
        run: webhook_endpoints::retrieve::run,
    },
    Endpoint {
        name: Name::UpdateWebhookEndpoint,
        method: Method::POST,
        path: "/v1/webhook_endpoints/{webhook_endpoint}",
        resource: Resource::WebhookEndpoints,
        parameters: webhook_endpoints::update::PARAMETERS,
        run: webhook_endpoints::update::run,
    },
    Endpoint {
        name: Name::DeleteWebhookEndpoint,
        method: Method::DELETE,
        path: "/v1/webhook_endpoints/{webhook_endpoint}",
        resource: Resource::WebhookEndpoints,
        parameters: webhook_endpoints::delete::PARAMETERS,
        run: webhook_endpoints::delete::run,
    },
];

/// Every endpoint as method and path.
pub(crate) fn patterns() -> impl Iterator<Item = String> {
    ENDPOINTS
        .iter()
        .map(|endpoint| format!("{} {}", endpoint.method, endpoint.path))
}

/// Finds the endpoint. `HEAD` goes where `GET` goes; a method that an existing path does not have is
/// answered like an unknown path, as the API does.
pub(crate) fn find<'p>(
    method: &Method,
    path: &'p str,
) -> Result<(&'static Endpoint, Ids<'p>), Failure> {
    let sought = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    ENDPOINTS
        .iter()
        .filter(|endpoint| endpoint.method == sought)
        .find_map(|endpoint| Some((endpoint, ids(endpoint.path, path)?)))
        .ok_or_else(|| unknown(method, path))
}

/// The ids of a path, if it has the pattern's shape.
fn ids<'p>(pattern: &str, path: &'p str) -> Option<Ids<'p>> {
    let mut ids = Ids::default();
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        if expected.starts_with('{') && !segment.is_empty() {
            ids.0.push(segment);
        } else if expected != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(ids)
}

fn unknown(method: &Method, path: &str) -> Failure {
    Failure::invalid(format!(
        "Unrecognized request URL ({method}: {}). If you are trying to list objects, remove the trailing slash. \
         If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your \
         code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.",
        excerpt(path)
    ))
    .status(StatusCode::NOT_FOUND)
}

/// The path with doubled slashes made single, which some SDKs send.
pub(crate) fn collapse(path: &str) -> String {
    let mut collapsed = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !collapsed.ends_with('/') {
            collapsed.push(letter);
        }
    }
    collapsed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_routes_and_their_ids() {
        for (method, path, expected) in [
            (
                Method::POST,
                "/v1/identity/verification_sessions",
                Some((Name::CreateSession, "")),
            ),
            (
                Method::GET,
                "/v1/identity/verification_sessions/vs_1",
                Some((Name::RetrieveSession, "vs_1")),
            ),
            (
                Method::HEAD,
                "/v1/identity/verification_sessions/vs_1",
                Some((Name::RetrieveSession, "vs_1")),
            ),
            (
                Method::POST,
                "/v1/identity/verification_sessions/vs_1/cancel",
                Some((Name::CancelSession, "vs_1")),
            ),
            (Method::GET, "/v1/identity/verification_sessions/", None),
            (
                Method::GET,
                "/v1/identity/verification_sessions/vs_1/",
                None,
            ),
            (
                Method::GET,
                "/v1/identity/verification_sessions/vs_1/cancel",
                None,
            ),
            (
                Method::DELETE,
                "/v1/identity/verification_sessions/vs_1",
                None,
            ),
            (Method::POST, "/v1/identity", None),
            (Method::POST, "", None),
            (Method::OPTIONS, "*", None),
        ] {
            let found = find(&method, path).ok();
            let found = found.map(|(endpoint, ids)| (endpoint.name, ids.first()));
            assert_eq!(found, expected, "{method} {path}");
        }
    }

    #[test]
    fn doubled_slashes_are_one() {
        assert_eq!(collapse("//v1///x/"), "/v1/x/");
        assert_eq!(collapse("/é"), "/é");
    }
}
