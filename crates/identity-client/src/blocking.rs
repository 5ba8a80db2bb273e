//! The same client for code without `async` (feature `blocking`).
//!
//! Every method of the async client is here under its name and waits for the answer. The calls run on a
//! small runtime of the client's own, whose thread lives as long as the client: it works in plain threads, and
//! inside another runtime too, where it keeps the thread it is called on as any blocking call does. There,
//! each call costs a thread for its time; prefer the async client.
//!
//! ```
//! use identity_client::Client;
//! use identity_sandbox::Sandbox;
//! use identity_types::CreateVerificationSession;
//!
//! let client = Client::builder("sk_test_docs".parse()?)
//!     .build_over(Sandbox::new().service())?
//!     .into_blocking()?;
//! let session = client.verification_sessions().create(&CreateVerificationSession::document())?;
//! assert_eq!(session.status.as_str(), "requires_input");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod content;
mod lists;
mod mirror;
mod runtime;

use std::sync::Arc;

use http::Method;
use identity_transport::{CallOptions, Error};
use identity_types::Value;
use serde::Serialize;

use crate::Response;

use self::runtime::Runtime;

pub use self::content::ContentStream;
pub use self::lists::{Items, Pages};
pub use self::mirror::{
    EphemeralKeys, Events, FileLinks, Files, VerificationReports, VerificationSessions,
    WebhookEndpoints,
};

/// Typed calls to Stripe Identity, each of which waits for its answer.
///
/// Cheap to clone; clones share the connections, the limits and the thread that keeps them.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    runtime: Arc<Runtime>,
}

impl crate::Client {
    /// The same client for code without `async`. Take one that made no calls yet: connections stay with
    /// the runtime that they were opened in.
    ///
    /// # Errors
    ///
    /// Kind [`Config`](crate::ErrorKind::Config) when the system gives no thread.
    pub fn into_blocking(self) -> Result<Client, Error> {
        Ok(Client {
            client: self,
            runtime: Arc::new(Runtime::start()?),
        })
    }
}

impl Client {
    /// Calls on VerificationSessions.
    #[must_use]
    pub fn verification_sessions(&self) -> VerificationSessions<'_> {
        VerificationSessions::new(self.client.verification_sessions(), &self.runtime)
    }

    /// Calls on VerificationReports.
    #[must_use]
    pub fn verification_reports(&self) -> VerificationReports<'_> {
        VerificationReports::new(self.client.verification_reports(), &self.runtime)
    }

    /// Calls on files: the images of documents and selfies.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        Files::new(self.client.files(), &self.runtime)
    }

    /// Calls on links to the content of files.
    #[must_use]
    pub fn file_links(&self) -> FileLinks<'_> {
        FileLinks::new(self.client.file_links(), &self.runtime)
    }

    /// Calls on events.
    #[must_use]
    pub fn events(&self) -> Events<'_> {
        Events::new(self.client.events(), &self.runtime)
    }

    /// Calls on ephemeral keys, for the native mobile SDKs.
    #[must_use]
    pub fn ephemeral_keys(&self) -> EphemeralKeys<'_> {
        EphemeralKeys::new(self.client.ephemeral_keys(), &self.runtime)
    }

    /// Calls on webhook endpoints.
    #[must_use]
    pub fn webhook_endpoints(&self) -> WebhookEndpoints<'_> {
        WebhookEndpoints::new(self.client.webhook_endpoints(), &self.runtime)
    }

    /// Calls anything: see [`Client::raw`](crate::Client::raw).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn raw(
        &self,
        method: Method,
        path: &str,
        params: &(impl Serialize + Sync + ?Sized),
    ) -> Result<Response<Value>, Error> {
        self.runtime.wait(self.client.raw(method, path, params))
    }

    /// [`raw`](Self::raw) with options of its own.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn raw_with(
        &self,
        options: &CallOptions,
        method: Method,
        path: &str,
        params: &(impl Serialize + Sync + ?Sized),
    ) -> Result<Response<Value>, Error> {
        self.runtime
            .wait(self.client.raw_with(options, method, path, params))
    }
}
