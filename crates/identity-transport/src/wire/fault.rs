//! What a failed wire means: kind, phase and one sentence, from the chain of foreign errors.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io;

use hyper_util::client::legacy;

use super::connector::{ConnectTimedOut, HandshakeFailed};
use super::proxy::ProxyFault;
use crate::{BoxError, Error, ErrorKind, Phase};

/// A failure before the whole head was there.
pub(crate) fn in_head(error: BoxError) -> Error {
    match error.downcast::<Error>() {
        Ok(own) => *own,
        Err(error) if is_turned_away(&*error) => {
            let what = "the server turned the request away unread";
            Error::new(ErrorKind::Lost, Phase::NotSent, what)
                .turned_away()
                .because(error)
        }
        Err(error) => match classify(&*error) {
            Some((kind, phase, what)) => Error::new(kind, phase, what).because(error),
            None => Error::foreign(error),
        },
    }
}

/// A failure between the head and the end of the body.
pub(crate) fn in_body(error: BoxError) -> Error {
    let error = match error.downcast::<Error>() {
        Ok(own) => return *own,
        Err(error) => error,
    };
    let (kind, what) = match find::<rustls::Error>(&*error) {
        Some(tls) => (ErrorKind::Tls, tls_fault(&*error, tls)),
        None => (ErrorKind::Lost, "the answer's body was cut".into()),
    };
    Error::new(kind, Phase::MaybeSent, what).because(error)
}

/// True for what HTTP/2 promises was not looked at: a stream that was refused, or that came after the
/// last one of a connection which the server winds down in good order.
fn is_turned_away(error: &(dyn StdError + 'static)) -> bool {
    find::<h2::Error>(error).is_some_and(|error| {
        let reason = error.reason();
        error.is_remote()
            && (error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM)
                || error.is_go_away() && reason == Some(h2::Reason::NO_ERROR))
    })
}

fn classify(error: &(dyn StdError + 'static)) -> Option<(ErrorKind, Phase, Cow<'static, str>)> {
    let is_connect = find::<legacy::Error>(error).is_some_and(legacy::Error::is_connect);
    let phase = if is_connect {
        Phase::NotSent
    } else {
        Phase::MaybeSent
    };
    if let Some(tls) = find::<rustls::Error>(error) {
        return Some((ErrorKind::Tls, phase, tls_fault(error, tls)));
    }
    let (kind, what) = if let Some(fault) = find::<ProxyFault>(error) {
        (fault.kind(), fault.sentence())
    } else if let Some(timed_out) = find::<ConnectTimedOut>(error) {
        (timed_out.kind(), timed_out.sentence())
    } else if is_connect {
        (ErrorKind::Connect, connect_sentence(error))
    } else if let Some(hyper) = find::<hyper::Error>(error) {
        hyper_fault(hyper)
    } else if find::<legacy::Error>(error).is_some() || find::<io::Error>(error).is_some() {
        (ErrorKind::Lost, "the connection was lost before the answer")
    } else {
        return None;
    };
    Some((kind, phase, what.into()))
}

fn hyper_fault(error: &hyper::Error) -> (ErrorKind, &'static str) {
    // hyper tells this one apart in words only, unless it is built as a server.
    if error.is_parse() && error.to_string() == "message head is too large" {
        (
            ErrorKind::TooLarge,
            "the answer's head is over the size cap",
        )
    } else if error.is_parse() {
        (ErrorKind::Protocol, "the answer's head is not HTTP")
    } else if error.is_incomplete_message() {
        (
            ErrorKind::Lost,
            "the connection was closed before the answer",
        )
    } else {
        (ErrorKind::Lost, "the connection was lost before the answer")
    }
}

fn connect_sentence(error: &(dyn StdError + 'static)) -> &'static str {
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "no connection: refused",
        Some(io::ErrorKind::ConnectionReset) => "no connection: reset while it was set up",
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            "no connection: unreachable"
        }
        Some(io::ErrorKind::TimedOut) => "no connection: no answer from the host",
        Some(io::ErrorKind::UnexpectedEof) => "no connection: closed while it was set up",
        _ if is_of_the_name(error) => "no connection: the host's name does not resolve",
        _ => "no connection",
    }
}

/// hyper-util tells this one apart in words only.
fn is_of_the_name(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.to_string() == "dns error" {
            return true;
        }
        next = error.source();
    }
    false
}

/// With whom it failed, where that is known, and why.
fn tls_fault(error: &(dyn StdError + 'static), tls: &rustls::Error) -> Cow<'static, str> {
    let why = tls_sentence(tls);
    match find::<HandshakeFailed>(error) {
        Some(failed) => format!("tls failed with {}: {why}", failed.host()).into(),
        None => format!("tls failed: {why}").into(),
    }
}

fn tls_sentence(error: &rustls::Error) -> &'static str {
    use rustls::CertificateError as Cert;
    match error {
        rustls::Error::InvalidCertificate(reason) => match reason {
            Cert::Expired | Cert::ExpiredContext { .. } => "the certificate has expired",
            Cert::NotValidYet | Cert::NotValidYetContext { .. } => {
                "the certificate is not valid yet"
            }
            Cert::NotValidForName | Cert::NotValidForNameContext { .. } => {
                "the certificate is for another name"
            }
            Cert::UnknownIssuer => "the certificate's issuer is not trusted",
            Cert::Revoked => "the certificate is revoked",
            Cert::BadSignature => "the certificate's signature is wrong",
            _ => "the certificate is not accepted",
        },
        rustls::Error::AlertReceived(_) => "the peer refused",
        rustls::Error::InvalidMessage(_) => "the peer does not speak it",
        rustls::Error::PeerIncompatible(_) => "no version or cipher in common",
        rustls::Error::NoCertificatesPresented => "the peer showed no certificate",
        _ => "the handshake broke",
    }
}

/// The first `T` in the chain. An `io::Error` hides what it wraps from `source`, so it is opened.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_found_inside_of_io_errors_and_named() {
        let tls = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        let error =
            in_head(io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls)).into());
        assert_eq!(error.kind(), ErrorKind::Tls);
        assert_eq!(error.to_string(), "tls failed: the certificate has expired");
    }

    #[test]
    fn an_io_error_is_a_lost_connection_and_anything_else_is_a_layers() {
        let error = in_head(io::Error::from(io::ErrorKind::BrokenPipe).into());
        assert_eq!(
            (error.kind(), error.phase()),
            (ErrorKind::Lost, Phase::MaybeSent)
        );
        assert_eq!(in_head("theirs".into()).kind(), ErrorKind::Layer);
        assert_eq!(in_body("theirs".into()).kind(), ErrorKind::Lost);
    }
}
