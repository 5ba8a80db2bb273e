//! [`Persona`]: whom the checks find when a test person is verified.

use identity_types::{Address, Date, DocumentType, IdNumberType, Personal, Sex};
use serde::{Deserialize, Deserializer, Serialize};

use crate::checked::{self, TextOr};

/// What a redaction leaves of a text.
pub(crate) const REDACTED: &str = "[redacted]";

/// A made-up person and that person's document. The default is Jenny Rosen, whom the API's own samples
/// show; what JSON or YAML leaves out is hers, and what it sets to `null` is missing.
///
/// ```
/// use identity_sandbox::Persona;
///
/// let maria: Persona = serde_json::from_str(r#"{"first_name": "Maria", "dob": null}"#)?;
/// assert_eq!(maria.first_name.unwrap().expose(), "Maria");
/// assert!(maria.dob.is_none());
/// assert_eq!(maria.last_name, Persona::default().last_name);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Persona {
    /// The first name.
    pub first_name: Option<Personal<String>>,
    /// The last name.
    pub last_name: Option<Personal<String>>,
    /// The date of birth.
    pub dob: Option<Date>,
    /// The address on the document.
    pub address: Option<Address>,
    /// What kind of document is shown, if the session's options allow it; else the first one they allow.
    pub document_type: DocumentType,
    /// The number of the document.
    pub document_number: Option<Personal<String>>,
    /// The country that issued it, two letters.
    pub issuing_country: Option<Personal<String>>,
    /// When it was issued.
    pub issued_date: Option<Date>,
    /// When it expires.
    pub expiration_date: Option<Date>,
    /// The ID number; of a `us_ssn` only the last four digits are shown.
    pub id_number: Option<Personal<String>>,
    /// What kind of ID number it is.
    pub id_number_type: Option<IdNumberType>,
    /// The sex on the document.
    pub sex: Option<Personal<Sex>>,
    /// The same as the document writes it.
    pub unparsed_sex: Option<Personal<String>>,
    /// The place of birth as the document writes it.
    pub unparsed_place_of_birth: Option<Personal<String>>,
    /// The e-mail address, if the session's `provided_details` have none.
    pub email: Option<Personal<String>>,
    /// The phone number, if the session's `provided_details` have none.
    pub phone: Option<Personal<String>>,
}

impl Default for Persona {
    fn default() -> Self {
        let mut address = Address::default();
        address.city = Some("San Francisco".into());
        address.country = Some("US".into());
        address.line1 = Some("1234 Main St.".into());
        address.postal_code = Some("94111".into());
        address.state = Some("CA".into());
        Self {
            first_name: Some("Jenny".into()),
            last_name: Some("Rosen".into()),
            dob: Some(Date::new(1901, 1, 1)),
            address: Some(address),
            document_type: DocumentType::DrivingLicense,
            document_number: Some("D1234567".into()),
            issuing_country: Some("US".into()),
            issued_date: Some(Date::new(2020, 12, 1)),
            expiration_date: Some(Date::new(2030, 12, 1)),
            id_number: Some("000000000".into()),
            id_number_type: Some(IdNumberType::UsSsn),
            sex: Some(Personal::new(Sex::Female)),
            unparsed_sex: Some("F".into()),
            unparsed_place_of_birth: Some("San Francisco, CA".into()),
            email: Some("jenny.rosen@example.com".into()),
            phone: Some("+15555550123".into()),
        }
    }
}

impl Persona {
    /// What a redaction leaves of the person: placeholders where there was something.
    pub(crate) fn redacted(&self) -> Self {
        let text = |value: &Option<Personal<String>>| value.as_ref().map(|_| REDACTED.into());
        let date = |value: &Option<Date>| value.as_ref().map(|_| Date::new(1, 1, 1));
        Self {
            first_name: text(&self.first_name),
            last_name: text(&self.last_name),
            dob: date(&self.dob),
            address: self.address.as_ref().map(redacted_address),
            document_type: self.document_type.clone(),
            document_number: text(&self.document_number),
            issuing_country: self.issuing_country.clone(),
            issued_date: date(&self.issued_date),
            expiration_date: date(&self.expiration_date),
            id_number: text(&self.id_number),
            id_number_type: None,
            sex: self.sex.as_ref().map(|_| Personal::new(Sex::Redacted)),
            unparsed_sex: text(&self.unparsed_sex),
            unparsed_place_of_birth: text(&self.unparsed_place_of_birth),
            email: text(&self.email),
            phone: text(&self.phone),
        }
    }
}

/// The country stays.
fn redacted_address(address: &Address) -> Address {
    let text = |value: &Option<Personal<String>>| value.as_ref().map(|_| REDACTED.into());
    let mut redacted = Address::default();
    redacted.city = text(&address.city);
    redacted.country = address.country.clone();
    redacted.line1 = text(&address.line1);
    redacted.line2 = text(&address.line2);
    redacted.postal_code = text(&address.postal_code);
    redacted.state = text(&address.state);
    redacted
}

/// A persona, or the name of one that the sandbox knows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Who {
    Name(String),
    Persona(Box<Persona>),
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let who = checked::text_or(deserializer, "the name of a persona, or a persona")?;
        Ok(match who {
            TextOr::Text(name) => Self::Name(name),
            TextOr::Other(persona) => Self::Persona(persona),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redaction_leaves_the_country_and_invents_nothing() {
        let jenny = Persona {
            unparsed_sex: None,
            ..Persona::default()
        };
        let redacted = jenny.redacted();
        let json = serde_json::to_string(&redacted).unwrap();
        for word in [
            "Jenny", "Rosen", "Main", "1901", "94111", "D123", "000", "555",
        ] {
            assert!(!json.contains(word), "{word}");
        }
        assert_eq!(redacted.unparsed_sex, None);
        assert_eq!(redacted.issuing_country, jenny.issuing_country);
        assert_eq!(redacted.redacted(), redacted);
    }
}
