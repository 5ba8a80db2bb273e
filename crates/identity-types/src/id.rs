//! Typed ids: `vs_…`, `vr_…` and the others that Identity hands out or takes.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use crate::Invalid;

/// The API's schema allows 5000; ids have about 30 characters. A longer one is a wrong value.
const MAX_LENGTH: usize = 255;

/// Declares an id type: its prefix, what it names, and the name that errors give it.
///
/// ```text
/// id! { /// Doc. pub struct FileId("file_", "file id") }
/// // gives: FileId::PREFIX, as_str, FromStr (strict), Display, Debug, serde (any safe id)
/// ```
macro_rules! id {
    ($( $(#[$meta:meta])* pub struct $name:ident($prefix:literal, $path:literal); )+) => {$(
        $(#[$meta])*
        ///
        #[doc = concat!("Begins with `", $prefix, "`, then letters, digits and `_`; at most 255 characters, so it is safe in a path.")]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            #[doc = concat!("`", $prefix, "`")]
            pub const PREFIX: &'static str = $prefix;

            /// Reads an id.
            ///
            /// # Errors
            ///
            /// [`Invalid`] when the prefix is another one, nothing follows it, or a character other than an
            /// ASCII letter, a digit or `_` is in it. The text is not in the error.
            pub fn new(id: &str) -> Result<Self, Invalid> {
                match id.strip_prefix($prefix) {
                    None => Err(Invalid::new($path, concat!("must begin with ", $prefix))),
                    Some("") => Err(Invalid::new($path, "must not end after its prefix")),
                    Some(_) => Self::of_any_prefix(id).map_err(|rule| Invalid::new($path, rule)),
                }
            }

            /// What a response may hold: safe in a path, whatever its prefix.
            pub(crate) fn of_any_prefix(id: &str) -> Result<Self, &'static str> {
                check(id).map(|()| Self(id.into()))
            }

            /// The id as the API writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(id: &str) -> Result<Self, Invalid> {
                Self::new(id)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        /// A response may bring a prefix that is newer than this crate; what makes an id unsafe in a
        /// path is refused all the same.
        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::wire::text(deserializer, concat!("a ", $path), |text| {
                    Self::of_any_prefix(text).map_err(|rule| alloc::format!(concat!($path, ": {}"), rule))
                })
            }
        }
    )+};
}

id! {
    /// The id of a [`VerificationSession`](crate::VerificationSession).
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
    pub struct VerificationSessionId("vs_", "session id");
    /// The id of a [`VerificationReport`](crate::VerificationReport).
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub struct VerificationReportId("vr_", "report id");
    /// The id of a verification flow, made in the Dashboard.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
    pub struct VerificationFlowId("vf_", "flow id");
    /// The id of a file: an image of a document or a selfie.
    ///
    /// Source: <https://docs.stripe.com/api/files/object>
    pub struct FileId("file_", "file id");
    /// The id of a link to a file's content.
    ///
    /// Source: <https://docs.stripe.com/api/file_links/object>
    pub struct FileLinkId("link_", "file link id");
    /// The id of an event.
    ///
    /// Source: <https://docs.stripe.com/api/events/object>
    pub struct EventId("evt_", "event id");
    /// The id of an ephemeral key, as the native mobile SDKs use it.
    ///
    /// Source: <https://docs.stripe.com/identity/verify-identity-documents?platform=ios>
    pub struct EphemeralKeyId("ephkey_", "ephemeral key id");
    /// The id of a webhook endpoint.
    ///
    /// Source: <https://docs.stripe.com/api/webhook_endpoints/object>
    pub struct WebhookEndpointId("we_", "webhook endpoint id");
    /// The id of an account, one's own or a connected one.
    ///
    /// Source: <https://docs.stripe.com/api/accounts/object>
    pub struct AccountId("acct_", "account id");
    /// The id of a request, from the `Request-Id` header: what Stripe's support asks for.
    ///
    /// Source: <https://docs.stripe.com/api/request_ids>
    pub struct RequestId("req_", "request id");
}

fn check(id: &str) -> Result<(), &'static str> {
    if id.is_empty() {
        Err("must not be empty")
    } else if id.len() > MAX_LENGTH {
        Err("must be at most 255 characters")
    } else if !id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        Err("must be letters, digits and _ only")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    #[test]
    fn what_could_leave_its_path_segment_is_refused() {
        for text in [
            "",
            ".",
            "..",
            "vs_",
            "vs",
            "vr_1",
            "vs_/",
            "vs_..",
            "vs_1/cancel",
            "vs_1?x",
            "vs_1#",
            "vs_%2e",
            "vs_ ",
            "vs_1\r\n",
            "vs_é",
            " vs_1",
        ] {
            let error = VerificationSessionId::new(text).unwrap_err();
            assert_eq!(error.path(), "session id", "{text:?}");
        }
        assert!(VerificationSessionId::new(&format!("vs_{}", "a".repeat(253))).is_err());
        assert_eq!(
            VerificationSessionId::new("vs_1Aa").unwrap().to_string(),
            "vs_1Aa"
        );
    }
}
