//! Method and path to endpoint.

use http::{Method, StatusCode};

use crate::auth::Caller;
use crate::error::{Failure, excerpt};
use crate::files::multipart::Upload;
use crate::params::{Parameter, Sent};
use crate::permissions::{Access, Resource};
use crate::reply::Reply;
use crate::state::Ledger;
use crate::switches::Switches;

mod table;

use self::table::ENDPOINTS;

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
