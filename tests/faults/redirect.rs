//! Rows 54 and 55: a redirect is never followed, wherever it points.

use identity_client::{ErrorKind, Phase};

use crate::support::MARK;
use crate::support::answers::{ok, with};
use crate::support::caller::{client, create, facts, failed, retrieve, status};
use crate::support::script::serve;
use crate::support::server::Server;

pub(crate) async fn a_redirect_to_another_host() {
    let other = Server::always(serve(ok())).await;
    for code in [301, 302, 303, 307, 308] {
        let target = format!("{}/v1/x?token={MARK}", other.url);
        let answer = with(code, &format!("location: {target}\r\n"), "");
        let server = Server::always(serve(answer)).await;
        for error in [
            failed(create(&client(&server.url)).await),
            failed(retrieve(&client(&server.url)).await),
        ] {
            assert_eq!(facts(&error), (ErrorKind::Protocol, Phase::Answered, 1));
            assert_eq!(status(&error), Some(code));
            assert_eq!(error.location(), Some(&*target));
            assert!(!error.is_retryable());
        }
    }
    assert_eq!(other.connections(), 0);
}

pub(crate) async fn a_redirect_to_itself() {
    let answer = with(
        302,
        "location: /v1/identity/verification_sessions/vs_1\r\n",
        "",
    );
    let server = Server::always(serve(answer)).await;
    let error = failed(retrieve(&client(&server.url)).await);
    assert_eq!(facts(&error), (ErrorKind::Protocol, Phase::Answered, 1));
    assert_eq!(server.requests().len(), 1);
}
