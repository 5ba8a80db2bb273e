//! Secrets that the API hands out: masked by type.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// Declares a secret: a string that `Debug` masks, without `Display`.
///
/// ```text
/// secret! { /// Doc. pub struct FileUrl; }
/// // gives: new, expose, Debug (masked), Clone, Eq, Hash, serde as a plain string
/// ```
macro_rules! secret {
    ($( $(#[$meta:meta])* pub struct $name:ident; )+) => {$(
        $(#[$meta])*
        ///
        /// `Debug` is masked, there is no `Display`; [`expose`](Self::expose) is the one way out.
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name(Box<str>);

        impl $name {
            /// Marks `secret` as one.
            pub fn new(secret: impl Into<String>) -> Self {
                Self(secret.into().into_boxed_str())
            }

            /// The secret itself. Whatever receives it can print it.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([secret])"))
            }
        }
    )+};
}

secret! {
    /// What a front end opens the verification modal with: `vs_…_secret_test_…`. Valid for 24 hours and
    /// for one submission; a retrieve gives a fresh one. Not to be logged, stored, or put into a URL.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
    pub struct ClientSecret;
    /// The address of a verification page. Whoever has it can act as the person: valid for 48 hours and
    /// for one submission.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
    pub struct VerificationUrl;
    /// The address under which a file's content can be had without a key.
    ///
    /// Source: <https://docs.stripe.com/api/file_links/object>
    pub struct FileLinkUrl;
    /// The secret of an ephemeral key, for the native mobile SDKs: `ek_…`.
    ///
    /// Source: <https://docs.stripe.com/identity/verify-identity-documents?platform=ios>
    pub struct EphemeralKeySecret;
    /// What webhook deliveries are signed with: `whsec_…`, taken whole, prefix included.
    ///
    /// Source: <https://docs.stripe.com/webhooks/signature>
    pub struct WebhookSecret;
}

impl ClientSecret {
    /// The id of the session that the secret opens: the text before `_secret_`.
    #[must_use]
    pub fn session_id(&self) -> Option<crate::VerificationSessionId> {
        let (id, _) = self.0.split_once("_secret_")?;
        crate::VerificationSessionId::new(id).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn a_client_secret_names_its_session_and_nothing_else() {
        let secret = ClientSecret::new("vs_1A_secret_test_abc");
        assert_eq!(secret.session_id().unwrap().as_str(), "vs_1A");
        assert_eq!(format!("{secret:?}"), "ClientSecret([secret])");
        assert!(ClientSecret::new("vs_1A").session_id().is_none());
    }
}
