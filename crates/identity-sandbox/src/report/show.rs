//! A report as the API shows it, and what a session shows of it.

use identity_types::{
    CheckError, CheckStatus, DocumentReport, EmailReport, IdNumberOptions, IdNumberReport,
    IdNumberType, LastErrorCode, Personal, PhoneReport, ReportOptions, SelfieReport,
    VerificationReport, VerifiedOutputs,
};

use super::Report;
use crate::checks::Check;
use crate::session::{Lens, Shown, What, show_error};

impl Report {
    /// The report as the API shows it.
    pub(crate) fn show(&self, lens: Lens<'_>) -> VerificationReport {
        let names = lens.account.names;
        let mut object =
            VerificationReport::new(names.report(self.place), self.what.into(), self.created);
        object.client_reference_id = self
            .client_reference_id
            .as_ref()
            .map(|reference| Personal::new(String::from(&**reference.expose())));
        object.verification_flow.clone_from(&self.flow);
        object.verification_session = Some(names.session(self.session));
        object.options = Some(self.options());
        object.document = self.checks.document.then(|| self.document(lens));
        object.selfie = self.checks.selfie.then(|| self.selfie(lens));
        object.id_number = self.checks.id_number.then(|| self.id_number(lens.shown));
        object.email = self.checks.email.then(|| self.email());
        object.phone = self.checks.phone.then(|| self.phone());
        object
    }

    fn options(&self) -> ReportOptions {
        let mut options = ReportOptions::default();
        options.document = self.options.as_deref().cloned();
        if self.what == What::IdNumber {
            options.id_number = Some(IdNumberOptions::default());
        }
        options
    }

    /// The result of a check that ran.
    fn result<Code>(&self, check: Check) -> (CheckStatus, Option<CheckError<Code>>)
    where
        Code: for<'a> From<&'a str>,
    {
        let failure = self
            .failure
            .as_ref()
            .filter(|_| self.failed() == Some(check));
        match failure {
            Some(error) => (CheckStatus::Unverified, Some(show_error(error))),
            None => (CheckStatus::Verified, None),
        }
    }

    /// Whether anything could be read of the document.
    fn is_readable(&self) -> bool {
        let code = self.failure.as_ref().map(|error| &error.code);
        code != Some(&LastErrorCode::DocumentUnverifiedOther)
    }

    fn document(&self, lens: Lens<'_>) -> DocumentReport {
        let (status, error) = self.result(Check::Document);
        let mut section = DocumentReport::new(status);
        section.error = error;
        let files = self.document_files.iter();
        section.files = Some(files.map(|place| lens.account.names.file(*place)).collect());
        let shown = lens.shown;
        let person = self.is_readable().then_some(&*self.persona);
        section.dob = shown.field(Shown::DOCUMENT_DOB, || person?.dob.clone());
        section.expiration_date = shown.field(Shown::DOCUMENT_EXPIRATION, || {
            person?.expiration_date.clone()
        });
        section.number = shown.field(Shown::DOCUMENT_NUMBER, || person?.document_number.clone());
        section.sex = shown.field(Shown::DOCUMENT_SEX, || person?.sex.clone());
        section.unparsed_sex = shown.field(Shown::DOCUMENT_UNPARSED_SEX, || {
            person?.unparsed_sex.clone()
        });
        section.unparsed_place_of_birth = shown.field(Shown::DOCUMENT_PLACE_OF_BIRTH, || {
            person?.unparsed_place_of_birth.clone()
        });
        if let Some(person) = person {
            section.address.clone_from(&person.address);
            section.document_type = Some(person.document_type.clone());
            section.first_name.clone_from(&person.first_name);
            section.issued_date.clone_from(&person.issued_date);
            section.issuing_country.clone_from(&person.issuing_country);
            section.last_name.clone_from(&person.last_name);
        }
        section
    }

    fn selfie(&self, lens: Lens<'_>) -> SelfieReport {
        let (status, error) = self.result(Check::Selfie);
        let mut section = SelfieReport::new(status);
        section.error = error;
        let file = |place: &u64| lens.account.names.file(*place);
        section.document = self.document_files.first().map(file);
        section.selfie = self.selfie_file.as_ref().map(file);
        section
    }

    fn id_number(&self, shown: Shown) -> IdNumberReport {
        let (status, error) = self.result(Check::IdNumber);
        let mut section = IdNumberReport::new(status);
        section.error = error;
        section.dob = shown.field(Shown::ID_NUMBER_DOB, || self.persona.dob.clone());
        section.first_name.clone_from(&self.persona.first_name);
        section.id_number = shown.field(Shown::ID_NUMBER, || self.number());
        section
            .id_number_type
            .clone_from(&self.persona.id_number_type);
        section.last_name.clone_from(&self.persona.last_name);
        section
    }

    /// The ID number; the last four digits of a `us_ssn`.
    fn number(&self) -> Option<Personal<String>> {
        let number = self.persona.id_number.as_ref()?;
        if self.redacted || self.persona.id_number_type != Some(IdNumberType::UsSsn) {
            return Some(number.clone());
        }
        let digits: Vec<char> = number.expose().chars().collect();
        let last = digits[digits.len().saturating_sub(4)..].iter().collect();
        Some(Personal::new(last))
    }

    fn email(&self) -> EmailReport {
        let (status, error) = self.result(Check::Email);
        let mut section = EmailReport::new(status);
        section.error = error;
        section.email.clone_from(&self.persona.email);
        section
    }

    fn phone(&self) -> PhoneReport {
        let (status, error) = self.result(Check::Phone);
        let mut section = PhoneReport::new(status);
        section.error = error;
        section.phone.clone_from(&self.persona.phone);
        section
    }

    /// What a verified session shows of the person: from the checks that ran, and from no other.
    pub(crate) fn outputs(&self, shown: Shown) -> VerifiedOutputs {
        let (checks, person) = (self.checks, &*self.persona);
        let mut outputs = VerifiedOutputs::default();
        let named = checks.document || checks.id_number;
        let document = checks.document.then_some(person);
        if named {
            outputs.first_name.clone_from(&person.first_name);
            outputs.last_name.clone_from(&person.last_name);
        }
        outputs.address = document.and_then(|person| person.address.clone());
        if checks.id_number {
            outputs.id_number_type.clone_from(&person.id_number_type);
        }
        if checks.email {
            outputs.email.clone_from(&person.email);
        }
        if checks.phone {
            outputs.phone.clone_from(&person.phone);
        }
        outputs.dob = shown.field(Shown::OUTPUTS_DOB, || {
            named.then(|| person.dob.clone()).flatten()
        });
        outputs.id_number = shown.field(Shown::OUTPUTS_ID_NUMBER, || {
            checks.id_number.then(|| self.number()).flatten()
        });
        outputs.sex = shown.field(Shown::OUTPUTS_SEX, || document?.sex.clone());
        outputs.unparsed_sex = shown.field(Shown::OUTPUTS_UNPARSED_SEX, || {
            document?.unparsed_sex.clone()
        });
        outputs.unparsed_place_of_birth = shown.field(Shown::OUTPUTS_PLACE_OF_BIRTH, || {
            document?.unparsed_place_of_birth.clone()
        });
        outputs
    }
}
