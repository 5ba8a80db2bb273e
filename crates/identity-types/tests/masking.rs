//! Marks in every place where a person's data, a secret or a caller's own words can stand: none comes out
//! of `Debug`, `Display` or an error.
//!
//! One thing is not this crate's: a JSON parser quotes a value of the wrong kind in its own messages
//! (`invalid type: string "…"`). Who shows such messages has to cut them; the client does.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may fail as loudly as the test"
)]

#[path = "support/objects.rs"]
mod objects;

use std::fmt::Debug;

use identity_types::{
    ApiError, ApiKey, CancelVerificationSession, Clearable, ClientSecret, CreateEphemeralKey,
    CreateFileLink, CreateVerificationSession, CreateWebhookEndpoint, CreatedFilter, Date,
    DeleteEphemeralKey, EphemeralKeySecret, EventId, EventObject, Extra, FileId, FileLinkExpiry,
    FileLinkUrl, IdempotencyKey, Invalid, JsonPath, ListEvents, ListFileLinks, ListFiles,
    ListVerificationReports, ListVerificationSessions, ListWebhookEndpoints, Metadata, Personal,
    RedactVerificationSession, RetrieveVerificationSession, ReturnUrl, Sex, Timestamp,
    UpdateFileLink, UpdateVerificationSession, UpdateWebhookEndpoint, Value as Kept,
    VerificationReportId, VerificationSession, VerificationSessionId, VerificationUrl,
    WebhookSecret, WebhookUrl,
};
use objects::{OBJECTS, with_type_named};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Stands in text; no member has it otherwise.
const MARK: &str = "MaRk";
/// Stands in numbers.
const NUMBER: i64 = 770_077_077;

/// Members that say nothing about a person and open nothing: ids, names and paths of the API.
const PLAIN: &[&str] = &[
    "account",
    "allowed_types",
    "api_version",
    "application",
    "code",
    "context",
    "created",
    // How closely a date of birth must match; the date itself is an object.
    "dob",
    "doc_url",
    // A file id; the section of that name is an object.
    "document",
    "enabled_events",
    "file",
    "files",
    "id",
    "id_number_type",
    "last_verification_report",
    // How closely a name must match.
    "name",
    "object",
    "param",
    "person",
    "purpose",
    "related_customer",
    "related_customer_account",
    "request_log_url",
    "selfie",
    "status",
    "type",
    "verification_flow",
    "verification_session",
];

/// Objects whose `url` is a path, or asks for an API key; elsewhere it opens something.
const PLAIN_URL: &[&str] = &["file", "list"];

#[test]
fn no_mark_in_an_object_comes_out() {
    let mut marked = 0;
    for (name, text) in OBJECTS {
        let mut value: Value = serde_json::from_str(text).unwrap();
        marked += mark(None, name, &mut value);
        with_type_named!(*name, shows_no_mark(name, &value));
    }
    assert!(marked > 60, "only {marked} members are marked");
}

fn shows_no_mark<T: DeserializeOwned + Debug>(name: &str, value: &Value) {
    let object: T = serde_json::from_value(value.clone()).expect(name);
    unmarked(&object);
}

/// Marks every string that is not plain, and the parts of dates; adds an unknown member to every object.
/// Counts the marks. `kind` is the `object` member of what `value` stands in.
fn mark(kind: Option<&str>, name: &str, value: &mut Value) -> usize {
    match value {
        Value::String(text) if !is_plain(kind, name) => {
            text.push_str(MARK);
            1
        }
        Value::Number(number) if matches!(name, "day" | "month" | "year") => {
            *number = NUMBER.into();
            1
        }
        Value::Array(items) => items.iter_mut().map(|item| mark(kind, name, item)).sum(),
        Value::Object(members) => {
            let kind = members
                .get("object")
                .and_then(Value::as_str)
                .map(str::to_owned);
            let marked = members
                .iter_mut()
                .map(|(name, member)| mark(kind.as_deref(), name, member))
                .sum::<usize>();
            // Metadata takes strings only.
            let unknown = match name {
                "metadata" => json!(MARK),
                _ => json!([MARK, NUMBER, {"deep": MARK}]),
            };
            members.insert("unknown".to_owned(), unknown);
            marked + 1
        }
        _ => 0,
    }
}

fn is_plain(kind: Option<&str>, name: &str) -> bool {
    match (name, kind) {
        ("url", Some(kind)) => PLAIN_URL.contains(&kind),
        // What a thin event is about has no name of its own kind.
        ("url", None) => true,
        _ => PLAIN.contains(&name),
    }
}

#[test]
fn no_mark_in_parameters_comes_out() {
    let metadata = json!({"k": MARK});
    let details = json!({"email": MARK, "phone": MARK});
    let url = format!("https://user:{MARK}@example.com/{MARK}");
    params::<CreateVerificationSession>(
        &json!({
            "type": "document", "client_reference_id": MARK, "metadata": metadata,
            "provided_details": details, "return_url": url,
        }),
        CreateVerificationSession::validate,
    );
    params::<UpdateVerificationSession>(
        &json!({"metadata": metadata, "provided_details": details}),
        UpdateVerificationSession::validate,
    );
    params::<ListVerificationSessions>(
        &json!({"client_reference_id": MARK}),
        ListVerificationSessions::validate,
    );
    params::<ListVerificationReports>(
        &json!({"client_reference_id": MARK}),
        ListVerificationReports::validate,
    );
    params::<CreateFileLink>(
        &json!({"file": "file_1", "metadata": metadata}),
        CreateFileLink::validate,
    );
    params::<UpdateFileLink>(&json!({"metadata": metadata}), UpdateFileLink::validate);
    params::<CreateWebhookEndpoint>(
        &json!({"enabled_events": ["*"], "url": url, "description": MARK, "metadata": metadata}),
        CreateWebhookEndpoint::validate,
    );
    params::<UpdateWebhookEndpoint>(
        &json!({"url": url, "description": MARK, "metadata": metadata}),
        UpdateWebhookEndpoint::validate,
    );
}

/// Good parameters show no mark, and neither do the errors of the same parameters grown too long.
fn params<P: DeserializeOwned + Debug>(json: &Value, validate: fn(&P) -> Result<(), Invalid>) {
    let good: P = serde_json::from_value(json.clone()).unwrap();
    unmarked(&good);
    validate(&good).unwrap();
    for name in json.as_object().unwrap().keys() {
        let mut json = json.clone();
        lengthen(&mut json[name]);
        if let Ok(long) = serde_json::from_value::<P>(json) {
            unmarked(&long);
            unmarked(&validate(&long));
        }
    }
}

fn lengthen(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.repeat(6000),
        Value::Array(items) => items.iter_mut().for_each(lengthen),
        Value::Object(members) => members.values_mut().for_each(lengthen),
        _ => {}
    }
}

/// What a caller typed is in no error either, where it is an id, a path or a name that breaks its rule.
#[test]
fn no_error_quotes_what_it_refuses() {
    let text = format!("{MARK}/{MARK}");
    let long = MARK.repeat(2000);
    let invalid = [
        VerificationSessionId::new(&text).unwrap_err(),
        VerificationSessionId::new(&format!("vs_{text}")).unwrap_err(),
        VerificationReportId::new(&format!("vr_{long}")).unwrap_err(),
        EventId::new(MARK).unwrap_err(),
        ApiKey::new(MARK).unwrap_err(),
        ApiKey::new(format!("sk_test_{MARK}\n")).unwrap_err(),
        ApiKey::new(format!("pk_live_{MARK}")).unwrap_err(),
        IdempotencyKey::new(format!("{MARK} {MARK}")).unwrap_err(),
        ReturnUrl::new(MARK).unwrap_err(),
        ReturnUrl::new(&format!("https://{MARK} {MARK}")).unwrap_err(),
        WebhookUrl::new(MARK).unwrap_err(),
        MARK.parse::<Timestamp>().unwrap_err(),
        Metadata::new()
            .insert(format!("[{MARK}]"), MARK)
            .unwrap_err(),
        Metadata::new().insert(long.clone(), MARK).unwrap_err(),
        Metadata::new().insert("k", long.clone()).unwrap_err(),
        ListVerificationReports::new()
            .verification_intent(MARK)
            .unwrap_err(),
        RetrieveVerificationSession::new()
            .expand(long.clone())
            .validate()
            .unwrap_err(),
        CancelVerificationSession::new()
            .expand(long.clone())
            .validate()
            .unwrap_err(),
        RedactVerificationSession::new()
            .expand(long.clone())
            .validate()
            .unwrap_err(),
        DeleteEphemeralKey::new()
            .expand(long.clone())
            .validate()
            .unwrap_err(),
        CreateEphemeralKey::new(VerificationSessionId::new("vs_1").unwrap())
            .expand(long.clone())
            .validate()
            .unwrap_err(),
        ListFiles::new()
            .purpose(long.as_str().into())
            .validate()
            .unwrap_err(),
        ListFileLinks::new()
            .expand(long.clone())
            .validate()
            .unwrap_err(),
        ListEvents::new()
            .event_type(long.as_str().into())
            .validate()
            .unwrap_err(),
        ListWebhookEndpoints::new()
            .expand(long.clone())
            .validate()
            .unwrap_err(),
        ListVerificationSessions::new()
            .status(MARK.into())
            .validate()
            .unwrap_err(),
        CreateVerificationSession::of_type(long.as_str().into())
            .validate()
            .unwrap_err(),
    ];
    for error in &invalid {
        unmarked(error);
        assert!(!error.to_string().contains(MARK), "{error}");
    }

    // The same through JSON, where the text is what this crate reads itself.
    for error in [
        decoding::<VerificationSessionId>(&json!(text)),
        decoding::<FileId>(&json!(long)),
        decoding::<ReturnUrl>(&json!(MARK)),
        decoding::<WebhookUrl>(&json!(MARK)),
        decoding::<CreatedFilter>(&json!(MARK)),
        decoding::<FileLinkExpiry>(&json!(MARK)),
        decoding::<Clearable<Metadata>>(&json!(MARK)),
        decoding::<Clearable<Metadata>>(&json!(NUMBER)),
        decoding::<UpdateVerificationSession>(&json!({"options": {"document": MARK}})),
        // Members before the name are kept by this crate; those behind it are the parser's.
        decoding::<EventObject>(&json!({
            "created": MARK, "object": "identity.verification_session",
        })),
        decoding::<VerificationSession>(&json!({"id": "vs_1", "object": MARK})),
        decoding::<VerificationSession>(&json!({"id": text})),
    ] {
        assert!(
            !error.contains(MARK) && !error.contains(&NUMBER.to_string()),
            "{error}"
        );
    }
}

fn decoding<T: DeserializeOwned + Debug>(json: &Value) -> String {
    serde_json::from_str::<T>(&json.to_string())
        .unwrap_err()
        .to_string()
}

#[test]
fn no_secret_comes_out() {
    unmarked(&ApiKey::new(format!("sk_live_{MARK}")).unwrap());
    unmarked(&ApiKey::new(format!("sk_org_{MARK}")).unwrap());
    unmarked(&ClientSecret::new(MARK));
    unmarked(&EphemeralKeySecret::new(MARK));
    unmarked(&FileLinkUrl::new(MARK));
    unmarked(&VerificationUrl::new(MARK));
    unmarked(&WebhookSecret::new(MARK));
    unmarked(&IdempotencyKey::new(MARK).unwrap());
    let json = format!("{{\"{MARK}\":1");
    let path = JsonPath::at(json.as_bytes(), 1, json.len());
    assert!(path.unmasked().contains(MARK));
    unmarked(&path);
    unmarked(&path.steps());
    unmarked(&Personal::new(MARK));
    unmarked(&Personal::new(Sex::from(MARK)));
    unmarked(&Date::new(NUMBER, NUMBER, NUMBER));
    let kept = [
        Kept::String(MARK.to_owned()),
        Kept::Integer(NUMBER),
        Kept::Unsigned(NUMBER.unsigned_abs()),
        Kept::Array(vec![Kept::String(MARK.to_owned())]),
    ];
    let members: Extra = kept
        .map(|value| ("name".to_owned(), value))
        .into_iter()
        .collect();
    unmarked(&members);
    members.iter().for_each(|(_, value)| unmarked(value));
}

/// The API's own sentence may quote what was sent: it is shown only where it is known not to.
#[test]
fn an_error_of_the_api_shows_no_quoting_sentence() {
    for (message, shown) in [
        (format!("Invalid email address: {MARK}"), false),
        (format!("{MARK} is not a valid phone number"), false),
        (
            "You cannot cancel this VerificationSession because it is canceled.".to_owned(),
            true,
        ),
    ] {
        let error: ApiError = serde_json::from_value(json!({
            "type": "invalid_request_error", "code": "email_invalid", "message": message,
            "param": "provided_details[email]",
        }))
        .unwrap();
        unmarked(&error);
        let text = error.to_string();
        assert!(!text.contains(MARK), "{text}");
        assert_eq!(text.ends_with(&message), shown, "{text}");
    }
}

fn unmarked(shown: &impl Debug) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        assert!(!text.contains(MARK), "{text}");
        assert!(!text.contains(&NUMBER.to_string()), "{text}");
    }
}

/// Parts of the objects and parameters above: they are marked with what they stand in.
const PARTS: &str = "Address CheckError ContactOptions Cursor DocumentOptions DocumentOptionsParam \
    DocumentReport EmailReport EventData EventRequest Expandable Hidden IdNumberOptions IdNumberReport JsonStep \
    MatchingOptions PhoneReport ProvidedDetails ProvidedDetailsParam Redaction RelatedObject RelatedPerson \
    RelatedPersonParam ReportOptions SelfieReport SessionOptions SessionOptionsParam VerifiedOutputs Warning";

/// Ids, words of the API, times, calls that hold nothing but ids and paths, and a flaw, which holds a path and a
/// rule: all of them may be shown.
const SHOWN: &str = "AccountId ApiErrorType CheckStatus CreatedRange DocumentErrorCode DocumentType \
    EmailErrorCode EphemeralKeyId EventType FileLinkId FilePurpose Flaw IdNumberErrorCode IdNumberType \
    LastErrorCode Matching Mode ObjectTag PhoneErrorCode RedactionStatus RequestId RetrieveEvent \
    RetrieveFile RetrieveFileLink RetrieveVerificationReport RetrieveWebhookEndpoint SelfieErrorCode \
    ThinEventType VerificationFlowId VerificationSessionStatus VerificationType WebhookEndpointId \
    WebhookEndpointStatus";

/// Traits have no `Debug`.
const TRAITS: &str = "ApiObject HasId ListParams";

/// A new type has to be marked above, or to be put into one of these lists by somebody who has thought of it.
#[test]
fn every_exported_type_was_thought_of() {
    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.starts_with(char::is_uppercase))
    }
    let exports: Vec<&str> = include_str!("../src/lib.rs")
        .split("pub use ")
        .skip(1)
        .filter_map(|export| export.split_once(';'))
        .flat_map(|(export, _)| words(export))
        .collect();
    let (tests, _) = include_str!("masking.rs")
        .split_once("const PARTS")
        .unwrap();
    let marked: Vec<&str> = words(tests)
        .chain(OBJECTS.iter().map(|(name, _)| *name))
        .collect();
    let listed: Vec<&str> = [PARTS, SHOWN, TRAITS].into_iter().flat_map(words).collect();
    assert!(exports.len() > 100, "{} names found", exports.len());
    for name in &exports {
        assert!(marked.contains(name) || listed.contains(name), "{name}");
    }
    for name in &listed {
        assert!(exports.contains(name), "{name} is no longer exported");
    }
}
