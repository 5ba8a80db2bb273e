//! [`Report`]: an attempt as the sandbox keeps it.
//!
//! It says which checks ran, on whom, and which one failed. Its sections, the session's `last_error` and
//! the session's `verified_outputs` are all made from it, so they cannot disagree.

use std::sync::Arc;

use identity_types::{
    Date, DocumentOptions, DocumentType, FilePurpose, LastErrorCode, Personal, Timestamp,
    VerificationFlowId,
};
use serde::{Deserialize, Serialize};

use crate::checks::{Check, Checks};
use crate::file::{Drawing, File};
use crate::persona::Persona;
use crate::session::{LastError, Session, What};

mod show;

/// What the sandbox knows of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Its number among the account's reports.
    pub(crate) place: u64,
    /// The place of the session.
    pub(crate) session: u64,
    /// The place of the session's report before this one.
    pub(crate) former: Option<u64>,
    pub(crate) created: Timestamp,
    pub(crate) what: What,
    pub(crate) flow: Option<VerificationFlowId>,
    pub(crate) options: Option<Box<DocumentOptions>>,
    pub(crate) client_reference_id: Option<Personal<Arc<str>>>,
    /// The checks that ran.
    pub(crate) checks: Checks,
    /// Why the last of them failed, if it did.
    pub(crate) failure: Option<LastError>,
    pub(crate) persona: Arc<Persona>,
    /// The places of the pictures of the document.
    pub(crate) document_files: Vec<u64>,
    /// The place of the picture of the face.
    pub(crate) selfie_file: Option<u64>,
    pub(crate) redacted: bool,
}

/// Where the next objects go, and what the checks find.
#[derive(Clone, Debug)]
pub(crate) struct Findings {
    pub(crate) now: Timestamp,
    /// The place of the report.
    pub(crate) report: u64,
    /// The place of its first file.
    pub(crate) file: u64,
    pub(crate) persona: Arc<Persona>,
    /// Whether the checks after one that failed run, too.
    pub(crate) run_all: bool,
    /// What images of documents are for.
    pub(crate) document_purpose: FilePurpose,
    /// Whether a failed session shows no secrets until it is retrieved.
    pub(crate) withhold: bool,
}

impl Report {
    /// The report of an attempt that a session submitted, and its pictures.
    pub(crate) fn new(
        session: &Session,
        failure: Option<LastError>,
        findings: &Findings,
    ) -> (Self, Vec<File>) {
        let code = failure.as_ref().map(|error| &error.code);
        let failed = code.and_then(Check::of);
        let checks = match failed {
            Some(check) if !findings.run_all => until(session.checks(), check),
            _ => session.checks(),
        };
        let persona = person(session, code, findings);
        let mut files = Vec::new();
        let mut picture = |drawing| {
            let place = findings.file + files.len() as u64;
            let purpose = match drawing {
                Drawing::Selfie => FilePurpose::Selfie,
                Drawing::Front(_) | Drawing::Back(_) => findings.document_purpose.clone(),
            };
            files.push(File::drawn(place, drawing, purpose, findings.now));
            place
        };
        let document = &persona.document_type;
        let mut document_files = Vec::new();
        if checks.document {
            document_files.push(picture(Drawing::Front(document.clone())));
            if *document != DocumentType::Passport {
                document_files.push(picture(Drawing::Back(document.clone())));
            }
        }
        let selfie_file = checks.selfie.then(|| picture(Drawing::Selfie));
        let report = Self {
            place: findings.report,
            session: session.place,
            former: session.last_report,
            created: findings.now,
            what: session.what,
            flow: session.flow().map(|flow| flow.id.clone()),
            options: session.document.clone(),
            client_reference_id: session.client_reference_id.clone(),
            checks,
            failure,
            persona: Arc::new(persona),
            document_files,
            selfie_file,
            redacted: false,
        };
        (report, files)
    }

    /// The check that failed.
    pub(crate) fn failed(&self) -> Option<Check> {
        Check::of(&self.failure.as_ref()?.code)
    }

    /// What a redaction leaves of it.
    pub(crate) fn scrubbed(&self, keep_reference: bool) -> Self {
        let mut report = self.clone();
        report.persona = Arc::new(self.persona.redacted());
        report.failure = self.failure.as_ref().map(LastError::scrubbed);
        report.redacted = true;
        if !keep_reference {
            report.client_reference_id = None;
        }
        report
    }
}

/// The checks up to the one that fails, in the order of the page.
fn until(checks: Checks, failed: Check) -> Checks {
    const ORDER: [Check; 5] = [
        Check::Document,
        Check::Selfie,
        Check::IdNumber,
        Check::Email,
        Check::Phone,
    ];
    let place = |check| ORDER.iter().position(|each| *each == check);
    let ran = |check| checks.has(check) && place(check) <= place(failed);
    Checks {
        document: ran(Check::Document),
        selfie: ran(Check::Selfie),
        id_number: ran(Check::IdNumber),
        email: ran(Check::Email),
        phone: ran(Check::Phone),
    }
}

/// The persona as this session finds it: with the contacts that were given, and a document that fits what
/// the attempt comes to.
fn person(session: &Session, code: Option<&LastErrorCode>, findings: &Findings) -> Persona {
    let mut person = Persona::clone(&findings.persona);
    let given = session
        .more
        .as_deref()
        .and_then(|more| more.provided_details.as_ref());
    if let Some(given) = given {
        person.email = given.email.clone().or(person.email);
        person.phone = given.phone.clone().or(person.phone);
    }
    let unwanted = code == Some(&LastErrorCode::DocumentTypeNotSupported);
    let options = session.document.as_deref();
    if let Some(allowed) = options.and_then(|options| options.allowed_types.as_deref()) {
        person.document_type = document_type(person.document_type, allowed, unwanted);
    }
    let expired = code == Some(&LastErrorCode::DocumentExpired);
    person.expiration_date = expiration(person.expiration_date.take(), findings.now, expired);
    person
}

/// A document of a kind that is allowed, or one that is not; the persona's own, if it will do.
fn document_type(own: DocumentType, allowed: &[DocumentType], unwanted: bool) -> DocumentType {
    let fits = |kind: &DocumentType| allowed.is_empty() || allowed.contains(kind) != unwanted;
    if fits(&own) {
        return own;
    }
    let kinds = allowed.iter().cloned().chain(
        DocumentType::KNOWN
            .iter()
            .map(|kind| DocumentType::from(*kind)),
    );
    kinds.into_iter().find(fits).unwrap_or(own)
}

/// A date of expiry that lies on the right side of the present: the persona's own, if it does.
fn expiration(own: Option<Date>, now: Timestamp, expired: bool) -> Option<Date> {
    let own = own?;
    let today = today(now);
    let is_past = (own.year, own.month, own.day) < today;
    if is_past == expired {
        return Some(own);
    }
    let year = today.0.unwrap_or(1970);
    let year = if expired { year - 1 } else { year + 5 };
    Some(Date::new(year, 12, 1))
}

/// Year, month and day, from the time's own text.
fn today(now: Timestamp) -> (Option<i64>, Option<i64>, Option<i64>) {
    let text = now.to_string();
    let mut parts = text
        .split('T')
        .next()
        .unwrap_or_default()
        .split('-')
        .map(|part| part.parse().ok());
    let mut next = || parts.next().flatten();
    (next(), next(), next())
}
