//! The resource handles: every async method under its name, waited for.

use identity_transport::{CallOptions, Error};
use identity_types::*;

use super::runtime::Runtime;
use super::{Items, Pages};
use crate::{Ensured, FileContent, FreshUrl, ReportImage, Response, Wait, Waited};

/// Declares the blocking handle of a resource.
///
/// ```text
/// mirror! { Events { retrieve(id: &EventId) -> Response<Event>; } list ListEvents of Event }
/// // gives: Events<'a> with with_options, retrieve, list, pages, items
/// ```
macro_rules! mirror {
    ($name:ident {
        $( $method:ident($($arg:ident: $kind:ty),+) -> $out:ty; )+
    } $( list $params:ident of $item:ident )?) => {
        #[doc = concat!("Blocking calls: see [`", stringify!($name), "`](crate::", stringify!($name), ").")]
        #[derive(Clone, Debug)]
        pub struct $name<'a> {
            pub(super) calls: crate::$name<'a>,
            pub(super) runtime: &'a Runtime,
        }

        impl<'a> $name<'a> {
            pub(super) const fn new(calls: crate::$name<'a>, runtime: &'a Runtime) -> Self {
                Self { calls, runtime }
            }

            /// The same calls with options of their own. An idempotency key among them belongs to one call.
            #[must_use]
            pub fn with_options(self, options: CallOptions) -> Self {
                Self::new(self.calls.with_options(options), self.runtime)
            }

            $(
                #[doc = concat!("See [`", stringify!($method), "`](crate::", stringify!($name), "::", stringify!($method), ").")]
                ///
                /// # Errors
                ///
                /// As there.
                pub fn $method(&self, $($arg: $kind),+) -> Result<$out, Error> {
                    self.runtime.wait(self.calls.$method($($arg),+))
                }
            )+

            $(
                #[doc = concat!("See [`list`](crate::", stringify!($name), "::list).")]
                ///
                /// # Errors
                ///
                /// As there.
                pub fn list(&self, params: &$params) -> Result<Response<List<$item>>, Error> {
                    self.runtime.wait(self.calls.list(params))
                }

                #[doc = concat!("See [`pages`](crate::", stringify!($name), "::pages).")]
                pub fn pages(&self, params: $params) -> Pages<'a, $params> {
                    Pages { pages: self.calls.pages(params), runtime: self.runtime }
                }

                #[doc = concat!("See [`items`](crate::", stringify!($name), "::items).")]
                pub fn items(&self, params: $params) -> Items<'a, $params> {
                    Items { items: self.calls.items(params), runtime: self.runtime }
                }
            )?
        }
    };
}

mirror! { VerificationSessions {
    create(params: &CreateVerificationSession) -> Response<VerificationSession>;
    retrieve(id: &VerificationSessionId) -> Response<VerificationSession>;
    retrieve_with(id: &VerificationSessionId, params: &RetrieveVerificationSession) -> Response<VerificationSession>;
    update(id: &VerificationSessionId, params: &UpdateVerificationSession) -> Response<VerificationSession>;
    cancel(id: &VerificationSessionId) -> Response<VerificationSession>;
    cancel_with(id: &VerificationSessionId, params: &CancelVerificationSession) -> Response<VerificationSession>;
    redact(id: &VerificationSessionId) -> Response<VerificationSession>;
    redact_with(id: &VerificationSessionId, params: &RedactVerificationSession) -> Response<VerificationSession>;
    ensure(params: &CreateVerificationSession) -> Ensured;
    fresh_url(id: &VerificationSessionId) -> FreshUrl;
    wait_until(id: &VerificationSessionId, states: &[VerificationSessionStatus], wait: &Wait) -> Waited;
    wait_for_outcome(before: &VerificationSession, wait: &Wait) -> Waited;
    redact_and_wait(id: &VerificationSessionId, wait: &Wait) -> Waited;
} list ListVerificationSessions of VerificationSession }

mirror! { VerificationReports {
    retrieve(id: &VerificationReportId) -> Response<VerificationReport>;
    retrieve_with(id: &VerificationReportId, params: &RetrieveVerificationReport) -> Response<VerificationReport>;
    images(id: &VerificationReportId) -> Vec<ReportImage>;
} list ListVerificationReports of VerificationReport }

mirror! { Files {
    retrieve(id: &FileId) -> Response<File>;
    retrieve_with(id: &FileId, params: &RetrieveFile) -> Response<File>;
    content(id: &FileId) -> Response<FileContent>;
} list ListFiles of File }

mirror! { FileLinks {
    create(params: &CreateFileLink) -> Response<FileLink>;
    create_for_image(file: &FileId) -> Response<FileLink>;
    retrieve(id: &FileLinkId) -> Response<FileLink>;
    retrieve_with(id: &FileLinkId, params: &RetrieveFileLink) -> Response<FileLink>;
    update(id: &FileLinkId, params: &UpdateFileLink) -> Response<FileLink>;
} list ListFileLinks of FileLink }

mirror! { Events {
    retrieve(id: &EventId) -> Response<Event>;
    retrieve_with(id: &EventId, params: &RetrieveEvent) -> Response<Event>;
} list ListEvents of Event }

mirror! { EphemeralKeys {
    create(params: &CreateEphemeralKey, api_version: &str) -> Response<EphemeralKey>;
    delete(id: &EphemeralKeyId) -> Response<EphemeralKey>;
    delete_with(id: &EphemeralKeyId, params: &DeleteEphemeralKey) -> Response<EphemeralKey>;
} }

mirror! { WebhookEndpoints {
    create(params: &CreateWebhookEndpoint) -> Response<WebhookEndpoint>;
    retrieve(id: &WebhookEndpointId) -> Response<WebhookEndpoint>;
    retrieve_with(id: &WebhookEndpointId, params: &RetrieveWebhookEndpoint) -> Response<WebhookEndpoint>;
    update(id: &WebhookEndpointId, params: &UpdateWebhookEndpoint) -> Response<WebhookEndpoint>;
    delete(id: &WebhookEndpointId) -> Response<DeletedObject>;
} list ListWebhookEndpoints of WebhookEndpoint }
