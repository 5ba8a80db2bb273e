//! [`EventType`] and [`ThinEventType`]: what happened.

use crate::open_enum::open_enum;

open_enum! {
    /// What an [`Event`](crate::Event) tells. The API has some hundred names; these are Identity's.
    ///
    /// Other names, and patterns where a call takes them (`*`, `identity.*`), are
    /// [`Unknown`](Self::Unknown): `EventType::from("identity.*")`.
    ///
    /// Source: <https://docs.stripe.com/identity/handle-verification-outcomes>
    pub enum EventType {
        /// A session was called off, or redacted while it still waited for the person.
        Canceled = "identity.verification_session.canceled",
        /// A session was created.
        Created = "identity.verification_session.created",
        /// The person has submitted; the checks run.
        Processing = "identity.verification_session.processing",
        /// The removal of personal data is done. An endpoint must name this one: `*` leaves it out.
        Redacted = "identity.verification_session.redacted",
        /// A check failed; the session waits for the person again.
        RequiresInput = "identity.verification_session.requires_input",
        /// Every check passed.
        Verified = "identity.verification_session.verified",
    }
}

impl EventType {
    /// All of Identity's events, the redaction too, which `*` leaves out.
    pub const IDENTITY: [Self; 6] = [
        Self::Canceled,
        Self::Created,
        Self::Processing,
        Self::Redacted,
        Self::RequiresInput,
        Self::Verified,
    ];
}

open_enum! {
    /// What a [`ThinEvent`](crate::ThinEvent) tells: the same six things, under the names of the v2 API.
    ///
    /// Source: <https://docs.stripe.com/event-destinations>
    pub enum ThinEventType {
        /// A session was called off, or redacted while it still waited for the person.
        Canceled = "v1.identity.verification_session.canceled",
        /// A session was created.
        Created = "v1.identity.verification_session.created",
        /// The person has submitted; the checks run.
        Processing = "v1.identity.verification_session.processing",
        /// The removal of personal data is done.
        Redacted = "v1.identity.verification_session.redacted",
        /// A check failed; the session waits for the person again.
        RequiresInput = "v1.identity.verification_session.requires_input",
        /// Every check passed.
        Verified = "v1.identity.verification_session.verified",
    }
}

impl ThinEventType {
    /// The name of the same event in the v1 API.
    #[must_use]
    pub fn as_v1(&self) -> EventType {
        let name = self.as_str();
        EventType::from(name.strip_prefix("v1.").unwrap_or(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thin_name_has_its_v1_name() {
        for (thin, v1) in ThinEventType::KNOWN.iter().zip(EventType::IDENTITY) {
            assert_eq!(ThinEventType::from(*thin).as_v1(), v1);
        }
        assert_eq!(EventType::KNOWN.len(), EventType::IDENTITY.len());
    }
}
