//! [`BaseUrlLayer`]: makes a relative request absolute.
//!
//! Second in the stack, so that every layer below, the user's too, sees the real URL. It refuses what
//! could lead the credentials elsewhere: an absolute URL, `//`, `@`, and segments `.` and `..`, written
//! out or percent-encoded. It does not check that a foreign layer keeps the URL:
//! [`Headers`](crate::layers::Headers) does, where the key is.

mod origin;

use std::task::{Context, Poll};

use http::Uri;
use identity_types::Invalid;
use tower_layer::Layer;
use tower_service::Service;

use crate::refusable::Refusable;
use crate::{Error, Request, Response};

pub use self::origin::Origin;

/// Applies [`BaseUrl`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use identity_transport::layers::{BaseUrlLayer, Origin};
/// use identity_transport::{Body, Error, Request};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let service = ServiceBuilder::new()
///     .layer(BaseUrlLayer::new("https://api.stripe.com".parse::<Origin>()?))
///     .service_fn(|request: Request| async move {
///         Ok::<_, Error>(http::Response::new(Body::from(request.uri().to_string())))
///     });
/// let seen = service.clone().oneshot(http::Request::get("/v1/events").body(Body::empty())?).await?;
/// assert_eq!(seen.body().as_bytes(), b"https://api.stripe.com/v1/events");
///
/// let foreign = http::Request::get("https://evil.example/v1/events").body(Body::empty())?;
/// assert!(service.oneshot(foreign).await.is_err());
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone, Debug)]
pub struct BaseUrlLayer {
    origin: Origin,
}

impl BaseUrlLayer {
    /// Requests go to `origin`.
    #[must_use]
    pub const fn new(origin: Origin) -> Self {
        Self { origin }
    }
}

impl<S> Layer<S> for BaseUrlLayer {
    type Service = BaseUrl<S>;

    fn layer(&self, inner: S) -> BaseUrl<S> {
        BaseUrl {
            inner,
            origin: self.origin.clone(),
        }
    }
}

/// Makes a relative request absolute.
#[derive(Clone, Debug)]
pub struct BaseUrl<S> {
    inner: S,
    origin: Origin,
}

impl<S: Service<Request, Response = Response, Error = Error>> Service<Request> for BaseUrl<S> {
    type Response = Response;
    type Error = Error;
    type Future = Refusable<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        match resolve(&self.origin, std::mem::take(request.uri_mut())) {
            Ok(uri) => *request.uri_mut() = uri,
            Err(rule) => return Refusable::refuse(Error::invalid(Invalid::new("path", rule))),
        }
        Refusable::pass(self.inner.call(request))
    }
}

fn resolve(origin: &Origin, uri: Uri) -> Result<Uri, &'static str> {
    if uri.scheme().is_some() || uri.authority().is_some() {
        return Err("must be relative: the host is the transport's");
    }
    check(uri.path())?;
    let mut parts = uri.into_parts();
    if parts.path_and_query.is_none() {
        return Err("must not be empty");
    }
    parts.scheme = Some(origin.scheme().clone());
    parts.authority = Some(origin.authority().clone());
    Uri::from_parts(parts).map_err(|_| "must be a path")
}

/// The rules of a path, whatever its characters stand for once decoded.
fn check(path: &str) -> Result<(), &'static str> {
    let Some(relative) = path.strip_prefix('/') else {
        return Err("must begin with /");
    };
    if is_plain(relative) {
        return Ok(());
    }
    if path.contains(['@', '\\']) {
        return Err("must not hold @ or a backslash");
    }
    if has_control(path.as_bytes()) {
        return Err("must not hold a control character");
    }
    for segment in relative.split('/') {
        // An empty last segment is how an empty id asks for a whole list.
        if segment.is_empty() {
            return Err("must not hold an empty segment");
        }
        if is_dots(segment.as_bytes()) {
            return Err("must not hold a segment of dots");
        }
    }
    Ok(())
}

/// True for most paths, in one look: letters, digits, `_` and `-`, which mean nothing but themselves, and
/// no segment is empty. Such a path breaks no rule.
fn is_plain(relative: &str) -> bool {
    let mut previous = b'/';
    for byte in relative.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let ends_segment = byte == b'/' && previous != b'/';
        if !is_plain && !ends_segment {
            return false;
        }
        previous = byte;
    }
    previous != b'/'
}

/// `.` or `..`, each dot written out or percent-encoded.
fn is_dots(segment: &[u8]) -> bool {
    let after_dot = |text: &'_ [u8]| match text {
        [b'.', ..] => Some(1),
        [b'%', b'2', b'e' | b'E', ..] => Some(3),
        _ => None,
    };
    match after_dot(segment) {
        None => false,
        Some(one) => {
            let rest = &segment[one..];
            rest.is_empty() || after_dot(rest) == Some(rest.len())
        }
    }
}

/// A control character, written out or percent-encoded (`%00` to `%1f`, `%7f`).
fn has_control(path: &[u8]) -> bool {
    let encoded = path.windows(3).any(|three| match three {
        [b'%', b'0' | b'1', _] => true,
        [b'%', b'7', low] => low.eq_ignore_ascii_case(&b'f'),
        _ => false,
    });
    encoded || path.iter().any(u8::is_ascii_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_stays_whatever_the_path_says() {
        let origin: Origin = "https://api.stripe.com".parse().unwrap();
        for text in [
            "https://evil.example/v1",
            "evil.example",
            "//evil.example/v1",
            "/v1//x",
            "/@evil.example",
            "/v1/@",
            "/v1/..",
            "/v1/./x",
            "/v1/%2e%2E/x",
            "/v1/.%2e",
            "/v1/%2E",
            "/v1/%2e./x",
            "/v1/x%0d%0aX:y",
            "/v1/%00",
            "/v1/%7F",
            "/v1/",
            "/",
            "*",
            "/v1/\\evil",
        ] {
            if let Ok(uri) = text.parse::<Uri>() {
                assert!(resolve(&origin, uri).is_err(), "{text}");
            }
        }
        for text in [
            "/v1/events",
            "/v1/a%2Fb",
            "/v1/x?starting_after=a@b//..",
            "/v1/...",
            "/v1/.a",
            "/v1/%2e%2e%2e",
            "/v1/..%2f",
            "/v1/é%20",
        ] {
            if let Ok(uri) = text.parse::<Uri>() {
                let uri = resolve(&origin, uri).unwrap();
                assert_eq!(uri.to_string(), format!("https://api.stripe.com{text}"));
            }
        }
    }
}
