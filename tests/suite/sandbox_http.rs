//! Scripts of requests, generated: near enough to real ones to get past key and route.

use identity_tests::oracle::sandbox::sandbox_http;
use proptest::collection::vec;
use proptest::prelude::*;

fn path() -> impl Strategy<Value = String> {
    let resource = prop::sample::select(vec![
        "~",
        "/v1/identity/verification_reports",
        "/v1/events",
        "/v1/files",
        "/v1/file_links",
        "/v1/webhook_endpoints",
        "/v1/ephemeral_keys",
        "/_sandbox/sessions",
        "/_sandbox/clock",
        "/_sandbox/faults",
        "/_sandbox",
        "/start",
    ]);
    let rest = prop_oneof![
        3 => "",
        3 => "/\\$[0-3]",
        1 => "/\\$[0-3]/(cancel|redact|outcome|contents|advance)",
        1 => "/[a-z_0-9%./]{0,8}",
    ];
    let query = prop_oneof![3 => "", 1 => "\\?[a-z\\[\\]=&%0-9+_$]{0,16}"];
    (resource, rest, query).prop_map(|(resource, rest, query)| format!("{resource}{rest}{query}"))
}

fn body() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "type=document",
        "type=id_number",
        "verification_flow=vf_1",
        "options[document][allowed_types][]=passport",
        "options[document]=",
        "metadata[a]=1",
        "metadata=",
        "expand[]=last_verification_report",
        "provided_details[email]=a@e.com",
        "return_url=https://e.com",
        "enabled_events[]=*",
        "url=http://127.0.0.1:1/",
        "file=$0",
        "verification_session=$0",
    ]);
    let pair = prop_oneof![
        4 => known.prop_map(str::to_owned),
        1 => "[a-z%\\[\\]&=\u{e9}]{0,12}",
    ];
    let form = vec(pair, 0..4).prop_map(|pairs| pairs.join("&"));
    let json = prop::sample::select(vec![
        r#"{"outcome":"verify"}"#,
        r#"{"outcome":"fail","code":"document_expired"}"#,
        r#"{"outcome":"#,
        r#"{"seconds":1e9}"#,
        r#"{"fault":"not_json"}"#,
        "[]",
        "null",
    ]);
    prop_oneof![4 => form, 1 => json.prop_map(str::to_owned)]
}

fn line() -> impl Strategy<Value = String> {
    let method =
        prop_oneof![4 => Just("POST"), 4 => Just("GET"), 1 => Just("DELETE"), 1 => Just("HEAD")];
    let request = (method, path(), body()).prop_map(|(m, p, b)| format!("{m} {p} {b}"));
    let header = prop_oneof![
        "!idempotency-key:[a-b]?",
        "!authorization: (Bearer|Basic) (sk|rk|pk|ek)_(test|live)_[a-b]",
        "!stripe-version:[0-9a-z.;-]{0,12}",
        "!stripe-account: acct_[a-b]",
        "!content-type: (text/plain|application/json|application/x-www-form-urlencoded)",
        "!(host|origin|sec-fetch-site): [a-z.:/]{0,8}",
        "![a-z]{1,6}:[ -~]{0,8}",
    ];
    prop_oneof![4 => request, 1 => header]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_answered(lines in vec(line(), 1..12)) {
        sandbox_http(lines.join("\n").as_bytes());
    }
}
