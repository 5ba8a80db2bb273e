//! [`Reply`]: what a call is answered with, as it is stored under an idempotency key.

use bytes::Bytes;
use http::StatusCode;
use identity_types::Personal;
use serde::{Deserialize, Serialize};

use crate::body::Body;
use crate::session::{Lens, Shown};
use crate::state::AccountState;

/// An answer. One that shows a session names the version and is written when it is sent, so that a
/// million stored results hold no text, and a redaction reaches them all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Reply {
    Session {
        place: u64,
        version: u32,
        shown: Shown,
    },
    Other(Box<Written>),
}

/// An answer in bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Written {
    #[serde(with = "status")]
    pub(crate) status: StatusCode,
    pub(crate) content_type: Box<str>,
    pub(crate) bytes: Personal<Bytes>,
}

pub(crate) const JSON: &str = "application/json";

impl Reply {
    /// 200 and an object.
    pub(crate) fn json(object: &impl Serialize) -> Self {
        Self::status(StatusCode::OK, object)
    }

    /// An object with another status.
    pub(crate) fn status(status: StatusCode, object: &impl Serialize) -> Self {
        Self::Other(Box::new(Written::json(status, object)))
    }

    /// 200 and content that is no JSON.
    pub(crate) fn content(content_type: &str, bytes: Bytes) -> Self {
        Self::Other(Box::new(Written::content(content_type, bytes)))
    }

    /// The session and the version that it names.
    pub(crate) const fn names(&self) -> Option<(u64, u32)> {
        match self {
            Self::Session { place, version, .. } => Some((*place, *version)),
            Self::Other(_) => None,
        }
    }

    /// The answer in bytes.
    pub(crate) fn write(self, account: &AccountState, base_url: &str) -> Written {
        let (place, version, shown) = match self {
            Self::Other(written) => return *written,
            Self::Session {
                place,
                version,
                shown,
            } => (place, version, shown),
        };
        let lens = Lens {
            account,
            base_url,
            shown,
        };
        let object = account
            .sessions
            .version(place, version)
            .map(|session| session.show(lens));
        Written::json(StatusCode::OK, &object)
    }
}

/// An object as the API prints it: two blanks a level.
pub(crate) fn json(object: &impl Serialize) -> Bytes {
    let mut text = serde_json::to_vec_pretty(object)
        .expect("the models have text keys only, and a vector takes every byte");
    text.push(b'\n');
    text.into()
}

impl Written {
    /// An object.
    pub(crate) fn json(status: StatusCode, object: &impl Serialize) -> Self {
        Self {
            status,
            content_type: JSON.into(),
            bytes: Personal::new(json(object)),
        }
    }

    /// 200 and content that is no JSON.
    pub(crate) fn content(content_type: &str, bytes: Bytes) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: content_type.into(),
            bytes: Personal::new(bytes),
        }
    }

    pub(crate) fn body(&self) -> Body {
        Body::new(self.bytes.expose().clone())
    }
}

mod status {
    //! A status as its number.

    use http::StatusCode;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    pub(super) fn serialize<S: Serializer>(
        status: &StatusCode,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(status.as_u16())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<StatusCode, D::Error> {
        StatusCode::from_u16(u16::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
