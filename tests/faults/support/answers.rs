//! What servers say: heads and bodies as they stand on the wire.

use super::MARK;

/// An answer as it should be: status, JSON, its length.
pub(crate) fn json(status: u16, body: &str) -> String {
    with(status, "content-type: application/json\r\n", body)
}

/// An answer with more header lines, each with its line break.
pub(crate) fn with(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{}{headers}content-length: {length}\r\n\r\n{body}",
        head(status)
    )
}

/// The status line and a request id: the start of a head.
pub(crate) fn head(status: u16) -> String {
    format!("HTTP/1.1 {status} Whatever\r\nrequest-id: req_1\r\n")
}

/// A session, whole and right.
pub(crate) fn ok() -> String {
    json(200, &session())
}

/// The API's error object, with a message that quotes what somebody typed.
pub(crate) fn error(status: u16, members: &str) -> String {
    json(
        status,
        &format!(r#"{{"error":{{{members},"message":"not this: {MARK}"}}}}"#),
    )
}

/// A session that carries marks where a secret or somebody's text stands.
pub(crate) fn session() -> String {
    session_with("")
}

/// The same with members added; a member that is there already is then there twice.
pub(crate) fn session_with(members: &str) -> String {
    format!(
        r#"{{"id":"vs_1","object":"identity.verification_session","client_reference_id":null,"client_secret":"vs_1_secret_{MARK}","created":1790000000,"last_error":null,"last_verification_report":null,"livemode":false,"metadata":{{"note":"{MARK}"}},"options":{{}},"redaction":null,"related_customer":null,"related_customer_account":null,"status":"requires_input","type":"document","url":"https://verify.example/start/{MARK}"{members}}}"#
    )
}

/// A page of sessions.
pub(crate) fn page(ids: &[&str], has_more: bool) -> String {
    let data: Vec<_> = ids
        .iter()
        .map(|id| session().replacen("vs_1", id, 1))
        .collect();
    let data = data.join(",");
    format!(
        r#"{{"object":"list","data":[{data}],"has_more":{has_more},"url":"https://evil.example/v1/x"}}"#
    )
}
