//! A session as the API shows it.

use identity_types::{
    CheckError, ClientSecret, Expandable, Hidden, Personal, ProvidedDetails, Redaction,
    RedactionStatus, SessionOptions, VerificationSession, VerificationUrl,
};
use serde::{Deserialize, Serialize};

use super::{LastError, Session, Status, Token};
use crate::ids::Kind;
use crate::state::AccountState;

/// How many generations of secrets a session's token can tell apart.
const GENERATIONS: u64 = 1 << 24;

/// What a session is looked at through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lens<'a> {
    pub(crate) account: &'a AccountState,
    /// Where the pages are, without a slash at the end.
    pub(crate) base_url: &'a str,
    pub(crate) shown: Shown,
}

/// Which hidden fields of a session or a report are shown, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Shown(u32);

impl Shown {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const PROVIDED_DETAILS: Self = Self(1);
    pub(crate) const OUTPUTS: Self = Self(1 << 1);
    pub(crate) const OUTPUTS_DOB: Self = Self(1 << 2);
    pub(crate) const OUTPUTS_ID_NUMBER: Self = Self(1 << 3);
    pub(crate) const OUTPUTS_SEX: Self = Self(1 << 4);
    pub(crate) const OUTPUTS_UNPARSED_SEX: Self = Self(1 << 5);
    pub(crate) const OUTPUTS_PLACE_OF_BIRTH: Self = Self(1 << 6);
    pub(crate) const REPORT: Self = Self(1 << 7);
    pub(crate) const DOCUMENT_DOB: Self = Self(1 << 8);
    pub(crate) const DOCUMENT_EXPIRATION: Self = Self(1 << 9);
    pub(crate) const DOCUMENT_NUMBER: Self = Self(1 << 10);
    pub(crate) const DOCUMENT_SEX: Self = Self(1 << 11);
    pub(crate) const DOCUMENT_UNPARSED_SEX: Self = Self(1 << 12);
    pub(crate) const DOCUMENT_PLACE_OF_BIRTH: Self = Self(1 << 13);
    pub(crate) const ID_NUMBER_DOB: Self = Self(1 << 14);
    pub(crate) const ID_NUMBER: Self = Self(1 << 15);
    /// Everything there is, for whoever owns the sandbox.
    pub(crate) const ALL: Self = Self((1 << 16) - 1);

    pub(crate) const fn has(self, part: Self) -> bool {
        self.0 & part.0 == part.0
    }

    /// Both.
    pub(crate) const fn with(self, part: Self) -> Self {
        Self(self.0 | part.0)
    }

    /// Without that part.
    pub(crate) const fn without(self, part: Self) -> Self {
        Self(self.0 & !part.0)
    }

    /// A field that is hidden unless its bit is set.
    pub(crate) fn field<T>(self, part: Self, value: impl FnOnce() -> Option<T>) -> Hidden<T> {
        if self.has(part) {
            value().into()
        } else {
            Hidden::NotExpanded
        }
    }
}

impl Session {
    /// The session as the API shows it.
    pub(crate) fn show(&self, lens: Lens<'_>) -> VerificationSession {
        let names = lens.account.names;
        let mut object =
            VerificationSession::new(names.session(self.place), self.what.into(), self.created);
        object.status = self.status.into();
        object.client_reference_id = self
            .client_reference_id
            .as_ref()
            .map(|reference| Personal::new(String::from(&**reference.expose())));
        object.last_error = self.last_error.as_deref().map(show_error);
        object.metadata = self.metadata.clone();
        let mut options = SessionOptions::default();
        options.document = self.document.as_deref().cloned();
        object.options = Some(options);
        object.redaction = self.redaction.map(show_redaction);
        self.show_more(&mut object, lens.shown);
        self.show_report(&mut object, lens);
        if self.takes_input() && self.secret.made != Token::WITHHELD {
            object.client_secret = Some(ClientSecret::new(format!(
                "{}_secret_{}",
                object.id,
                self.token(lens.account, self.secret)
            )));
            object.url = Some(VerificationUrl::new(format!(
                "{}/start/{}",
                lens.base_url,
                self.token(lens.account, self.url)
            )));
        }
        object
    }

    fn show_more(&self, object: &mut VerificationSession, shown: Shown) {
        let more = self.more.as_deref();
        if let Some(more) = more {
            object.verification_flow = more.flow.as_ref().map(|flow| flow.id.clone());
            object.related_customer = more.customer.as_deref().map(str::to_owned);
            object.related_customer_account = more.customer_account.as_deref().map(str::to_owned);
            object.related_person.clone_from(&more.person);
        }
        let details = || -> Option<ProvidedDetails> { more?.provided_details.clone() };
        object.provided_details = shown.field(Shown::PROVIDED_DETAILS, details);
    }

    fn show_report(&self, object: &mut VerificationSession, lens: Lens<'_>) {
        let shown = lens.shown;
        if let Some(place) = self.last_report {
            let found = lens.account.reports.get(place);
            object.last_verification_report = Some(match found {
                Some(report) if shown.has(Shown::REPORT) => {
                    Expandable::Object(Box::new(report.show(lens)))
                }
                _ => Expandable::Id(lens.account.names.report(place)),
            });
            let verified = || (self.status == Status::Verified).then_some(()).and(found);
            object.verified_outputs = shown.field(Shown::OUTPUTS, || {
                verified().map(|report| report.outputs(shown))
            });
        } else {
            object.verified_outputs = shown.field(Shown::OUTPUTS, || None);
        }
    }

    /// What `client_secret` and `url` end with. As in the API's own samples it is the same in both, as
    /// long as they are of one generation.
    pub(crate) fn token(&self, account: &AccountState, token: Token) -> String {
        let place = self.place * GENERATIONS + u64::from(token.generation) % GENERATIONS;
        account.names.text(Kind::SessionToken, place)
    }
}

impl AccountState {
    /// The session that a token was made for, and the token's generation.
    pub(crate) fn session_of_token(&self, token: &str) -> Option<(&Session, u32)> {
        let place = self.names.place(Kind::SessionToken, token)?;
        let session = self.sessions.get(place / GENERATIONS)?;
        Some((session, u32::try_from(place % GENERATIONS).ok()?))
    }
}

pub(crate) fn show_error<Code: for<'a> From<&'a str>>(error: &LastError) -> CheckError<Code> {
    CheckError::new(error.code.as_str().into(), &**error.reason.expose())
}

fn show_redaction(redaction: super::Redaction) -> Redaction {
    Redaction::new(match redaction {
        super::Redaction::Processing(_) => RedactionStatus::Processing,
        super::Redaction::Redacted => RedactionStatus::Redacted,
    })
}
