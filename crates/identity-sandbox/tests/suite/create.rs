//! `POST /v1/identity/verification_sessions`: what it makes, and in which words it refuses.

use identity_types::VerificationSession;
use serde_json::{Value, json};

use crate::call::{post, sandbox};

/// The whole text, so that a change of order, indent or presence is seen.
#[test]
fn a_plain_session_is_printed_as_the_api_prints_it() {
    let answer = post(&sandbox(), "type=document");
    let session: VerificationSession = serde_json::from_str(&answer.text).unwrap();
    let (id, secret) = (session.id, session.client_secret.unwrap());
    let token = secret.expose().split("_secret_").nth(1).unwrap();
    assert!(token.starts_with("test_"), "{token}");
    assert_eq!(
        answer.text,
        format!(
            r#"{{
  "id": "{id}",
  "object": "identity.verification_session",
  "client_reference_id": null,
  "client_secret": "{id}_secret_{token}",
  "created": 1790000000,
  "last_error": null,
  "last_verification_report": null,
  "livemode": false,
  "metadata": {{}},
  "options": {{}},
  "redaction": null,
  "related_customer": null,
  "related_customer_account": null,
  "status": "requires_input",
  "type": "document",
  "url": "http://identity-sandbox.invalid/start/{token}"
}}
"#
        )
    );
    let letters = id.as_str().strip_prefix("vs_1").unwrap();
    assert_eq!(letters.len(), 23);
}

#[test]
fn every_parameter_is_shown_where_the_api_shows_it() {
    let form = "client_reference_id=user-1&type=document&options[document][allowed_types][]=passport\
                &options[document][allowed_types][]=id_card&options[document][require_id_number]=false\
                &options[document][require_live_capture]=true&options[document][require_matching_selfie]=true\
                &metadata[a%20b]=x%26y&metadata[0]=zero&metadata[gone]=&provided_details[email]=jenny@example.com\
                &provided_details[phone]=%2B15550001111&related_customer=cus_1&related_customer_account=acct_1\
                &related_person[account]=acct_2&related_person[person]=person_1\
                &return_url=https%3A%2F%2Fexample.com%2Fdone";
    let session = post(&sandbox(), form).json();
    for (pointer, expected) in [
        ("/client_reference_id", json!("user-1")),
        (
            "/options/document",
            json!({"allowed_types": ["passport", "id_card"], "require_id_number": false,
                   "require_live_capture": true, "require_matching_selfie": true}),
        ),
        ("/metadata", json!({"a b": "x&y", "0": "zero"})),
        ("/related_customer", json!("cus_1")),
        ("/related_customer_account", json!("acct_1")),
        (
            "/related_person",
            json!({"account": "acct_2", "person": "person_1"}),
        ),
    ] {
        assert_eq!(session.pointer(pointer), Some(&expected), "{pointer}");
    }
    for hidden in [
        "provided_details",
        "verified_outputs",
        "return_url",
        "verification_flow",
    ] {
        assert_eq!(session.get(hidden), None, "{hidden}");
    }
    let expanded = post(
        &sandbox(),
        &format!("{form}&expand[]=provided_details&expand[]=verified_outputs"),
    );
    assert_eq!(
        expanded.json()["provided_details"],
        json!({"email": "jenny@example.com", "phone": "+15550001111"})
    );
    assert_eq!(expanded.json()["verified_outputs"], Value::Null);
    assert!(expanded.text.contains("\"verified_outputs\": null"));
}

#[test]
fn types_flows_and_cleared_options() {
    for (form, expected) in [
        ("type=id_number", json!(["id_number", null, {}])),
        (
            "type=id_number&options[document][require_id_number]=true",
            json!(["id_number", null, {}]),
        ),
        (
            "verification_flow=vf_1",
            json!(["verification_flow", "vf_1", {}]),
        ),
        (
            "type=document&options[document]=",
            json!(["document", null, {}]),
        ),
        ("type=document&metadata=", json!(["document", null, {}])),
        (
            "type=id_number&type=document",
            json!(["document", null, {}]),
        ),
    ] {
        let session = post(&sandbox(), form).json();
        let found = json!([
            session["type"],
            session["verification_flow"],
            session["options"]
        ]);
        assert_eq!(found, expected, "{form}");
    }
}

/// Form, and then the error: `code`, `message`, `param`.
#[test]
fn what_is_wrong_is_said_in_the_apis_words() {
    let empty = |param: &str| {
        format!(
            "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; \
             however '{param}' cannot be unset. You should remove '{param}' from your request or supply a \
             non-empty value."
        )
    };
    let gap = "If passing an array with explicit keys (e.g. foo[0]=a&foo[1]=b) instead of as an array (e.g. \
               foo[]=a&foo[]=b), the keys must be numeric and sequential starting from 0. You passed the keys `1`, \
               we expected to have a key with the value `0`.";
    let types = "must be one of driving_license, id_card, or passport";
    let long = "a".repeat(5000);
    for (form, code, message, param) in [
        ("bogus=1", Some("parameter_unknown"), "Received unknown parameter: bogus".to_owned(), Some("bogus")),
        (
            "options[document][allowed_document_types][]=passport",
            Some("parameter_unknown"),
            "Received unknown parameter: options[document][allowed_document_types]".to_owned(),
            Some("options[document][allowed_document_types]"),
        ),
        ("", Some("parameter_missing"), "Missing required param: type.".to_owned(), Some("type")),
        (
            "type=document&related_person[account]=acct_1",
            Some("parameter_missing"),
            "Missing required param: related_person[person].".to_owned(),
            Some("related_person[person]"),
        ),
        ("type=", Some("parameter_invalid_empty"), empty("type"), Some("type")),
        ("options=", Some("parameter_invalid_empty"), empty("options"), Some("options")),
        ("expand[]=", Some("parameter_invalid_empty"), empty("expand[0]"), Some("expand[0]")),
        ("type=passport", None, "Invalid type: must be one of document or id_number".to_owned(), Some("type")),
        (
            "type=verification_flow",
            None,
            "Invalid type: must be one of document or id_number".to_owned(),
            Some("type"),
        ),
        (
            "options[document][allowed_types][0]=passport&options[document][allowed_types][1]=visa",
            None,
            format!("Invalid options[document][allowed_types][1]: {types}"),
            Some("options[document][allowed_types][1]"),
        ),
        (
            "options[document][require_id_number]=yes",
            None,
            "Invalid boolean: yes".to_owned(),
            Some("options[document][require_id_number]"),
        ),
        ("options=x", None, "Invalid object".to_owned(), Some("options")),
        ("options[]=x", None, "Invalid object".to_owned(), Some("options")),
        ("options[document]=x", None, "Invalid object".to_owned(), Some("options[document]")),
        ("metadata=x", None, "Invalid object".to_owned(), Some("metadata")),
        ("expand[a]=x", None, "Invalid array".to_owned(), Some("expand")),
        ("expand[1]=x", None, gap.to_owned(), Some("expand")),
        ("type[a]=x", None, "Invalid string".to_owned(), Some("type")),
        (
            &format!("client_reference_id=b{long}"),
            None,
            "Invalid string: baaa...aaaa; must be at most 5000 characters".to_owned(),
            Some("client_reference_id"),
        ),
        (
            "provided_details[email]=jenny",
            Some("email_invalid"),
            "Invalid email address: jenny".to_owned(),
            Some("provided_details[email]"),
        ),
        (
            "provided_details[phone]=5550001111",
            None,
            "5550001111 is not a valid phone number".to_owned(),
            Some("provided_details[phone]"),
        ),
        ("return_url=example.com", Some("url_invalid"), "Not a valid URL".to_owned(), Some("return_url")),
        (
            &format!("return_url=https://example.com/{long}"),
            Some("url_invalid"),
            "Invalid URL: URL must be 2048 characters or less.".to_owned(),
            Some("return_url"),
        ),
        (
            &(0..51).map(|key| format!("metadata[{key}]=v&")).collect::<String>(),
            None,
            "Metadata can have up to 50 keys, but you've set 51.".to_owned(),
            Some("metadata"),
        ),
        (
            &format!("metadata[{}]=v", &long[..41]),
            None,
            format!(
                "Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. \
                 Invalid key: {}",
                &long[..41]
            ),
            Some("metadata"),
        ),
        (
            &format!("metadata[k]={}", &long[..501]),
            None,
            format!(
                "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. \
                 Invalid value: {}",
                &long[..501]
            ),
            Some("metadata"),
        ),
        (
            "type=document&verification_flow=vf_1",
            Some("parameters_exclusive"),
            "You may only specify one of these parameters: type, verification_flow.".to_owned(),
            Some("type"),
        ),
        (
            "verification_flow=flow",
            Some("resource_missing"),
            "No such VerificationFlow: 'flow'".to_owned(),
            Some("verification_flow"),
        ),
        ("type=document&expand[]=status", None, "This property cannot be expanded (status).".to_owned(), None),
        (
            "type=document&expand[]=bogus",
            None,
            "This property cannot be expanded because it doesn't exist: bogus.".to_owned(),
            None,
        ),
        (
            "type=document&expand[]=verified_outputs.a.b.c.d",
            Some("property_expansion_max_depth"),
            "You cannot expand more than 4 levels of a property. Property: verified_outputs.a.b.c.d".to_owned(),
            Some("expand"),
        ),
        (
            "type=%zz",
            None,
            "Invalid request parameters: type: a % must be followed by two hex digits".to_owned(),
            Some("type"),
        ),
    ] {
        let sandbox = sandbox();
        let mut expected = json!({"message": message, "type": "invalid_request_error"});
        for (member, value) in [("code", code), ("param", param)] {
            if let Some(value) = value {
                expected[member] = json!(value);
            }
        }
        assert_eq!(post(&sandbox, form).error(), (400, expected), "{form}");
        assert_eq!(sandbox.session_count(), 0, "{form}");
    }
}

#[test]
fn checks_come_in_the_apis_order() {
    for (form, param) in [
        // Unknown before wrong, wherever it stands.
        (
            "type=passport&options[document][x]=1",
            "options[document][x]",
        ),
        // Then the order of the declaration, not of sending.
        ("type=passport&return_url=x&metadata=x", "metadata"),
        ("type=passport&return_url=x", "return_url"),
        // What is required comes last.
        ("related_person[account]=a&type=passport", "type"),
        ("related_person[account]=a", "related_person[person]"),
    ] {
        let (_, error) = post(&sandbox(), form).error();
        assert_eq!(error["param"], json!(param), "{form}");
    }
}
