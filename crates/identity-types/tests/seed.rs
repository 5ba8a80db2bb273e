//! The schema of the page that this project began with, tried exhaustively: every combination that it
//! allows is built, passes, and is written as it should be; what it forbids is refused.
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may fail as loudly as the test"
)]

use identity_types::{
    Clearable, CreateVerificationSession, DocumentOptionsParam, DocumentType, Metadata, ReturnUrl,
    SessionOptionsParam,
};
use serde_json::{Map, Value, json};

const RETURN_URL: &str = "https://example.com/done?user=4#top";

/// One way to fill a part of the parameters, and the JSON it must become; `None` leaves it out.
type Choice<T> = (Option<T>, Option<Value>);

#[test]
fn every_combination_is_built_passes_and_is_written() {
    let mut tried = 0;
    for (start, kind) in [
        (CreateVerificationSession::document(), "document"),
        (CreateVerificationSession::id_number(), "id_number"),
    ] {
        for (options, options_json) in options() {
            for (metadata, metadata_json) in metadata() {
                for (url, url_json) in return_urls() {
                    for (expand, expand_json) in expansions() {
                        let mut params = start.clone();
                        params.options.clone_from(&options);
                        params.metadata.clone_from(&metadata);
                        params.return_url.clone_from(&url);
                        params.expand = expand.unwrap_or_default();
                        let expected = object([
                            ("type", Some(json!(kind))),
                            ("options", options_json.clone()),
                            ("metadata", metadata_json.clone()),
                            ("return_url", url_json.clone()),
                            ("expand", expand_json),
                        ]);
                        check(&params, expected);
                        tried += 1;
                    }
                }
            }
        }
    }
    assert_eq!(tried, 2 * (3 + 27 * 9) * 5 * 2 * 3);
}

fn check(params: &CreateVerificationSession, expected: Value) {
    assert_eq!(params.validate(), Ok(()), "{expected}");
    assert_eq!(serde_json::to_value(params).unwrap(), expected);
    let read: CreateVerificationSession = serde_json::from_value(expected).unwrap();
    assert_eq!(read, *params);
}

/// The setters make the same parameters as filling the fields does.
#[test]
fn the_setters_build_what_the_fields_hold() {
    let mut metadata = Metadata::new();
    metadata.unset("old").unwrap();
    metadata.insert("user_id", "usr_9").unwrap();
    let document = DocumentOptionsParam::new()
        .allowed_types([DocumentType::Passport])
        .require_id_number(true)
        .require_live_capture(false)
        .require_matching_selfie(true);
    let params = CreateVerificationSession::document()
        .metadata(metadata)
        .document_options(document)
        .return_url(ReturnUrl::new(RETURN_URL).unwrap())
        .expand("verified_outputs");
    check(
        &params,
        json!({
            "type": "document",
            "metadata": {"old": "", "user_id": "usr_9"},
            "options": {"document": {
                "allowed_types": ["passport"], "require_id_number": true,
                "require_live_capture": false, "require_matching_selfie": true,
            }},
            "return_url": RETURN_URL,
            "expand": ["verified_outputs"],
        }),
    );
    check(
        &CreateVerificationSession::id_number().clear_document_options(),
        json!({"type": "id_number", "options": {"document": ""}}),
    );
}

#[test]
fn what_the_schema_forbids_is_refused() {
    for body in [
        // An unknown parameter, at every level that lists its members.
        json!({"type": "document", "foo": "bar"}),
        json!({"type": "document", "options": {"id_number": {}}}),
        json!({"type": "document", "options": {"document": {"foo": true}}}),
        json!({"type": "document", "provided_details": {"name": "x"}}),
        json!({"type": "document", "related_person": {"account": "a", "person": "b", "c": "d"}}),
        // No type and no flow; a type that only responses have; an empty one.
        json!({}),
        json!({"type": null}),
        json!({"type": "verification_flow"}),
        json!({"type": ""}),
        json!({"type": ["document"]}),
        json!({"type": true}),
        // Items of expand.
        json!({"type": "document", "expand": ["x".repeat(5001)]}),
        json!({"type": "document", "expand": ["ok", ""]}),
        json!({"type": "document", "expand": "verified_outputs"}),
        json!({"type": "document", "expand": [7]}),
        json!({"type": "document", "expand": null}),
        // Flags that are no booleans.
        flag(&json!("true")),
        flag(&json!(1)),
        flag(&json!([])),
        flag(&json!({})),
        flag(&json!("")),
        // Kinds of documents.
        allowed(&json!(["library_card"])),
        allowed(&json!(["passport", ""])),
        allowed(&json!([true])),
        allowed(&json!("passport")),
        allowed(&json!({"passport": true})),
        // Options that are neither an object nor the empty string.
        json!({"type": "document", "options": {"document": "none"}}),
        json!({"type": "document", "options": {"document": true}}),
        json!({"type": "document", "options": ""}),
        json!({"type": "document", "options": []}),
        // Metadata that is no object of strings.
        json!({"type": "document", "metadata": {"k": 7}}),
        json!({"type": "document", "metadata": {"k": null}}),
        json!({"type": "document", "metadata": {"k": {"l": "m"}}}),
        json!({"type": "document", "metadata": "gold"}),
        json!({"type": "document", "metadata": ["gold"]}),
        // A return URL that is no string.
        json!({"type": "document", "return_url": 7}),
        json!({"type": "document", "return_url": ""}),
    ] {
        assert!(refused(&body), "{}", shortened(&body));
    }
}

/// The limit of an item of `expand` counts characters, and stands at 5000.
#[test]
fn an_item_of_expand_has_at_most_5000_characters() {
    let params = CreateVerificationSession::document().expand("é".repeat(5000));
    assert!(params.validate().is_ok());
    let params = params.expand("é".repeat(5001));
    let error = params.validate().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expand[1]: must be at most 5000 characters"
    );
}

/// The schema marks `type` as open: what is newer than this crate can be sent.
#[test]
fn a_type_that_is_newer_than_the_schema_passes() {
    let body = json!({"type": "brand_new"});
    let params: CreateVerificationSession = serde_json::from_value(body.clone()).unwrap();
    assert!(params.validate().is_ok());
    assert_eq!(serde_json::to_value(&params).unwrap(), body);
}

fn refused(body: &Value) -> bool {
    serde_json::from_value::<CreateVerificationSession>(body.clone())
        .map_or(true, |params| params.validate().is_err())
}

fn flag(value: &Value) -> Value {
    json!({"type": "document", "options": {"document": {"require_live_capture": value}}})
}

fn allowed(value: &Value) -> Value {
    json!({"type": "document", "options": {"document": {"allowed_types": value}}})
}

fn shortened(body: &Value) -> String {
    body.to_string().chars().take(100).collect()
}

/// `options`: left out, empty, with the document's cleared, and with every set of the document's.
fn options() -> Vec<Choice<SessionOptionsParam>> {
    let mut choices = vec![
        (None, None),
        (Some(SessionOptionsParam::default()), Some(json!({}))),
    ];
    let mut push = |document: Clearable<DocumentOptionsParam>, json: Value| {
        let mut options = SessionOptionsParam::default();
        options.document = Some(document);
        choices.push((Some(options), Some(json!({"document": json}))));
    };
    push(Clearable::Clear, json!(""));
    for (types, types_json) in allowed_types() {
        for combination in 0..27 {
            let flags = [combination % 3, combination / 3 % 3, combination / 9].map(flag_of);
            let mut document = DocumentOptionsParam::new();
            document.allowed_types.clone_from(&types);
            [
                document.require_id_number,
                document.require_live_capture,
                document.require_matching_selfie,
            ] = flags;
            let json = object([
                ("allowed_types", types_json.clone()),
                ("require_id_number", flags[0].map(Value::from)),
                ("require_live_capture", flags[1].map(Value::from)),
                ("require_matching_selfie", flags[2].map(Value::from)),
            ]);
            push(Clearable::Set(document), json);
        }
    }
    choices
}

const fn flag_of(choice: u8) -> Option<bool> {
    match choice {
        0 => None,
        1 => Some(false),
        _ => Some(true),
    }
}

/// `allowed_types`: left out, and every subset of the three.
fn allowed_types() -> Vec<Choice<Vec<DocumentType>>> {
    let subsets = (0..8).map(|subset: usize| {
        let names: Vec<&str> = DocumentType::KNOWN
            .iter()
            .enumerate()
            .filter_map(|(bit, name)| (subset >> bit & 1 == 1).then_some(*name))
            .collect();
        let types = names.iter().map(|name| DocumentType::from(*name)).collect();
        (Some(types), Some(json!(names)))
    });
    std::iter::once((None, None)).chain(subsets).collect()
}

/// `metadata`: left out, empty, with a pair, with a key unset, and cleared.
fn metadata() -> Vec<Choice<Clearable<Metadata>>> {
    let with = |value: &str| {
        let mut metadata = Metadata::new();
        metadata.insert("user_id", value).unwrap();
        Some(Clearable::Set(metadata))
    };
    vec![
        (None, None),
        (Some(Clearable::Set(Metadata::new())), Some(json!({}))),
        (with("usr_9"), Some(json!({"user_id": "usr_9"}))),
        (with(""), Some(json!({"user_id": ""}))),
        (Some(Clearable::Clear), Some(json!(""))),
    ]
}

fn return_urls() -> Vec<Choice<ReturnUrl>> {
    vec![
        (None, None),
        (
            Some(ReturnUrl::new(RETURN_URL).unwrap()),
            Some(json!(RETURN_URL)),
        ),
    ]
}

/// `expand`: left out, one path, and two of which one is as long as it may be.
fn expansions() -> Vec<Choice<Vec<String>>> {
    let one = vec!["verified_outputs".to_owned()];
    let two = vec!["last_verification_report".to_owned(), "x".repeat(5000)];
    vec![
        (None, None),
        (Some(one.clone()), Some(json!(one))),
        (Some(two.clone()), Some(json!(two))),
    ]
}

fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}
