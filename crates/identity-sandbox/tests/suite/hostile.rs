//! Arbitrary requests: none panics, none is the sandbox's own fault, and every answer is JSON.

use http::{HeaderValue, Method, Request};
use proptest::prelude::*;
use serde_json::Value;

use crate::call::{SESSIONS, sandbox, send};

/// Forms near enough to real ones to get past the first check.
fn form() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "type",
        "options",
        "options[document]",
        "options[document][allowed_types]",
        "options[document][require_id_number]",
        "metadata",
        "expand",
        "provided_details[email]",
        "provided_details[phone]",
        "related_person",
        "return_url",
        "client_reference_id",
        "verification_flow",
    ]);
    let name = prop_oneof![known.prop_map(str::to_owned), "[a-z%\\[\\]&=é]{0,6}"];
    let tail = prop_oneof![
        Just(String::new()),
        Just(String::from("[]")),
        "\\[[0-3a-c]{0,2}\\]",
        "[\\[\\]]{0,3}",
    ];
    let value = prop_oneof![
        Just(String::from("document")),
        Just(String::from("true")),
        Just(String::from("vf_1")),
        "[a-z0-9%+@.é]{0,12}",
        "é{498,502}",
    ];
    let pair = (name, tail, value).prop_map(|(name, tail, value)| format!("{name}{tail}={value}"));
    prop::collection::vec(pair, 0..6).prop_map(|pairs| pairs.join("&"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_request_is_answered_with_a_fault(
        method in prop_oneof![Just(String::from("POST")), Just(String::from("GET")), "HEAD|[A-Z]{1,7}"],
        path in prop_oneof![
            Just(String::from(SESSIONS)),
            "/v1/identity/verification_sessions/[a-z_/0-9]{0,8}",
            "/[a-z0-9/%._~!$&'()*+,;=:@-]{0,12}",
        ],
        query in "[a-z\\[\\]=&%0-9+]{0,12}",
        authorization in prop_oneof![
            3 => Just(b"Bearer sk_test_123".to_vec()),
            1 => prop::collection::vec(0x80..=0xff_u8, 0..8),
            1 => "(Basic|Bearer) [!-~]{0,16}".prop_map(String::into_bytes),
        ],
        key in prop::option::of("[ -~]{0,6}"),
        version in prop::option::weighted(0.2, "[0-9a-z.;-]{0,12}"),
        content_type in prop::option::weighted(0.2, "application/x-www-form-urlencoded|text/plain"),
        body in prop_oneof![3 => form(), 1 => "\\PC{0,24}"],
    ) {
        let sandbox = sandbox();
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(format!("{path}?{query}"))
            .header("authorization", HeaderValue::from_bytes(&authorization).unwrap());
        for (name, value) in [("idempotency-key", key), ("stripe-version", version), ("content-type", content_type)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let request = request.body(body).unwrap();
        // Twice: a replay, or the same refusal again.
        let first = send(&sandbox, request.clone()).unwrap();
        let again = send(&sandbox, request).unwrap();
        prop_assert!(first.status.as_u16() < 500, "{}", first.text);
        prop_assert_eq!(again.status, first.status);
        if method != "HEAD" {
            let json: Value = serde_json::from_str(&first.text).unwrap();
            prop_assert!(json["error"]["message"].is_string() || json["object"].is_string());
        }
    }
}
