//! [`Session`]: a session as the sandbox keeps it, and how it is shown.
//!
//! It is kept smaller than it is shown: what follows from the id or from one number is made when it is
//! asked for.

use identity_types::{
    ClientSecret, DocumentOptions, Hidden, Metadata, Personal, ProvidedDetails, RelatedPerson,
    SessionOptions, Timestamp, VerificationFlowId, VerificationSession, VerificationSessionId,
    VerificationSessionStatus, VerificationType, VerificationUrl,
};

use crate::ids;

/// What the sandbox knows of a session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) id: VerificationSessionId,
    /// Its number among the account's sessions, from 0 on.
    pub(crate) sequence: usize,
    pub(crate) created: Timestamp,
    pub(crate) status: VerificationSessionStatus,
    pub(crate) verification_type: VerificationType,
    pub(crate) verification_flow: Option<VerificationFlowId>,
    /// What `client_secret` and `url` are made of.
    pub(crate) token: u64,
    pub(crate) client_reference_id: Option<Personal<String>>,
    pub(crate) metadata: Metadata,
    pub(crate) document_options: Option<Box<DocumentOptions>>,
    pub(crate) provided_details: Option<Box<ProvidedDetails>>,
    pub(crate) related: Option<Box<Related>>,
}

/// Whom a session is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Related {
    pub(crate) customer: Option<String>,
    pub(crate) customer_account: Option<String>,
    pub(crate) person: Option<RelatedPerson>,
}

/// Which hidden fields to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) provided_details: bool,
    pub(crate) verified_outputs: bool,
}

impl Session {
    /// The session as the API shows it.
    pub(crate) fn show(&self, shown: Shown, base_url: &str) -> VerificationSession {
        let mut object = VerificationSession::new(
            self.id.clone(),
            self.verification_type.clone(),
            self.created,
        );
        object.status = self.status.clone();
        object.verification_flow = self.verification_flow.clone();
        object.client_reference_id = self.client_reference_id.clone();
        object.metadata = self.metadata.clone();
        let mut options = SessionOptions::default();
        options.document = self.document_options.as_deref().cloned();
        object.options = Some(options);
        if let Some(related) = self.related.as_deref() {
            object.related_customer.clone_from(&related.customer);
            object
                .related_customer_account
                .clone_from(&related.customer_account);
            object.related_person.clone_from(&related.person);
        }
        if shown.provided_details {
            object.provided_details = self.provided_details.as_deref().cloned().into();
        }
        if shown.verified_outputs {
            object.verified_outputs = Hidden::Null;
        }
        if self.status == VerificationSessionStatus::RequiresInput {
            // One token in both, as the real API's samples have it.
            let token = ids::text("test_", self.token, 48);
            object.client_secret = Some(ClientSecret::new(format!("{}_secret_{token}", self.id)));
            object.url = Some(VerificationUrl::new(format!("{base_url}/start/{token}")));
        }
        object
    }
}
