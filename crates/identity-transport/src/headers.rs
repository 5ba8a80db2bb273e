//! [`HeadersLayer`]: the headers of the API, the credentials among them.
//!
//! Innermost above the wire, so that no foreign layer ever holds the key. It attaches the key only to
//! requests that go to the configured host, whatever a layer above did to the URL, and checks every
//! value before anything is sent. It does not touch the body or the key of idempotency.

mod notice;
mod telemetry;

use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::{
    ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, PROXY_AUTHORIZATION, TE,
    TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use identity_types::{AccountId, ApiKey, Invalid};
use tower_layer::Layer;
use tower_service::Service;

use crate::base_url::Origin;
use crate::idempotency::IDEMPOTENCY_KEY;
use crate::refusable::Refusable;
use crate::{CallOptions, Error, Request, Response, clock};

pub(crate) use self::notice::NoticeHook;
pub use self::notice::Noticed;
use self::notice::Notices;
use self::telemetry::{TELEMETRY, Telemetry};

/// The version of the API that this crate is written for.
pub const API_VERSION: &str = "2026-10-28.endive";

const STRIPE_ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const STRIPE_CONTEXT: HeaderName = HeaderName::from_static("stripe-context");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");
const PRODUCT: &str = concat!("identity-transport/", env!("CARGO_PKG_VERSION"));
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Headers that the stack writes itself, or that would change how the message is framed.
const RESERVED: [HeaderName; 13] = [
    AUTHORIZATION,
    CONNECTION,
    CONTENT_LENGTH,
    HOST,
    IDEMPOTENCY_KEY,
    PROXY_AUTHORIZATION,
    STRIPE_ACCOUNT,
    STRIPE_CONTEXT,
    STRIPE_VERSION,
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
    USER_AGENT,
];

/// Applies [`Headers`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use identity_transport::layers::HeadersLayer;
/// use identity_transport::{Body, Error, Request};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let layer = HeadersLayer::new("https://api.stripe.com".parse()?, &"sk_test_1".parse()?);
/// let service = ServiceBuilder::new().layer(layer).service_fn(|request: Request| async move {
///     assert!(request.headers()["authorization"].is_sensitive());
///     Ok::<_, Error>(http::Response::new(Body::empty()))
/// });
/// let request = http::Request::get("https://api.stripe.com/v1/events").body(Body::empty())?;
/// assert!(service.clone().oneshot(request).await.is_ok());
///
/// let request = http::Request::get("https://evil.example/v1/events").body(Body::empty())?;
/// assert!(service.oneshot(request).await.is_err(), "the key goes to its own host only");
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone, Debug)]
pub struct HeadersLayer(Arc<Settings>);

/// What goes on every request; shared by all clones, as the values never change.
#[derive(Clone, Debug)]
struct Settings {
    origin: Origin,
    authorization: HeaderValue,
    version: HeaderValue,
    user_agent: HeaderValue,
    account: Option<HeaderValue>,
    notices: Notices,
    telemetry: Telemetry,
}

impl HeadersLayer {
    /// Requests to `origin` carry `key`.
    #[must_use]
    pub fn new(origin: Origin, key: &ApiKey) -> Self {
        Self(Arc::new(Settings {
            origin,
            authorization: bearer(key),
            version: HeaderValue::from_static(API_VERSION),
            user_agent: HeaderValue::from_static(PRODUCT),
            account: None,
            notices: Notices::default(),
            telemetry: Telemetry::default(),
        }))
    }

    /// Another API version than the pinned [`API_VERSION`].
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is empty or holds anything else than visible ASCII.
    pub fn api_version(mut self, version: &str) -> Result<Self, Invalid> {
        Arc::make_mut(&mut self.0).version = checked("api version", version)?;
        Ok(self)
    }

    /// Act for a connected account in every call.
    #[must_use]
    pub fn account(mut self, account: &AccountId) -> Self {
        Arc::make_mut(&mut self.0).account = Some(of_account(account));
        self
    }

    /// Name the application in the `User-Agent`: `name/version (url)`.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when the name is empty, or a part holds a blank, a bracket or anything else than
    /// visible ASCII.
    pub fn app_info(
        mut self,
        name: &str,
        version: Option<&str>,
        url: Option<&str>,
    ) -> Result<Self, Invalid> {
        let mut agent = format!("{PRODUCT} {}", token("app name", name)?);
        if let Some(version) = version {
            agent.push('/');
            agent.push_str(token("app version", version)?);
        }
        if let Some(url) = url {
            agent.push_str(" (");
            agent.push_str(token("app url", url)?);
            agent.push(')');
        }
        Arc::make_mut(&mut self.0).user_agent = checked_text("app info", &agent)?;
        Ok(self)
    }

    /// Show each `Stripe-Notice` of an answer to `hook`. The log says once that there was one.
    #[must_use]
    pub fn on_notice(self, hook: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.notice_hook(Arc::new(hook))
    }

    /// Tell the API how long the request before took: its id and its milliseconds, in
    /// `X-Stripe-Client-Telemetry`. Off by default.
    #[must_use]
    pub fn telemetry(mut self) -> Self {
        Arc::make_mut(&mut self.0).telemetry = Telemetry::on();
        self
    }

    pub(crate) fn notice_hook(mut self, hook: NoticeHook) -> Self {
        Arc::make_mut(&mut self.0).notices.hook = Some(hook);
        self
    }
}

impl<S> Layer<S> for HeadersLayer {
    type Service = Headers<S>;

    fn layer(&self, inner: S) -> Headers<S> {
        Headers {
            inner,
            settings: Arc::clone(&self.0),
        }
    }
}

/// Writes the headers of the API.
#[derive(Clone, Debug)]
pub struct Headers<S> {
    inner: S,
    settings: Arc<Settings>,
}

impl<S: Service<Request, Response = Response, Error = Error>> Service<Request> for Headers<S> {
    type Response = Response;
    type Error = Error;
    type Future = Noticed<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        Noticed {
            inner: match self.settings.write(&mut request) {
                Ok(()) => Refusable::pass(self.inner.call(request)),
                Err(invalid) => Refusable::refuse(Error::invalid(invalid)),
            },
            settings: Arc::clone(&self.settings),
            started: self.settings.telemetry.is_on().then(clock::now),
        }
    }
}

impl Settings {
    fn write(&self, request: &mut Request) -> Result<(), Invalid> {
        if !self.origin.covers(request.uri()) {
            return Err(Invalid::new(
                "url",
                "must stay on the configured host, which is the only one to see the key",
            ));
        }
        let has_body = !request.body().is_empty();
        // Taken out, because both halves of the request are needed; the extensions end here anyway.
        let options = request
            .extensions_mut()
            .remove::<CallOptions>()
            .unwrap_or_default();
        let headers = request.headers_mut();
        remove_foreign(headers);
        extend(headers, &options.headers)?;
        headers.entry(ACCEPT).or_insert(JSON);
        if has_body && !headers.contains_key(CONTENT_TYPE) {
            headers.insert(CONTENT_TYPE, FORM);
        }
        headers.insert(USER_AGENT, self.user_agent.clone());
        headers.insert(
            STRIPE_VERSION,
            match &options.api_version {
                Some(version) => checked("api version", version)?,
                None => self.version.clone(),
            },
        );
        self.write_account(headers, &options)?;
        if let Some(measured) = self.telemetry.take() {
            headers.insert(TELEMETRY, measured);
        }
        headers.insert(
            AUTHORIZATION,
            match &options.api_key {
                Some(key) => bearer(key),
                None => self.authorization.clone(),
            },
        );
        Ok(())
    }

    fn write_account(&self, headers: &mut HeaderMap, options: &CallOptions) -> Result<(), Invalid> {
        let account = options
            .account
            .as_ref()
            .map(of_account)
            .or_else(|| self.account.clone());
        match (account, &options.context) {
            (Some(_), Some(_)) => {
                return Err(Invalid::new(
                    "context",
                    "must not be set together with an account",
                ));
            }
            (Some(account), None) => headers.insert(STRIPE_ACCOUNT, account),
            (None, Some(context)) => headers.insert(STRIPE_CONTEXT, checked("context", context)?),
            (None, None) => None,
        };
        Ok(())
    }
}

/// Removes what a layer above must not say.
fn remove_foreign(headers: &mut HeaderMap) {
    // Most requests bring the key of idempotency and nothing else.
    if headers.keys().all(|name| *name == IDEMPOTENCY_KEY) {
        return;
    }
    // The body is whole, so its framing is the wire's; the host is the connection's.
    for name in [HOST, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    // A layer above may not act for an account by the back door.
    for name in [STRIPE_ACCOUNT, STRIPE_CONTEXT] {
        headers.remove(name);
    }
}

fn extend(headers: &mut HeaderMap, more: &HeaderMap) -> Result<(), Invalid> {
    for name in more.keys() {
        if RESERVED.contains(name) {
            let rule = "must not hold a header that the transport writes itself";
            return Err(Invalid::new("headers", rule));
        }
        headers.remove(name);
    }
    for (name, value) in more {
        headers.append(name, value.clone());
    }
    Ok(())
}

fn bearer(key: &ApiKey) -> HeaderValue {
    let mut value =
        HeaderValue::try_from(format!("Bearer {}", key.expose())).expect("a key is visible ASCII");
    value.set_sensitive(true);
    value
}

fn of_account(account: &AccountId) -> HeaderValue {
    HeaderValue::from_str(account.as_str()).expect("an id is letters, digits and _")
}

/// A value of visible ASCII without blanks, as versions and contexts are.
fn checked(path: &'static str, text: &str) -> Result<HeaderValue, Invalid> {
    if text.is_empty() {
        return Err(Invalid::new(path, "must not be empty"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Invalid::new(path, "must be visible ASCII without blanks"));
    }
    checked_text(path, text)
}

fn checked_text(path: &'static str, text: &str) -> Result<HeaderValue, Invalid> {
    HeaderValue::from_str(text).map_err(|_| Invalid::new(path, "must be visible ASCII"))
}

/// A part of the user agent: nothing that would end the part.
fn token<'a>(path: &'static str, text: &'a str) -> Result<&'a str, Invalid> {
    if text.is_empty()
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"()".contains(&byte))
    {
        return Err(Invalid::new(
            path,
            "must be visible ASCII without blanks and brackets",
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Body;

    fn written(layer: &HeadersLayer, options: CallOptions) -> Result<Request, Invalid> {
        let mut request = http::Request::post("https://api.stripe.com/v1/x")
            .body(Body::from("a=b"))
            .unwrap();
        request.extensions_mut().insert(options);
        layer.0.write(&mut request).map(|()| request)
    }

    fn layer() -> HeadersLayer {
        HeadersLayer::new(
            "https://api.stripe.com".parse().unwrap(),
            &"sk_test_SECRET".parse().unwrap(),
        )
    }

    fn text<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap())
    }

    #[test]
    fn the_api_gets_its_headers_and_the_log_no_key() {
        let layer = layer()
            .app_info("shop", Some("1.2"), Some("https://shop.example"))
            .unwrap();
        let request = written(&layer, CallOptions::new()).unwrap();
        for (name, value) in [
            ("accept", "application/json"),
            ("authorization", "Bearer sk_test_SECRET"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("stripe-version", "2026-10-28.endive"),
            (
                "user-agent",
                "identity-transport/0.1.0 shop/1.2 (https://shop.example)",
            ),
        ] {
            assert_eq!(text(&request, name), Some(value), "{name}");
        }
        assert!(!format!("{request:?} {layer:?}").contains("SECRET"));
    }

    #[test]
    fn a_call_overrides_version_account_and_key() {
        let layer = layer().account(&"acct_all".parse().unwrap());
        let options = CallOptions::new()
            .api_version("2026-01-01.x")
            .account("acct_one".parse().unwrap())
            .api_key("rk_test_2".parse().unwrap());
        let request = written(&layer, options).unwrap();
        assert_eq!(text(&request, "stripe-version"), Some("2026-01-01.x"));
        assert_eq!(text(&request, "stripe-account"), Some("acct_one"));
        assert_eq!(text(&request, "authorization"), Some("Bearer rk_test_2"));
        let request = written(&layer, CallOptions::new()).unwrap();
        assert_eq!(text(&request, "stripe-account"), Some("acct_all"));
    }

    #[test]
    fn what_cannot_be_a_header_is_refused_without_its_value() {
        let mut reserved = HeaderMap::new();
        reserved.insert("host", "evil.example".parse().unwrap());
        for (options, path) in [
            (CallOptions::new().context("SECRET\r\nX: y"), "context"),
            (CallOptions::new().context(""), "context"),
            (
                CallOptions::new()
                    .context("c")
                    .account("acct_1".parse().unwrap()),
                "context",
            ),
            (CallOptions::new().api_version("2026 SECRET"), "api version"),
            (CallOptions::new().headers(reserved), "headers"),
        ] {
            let invalid = written(&layer(), options).unwrap_err();
            assert_eq!(invalid.path(), path);
            assert!(!invalid.to_string().contains("SECRET"));
        }
        assert!(layer().app_info("two words", None, None).is_err());
        assert!(layer().api_version("\n").is_err());
    }
}
