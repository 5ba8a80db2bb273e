//! The parameters that create and update share.

use identity_types::{DocumentOptions, DocumentType, Personal, ProvidedDetails};

use crate::error::Failure;
use crate::params::{Kind, Parameter, Sent, empty};
use crate::session::What;
use crate::switches::{EmptyMetadata, Switches};

/// `verification_flow` is a type that only responses have.
pub(super) const TYPES: &[&str] = &["document", "id_number"];

pub(super) const OPTIONS: &[Parameter] =
    &[Parameter::new("document", Kind::ClearableObject(DOCUMENT))];

const DOCUMENT: &[Parameter] = &[
    Parameter::new(
        "allowed_types",
        Kind::List(&Kind::Enum(DocumentType::KNOWN)),
    ),
    Parameter::new("require_id_number", Kind::Bool),
    Parameter::new("require_live_capture", Kind::Bool),
    Parameter::new("require_matching_selfie", Kind::Bool),
];

pub(super) const PROVIDED_DETAILS: &[Parameter] = &[
    Parameter::new("email", Kind::Email),
    Parameter::new("phone", Kind::Phone),
];

/// Refuses an empty `metadata`, if it is to be refused.
pub(super) fn check_metadata(sent: &Sent<'_>, switches: &Switches) -> Result<(), Failure> {
    let refuses = switches.empty_metadata == EmptyMetadata::Refuse;
    if refuses && sent.text(&["metadata"]) == Some("") {
        return Err(empty("metadata"));
    }
    Ok(())
}

/// The type that is sent.
pub(super) fn what(sent: &Sent<'_>) -> Option<What> {
    sent.text(&["type"]).map(|word| match word {
        "id_number" => What::IdNumber,
        _ => What::Document,
    })
}

/// What was sent is shown again; what was not sent is not. `Some(None)`: the empty string, which clears.
pub(super) fn document(sent: &Sent<'_>) -> Option<Option<Box<DocumentOptions>>> {
    const PATH: [&str; 2] = ["options", "document"];
    if !sent.has(&PATH) {
        return None;
    }
    if sent.text(&PATH).is_some() {
        return Some(None);
    }
    let flag = |name| sent.flag(&["options", "document", name]);
    let mut options = DocumentOptions::default();
    options.allowed_types = sent
        .list(&["options", "document", "allowed_types"])
        .map(|types| types.into_iter().map(DocumentType::from).collect());
    options.require_id_number = flag("require_id_number");
    options.require_live_capture = flag("require_live_capture");
    options.require_matching_selfie = flag("require_matching_selfie");
    Some(Some(Box::new(options)))
}

pub(super) fn provided_details(sent: &Sent<'_>) -> Option<ProvidedDetails> {
    sent.has(&["provided_details"]).then(|| {
        let text = |name| sent.owned(&["provided_details", name]).map(Personal::new);
        let mut details = ProvidedDetails::default();
        details.email = text("email");
        details.phone = text("phone");
        details
    })
}
