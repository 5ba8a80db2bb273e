//! [`EndpointRecord`]: a webhook endpoint as the sandbox keeps it.

use identity_types::{
    EventType, Metadata, Personal, Timestamp, WebhookEndpoint, WebhookEndpointStatus, WebhookSecret,
};
use serde::{Deserialize, Serialize};

use crate::ids::{Kind, Names};

/// Bits of a secret's number that tell its endpoint; those above count how often it was rolled.
const PLACE_BITS: u32 = 40;

/// An endpoint and its secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EndpointRecord {
    /// Its number among the account's endpoints.
    pub(crate) place: u64,
    pub(crate) created: Timestamp,
    pub(crate) url: Personal<String>,
    pub(crate) enabled_events: Vec<EventType>,
    pub(crate) api_version: Option<String>,
    pub(crate) description: Option<Personal<String>>,
    pub(crate) metadata: Metadata,
    /// Gets the events of connected accounts, and not its own account's.
    pub(crate) connect: bool,
    pub(crate) disabled: bool,
    /// Its place stays taken, so that no other endpoint ever gets its id.
    pub(crate) deleted: bool,
    /// How often its secret was rolled.
    pub(crate) rolls: u64,
    /// Former secrets that still sign: their roll, and when they end.
    pub(crate) former: Vec<(u64, Timestamp)>,
}

impl EndpointRecord {
    /// Whether it is to get events of this type. `*` leaves out the redaction, which has to be named.
    pub(crate) fn wants(&self, event_type: &EventType) -> bool {
        let named = |enabled: &EventType| enabled == event_type;
        let all = |enabled: &EventType| enabled.as_str() == "*";
        !self.disabled
            && self.enabled_events.iter().any(|enabled| {
                named(enabled) || (all(enabled) && *event_type != EventType::Redacted)
            })
    }

    /// The secret that signs from now on.
    pub(crate) fn secret(&self, names: Names) -> WebhookSecret {
        self.secret_of(names, self.rolls)
    }

    /// Every secret that signs at this time, the newest first.
    pub(crate) fn secrets(&self, names: Names, now: Timestamp) -> Vec<WebhookSecret> {
        let former = self
            .former
            .iter()
            .rev()
            .filter(|(_, ends)| now < *ends)
            .map(|(roll, _)| self.secret_of(names, *roll));
        std::iter::once(self.secret(names)).chain(former).collect()
    }

    /// With a new secret; the former ones sign until they end, this one until then.
    pub(crate) fn rolled(&self, now: Timestamp, ends: Timestamp) -> Self {
        let mut rolled = self.clone();
        rolled.former.retain(|(_, ends)| now < *ends);
        rolled.former.push((self.rolls, ends));
        rolled.rolls += 1;
        rolled
    }

    /// What is left of it once it is deleted.
    pub(crate) fn removed(&self) -> Self {
        Self {
            place: self.place,
            created: self.created,
            url: Personal::new(String::new()),
            enabled_events: Vec::new(),
            api_version: None,
            description: None,
            metadata: Metadata::new(),
            connect: false,
            disabled: true,
            deleted: true,
            rolls: 0,
            former: Vec::new(),
        }
    }

    fn secret_of(&self, names: Names, roll: u64) -> WebhookSecret {
        WebhookSecret::new(names.text(Kind::EndpointSecret, self.place | roll << PLACE_BITS))
    }

    /// As the API shows it; the secret is for the reply to the create call only.
    pub(crate) fn show(&self, names: Names) -> WebhookEndpoint {
        let id = names.endpoint(self.place);
        let url = self.url.expose().as_str();
        let mut endpoint = WebhookEndpoint::new(id, url, self.enabled_events.clone(), self.created);
        endpoint.api_version.clone_from(&self.api_version);
        endpoint.description.clone_from(&self.description);
        endpoint.metadata = self.metadata.clone();
        if self.disabled {
            endpoint.status = WebhookEndpointStatus::Disabled;
        }
        endpoint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(events: &[&str]) -> EndpointRecord {
        EndpointRecord {
            place: 3,
            created: Timestamp::from_secs(0),
            url: Personal::new("http://localhost/".to_owned()),
            enabled_events: events.iter().map(|name| EventType::from(*name)).collect(),
            api_version: None,
            description: None,
            metadata: Metadata::new(),
            connect: false,
            disabled: false,
            deleted: false,
            rolls: 0,
            former: Vec::new(),
        }
    }

    #[test]
    fn a_star_is_everything_but_the_redaction() {
        for (events, verified, redacted) in [
            (&["*"][..], true, false),
            (&["*", "identity.verification_session.redacted"], true, true),
            (&["identity.verification_session.redacted"], false, true),
            (&["identity.verification_session.verified"], true, false),
            (&["customer.created"], false, false),
        ] {
            let mut endpoint = endpoint(events);
            assert_eq!(endpoint.wants(&EventType::Verified), verified, "{events:?}");
            assert_eq!(endpoint.wants(&EventType::Redacted), redacted, "{events:?}");
            endpoint.disabled = true;
            assert!(!endpoint.wants(&EventType::Verified));
        }
    }

    #[test]
    fn a_rolled_secret_signs_beside_the_new_one_until_it_ends() {
        let names = Names::new(7, "a");
        let at = Timestamp::from_secs;
        let first = endpoint(&["*"]);
        let rolled = first.rolled(at(100), at(200));
        assert_ne!(first.secret(names), rolled.secret(names));
        let both = vec![rolled.secret(names), first.secret(names)];
        assert_eq!(rolled.secrets(names, at(199)), both);
        assert_eq!(rolled.secrets(names, at(200)), both[..1]);
        let again = rolled.rolled(at(250), at(300));
        assert_eq!(again.secrets(names, at(250)).len(), 2);
        assert_eq!(again.former.len(), 1);
    }
}
