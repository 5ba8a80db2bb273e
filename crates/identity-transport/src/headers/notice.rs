//! `Stripe-Notice`: what the API has to say to the developer, beside the answer.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use http::{HeaderMap, HeaderName};
use pin_project_lite::pin_project;
use tokio::time::Instant;

use super::Settings;
use crate::refusable::Refusable;
use crate::{Error, Response, clock};

const STRIPE_NOTICE: HeaderName = HeaderName::from_static("stripe-notice");

/// A hook of the user's, shared by all clones.
pub(crate) type NoticeHook = Arc<dyn Fn(&str) + Send + Sync>;

/// Where notices go, for all services of one layer.
#[derive(Clone, Default)]
pub(super) struct Notices {
    pub(super) hook: Option<NoticeHook>,
    was_logged: Arc<AtomicBool>,
}

impl Notices {
    fn look(&self, headers: &HeaderMap) {
        let Some(notice) = headers.get(STRIPE_NOTICE) else {
            return;
        };
        if !self.was_logged.swap(true, Ordering::Relaxed) {
            // Its text may quote what was sent, so it goes to the hook only.
            tracing::warn!(
                target: "identity_transport",
                bytes = notice.len(),
                "the API sent a notice; `on_notice` is given its text"
            );
        }
        if let Some(hook) = &self.hook {
            hook(&String::from_utf8_lossy(notice.as_bytes()));
        }
    }
}

impl fmt::Debug for Notices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notices")
    }
}

pin_project! {
    /// Answers as the inner service does, and shows the API's notice to the hook.
    pub struct Noticed<F> {
        #[pin]
        pub(super) inner: Refusable<F>,
        pub(super) settings: Arc<Settings>,
        // For the telemetry alone.
        pub(super) started: Option<Instant>,
    }
}

impl<F: Future<Output = Result<Response, Error>>> Future for Noticed<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = std::task::ready!(this.inner.poll(cx));
        if let Ok(response) = &result {
            this.settings.notices.look(response.headers());
            if let Some(started) = *this.started {
                this.settings
                    .telemetry
                    .note(response, clock::since(started));
            }
        }
        Poll::Ready(result)
    }
}

impl<F> fmt::Debug for Noticed<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Noticed").finish_non_exhaustive()
    }
}
