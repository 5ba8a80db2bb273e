//! Nothing but async-stripe with its Identity part: what a user's build of it costs.

pub use stripe::Client;
pub use stripe_misc::identity_verification_session::CreateIdentityVerificationSession;
