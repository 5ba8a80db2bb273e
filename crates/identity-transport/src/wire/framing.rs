//! What a head says about its message that hyper lets pass and nobody should believe.
//!
//! Below [`Collect`](crate::layers::Collect), so that the body of such an answer is not even begun, and
//! the connection, whose next bytes nobody can tell, is closed with it.

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{Response, StatusCode};
use hyper::body::Incoming;

use super::stream::Breaker;
use crate::{BoxError, Error, ErrorKind, Phase};

/// What the client below answers with.
pub(super) type Answered<E> = Result<Response<Incoming>, E>;

/// Refuses an answer that is not framed as HTTP is.
pub(super) fn check<E: Into<BoxError>>(answered: Answered<E>) -> Answered<BoxError> {
    let answer = answered.map_err(Into::into)?;
    let Some(what) = flaw(&answer) else {
        return Ok(answer);
    };
    if let Some(breaker) = answer.extensions().get::<Breaker>() {
        breaker.trip();
    }
    Err(Error::new(ErrorKind::Protocol, Phase::MaybeSent, what)
        .with_head(answer.status(), answer.headers())
        .into())
}

fn flaw<B>(answer: &Response<B>) -> Option<&'static str> {
    let has = |name| answer.headers().contains_key(name);
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        Some("the answer switches protocols, which was not asked for")
    } else if has(CONTENT_LENGTH) && has(TRANSFER_ENCODING) {
        // Two ends for one body: what follows could be taken for the answer to another call.
        Some("the answer has two lengths")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_contradicts_itself_or_was_not_asked_for_is_refused() {
        for (status, names, is_good) in [
            (200, &["content-length"][..], true),
            (503, &["transfer-encoding"], true),
            (204, &[], true),
            (101, &["upgrade"], false),
            (200, &["content-length", "transfer-encoding"], false),
        ] {
            let mut answer = Response::builder().status(status);
            for name in names {
                answer = answer.header(*name, "x");
            }
            assert_eq!(
                flaw(&answer.body(()).unwrap()).is_none(),
                is_good,
                "{status} {names:?}"
            );
        }
    }
}
