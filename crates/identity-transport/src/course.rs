//! [`Course`]: how far a call has come, and until when it may go on.
//!
//! One struct in the extensions of the request, which the deadline layer puts there (or the retry layer, where
//! there is no deadline). The layers below read and note in it by the functions here, so that an error at the
//! deadline can tell what had happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU32, Ordering};
use std::time::Duration;

use http::{Extensions, StatusCode};
use tokio::time::Instant;

use crate::{Request, clock};

/// When a call must have ended, and how far it has come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Course {
    until: Option<Instant>,
    progress: Arc<Progress>,
}

/// How far a call has come; an error at the deadline tells.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The number of the attempt that began last.
    attempts: AtomicU32,
    /// That one stands in line and has not been sent.
    is_in_line: AtomicBool,
    /// The status of its answer, once the head is there; 0 before.
    status: AtomicU16,
}

impl Progress {
    /// The head of an answer has come, and its body has not.
    pub(crate) fn head_came(&self, status: StatusCode) {
        self.status.store(status.as_u16(), Ordering::Relaxed);
    }

    /// The status of an answer whose body did not come in time.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        StatusCode::from_u16(self.status.load(Ordering::Relaxed)).ok()
    }

    /// How many attempts were sent, as far as anybody knows.
    pub(crate) fn sent(&self) -> u32 {
        let attempts = self.attempts.load(Ordering::Relaxed);
        attempts.saturating_sub(u32::from(self.is_in_line()))
    }

    /// The attempt that began last has not been sent.
    pub(crate) fn is_in_line(&self) -> bool {
        self.is_in_line.load(Ordering::Relaxed)
    }
}

impl Course {
    /// That of a request: the one which goes with it, or one that begins here and goes with it from now on.
    pub(crate) fn of(request: &mut Request) -> Self {
        request
            .extensions_mut()
            .get_or_insert_with(Self::default)
            .clone()
    }

    /// Goes with `request` too, which is one of its call's.
    pub(crate) fn goes_with(&self, request: &mut Request) {
        request.extensions_mut().get_or_insert_with(|| self.clone());
    }

    /// An attempt with this number begins, from 1.
    pub(crate) fn attempt_begins(&self, number: u32) {
        let progress = &self.progress;
        progress.attempts.store(number, Ordering::Relaxed);
        progress.is_in_line.store(false, Ordering::Relaxed);
        progress.status.store(0, Ordering::Relaxed);
    }

    /// How long the call has left, if it has a deadline at all.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        let until = self.until?;
        Some(until.saturating_duration_since(clock::now()))
    }

    /// The status of an answer whose body did not come in time.
    pub(crate) fn begun_answer(&self) -> Option<StatusCode> {
        self.progress.status()
    }

    /// A copy of a request, with all that users put into its extensions. A course that is alone there stays
    /// behind until it [goes with](Self::goes_with) the copy: most copies are never sent.
    pub(crate) fn copy_of(request: &Request) -> Request {
        if request.extensions().len() > 1 {
            return request.clone();
        }
        let mut copy = Request::new(request.body().clone());
        *copy.method_mut() = request.method().clone();
        *copy.uri_mut() = request.uri().clone();
        *copy.version_mut() = request.version();
        *copy.headers_mut() = request.headers().clone();
        copy
    }
}

/// A call begins, which must have ended at `until`; what the layers below note is in what this returns.
pub(crate) fn begins(extensions: &mut Extensions, until: Option<Instant>) -> Arc<Progress> {
    let progress = Arc::<Progress>::default();
    extensions.insert(Course {
        until,
        progress: Arc::clone(&progress),
    });
    progress
}

/// How long a request has left, if it has a deadline at all.
pub(crate) fn time_left(extensions: &Extensions) -> Option<Duration> {
    extensions.get::<Course>()?.time_left()
}

/// Where to note how far the request has come, if that is of use to anybody.
pub(crate) fn progress(extensions: &Extensions) -> Option<Arc<Progress>> {
    let Course { progress, .. } = extensions.get()?;
    Some(Arc::clone(progress))
}

/// The number of the attempt that the request is. Without a retry layer above, every attempt is the first.
pub(crate) fn attempt_number(extensions: &Extensions) -> u32 {
    let course = extensions.get();
    course.map_or(1, |Course { progress, .. }| {
        progress.attempts.load(Ordering::Relaxed).max(1)
    })
}

/// The attempt stands in line from now on, or not any more: at the deadline one in line was not sent.
pub(crate) fn is_in_line(extensions: &Extensions, is_in_line: bool) {
    if let Some(Course { progress, .. }) = extensions.get() {
        progress.is_in_line.store(is_in_line, Ordering::Relaxed);
    }
}
