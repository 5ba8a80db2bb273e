//! Every operation, and those of Identity in every state, with every path that can be expanded: each answer
//! is held to the sandbox's OpenAPI document by `call::send`, and hidden fields are shown to those who asked.

use std::time::Duration;

use http::Method;
use identity_sandbox::{Outcome, Sandbox};
use identity_types::{LastErrorCode, VerificationSessionId};
use serde_json::Value;

use crate::call::{CONTRACT, SESSIONS, START, get, request, sandbox, send};
use crate::lifecycle::{call, create, post_to, retrieve};

const REPORTS: &str = "/v1/identity/verification_reports";

/// What is hidden of a session unless it is named.
const OF_A_SESSION: &[&str] = &[
    "provided_details",
    "verified_outputs",
    "verified_outputs.dob",
    "verified_outputs.id_number",
    "verified_outputs.sex",
    "verified_outputs.unparsed_place_of_birth",
    "verified_outputs.unparsed_sex",
];

/// The same of a report.
const OF_A_REPORT: &[&str] = &[
    "document.dob",
    "document.expiration_date",
    "document.number",
    "document.sex",
    "document.unparsed_place_of_birth",
    "document.unparsed_sex",
    "id_number.dob",
    "id_number.id_number",
];

/// What can be verified, as a form.
const KINDS: &[&str] = &[
    "type=document&client_reference_id=user-1&metadata[plan]=gold&provided_details[email]=ada@example.com",
    "type=document&options[document][require_matching_selfie]=true&options[document][require_id_number]=true\
     &options[document][allowed_types][]=passport&options[document][require_live_capture]=true&related_customer=cus_1",
    "type=id_number&related_person[account]=acct_1&related_person[person]=person_1",
    "verification_flow=vf_all&return_url=https://shop.example/done&related_customer_account=acct_1",
];

/// Brings a new session somewhere.
type Way = fn(&Sandbox, &VerificationSessionId);

/// Every state that a session can be in.
const STATES: &[(&str, Way)] = &[
    ("new", |_, _| ()),
    ("abandoned", |sandbox, id| {
        sandbox.outcome(id, Outcome::abandon()).unwrap();
    }),
    ("failed", |sandbox, id| {
        let code = match retrieve(sandbox, id)["type"].as_str() {
            Some("id_number") => LastErrorCode::IdNumberMismatch,
            _ => LastErrorCode::DocumentExpired,
        };
        sandbox.fail(id, code).unwrap();
    }),
    ("processing", |sandbox, id| {
        sandbox.outcome(id, Outcome::verify().hold()).unwrap();
    }),
    ("verified", |sandbox, id| {
        sandbox.verify(id).unwrap();
    }),
    ("canceled", |sandbox, id| {
        call(sandbox, id, "/cancel");
    }),
    ("being redacted", |sandbox, id| {
        sandbox.verify(id).unwrap();
        call(sandbox, id, "/redact");
    }),
    ("redacted", |sandbox, id| {
        sandbox.verify(id).unwrap();
        call(sandbox, id, "/redact");
        sandbox
            .clock()
            .advance(Duration::from_secs(4 * 24 * 60 * 60));
    }),
    ("redacted unverified", |sandbox, id| {
        call(sandbox, id, "/redact");
        sandbox
            .clock()
            .advance(Duration::from_secs(4 * 24 * 60 * 60));
    }),
];

/// Calls `walk` with a session of each kind in each state.
fn everywhere(walk: impl Fn(&Sandbox, &VerificationSessionId, &str)) {
    for kind in KINDS {
        for (state, reach) in STATES {
            let sandbox = sandbox();
            let id = create(&sandbox, kind);
            reach(&sandbox, &id);
            walk(&sandbox, &id, &format!("{kind}, {state}"));
        }
    }
}

/// `expand[]=a&expand[]=b`
fn expand<'a>(paths: impl IntoIterator<Item = &'a str>, prefix: &str) -> String {
    let words: Vec<String> = paths
        .into_iter()
        .map(|path| format!("expand[]={prefix}{path}"))
        .collect();
    words.join("&")
}

/// Whether a field is there; nothing if what it would be in is not.
fn shown(object: &Value, path: &str) -> Option<bool> {
    let (parent, field) = match path.rsplit_once('.') {
        Some((parent, field)) => (
            object.pointer(&format!("/{}", parent.replace('.', "/"))),
            field,
        ),
        None => (Some(object), path),
    };
    Some(parent?.as_object()?.contains_key(field))
}

fn assert_shown(object: &Value, paths: &[&str], asked: &str, place: &str) {
    for path in paths {
        // A field brings its parent with it.
        let wanted =
            !asked.is_empty() && (*path == asked || asked.starts_with(&format!("{path}.")));
        let found = shown(object, path);
        assert!(
            found.is_none_or(|found| found == wanted),
            "{place}: {path} with {asked:?}"
        );
    }
}

#[test]
fn sessions_are_read_as_documented_in_every_state() {
    everywhere(|sandbox, id, place| {
        let path = format!("{SESSIONS}/{id}");
        assert_shown(&get(sandbox, &path).json(), OF_A_SESSION, "", place);
        for asked in OF_A_SESSION {
            let one = get(sandbox, &format!("{path}?{}", expand([*asked], ""))).json();
            assert_shown(&one, OF_A_SESSION, asked, place);
            let list = get(
                sandbox,
                &format!("{SESSIONS}?{}", expand([*asked], "data.")),
            )
            .json();
            assert_shown(&list["data"][0], OF_A_SESSION, asked, place);
        }
        let report = OF_A_REPORT
            .iter()
            .map(|path| format!("last_verification_report.{path}"));
        let report: Vec<String> = report
            .chain(["last_verification_report".to_owned()])
            .collect();
        let all = OF_A_SESSION
            .iter()
            .copied()
            .chain(report.iter().map(String::as_str));
        let everything = get(sandbox, &format!("{path}?{}", expand(all, ""))).json();
        for path in OF_A_REPORT {
            let found = shown(&everything["last_verification_report"], path);
            assert_ne!(found, Some(false), "{place}: {path}");
        }
    });
}

#[test]
fn reports_are_read_as_documented_in_every_state() {
    everywhere(|sandbox, id, place| {
        let list = get(sandbox, &format!("{REPORTS}?verification_session={id}")).json();
        for report in list["data"].as_array().unwrap() {
            assert_shown(report, OF_A_REPORT, "", place);
            let path = format!("{REPORTS}/{}", report["id"].as_str().unwrap());
            for asked in OF_A_REPORT {
                let section = asked.split('.').next().unwrap();
                if report[section].is_null() {
                    continue;
                }
                let one = get(sandbox, &format!("{path}?{}", expand([*asked], ""))).json();
                assert_shown(&one, OF_A_REPORT, asked, place);
            }
        }
        let all = expand(OF_A_REPORT.iter().copied(), "data.");
        get(sandbox, &format!("{REPORTS}?{all}&limit=1"));
    });
}

/// What is written, and what is refused: the status decides which schema an answer is held to.
#[test]
fn writes_are_answered_as_documented_in_every_state() {
    let all = expand(OF_A_SESSION.iter().copied(), "");
    for (verb, form) in [
        ("", "metadata[a]=b&provided_details[phone]=%2B15550001111"),
        ("", "options[document]="),
        ("", "type=id_number"),
        ("/cancel", ""),
        ("/redact", ""),
    ] {
        everywhere(|sandbox, id, place| {
            let path = format!("{SESSIONS}/{id}{verb}");
            let answer = post_to(sandbox, &path, &format!("{form}&{all}"));
            let status = answer.status.as_u16();
            assert!([200, 400].contains(&status), "{place}: {path} is {status}");
            // The same again, in the state that it led to.
            post_to(sandbox, &path, form);
        });
    }
}

#[test]
fn every_code_is_answered_as_documented() {
    for code in LastErrorCode::KNOWN {
        let sandbox = sandbox();
        let id = create(&sandbox, "verification_flow=vf_all");
        sandbox.fail(&id, (*code).into()).unwrap();
        get(
            &sandbox,
            &format!("{SESSIONS}/{id}?expand[]=last_verification_report"),
        );
        get(&sandbox, REPORTS);
    }
}

#[test]
fn every_operation_of_identity_succeeds_and_refuses_as_documented() {
    let sandbox = sandbox();
    let id = create(&sandbox, KINDS[0]);
    sandbox.verify(&id).unwrap();
    let report = retrieve(&sandbox, &id)["last_verification_report"].clone();
    let report = report.as_str().unwrap();
    let good = [SESSIONS, REPORTS].map(str::to_owned);
    let one = [format!("{SESSIONS}/{id}"), format!("{REPORTS}/{report}")];
    for path in good.iter().chain(&one) {
        get(&sandbox, path);
        get(&sandbox, &format!("{path}?colour=blue"));
    }
    for verb in ["", "/cancel", "/redact"] {
        let id = create(&sandbox, KINDS[0]);
        call(&sandbox, &id, verb);
        post_to(&sandbox, &format!("{SESSIONS}/vs_missing{verb}"), "");
    }
    post_to(&sandbox, SESSIONS, "");
    for path in [
        &format!("{SESSIONS}/vs_missing"),
        &format!("{REPORTS}/vr_missing"),
        "/v1/nothing",
    ] {
        get(&sandbox, path);
    }
    for (name, value) in [
        ("authorization", "Bearer sk_live_1"),
        ("authorization", "Bearer pk_test_1"),
        ("stripe-version", "yesterday"),
        ("stripe-account", "nobody"),
        ("idempotency-key", "k".repeat(256).as_str()),
    ] {
        let mut request = request(Method::POST, SESSIONS)
            .body("type=document".to_owned())
            .unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
        send(&sandbox, request).unwrap();
    }

    assert_seen(|operation| operation.contains("/v1/identity/"));
}

fn delete(sandbox: &Sandbox, path: &str) {
    let request = request(Method::DELETE, path).body(String::new()).unwrap();
    send(sandbox, request).unwrap();
}

#[test]
fn every_operation_around_identity_succeeds_and_refuses_as_documented() {
    let sandbox = sandbox();
    files_and_links(&sandbox);
    ephemeral_keys(&sandbox);
    webhook_endpoints(&sandbox);
    for event in get(&sandbox, "/v1/events").json()["data"]
        .as_array()
        .unwrap()
    {
        get(
            &sandbox,
            &format!("/v1/events/{}", event["id"].as_str().unwrap()),
        );
    }
    get(&sandbox, "/v1/events/evt_missing");
    event_again(&sandbox);
    get(&sandbox, "/v1/events?type=a&types[]=b");
    assert_seen(|operation| !operation.contains("/v1/identity/"));
}

fn files_and_links(sandbox: &Sandbox) {
    let id = create(sandbox, KINDS[1]);
    sandbox.verify(&id).unwrap();
    let body = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nidentity_document\r\n--b\r\n\
                Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--b\r\n\
                Content-Disposition: form-data; name=\"file_link_data[create]\"\r\n\r\ntrue\r\n--b--\r\n";
    let upload = request(Method::POST, "/v1/files")
        .header("content-type", "multipart/form-data; boundary=b");
    send(sandbox, upload.body(body.to_owned()).unwrap()).unwrap();
    post_to(sandbox, "/v1/files", "purpose=identity_document");

    for file in get(sandbox, "/v1/files?limit=100").json()["data"]
        .as_array()
        .unwrap()
    {
        let file = file["id"].as_str().unwrap();
        get(sandbox, &format!("/v1/files/{file}"));
        get(sandbox, &format!("/v1/files/{file}/contents"));
        let soon = START.as_secs() + 30;
        let link = post_to(
            sandbox,
            "/v1/file_links",
            &format!("file={file}&expires_at={soon}&expand[]=file"),
        );
        let link = format!("/v1/file_links/{}", link.json()["id"].as_str().unwrap());
        post_to(sandbox, &link, "metadata[a]=b&expand[]=file");
        post_to(sandbox, &link, "expires_at=now");
        // An expired link cannot be updated.
        post_to(sandbox, &link, "metadata[a]=b");
        get(sandbox, &format!("{link}?expand[]=file"));
    }
    get(sandbox, "/v1/file_links?expand[]=data.file");
    post_to(sandbox, "/v1/file_links", "file=file_missing");
    for path in [
        "/v1/files/file_missing",
        "/v1/files/file_missing/contents",
        "/v1/file_links/link_missing",
    ] {
        get(sandbox, path);
    }
    for path in ["/v1/files", "/v1/file_links"] {
        get(sandbox, &format!("{path}?limit=0"));
    }
}

fn ephemeral_keys(sandbox: &Sandbox) {
    let id = create(sandbox, KINDS[0]);
    let form = format!("verification_session={id}");
    let request =
        request(Method::POST, "/v1/ephemeral_keys").header("stripe-version", "2026-10-28.endive");
    let made = send(sandbox, request.body(form.clone()).unwrap())
        .unwrap()
        .json();
    let path = format!("/v1/ephemeral_keys/{}", made["id"].as_str().unwrap());
    // Without a version it is refused.
    post_to(sandbox, "/v1/ephemeral_keys", &form);
    delete(sandbox, &path);
    delete(sandbox, &path);
}

fn webhook_endpoints(sandbox: &Sandbox) {
    const PATH: &str = "/v1/webhook_endpoints";
    let made = post_to(
        sandbox,
        PATH,
        "url=http://127.0.0.1:9/&enabled_events[]=*&metadata[a]=b",
    )
    .json();
    post_to(sandbox, PATH, "url=nowhere&enabled_events[]=*");
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    get(sandbox, &path);
    get(sandbox, PATH);
    get(sandbox, &format!("{PATH}?limit=0"));
    post_to(sandbox, &path, "disabled=true&description=mine");
    post_to(sandbox, &path, "enabled_events[]=");
    delete(sandbox, &path);
    delete(sandbox, &path);
    get(sandbox, &path);
}

fn event_again(sandbox: &Sandbox) {
    let form = "url=http://127.0.0.1:9/&enabled_events[]=*";
    let endpoint = post_to(sandbox, "/v1/webhook_endpoints", form).json();
    let form = format!("webhook_endpoint={}", endpoint["id"].as_str().unwrap());
    let events = get(sandbox, "/v1/events").json();
    let event = events["data"][0]["id"].as_str().unwrap();
    post_to(sandbox, &format!("/v1/events/{event}/retry"), &form);
    post_to(sandbox, "/v1/events/evt_missing/retry", &form);
}

/// Each of these operations was seen to succeed and to refuse.
fn assert_seen(of: impl Fn(&str) -> bool) {
    let seen = CONTRACT.seen();
    for operation in CONTRACT
        .operations()
        .iter()
        .filter(|operation| of(operation))
    {
        for outcome in ["ok", "error"] {
            let name = format!("{operation} {outcome}");
            assert!(seen.contains(&name), "{name} was not seen");
        }
    }
}
