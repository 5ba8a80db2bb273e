//! Rows 1 to 19: what a caller says wrong is refused before anything is sent, by its rule and without
//! its value.

use std::collections::BTreeMap;

use http::{HeaderMap, Method};
use identity_client::{CallOptions, Client, Error, ErrorKind, Phase};
use identity_types::{
    ApiKey, IdempotencyKey, Invalid, Metadata, Mode, UpdateVerificationSession,
    VerificationSessionId,
};

use crate::support::MARK;
use crate::support::answers;
use crate::support::caller::{builder, client, create, create_with, facts, failed};
use crate::support::script::serve;
use crate::support::server::Server;

const REFUSED: (ErrorKind, Phase, u32) = (ErrorKind::Invalid, Phase::NotSent, 0);

/// The rule, once the words show no mark.
fn rule<T>(result: Result<T, Invalid>) -> String {
    let Err(invalid) = result else {
        panic!("it was taken")
    };
    let words = format!("{invalid} {invalid:?}");
    assert!(!words.contains(MARK), "{words}");
    invalid.rule().to_owned()
}

/// A client, and the server that must not hear of the call.
async fn unheard() -> (Client, Server) {
    let server = Server::always(serve(answers::ok())).await;
    (client(&server.url), server)
}

pub(crate) async fn a_key_with_a_control_character() {
    for end in ["\n", "\r\nX-Other: y", "\0", "\u{7f}", "\t"] {
        rule(ApiKey::new(format!("sk_test_{MARK}{end}")));
    }
}

pub(crate) async fn a_key_with_blanks() {
    for key in [
        " sk_test_KEY",
        "sk_test_KEY ",
        "sk_test_K EY",
        "Bearer sk_test_KEY",
    ] {
        let key = key.replace("KEY", MARK);
        assert_eq!(
            rule(ApiKey::new(key)),
            "must be visible ASCII without blanks"
        );
    }
}

pub(crate) async fn an_empty_key() {
    assert_eq!(rule(ApiKey::new("")), "must not be empty");
    assert_eq!(
        rule(ApiKey::new("sk_test_")),
        "must not end after its prefix"
    );
}

/// A publishable key is refused. Which mode a key is of can be asked before a client is built with it,
/// and a live one never leaves over plain HTTP except to this machine.
pub(crate) async fn a_key_of_another_kind() {
    let said = rule(ApiKey::new(format!("pk_test_{MARK}")));
    assert_eq!(
        said,
        "must be a secret (sk_) or restricted (rk_) key, not a publishable one"
    );
    rule(ApiKey::new(format!("whsec_{MARK}")));
    let live = ApiKey::new(format!("rk_live_{MARK}")).unwrap();
    assert_eq!(live.mode(), Mode::Live);
    let plain = Client::builder(live).base_url("http://192.0.2.1").build();
    assert_eq!(
        facts(&failed(plain)),
        (ErrorKind::Config, Phase::NotSent, 0)
    );
}

/// Keys and accounts are types that no line break passes; what is a plain string is checked before
/// anything is sent; a header value with a line break cannot be made.
pub(crate) async fn a_line_break_in_a_header() {
    let text = format!("{MARK}\r\nX-Other: y");
    rule(IdempotencyKey::new(text.clone()));
    rule(identity_types::AccountId::new(&format!("acct_{text}")));
    assert!(http::HeaderValue::from_str(&text).is_err());

    let (client, server) = unheard().await;
    for options in [
        CallOptions::new().context(text.clone()),
        CallOptions::new().api_version(text.clone()),
    ] {
        assert_eq!(
            facts(&failed(create_with(&client, options).await)).0,
            ErrorKind::Invalid
        );
    }
    let built = builder(&server.url).api_version(&text).build();
    assert_eq!(facts(&failed(built)).0, ErrorKind::Config);
    let built = builder(&server.url)
        .with(|transport| transport.app_info(&format!("{MARK}\r\n"), None, None))
        .build();
    assert_eq!(facts(&failed(built)).0, ErrorKind::Config);
    assert_eq!(server.connections(), 0);
}

pub(crate) async fn an_idempotency_key_that_is_not_ascii() {
    for key in ["é", "key\u{a0}", "😀"] {
        let said = rule(IdempotencyKey::new(format!("{MARK}{key}")));
        assert_eq!(said, "must be visible ASCII without blanks");
    }
}

pub(crate) async fn an_idempotency_key_of_no_or_too_many_characters() {
    assert_eq!(rule(IdempotencyKey::new("")), "must not be empty");
    assert_eq!(
        rule(IdempotencyKey::new("k".repeat(256))),
        "must be at most 255 characters"
    );
    let (client, server) = unheard().await;
    let longest: IdempotencyKey = "k".repeat(255).parse().unwrap();
    create_with(&client, CallOptions::new().idempotency_key(longest.clone()))
        .await
        .unwrap();
    assert_eq!(server.requests()[0].key(), Some(longest.as_str()));
}

pub(crate) async fn an_idempotency_key_with_blanks_around_it() {
    for key in [" key", "key ", "a key"] {
        rule(IdempotencyKey::new(key.replace("key", MARK)));
    }
}

/// The API's own error for it is never retried, whatever the server advises about others.
pub(crate) async fn one_idempotency_key_for_two_calls() {
    let error = answers::error(400, r#""type":"idempotency_error""#);
    let server = Server::always(serve(error)).await;
    let key: IdempotencyKey = "signup-1".parse().unwrap();
    let options = CallOptions::new().idempotency_key(key.clone());
    let error = failed(create_with(&client(&server.url), options).await);
    assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 1));
    let api = error.api_error().unwrap();
    assert_eq!(
        api.error_type,
        identity_types::ApiErrorType::IdempotencyError
    );
    assert_eq!(error.idempotency_key(), Some(&key));
    assert!(!error.is_retryable());
}

/// A typed id is letters, digits and `_`, so there is nothing to encode; a raw path brings its own
/// encoding, and what it must not hold is refused.
pub(crate) async fn an_id_with_what_a_path_must_not_hold() {
    for odd in ["/", "?", "#", "%", " ", "\r\n", "@", "é"] {
        rule(VerificationSessionId::new(&format!("vs_{MARK}{odd}x")));
    }
    let (client, server) = unheard().await;
    for odd in ["a b", "a?b", "a#b", "a\r\nb", "a%0d%0ab", "a@b", "a\\b"] {
        let path = format!("/v1/identity/verification_sessions/{odd}");
        let error = failed(client.raw(Method::GET, &path, &()).await);
        assert_eq!(error.kind(), ErrorKind::Invalid, "{odd:?}");
    }
    assert_eq!(server.connections(), 0);
    client
        .raw(Method::GET, "/v1/x/a%2Fb%3Fc", &())
        .await
        .unwrap();
    assert_eq!(server.requests()[0].line(), "GET /v1/x/a%2Fb%3Fc");
}

pub(crate) async fn an_id_that_would_ask_for_another_path() {
    for id in ["", ".", "..", "vs_", "vs_."] {
        rule(VerificationSessionId::new(id));
    }
    let (client, server) = unheard().await;
    for end in ["", ".", "..", "%2e%2e", "./x", "../x"] {
        let path = format!("/v1/identity/verification_sessions/{end}");
        let error = failed(client.raw(Method::GET, &path, &()).await);
        assert_eq!(facts(&error), REFUSED, "{end:?}");
    }
    assert_eq!(server.connections(), 0);
}

pub(crate) async fn a_raw_call_to_another_host() {
    let (client, server) = unheard().await;
    let (_, other) = unheard().await;
    let host = other.url.strip_prefix("http://").unwrap();
    for path in [
        other.url.clone(),
        format!("//{host}/v1/x"),
        format!("@{host}/v1/x"),
        format!("/@{host}/v1/x"),
        format!("{host}/v1/x"),
        ".evil.example/v1/x".to_owned(),
        "v1/x".to_owned(),
        "*".to_owned(),
        String::new(),
    ] {
        let error = failed(client.raw(Method::POST, &path, &()).await);
        assert_eq!(facts(&error), REFUSED, "{path:?}");
    }
    assert_eq!((server.connections(), other.connections()), (0, 0));
}

pub(crate) async fn a_metadata_key_that_reads_as_another() {
    let mut metadata = Metadata::new();
    for key in ["", "[", "]", "a[b]", "[]"] {
        rule(metadata.insert(key, MARK));
    }
    assert!(metadata.is_empty());
}

pub(crate) async fn metadata_over_its_limits() {
    let mut metadata = Metadata::new();
    rule(metadata.insert("k".repeat(41), "x"));
    rule(metadata.insert("k", MARK.repeat(100)));
    for number in 0..50 {
        metadata.insert(format!("k{number}"), "x").unwrap();
    }
    rule(metadata.insert("one more", MARK));
    assert_eq!(metadata.len(), 50);
}

pub(crate) async fn an_array_of_more_items_than_the_api_takes() {
    let (client, server) = unheard().await;
    let items = |count| BTreeMap::from([("items", vec![MARK; count])]);
    let error = failed(client.raw(Method::POST, "/v1/x", &items(1001)).await);
    assert_eq!(facts(&error), REFUSED);
    assert_eq!(server.connections(), 0);
    client
        .raw(Method::POST, "/v1/x", &items(1000))
        .await
        .unwrap();
}

/// Leaving alone, setting and clearing are three different things on the wire too.
pub(crate) async fn nothing_is_not_the_same_as_cleared() {
    let (client, server) = unheard().await;
    let id = "vs_1".parse().unwrap();
    let mut unset = Metadata::new();
    unset.unset("note").unwrap();
    for (params, body) in [
        (UpdateVerificationSession::new(), ""),
        (
            UpdateVerificationSession::new().metadata(unset),
            "metadata[note]=",
        ),
        (
            UpdateVerificationSession::new().clear_metadata(),
            "metadata=",
        ),
        (
            UpdateVerificationSession::new().clear_document_options(),
            "options[document]=",
        ),
    ] {
        client
            .verification_sessions()
            .update(&id, &params)
            .await
            .unwrap();
        let requests = server.requests();
        let sent = String::from_utf8_lossy(&requests.last().unwrap().body).into_owned();
        assert_eq!(sent.replace("%5B", "[").replace("%5D", "]"), body);
    }
}

pub(crate) async fn what_the_encoder_cannot_write() {
    let (client, server) = unheard().await;
    let mut deep = serde_json::json!(MARK);
    for _ in 0..100 {
        deep = serde_json::json!({ "a": deep });
    }
    let refused = |error: Error| {
        assert_eq!(facts(&error), REFUSED);
        error.to_string()
    };
    refused(failed(client.raw(Method::POST, "/v1/x", &deep).await));
    let nan = BTreeMap::from([("a", f64::NAN)]);
    let said = refused(failed(client.raw(Method::POST, "/v1/x", &nan).await));
    assert!(said.starts_with("a: "), "{said}");
    refused(failed(client.raw(Method::POST, "/v1/x", MARK).await));
    let empty_name = serde_json::json!({ "a": { "": MARK } });
    refused(failed(client.raw(Method::POST, "/v1/x", &empty_name).await));
    assert_eq!(server.connections(), 0);
}

pub(crate) async fn an_account_and_a_context_at_once() {
    let (client, server) = unheard().await;
    let both = CallOptions::new()
        .account("acct_1".parse().unwrap())
        .context(MARK);
    assert_eq!(
        facts(&failed(create_with(&client, both).await)).0,
        ErrorKind::Invalid
    );
    let one = builder(&server.url)
        .account("acct_1".parse().unwrap())
        .build()
        .unwrap();
    let other = CallOptions::new().context(MARK);
    assert_eq!(
        facts(&failed(create_with(&one, other).await)).0,
        ErrorKind::Invalid
    );
    assert_eq!(server.connections(), 0);

    let headers = HeaderMap::from_iter([(
        http::HeaderName::from_static("stripe-account"),
        http::HeaderValue::from_static("acct_2"),
    )]);
    let by_hand = CallOptions::new().headers(headers);
    assert_eq!(
        facts(&failed(create_with(&client, by_hand).await)).0,
        ErrorKind::Invalid
    );
    assert_eq!(server.connections(), 0);

    // Neither is what most calls are.
    create(&client).await.unwrap();
    assert_eq!(server.requests()[0].header("stripe-account"), None);
}
