//! Nothing but identity-client: what a user's build of it costs.

pub use identity_client::Client;
