//! [`Client`]: the handle that everything starts from.

use identity_transport::Transport;
use identity_types::ApiKey;

use crate::{ClientBuilder, VerificationSessions};

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
pub struct Client {
    transport: Transport,
}

impl Client {
    /// Begins a client that authenticates with `key`.
    pub fn builder(key: ApiKey) -> ClientBuilder {
        ClientBuilder::new(key)
    }

    /// A client over a transport that was put together elsewhere.
    #[must_use]
    pub const fn over(transport: Transport) -> Self {
        Self { transport }
    }

    /// Calls on VerificationSessions.
    #[must_use]
    pub fn verification_sessions(&self) -> VerificationSessions<'_> {
        VerificationSessions::new(self)
    }

    /// The transport below, for calls that have no method here.
    #[must_use]
    pub const fn transport(&self) -> &Transport {
        &self.transport
    }
}
