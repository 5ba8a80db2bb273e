//! What `expand` may hold, and the calls that take nothing else.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::Invalid;
use crate::text::{MAX_TEXT, at_most};

/// Each path of `expand`: not empty, at most 5000 characters.
pub(crate) fn validate_expand(expand: &[String]) -> Result<(), Invalid> {
    for (index, path) in expand.iter().enumerate() {
        if path.is_empty() {
            return Err(Invalid::new(
                format!("expand[{index}]"),
                "must not be empty",
            ));
        }
        // The path is written out only where it can be needed.
        if path.len() > MAX_TEXT {
            at_most(format!("expand[{index}]"), path, MAX_TEXT)?;
        }
    }
    Ok(())
}

/// Declares the parameters of a call that takes `expand` and nothing else.
///
/// ```text
/// expand_only! { /// Doc. pub struct RetrieveEvent; }
/// // gives: pub expand: Vec<String>; new, expand(path), validate, Default, serde without unknown members
/// ```
macro_rules! expand_only {
    ($( $(#[$meta:meta])* pub struct $name:ident; )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
        pub struct $name {
            /// Hidden fields and references to show in the response; each at most 5000 characters.
            #[cfg_attr(
                feature = "serde",
                serde(default, skip_serializing_if = "Vec::is_empty")
            )]
            pub expand: Vec<String>,
        }

        impl $name {
            /// Asks for nothing beyond the plain response.
            #[must_use]
            pub const fn new() -> Self {
                Self { expand: Vec::new() }
            }

            /// Asks for one more hidden field or reference in the response.
            #[must_use]
            pub fn expand(mut self, path: impl Into<String>) -> Self {
                self.expand.push(path.into());
                self
            }

            /// Checks every documented limit.
            ///
            /// # Errors
            ///
            /// [`Invalid`] for the first path of `expand` that is empty or has more than 5000 characters.
            pub fn validate(&self) -> Result<(), Invalid> {
                validate_expand(&self.expand)
            }
        }
    )+};
}

expand_only! {
    /// Parameters of `GET /v1/identity/verification_sessions/{session}`.
    ///
    /// ```
    /// use identity_types::RetrieveVerificationSession;
    ///
    /// let params = RetrieveVerificationSession::new()
    ///     .expand("verified_outputs")
    ///     .expand("last_verification_report");
    /// params.validate()?;
    /// # Ok::<(), identity_types::Invalid>(())
    /// ```
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/retrieve>
    pub struct RetrieveVerificationSession;
    /// Parameters of `POST /v1/identity/verification_sessions/{session}/cancel`.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/cancel>
    pub struct CancelVerificationSession;
    /// Parameters of `POST /v1/identity/verification_sessions/{session}/redact`.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/redact>
    pub struct RedactVerificationSession;
    /// Parameters of `GET /v1/identity/verification_reports/{report}`.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/retrieve>
    pub struct RetrieveVerificationReport;
    /// Parameters of `GET /v1/files/{file}`.
    ///
    /// Source: <https://docs.stripe.com/api/files/retrieve>
    pub struct RetrieveFile;
    /// Parameters of `GET /v1/file_links/{link}`.
    ///
    /// Source: <https://docs.stripe.com/api/file_links/retrieve>
    pub struct RetrieveFileLink;
    /// Parameters of `GET /v1/events/{id}`, which reaches back 30 days.
    ///
    /// Source: <https://docs.stripe.com/api/events/retrieve>
    pub struct RetrieveEvent;
    /// Parameters of `DELETE /v1/ephemeral_keys/{key}`.
    ///
    /// Source: <https://docs.stripe.com/identity/verify-identity-documents?platform=ios>
    pub struct DeleteEphemeralKey;
    /// Parameters of `GET /v1/webhook_endpoints/{webhook_endpoint}`.
    ///
    /// Source: <https://docs.stripe.com/api/webhook_endpoints/retrieve>
    pub struct RetrieveWebhookEndpoint;
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn the_path_of_the_item_is_named() {
        let params = RetrieveEvent::new().expand("data").expand("");
        assert_eq!(
            params.validate().unwrap_err().to_string(),
            "expand[1]: must not be empty"
        );
        let params = RetrieveEvent::new().expand("é".repeat(5000));
        assert!(params.validate().is_ok());
        let params = RetrieveEvent::new().expand("é".repeat(5001));
        assert_eq!(
            params.validate().unwrap_err().to_string(),
            "expand[0]: must be at most 5000 characters"
        );
    }
}
