//! The control API, by requests alone; every answer is held to its document.

use std::sync::LazyLock;

use http::{Method, Request, StatusCode};
use identity_sandbox::{ControlAccess, Sandbox};
use identity_tests::contract::{self, Contract};
use serde_json::{Value, json};
use tower_service::Service;

use crate::call::{Answer, SESSIONS, exchange, get, post, request, sandbox, send};

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::new(include_str!("../../control.openapi.json")));

/// A control call; its answer is what the document says.
pub(crate) fn control(sandbox: &Sandbox, method: &Method, path: &str, body: &str) -> Answer {
    let request = asked(method, path, body);
    let answer = exchange(sandbox, request).unwrap();
    checked(method, path, answer)
}

fn asked(method: &Method, path: &str, body: &str) -> Request<String> {
    let path = format!("/_sandbox{path}");
    let request = Request::builder().method(method.clone()).uri(&path);
    request.body(body.to_owned()).unwrap()
}

fn checked(method: &Method, path: &str, answer: Answer) -> Answer {
    let path = format!("/_sandbox{path}");
    let checked = contract::Answer {
        status: answer.status,
        headers: &answer.headers,
        body: answer.text.as_bytes(),
    };
    CONTRACT.check(method, path.split('?').next().unwrap(), &checked);
    answer
}

/// The one call that waits: until everything that is due is delivered.
pub(crate) async fn settle(sandbox: &Sandbox) -> Value {
    const PATH: &str = "/deliveries/settle";
    let request = asked(&Method::POST, PATH, "");
    let (parts, body) = sandbox.service().call(request).await.unwrap().into_parts();
    let answer = Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(body.bytes().to_vec()).unwrap(),
    };
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    checked(&Method::POST, PATH, answer).json()
}

pub(crate) fn done(sandbox: &Sandbox, method: &Method, path: &str, body: &str) -> Value {
    let answer = control(sandbox, method, path, body);
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.json()
}

pub(crate) fn refused(sandbox: &Sandbox, method: &Method, path: &str, body: &str) -> (u16, String) {
    let answer = control(sandbox, method, path, body);
    (answer.status.as_u16(), answer.message())
}

fn create(sandbox: &Sandbox) -> String {
    post(sandbox, "type=document").json()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_person_acts_by_outcome_script_and_delay() {
    let sandbox = sandbox();
    let id = create(&sandbox);
    let path = |verb: &str| format!("/sessions/{id}/{verb}");
    let failed = r#"{"result":"fail","code":"document_expired"}"#;
    let session = done(&sandbox, &Method::POST, &path("outcome"), failed);
    assert_eq!(session["last_error"]["code"], "document_expired");
    done(
        &sandbox,
        &Method::POST,
        &path("script"),
        r#"{"outcomes":"abandoned, verify@30s"}"#,
    );
    let session = done(&sandbox, &Method::POST, &path("submit"), "");
    assert_eq!(session["last_error"]["code"], "abandoned");
    assert_eq!(
        done(&sandbox, &Method::POST, &path("submit"), "")["status"],
        "processing"
    );
    done(
        &sandbox,
        &Method::POST,
        "/clock/advance",
        r#"{"seconds":30}"#,
    );
    let session = get(&sandbox, &format!("{SESSIONS}/{id}")).json();
    assert_eq!(session["status"], "verified");
    assert_eq!(
        done(&sandbox, &Method::GET, "/meter", "")["billable_attempts"],
        2
    );
    let (status, message) = refused(&sandbox, &Method::POST, &path("submit"), "");
    assert_eq!(status, 400);
    assert!(message.contains("\"verified\""), "{message}");
}

#[test]
fn processing_can_be_held_and_finished_otherwise() {
    let sandbox = sandbox();
    let id = create(&sandbox);
    let held = r#"{"result":"verify","delay":"hold"}"#;
    let session = done(
        &sandbox,
        &Method::POST,
        &format!("/sessions/{id}/outcome"),
        held,
    );
    assert_eq!(session["status"], "processing");
    let otherwise = r#"{"result":"fail","reason":"No."}"#;
    let session = done(
        &sandbox,
        &Method::POST,
        &format!("/sessions/{id}/finish"),
        otherwise,
    );
    assert_eq!(
        session["last_error"],
        json!({"code": "document_unverified_other", "reason": "No."})
    );
}

#[test]
fn every_session_is_told_without_personal_data() {
    let sandbox = sandbox();
    post(
        &sandbox,
        "type=document&client_reference_id=jane&provided_details[email]=jane@example.com&metadata[jane]=jane",
    );
    let overview = control(&sandbox, &Method::GET, "/sessions", "");
    assert!(!overview.text.contains("jane"), "{}", overview.text);
    assert_eq!(overview.json()["data"][0]["status"], "requires_input");
    let all = done(&sandbox, &Method::GET, "", "");
    assert_eq!(
        (&all["sessions"], &all["frozen"]),
        (&json!(1), &json!(true))
    );
}

#[test]
fn the_clock_stops_moves_and_is_set() {
    let sandbox = sandbox();
    let at = |answer: Value| (answer["now"].as_i64().unwrap(), answer["frozen"] == true);
    assert_eq!(
        at(done(&sandbox, &Method::GET, "/clock", "")),
        (1_790_000_000, true)
    );
    assert_eq!(
        at(done(
            &sandbox,
            &Method::POST,
            "/clock/set",
            r#"{"time":1800000000}"#
        )),
        (1_800_000_000, true)
    );
    assert!(!at(done(&sandbox, &Method::POST, "/clock/unfreeze", "")).1);
    assert!(at(done(&sandbox, &Method::POST, "/clock/freeze", "")).1);
}

#[test]
fn faults_are_armed_listed_and_cleared() {
    let sandbox = sandbox();
    let rule = r#"{"fault":"error","error":"unavailable","on":"POST /v1/**","times":2}"#;
    let id = done(&sandbox, &Method::POST, "/faults", rule)["id"].clone();
    assert_eq!(
        post(&sandbox, "type=document").status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    let list = done(&sandbox, &Method::GET, "/faults", "");
    assert_eq!(
        (&list["data"][0]["hits"], &list["data"][0]["on"]),
        (&json!(1), &json!("POST /v1/**"))
    );
    done(&sandbox, &Method::DELETE, &format!("/faults/{id}"), "");
    assert_eq!(refused(&sandbox, &Method::DELETE, "/faults/1", "").0, 404);
    done(
        &sandbox,
        &Method::POST,
        "/faults",
        r#"{"fault":"not_json"}"#,
    );
    done(&sandbox, &Method::DELETE, "/faults", "");
    assert_eq!(post(&sandbox, "type=document").status, StatusCode::OK);
}

#[test]
fn mistakes_have_a_place_and_a_rule() {
    let sandbox = sandbox();
    let id = create(&sandbox);
    for (method, path, body, status, words) in [
        (
            Method::POST,
            "/clock/advance".to_owned(),
            r#"{"seconds":"x"}"#,
            400,
            "Seconds: not the right type, expected u64.",
        ),
        (
            Method::POST,
            "/clock/set".to_owned(),
            "{}",
            400,
            "missing field `time`",
        ),
        (
            Method::POST,
            "/faults".to_owned(),
            r#"{"fault":"x"}"#,
            400,
            "no such word",
        ),
        (
            Method::POST,
            format!("/sessions/{id}/outcome"),
            r#"{"result":"fail","code":"x"}"#,
            400,
            "an outcome must be verify",
        ),
        (
            Method::POST,
            format!("/sessions/{id}/outcome"),
            "",
            400,
            "EOF",
        ),
        (
            Method::POST,
            format!("/sessions/{id}/script"),
            r#"{"outcomes":"x"}"#,
            400,
            "Outcomes: an outcome must be",
        ),
        (
            Method::POST,
            "/sessions/vs_1/submit".to_owned(),
            "",
            404,
            "no such session",
        ),
        (
            Method::POST,
            "/sessions/x/submit".to_owned(),
            "",
            404,
            "no such session",
        ),
        (
            Method::GET,
            "/journal?status=x".to_owned(),
            "",
            400,
            "query",
        ),
        (Method::GET, "/journal?bogus=1".to_owned(), "", 400, "query"),
        (
            Method::POST,
            "/keys".to_owned(),
            r#"{"key":"sk_test_1"}"#,
            400,
            "Either permissions",
        ),
        (
            Method::POST,
            "/restore".to_owned(),
            "{}",
            400,
            "missing field",
        ),
        (
            Method::POST,
            "/seed".to_owned(),
            "accounts: 1",
            400,
            "accounts in the seed file",
        ),
        (
            Method::DELETE,
            "/clock".to_owned(),
            "",
            405,
            "no such method",
        ),
        (Method::GET, "/bogus".to_owned(), "", 404, "no such path"),
    ] {
        let (found, message) = refused(&sandbox, &method, &path, body);
        assert_eq!(found, status, "{path} {body}: {message}");
        let (message, words) = (message.to_lowercase(), words.to_lowercase());
        assert!(message.contains(&words), "{path} {body}: {message}");
    }
}

#[test]
fn keys_are_restricted_and_expire() {
    let sandbox = sandbox();
    create(&sandbox);
    done(
        &sandbox,
        &Method::POST,
        "/keys",
        r#"{"key":"sk_test_123","expired":true}"#,
    );
    assert_eq!(get(&sandbox, SESSIONS).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_snapshot_goes_to_another_sandbox_and_a_reset_forgets() {
    let sandbox = sandbox();
    let id = create(&sandbox);
    done(
        &sandbox,
        &Method::POST,
        &format!("/sessions/{id}/outcome"),
        r#"{"result":"verify","delay":60}"#,
    );
    let snapshot = control(&sandbox, &Method::GET, "/snapshot", "").text;
    let other = Sandbox::builder().seed(7).build();
    done(&other, &Method::POST, "/restore", &snapshot);
    for sandbox in [&sandbox, &other] {
        done(
            sandbox,
            &Method::POST,
            "/clock/advance",
            r#"{"seconds":60}"#,
        );
    }
    let path = format!("{SESSIONS}/{id}?expand[]=verified_outputs");
    assert_eq!(get(&sandbox, &path).text, get(&other, &path).text);
    assert_eq!(get(&other, &path).json()["status"], "verified");
    done(&other, &Method::POST, "/reset", "");
    assert_eq!(get(&other, &path).status, StatusCode::NOT_FOUND);
    assert_eq!(other.session_count(), 0);
}

#[test]
fn a_snapshot_survives_tools_that_read_numbers_as_floats() {
    let sandbox = sandbox();
    let id = create(&sandbox);
    let keyed = request(Method::POST, SESSIONS).header("idempotency-key", "k-1");
    let keyed = keyed.body("type=document".to_owned()).unwrap();
    let first = send(&sandbox, keyed.clone()).unwrap();
    let snapshot = control(&sandbox, &Method::GET, "/snapshot", "").json();

    let other = Sandbox::new();
    let snapshot = as_floats(snapshot).to_string();
    done(&other, &Method::POST, "/restore", &snapshot);
    let path = format!("{SESSIONS}/{id}");
    assert_eq!(get(&sandbox, &path).text, get(&other, &path).text);
    assert_eq!(send(&other, keyed).unwrap().text, first.text);
}

/// What JavaScript makes of JSON.
fn as_floats(json: Value) -> Value {
    match json {
        Value::Number(number) => json!(number.as_f64().unwrap() as i64),
        Value::Array(items) => items.into_iter().map(as_floats).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, as_floats(value)))
            .collect(),
        other => other,
    }
}

#[test]
fn a_token_or_the_switch_closes_it_and_the_api_stays_open() {
    for (access, status) in [
        (ControlAccess::Token("t0ken".to_owned()), 401),
        (ControlAccess::Off, 404),
    ] {
        let sandbox = Sandbox::builder().control(access).build();
        assert_eq!(refused(&sandbox, &Method::POST, "/reset", "").0, status);
        assert_eq!(refused(&sandbox, &Method::GET, "", "").0, status);
        assert_eq!(post(&sandbox, "type=document").status, StatusCode::OK);
    }
}

/// A run of calls, control calls, outcomes and events.
fn run(seed: u64) -> Vec<String> {
    let sandbox = Sandbox::builder().seed(seed).build();
    let mut said = vec![
        control(
            &sandbox,
            &Method::POST,
            "/clock/set",
            r#"{"time":1790000000}"#,
        )
        .text,
    ];
    control(&sandbox, &Method::POST, "/clock/freeze", "");
    done(
        &sandbox,
        &Method::POST,
        "/clock/set",
        r#"{"time":1790000000}"#,
    );
    done(
        &sandbox,
        &Method::POST,
        "/faults",
        r#"{"fault":"error","error":"unavailable","times":null,"probability":0.3}"#,
    );
    for _ in 0..8 {
        said.push(post(&sandbox, "type=document").text);
    }
    done(&sandbox, &Method::DELETE, "/faults", "");
    for session in sandbox.overview(9) {
        let path = format!("/sessions/{}/outcome", session.id);
        said.push(
            control(
                &sandbox,
                &Method::POST,
                &path,
                r#"{"result":"verify","delay":9}"#,
            )
            .text,
        );
    }
    said.push(
        control(
            &sandbox,
            &Method::POST,
            "/clock/advance",
            r#"{"seconds":10}"#,
        )
        .text,
    );
    said.push(serde_json::to_string(&sandbox.events()).unwrap());
    said.push(control(&sandbox, &Method::GET, "/journal", "").text);
    said.push(control(&sandbox, &Method::GET, "/snapshot", "").text);
    said.remove(0);
    said
}

#[test]
fn the_same_seed_and_calls_give_the_same_bytes() {
    assert!(run(7) == run(7));
    assert!(run(7) != run(8));
}
