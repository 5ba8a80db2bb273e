//! The values: bodies of the create call in three sizes, flat pairs, a session, and hostile forms.

use std::collections::BTreeMap;

use identity_types::{
    CreateVerificationSession, DocumentOptionsParam, DocumentType, Metadata, ProvidedDetailsParam,
    ReturnUrl,
};

/// The least that is a create call.
#[must_use]
pub fn small() -> CreateVerificationSession {
    CreateVerificationSession::document()
}

/// What the page that this project began with can send: everything.
#[must_use]
pub fn full() -> CreateVerificationSession {
    CreateVerificationSession::document()
        .client_reference_id("case-0042")
        .metadata(metadata(
            [("user_id", "usr_9"), ("order id", "6735 & more")]
                .map(|(key, value)| (key.to_owned(), value.to_owned())),
        ))
        .document_options(
            DocumentOptionsParam::new()
                .allowed_types([
                    DocumentType::DrivingLicense,
                    DocumentType::IdCard,
                    DocumentType::Passport,
                ])
                .require_id_number(true)
                .require_live_capture(true)
                .require_matching_selfie(true),
        )
        .provided_details(
            ProvidedDetailsParam::new()
                .email("jenny.rosen@example.com")
                .phone("+15550001111"),
        )
        .related_customer("cus_NffrFeUfNV2Hib")
        .return_url(
            ReturnUrl::new("https://example.com/verify/done?user=usr_9&step=2").expect("a URL"),
        )
        .expand("last_verification_report")
        .expand("verified_outputs")
}

/// All that metadata may be: 50 keys of 40 characters, values of 500.
#[must_use]
pub fn worst() -> CreateVerificationSession {
    let pairs = (0..50).map(|number| (format!("key_{number:036}"), text(500)));
    CreateVerificationSession::document().metadata(metadata(pairs))
}

/// Words as people write them: one character in six has to be escaped.
fn text(length: usize) -> String {
    "order no. 6735, paid / "
        .chars()
        .cycle()
        .take(length)
        .collect()
}

fn metadata(pairs: impl IntoIterator<Item = (String, String)>) -> Metadata {
    let mut metadata = Metadata::new();
    for (key, value) in pairs {
        metadata.insert(key, value).expect("within the limits");
    }
    metadata
}

/// Pairs without structure, of which every library can write and read the same bytes but for spaces.
#[must_use]
pub fn flat() -> BTreeMap<String, String> {
    [
        ("client_reference_id", "case-0042"),
        ("created", "1795431600"),
        ("email", "jenny.rosen@example.com"),
        ("ending_before", "vs_1QxA2eZvKYlo2C0abcdefgh"),
        ("limit", "100"),
        ("name", "Jenny Rosen"),
        ("phone", "+15550001111"),
        ("return_url", "https://example.com/verify/done?user=usr_9"),
        ("status", "requires_input"),
        ("type", "document"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// A session with every member, its report expanded, as the API would send it.
pub const SESSION: &[u8] = include_bytes!("../../tests/data/session.json");

/// `count` pairs that all append to one list.
#[must_use]
pub fn many_items(count: usize) -> String {
    vec!["a[]=x"; count].join("&")
}

/// `count` pairs that each begin an object in one list.
#[must_use]
pub fn many_objects(count: usize) -> String {
    vec!["a[][k]=x"; count].join("&")
}

/// `count` names.
#[must_use]
pub fn many_names(count: usize) -> String {
    let pairs: Vec<String> = (0..count).map(|number| format!("name{number}=x")).collect();
    pairs.join("&")
}

/// One pair whose name has `count` brackets too many.
#[must_use]
pub fn many_brackets(count: usize) -> String {
    format!("a{}=x", "[b]".repeat(count))
}

/// One pair with `count` escapes.
#[must_use]
pub fn many_escapes(count: usize) -> String {
    format!("a={}", "%C3%A9".repeat(count))
}
