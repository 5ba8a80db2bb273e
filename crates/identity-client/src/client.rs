//! [`Client`]: the handle that everything starts from.

use std::sync::Arc;

use identity_transport::Transport;
use identity_types::ApiKey;

use crate::clock::Clock;
use crate::{
    ClientBuilder, EphemeralKeys, Events, FileLinks, Files, VerificationReports,
    VerificationSessions, WebhookEndpoints,
};

/// Typed calls to Stripe Identity.
///
/// Cheap to clone; clones share the connections, the rate limit and the retry budget, so make one and
/// clone it. It works in any task of a tokio runtime.
///
/// ```no_run
/// use identity_client::Client;
/// use identity_types::{ApiKey, CreateVerificationSession};
///
/// # async fn run(key: String) -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder(ApiKey::new(key)?).build()?;
/// let session = client
///     .verification_sessions()
///     .create(&CreateVerificationSession::document())
///     .await?;
/// println!("created {}", session.id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client(Arc<Parts>);

#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) transport: Transport,
    /// To the host of files' content, which is another one at the API.
    pub(crate) files: Transport,
    pub(crate) clock: Clock,
}

impl Client {
    /// Begins a client that authenticates with `key`.
    pub fn builder(key: ApiKey) -> ClientBuilder {
        ClientBuilder::new(key)
    }

    /// A client over a transport that was put together elsewhere. The content of files is fetched through
    /// it too.
    #[must_use]
    pub fn over(transport: Transport) -> Self {
        Self::of(Parts {
            files: transport.clone(),
            transport,
            clock: Clock::default(),
        })
    }

    pub(crate) fn of(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Calls on VerificationSessions.
    #[must_use]
    pub fn verification_sessions(&self) -> VerificationSessions<'_> {
        VerificationSessions::new(self)
    }

    /// Calls on VerificationReports.
    #[must_use]
    pub fn verification_reports(&self) -> VerificationReports<'_> {
        VerificationReports::new(self)
    }

    /// Calls on files: the images of documents and selfies.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        Files::new(self)
    }

    /// Calls on links to the content of files.
    #[must_use]
    pub fn file_links(&self) -> FileLinks<'_> {
        FileLinks::new(self)
    }

    /// Calls on events.
    #[must_use]
    pub fn events(&self) -> Events<'_> {
        Events::new(self)
    }

    /// Calls on ephemeral keys, for the native mobile SDKs.
    #[must_use]
    pub fn ephemeral_keys(&self) -> EphemeralKeys<'_> {
        EphemeralKeys::new(self)
    }

    /// Calls on webhook endpoints.
    #[must_use]
    pub fn webhook_endpoints(&self) -> WebhookEndpoints<'_> {
        WebhookEndpoints::new(self)
    }

    /// The transport below, for requests of one's own making.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.0.transport
    }

    pub(crate) fn files_transport(&self) -> &Transport {
        &self.0.files
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }
}
