//! The parameters of all calls: what they look like on the wire, and which limits they keep.
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may fail as loudly as the test"
)]

use std::fmt::Debug;

use identity_types::{
    CancelVerificationSession, CreateEphemeralKey, CreateFileLink, CreateVerificationSession,
    CreateWebhookEndpoint, Cursor, DeleteEphemeralKey, Invalid, ListEvents, ListFileLinks,
    ListFiles, ListParams, ListVerificationReports, ListVerificationSessions, ListWebhookEndpoints,
    RedactVerificationSession, RetrieveEvent, RetrieveFile, RetrieveFileLink,
    RetrieveVerificationReport, RetrieveVerificationSession, RetrieveWebhookEndpoint,
    UpdateFileLink, UpdateVerificationSession, UpdateWebhookEndpoint,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What every parameter type can do.
trait Params: Clone + Debug + PartialEq + Serialize + DeserializeOwned {
    fn check(&self) -> Result<(), Invalid>;
}

macro_rules! params {
    ($($name:ident)+) => {
        $(impl Params for $name {
            fn check(&self) -> Result<(), Invalid> {
                self.validate()
            }
        })+
    };
}

params! {
    CancelVerificationSession CreateEphemeralKey CreateFileLink CreateVerificationSession
    CreateWebhookEndpoint DeleteEphemeralKey ListEvents ListFileLinks ListFiles
    ListVerificationReports ListVerificationSessions ListWebhookEndpoints RedactVerificationSession
    RetrieveEvent RetrieveFile RetrieveFileLink RetrieveVerificationReport
    RetrieveVerificationSession RetrieveWebhookEndpoint UpdateFileLink UpdateVerificationSession
    UpdateWebhookEndpoint
}

/// Every parameter that the API documents, at once.
#[test]
fn every_parameter_is_read_checked_and_written() {
    let created = json!({"gt": 1, "gte": 2, "lt": 9, "lte": 8});
    let expand = json!(["data", "x".repeat(5000)]);
    let metadata = json!({"k": "v"});
    whole::<CreateVerificationSession>(&json!({
        "type": "document", "client_reference_id": "r", "metadata": metadata,
        "options": {"document": {"allowed_types": ["id_card"], "require_id_number": true,
            "require_live_capture": true, "require_matching_selfie": true}},
        "provided_details": {"email": "a@b.c", "phone": "+15550001111"},
        "related_customer": "cus_1", "related_customer_account": "acct_1",
        "related_person": {"account": "acct_1", "person": "person_1"},
        "return_url": "https://example.com", "expand": expand,
    }));
    whole::<CreateVerificationSession>(&json!({"verification_flow": "vf_1", "expand": expand}));
    whole::<UpdateVerificationSession>(&json!({
        "type": "id_number", "metadata": metadata, "options": {"document": ""},
        "provided_details": {"email": "a@b.c", "phone": "+15550001111"}, "expand": expand,
    }));
    whole::<ListVerificationSessions>(&json!({
        "client_reference_id": "r", "created": created, "ending_before": "vs_2", "limit": 100,
        "related_customer": "cus_1", "related_customer_account": "acct_1", "status": "verified",
        "expand": expand,
    }));
    whole::<ListVerificationReports>(&json!({
        "client_reference_id": "r", "created": 7, "limit": 1, "starting_after": "vr_2",
        "type": "id_number", "verification_session": "vi_1", "expand": expand,
    }));
    whole::<CreateFileLink>(&json!({
        "file": "file_1", "expires_at": 5, "metadata": "", "expand": expand,
    }));
    whole::<UpdateFileLink>(&json!({"expires_at": "now", "metadata": metadata, "expand": expand}));
    whole::<ListFileLinks>(&json!({
        "created": created, "ending_before": "link_2", "expired": true, "file": "file_1",
        "limit": 3, "expand": expand,
    }));
    whole::<ListFiles>(&json!({
        "created": 7, "limit": 3, "purpose": "selfie", "starting_after": "file_2",
        "expand": expand,
    }));
    whole::<ListEvents>(&json!({
        "created": created, "delivery_success": false, "limit": 3, "starting_after": "evt_2",
        "types": ["identity.verification_session.verified", "plan.created"], "expand": expand,
    }));
    whole::<ListEvents>(&json!({"type": "identity.verification_session.*"}));
    whole::<CreateEphemeralKey>(&json!({"verification_session": "vs_1", "expand": expand}));
    whole::<CreateWebhookEndpoint>(&json!({
        "enabled_events": ["*"], "url": "https://example.com/h", "api_version": "2026-10-28.endive",
        "connect": true, "description": "d", "metadata": metadata, "expand": expand,
    }));
    whole::<UpdateWebhookEndpoint>(&json!({
        "description": "", "disabled": true, "enabled_events": ["a.b"], "metadata": "",
        "url": "http://127.0.0.1:8080", "expand": expand,
    }));
    whole::<ListWebhookEndpoints>(&json!({
        "ending_before": "we_2", "limit": 3, "expand": expand,
    }));
    let expand_only = json!({"expand": expand});
    whole::<RetrieveVerificationSession>(&expand_only);
    whole::<CancelVerificationSession>(&expand_only);
    whole::<RedactVerificationSession>(&expand_only);
    whole::<RetrieveVerificationReport>(&expand_only);
    whole::<RetrieveFile>(&expand_only);
    whole::<RetrieveFileLink>(&expand_only);
    whole::<RetrieveEvent>(&expand_only);
    whole::<RetrieveWebhookEndpoint>(&expand_only);
    whole::<DeleteEphemeralKey>(&expand_only);
}

/// Reads, passes, writes the same; refuses one member more, and an `expand` that breaks its rules.
fn whole<P: Params>(json: &Value) {
    let params: P = serde_json::from_value(json.clone()).unwrap();
    params.check().unwrap();
    assert_eq!(serde_json::to_value(&params).unwrap(), *json);
    assert_eq!(params.clone(), params);

    let with = |name: &str, value: Value| {
        let mut json = json.clone();
        json[name] = value;
        serde_json::from_value::<P>(json)
    };
    assert!(with("unknown", json!("x")).is_err(), "{json}");
    for (expand, error) in [
        (json!([""]), "expand[0]: must not be empty"),
        (
            json!(["a", "é".repeat(5001)]),
            "expand[1]: must be at most 5000 characters",
        ),
    ] {
        let params = with("expand", expand).unwrap();
        assert_eq!(params.check().unwrap_err().to_string(), error);
    }
}

#[test]
fn what_is_not_set_is_not_sent() {
    fn nothing<P: Params + Default>() {
        let params = P::default();
        params.check().unwrap();
        assert_eq!(serde_json::to_value(&params).unwrap(), json!({}));
        assert_eq!(serde_json::from_value::<P>(json!({})).unwrap(), params);
    }
    nothing::<CancelVerificationSession>();
    nothing::<DeleteEphemeralKey>();
    nothing::<ListEvents>();
    nothing::<ListFileLinks>();
    nothing::<ListFiles>();
    nothing::<ListVerificationReports>();
    nothing::<ListVerificationSessions>();
    nothing::<ListWebhookEndpoints>();
    nothing::<RedactVerificationSession>();
    nothing::<RetrieveEvent>();
    nothing::<RetrieveFile>();
    nothing::<RetrieveFileLink>();
    nothing::<RetrieveVerificationReport>();
    nothing::<RetrieveVerificationSession>();
    nothing::<RetrieveWebhookEndpoint>();
    nothing::<UpdateFileLink>();
    nothing::<UpdateVerificationSession>();
    nothing::<UpdateWebhookEndpoint>();
}

#[test]
fn every_limit_is_named_by_path_and_rule() {
    let long = "é".repeat(5001);
    let long = long.as_str();
    let too_many: Value = (0..51).map(|key| (key.to_string(), json!(""))).collect();
    let at_most = "must be at most 5000 characters";
    type Create = CreateVerificationSession;
    type Update = UpdateVerificationSession;
    type List = ListVerificationSessions;
    let document = |name: &str, value: Value| json!({"type": "document", name: value});

    breaks::<Create>(
        json!({}),
        "type: is required unless verification_flow is given",
    );
    breaks::<Create>(
        document("verification_flow", json!("vf_1")),
        "type: must not be given together with verification_flow",
    );
    breaks::<Create>(
        json!({"type": "verification_flow"}),
        "type: cannot be verification_flow: name the flow in verification_flow",
    );
    for name in [
        "client_reference_id",
        "related_customer",
        "related_customer_account",
    ] {
        breaks::<Create>(document(name, json!(long)), &format!("{name}: {at_most}"));
        breaks::<Create>(
            document(name, json!("")),
            &format!("{name}: must not be empty"),
        );
        breaks::<List>(json!({name: long}), &format!("{name}: {at_most}"));
        breaks::<List>(json!({name: ""}), &format!("{name}: must not be empty"));
    }
    for (account, person, error) in [
        (long, "p", format!("related_person[account]: {at_most}")),
        ("a", long, format!("related_person[person]: {at_most}")),
        (
            "",
            "p",
            "related_person[account]: must not be empty".to_owned(),
        ),
        (
            "a",
            "",
            "related_person[person]: must not be empty".to_owned(),
        ),
    ] {
        let related = json!({"account": account, "person": person});
        breaks::<Create>(document("related_person", related), &error);
    }
    for (metadata, error) in [
        (too_many, "metadata: must have at most 50 keys"),
        (json!({"": "v"}), "metadata: a key must not be empty"),
        (
            json!({"é".repeat(41): "v"}),
            "metadata: a key must be at most 40 characters",
        ),
        (
            json!({"a[b]": "v"}),
            "metadata: a key must not hold [ or ]: the API would read another key",
        ),
        (
            json!({"k": "é".repeat(501)}),
            "metadata[k]: a value must be at most 500 characters",
        ),
    ] {
        breaks::<Create>(document("metadata", metadata.clone()), error);
        breaks::<Update>(json!({"metadata": metadata}), error);
        breaks::<CreateFileLink>(json!({"file": "file_1", "metadata": metadata}), error);
        breaks::<UpdateFileLink>(json!({"metadata": metadata}), error);
        breaks::<UpdateWebhookEndpoint>(json!({"metadata": metadata}), error);
    }
    let types = json!({"document": {"allowed_types": ["passport", "library_card"]}});
    let error = "options[document][allowed_types][1]: must be one of driving_license, id_card, or \
                 passport";
    breaks::<Create>(document("options", types.clone()), error);
    breaks::<Update>(json!({"options": types}), error);
    for name in ["email", "phone"] {
        let error = format!("provided_details[{name}]: must not be empty");
        breaks::<Create>(document("provided_details", json!({name: ""})), &error);
        breaks::<Update>(json!({"provided_details": {name: ""}}), &error);
    }
    breaks::<Update>(
        json!({"type": "verification_flow"}),
        "type: cannot be verification_flow: name the flow in verification_flow",
    );
    breaks::<List>(
        json!({"status": "brand_new"}),
        "status: must be one of canceled, processing, requires_input, or verified",
    );
    breaks::<ListVerificationReports>(json!({"type": ""}), "type: must not be empty");
    breaks::<ListFiles>(json!({"purpose": ""}), "purpose: must not be empty");
    breaks::<ListEvents>(
        json!({"type": "a", "types": ["b"]}),
        "types: must not be given together with type",
    );
    breaks::<ListEvents>(
        json!({"types": vec!["a"; 21]}),
        "types: must have at most 20 names",
    );
    let endpoint = |name: &str, value: Value| {
        let mut json = json!({"enabled_events": ["*"], "url": "https://example.com"});
        json[name] = value;
        json
    };
    for (name, value, error) in [
        (
            "enabled_events",
            json!([]),
            "enabled_events: must name at least one event",
        ),
        (
            "enabled_events",
            json!(["a", ""]),
            "enabled_events[1]: must not be empty",
        ),
        (
            "api_version",
            json!(long),
            "api_version: must be at most 5000 characters",
        ),
        (
            "description",
            json!(long),
            "description: must be at most 5000 characters",
        ),
    ] {
        breaks::<CreateWebhookEndpoint>(endpoint(name, value), error);
    }
}

fn breaks<P: Params>(json: Value, error: &str) {
    let params: P = serde_json::from_value(json).expect(error);
    let invalid = params.check().expect_err(error);
    assert_eq!(invalid.to_string(), error);
}

#[test]
fn a_page_has_1_to_100_objects_and_one_cursor() {
    fn paged<P: Params + ListParams>(id: &str) {
        for (limit, good) in [(0, false), (1, true), (100, true), (101, false)] {
            let params: P = serde_json::from_value(json!({"limit": limit})).unwrap();
            let checked = params.check();
            assert_eq!(checked.is_ok(), good, "{limit}");
            if let Err(error) = checked {
                assert_eq!(error.to_string(), "limit: must be 1 to 100");
            }
        }
        assert!(serde_json::from_value::<P>(json!({"limit": -1})).is_err());
        breaks::<P>(
            json!({"starting_after": id, "ending_before": id}),
            "ending_before: must not be given together with starting_after",
        );

        let mut params: P = serde_json::from_value(json!({"starting_after": id})).unwrap();
        let Some(Cursor::After(cursor)) = params.cursor() else {
            panic!("the cursor is lost");
        };
        params.set_cursor(Some(Cursor::Before(cursor)));
        assert_eq!(
            serde_json::to_value(&params).unwrap(),
            json!({"ending_before": id})
        );
        assert!(matches!(params.cursor(), Some(Cursor::Before(_))));
        params.set_cursor(None);
        assert_eq!(serde_json::to_value(&params).unwrap(), json!({}));
    }
    paged::<ListEvents>("evt_1");
    paged::<ListFileLinks>("link_1");
    paged::<ListFiles>("file_1");
    paged::<ListVerificationReports>("vr_1");
    paged::<ListVerificationSessions>("vs_1");
    paged::<ListWebhookEndpoints>("we_1");
}

#[test]
fn a_later_cursor_replaces_the_earlier_one() {
    let (first, second) = ("vs_1".parse().unwrap(), "vs_2".parse().unwrap());
    let params = ListVerificationSessions::new()
        .starting_after(first)
        .ending_before(second)
        .limit(2);
    assert_eq!(
        serde_json::to_value(&params).unwrap(),
        json!({"ending_before": "vs_2", "limit": 2})
    );
}

/// The API decides on addresses and numbers: what looks wrong is named and sent.
#[test]
fn contacts_that_look_wrong_are_warnings() {
    let details = json!({"email": "jenny", "phone": "555 0001"});
    let create: CreateVerificationSession =
        serde_json::from_value(json!({"type": "document", "provided_details": details})).unwrap();
    let update: UpdateVerificationSession =
        serde_json::from_value(json!({"provided_details": details})).unwrap();
    assert!(create.validate().is_ok() && update.validate().is_ok());
    let create: Vec<_> = create.warnings().collect();
    assert_eq!(create, update.warnings().collect::<Vec<_>>());
    assert_eq!(
        create.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "provided_details[email]: does not look like an e-mail address",
            "provided_details[phone]: is not in E.164, as in +15550001111",
        ]
    );
}

#[test]
fn a_legacy_intent_can_be_asked_for() {
    let params = ListVerificationReports::new()
        .verification_intent("vi_1")
        .unwrap();
    assert_eq!(
        serde_json::to_value(&params).unwrap(),
        json!({"verification_session": "vi_1"})
    );
    for id in ["vs_1", "vi_1/x", ""] {
        assert!(
            ListVerificationReports::new()
                .verification_intent(id)
                .is_err()
        );
    }
}
