//! What comes back from the API is read, kept and written again, whatever it holds.
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may fail as loudly as the test"
)]

#[path = "support/objects.rs"]
mod objects;

use std::fmt::Debug;

use identity_types::{
    CheckError, CreatedFilter, CreatedRange, Date, Event, EventObject, EventType, Expandable,
    Extra, FileLinkExpiry, Hidden, LastErrorCode, List, Timestamp, UpdateFileLink, Value as Kept,
    VerificationReport, VerificationSession, VerificationSessionStatus,
};
use objects::{EVENT, LIST, OBJECTS, REPORT, SESSION, with_type_named};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

#[test]
fn every_member_is_read_and_written_back_in_the_apis_order() {
    for (name, text) in OBJECTS {
        with_type_named!(*name, same_bytes(name, text));
    }
}

fn same_bytes<T: DeserializeOwned + Serialize>(name: &str, text: &str) {
    let object: T = serde_json::from_str(text).expect(name);
    assert_eq!(
        serde_json::to_string(&object).unwrap(),
        compact(text),
        "{name}"
    );
}

/// The text as a serializer writes it.
fn compact(json: &str) -> String {
    json.split_whitespace().collect()
}

/// No member of the full objects is taken for an unknown one.
#[test]
fn every_documented_member_has_its_field() {
    let session: VerificationSession = serde_json::from_str(SESSION).unwrap();
    let outputs = session.verified_outputs.present().unwrap();
    let address = outputs.address.as_ref().unwrap();
    let options = session.options.as_ref().unwrap();
    let report: VerificationReport = serde_json::from_str(REPORT).unwrap();
    let document = report.document.as_ref().unwrap();
    let extras = [
        &session.extra,
        &outputs.extra,
        &address.extra,
        &outputs.dob.present().unwrap().extra,
        &options.extra,
        &options.document.as_ref().unwrap().extra,
        &options.matching.as_ref().unwrap().extra,
        &session.provided_details.present().unwrap().extra,
        &session.related_person.as_ref().unwrap().extra,
        &session.last_error.as_ref().unwrap().extra,
        &report.extra,
        &document.extra,
        &document.error.as_ref().unwrap().extra,
        &report.email.as_ref().unwrap().extra,
        &report.phone.as_ref().unwrap().extra,
        &report.selfie.as_ref().unwrap().extra,
        &report.id_number.as_ref().unwrap().extra,
        &report.options.as_ref().unwrap().extra,
    ];
    assert!(extras.iter().all(|extra| extra.is_empty()));

    let event: Event = serde_json::from_str(EVENT).unwrap();
    assert!(event.extra.is_empty() && event.data.extra.is_empty());
    assert!(event.session().unwrap().extra.is_empty());
}

/// Every object in every object gets a member that this version does not know.
#[test]
fn unknown_members_are_kept_at_every_level() {
    for (name, text) in OBJECTS {
        let mut value: Value = serde_json::from_str(text).unwrap();
        add_unknown_members(&mut value);
        with_type_named!(*name, same_value(name, &value));
    }
}

fn add_unknown_members(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_unknown_members),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                // Metadata has the caller's own members, and strings only.
                if name != "metadata" {
                    add_unknown_members(member);
                }
            }
            members.insert(
                "new_member".to_owned(),
                json!({"list": [1, -1, u64::MAX, 1.5, "x", null, true], "object": {}}),
            );
        }
        _ => {}
    }
}

fn same_value<T: DeserializeOwned + Serialize>(name: &str, value: &Value) {
    let object: T = serde_json::from_value(value.clone()).expect(name);
    assert_eq!(serde_json::to_value(&object).unwrap(), *value, "{name}");
}

#[test]
fn an_unknown_value_of_an_enum_is_kept() {
    // Every member that is an enum, in the two objects that have them all.
    for (text, members) in [
        (
            SESSION,
            &[
                "/last_error/code",
                "/options/document/allowed_types/0",
                "/options/matching/dob",
                "/redaction/status",
                "/status",
                "/type",
                "/verified_outputs/id_number_type",
                "/verified_outputs/sex",
            ][..],
        ),
        (
            REPORT,
            &[
                "/document/error/code",
                "/document/sex",
                "/document/status",
                "/document/type",
                "/email/error/code",
                "/email/status",
                "/id_number/error/code",
                "/id_number/id_number_type",
                "/phone/error/code",
                "/selfie/error/code",
                "/type",
            ],
        ),
    ] {
        for member in members {
            let mut value: Value = serde_json::from_str(text).unwrap();
            *value.pointer_mut(member).unwrap() = json!("brand_new");
            if text == SESSION {
                same_value::<VerificationSession>(member, &value);
            } else {
                same_value::<VerificationReport>(member, &value);
            }
        }
    }
    let status = VerificationSessionStatus::from("brand_new");
    assert!(!status.is_known());
    assert_eq!(status.as_str(), "brand_new");
}

/// Any one member removed, or replaced by a value of any other kind: an error or a value, never a panic;
/// and what was read is written so that it reads the same again.
#[test]
fn no_single_change_of_a_member_can_panic() {
    let mut read = 0;
    let mut refused = 0;
    for (name, text) in OBJECTS {
        let value: Value = serde_json::from_str(text).unwrap();
        for changed in single_changes(&value) {
            if with_type_named!(*name, reads_stably(&changed)) {
                read += 1;
            } else {
                refused += 1;
            }
        }
    }
    assert!(
        read > 900 && refused > 3000,
        "{read} read, {refused} refused"
    );
}

fn reads_stably<T: DeserializeOwned + Serialize + PartialEq + Debug>(value: &Value) -> bool {
    let Ok(object) = serde_json::from_str::<T>(&value.to_string()) else {
        return false;
    };
    let written = serde_json::to_string(&object).unwrap();
    let again: T = serde_json::from_str(&written).unwrap();
    assert_eq!(again, object);
    assert_eq!(serde_json::to_string(&again).unwrap(), written);
    true
}

fn single_changes(value: &Value) -> Vec<Value> {
    let mut changes = vec![
        Value::Null,
        json!(true),
        json!(7),
        json!(-7),
        json!(u64::MAX),
        json!(0.5),
        json!(""),
        json!("text"),
        json!("a/../b"),
        json!([]),
        json!(["x", 1]),
        json!({}),
        json!({"object": "identity.verification_session"}),
    ];
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let with = |replacement: Option<Value>| {
                    let mut changed: Map<String, Value> = members.clone();
                    match replacement {
                        Some(new) => changed.insert(name.clone(), new),
                        None => changed.remove(name),
                    };
                    Value::Object(changed)
                };
                changes.push(with(None));
                changes.extend(
                    single_changes(member)
                        .into_iter()
                        .map(|new| with(Some(new))),
                );
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                for new in single_changes(item) {
                    let mut changed = items.clone();
                    changed[index] = new;
                    changes.push(Value::Array(changed));
                }
            }
        }
        _ => {}
    }
    changes
}

#[test]
fn a_missing_optional_is_none() {
    let session: VerificationSession = serde_json::from_value(json!({
        "id": "vs_1", "object": "identity.verification_session", "created": 1, "livemode": false,
        "metadata": {}, "status": "processing", "type": "document",
    }))
    .unwrap();
    let expected = {
        let mut session = VerificationSession::new(
            "vs_1".parse().unwrap(),
            identity_types::VerificationType::Document,
            Timestamp::from_secs(1),
        );
        session.status = VerificationSessionStatus::Processing;
        session
    };
    assert_eq!(session, expected);
}

#[test]
fn a_required_member_is_required() {
    for member in [
        "id", "object", "created", "livemode", "metadata", "status", "type",
    ] {
        let mut value: Value = serde_json::from_str(SESSION).unwrap();
        value.as_object_mut().unwrap().remove(member);
        let error = serde_json::from_value::<VerificationSession>(value).unwrap_err();
        assert_eq!(error.to_string(), format!("missing field `{member}`"));
    }
}

#[test]
fn an_object_of_another_kind_is_never_taken_for_a_session() {
    for other in [
        json!({"id": "vs_1", "object": "identity.verification_session", "deleted": true}),
        serde_json::from_str(REPORT).unwrap(),
    ] {
        assert!(serde_json::from_value::<VerificationSession>(other).is_err());
    }
}

#[test]
fn not_expanded_null_and_present_are_three_things() {
    let read = |member: Option<Value>| {
        let mut value: Value = serde_json::from_str(SESSION).unwrap();
        let members = value.pointer_mut("/verified_outputs").unwrap();
        let members = members.as_object_mut().unwrap();
        match member {
            Some(new) => members.insert("dob".to_owned(), new),
            None => members.remove("dob"),
        };
        let session: VerificationSession = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&session).unwrap(), value);
        session.verified_outputs.present().unwrap().dob.clone()
    };
    assert_eq!(read(None), Hidden::NotExpanded);
    assert_eq!(read(Some(Value::Null)), Hidden::Null);
    assert_eq!(
        read(Some(json!({"day": 1, "month": 2, "year": 3}))),
        Hidden::Present(Date::new(3, 2, 1))
    );
}

#[test]
fn a_reference_is_an_id_or_the_object() {
    let mut value: Value = serde_json::from_str(SESSION).unwrap();
    let session: VerificationSession = serde_json::from_value(value.clone()).unwrap();
    let report = session.last_verification_report.unwrap();
    assert_eq!(report.id().as_str(), "vr_1Nested");
    assert!(report.object().is_some());

    value["last_verification_report"] = json!("vr_1Nested");
    let session: VerificationSession = serde_json::from_value(value).unwrap();
    let report = session.last_verification_report.unwrap();
    assert!(matches!(&report, Expandable::Id(id) if id.as_str() == "vr_1Nested"));
    assert!(report.object().is_none());
}

#[test]
fn an_error_of_the_session_keeps_code_and_reason_apart() {
    let error: CheckError<LastErrorCode> =
        serde_json::from_value(json!({"code": null, "reason": null})).unwrap();
    assert_eq!((error.code, error.reason), (None, None));
}

#[test]
fn an_events_object_is_typed_wherever_its_name_stands() {
    let session =
        r#""created":1,"livemode":false,"metadata":{},"status":"verified","type":"document""#;
    let name = r#""object":"identity.verification_session""#;
    for object in [
        format!(r#"{{{name},"id":"vs_1",{session}}}"#),
        format!(r#"{{"id":"vs_1",{name},{session}}}"#),
        format!(r#"{{"id":"vs_1",{session},{name}}}"#),
    ] {
        let object: EventObject = serde_json::from_str(&object).unwrap();
        assert_eq!(object.session().unwrap().id.as_str(), "vs_1");
        assert_eq!(object.name(), Some("identity.verification_session"));
    }
    for object in [
        r#"{"id":"plan_1","object":"plan","amount":2000}"#,
        r#"{"id":"x"}"#,
        r#"{"id":"x","object":7}"#,
        "{}",
    ] {
        let other: EventObject = serde_json::from_str(object).unwrap();
        assert!(other.session().is_none());
        assert_eq!(serde_json::to_string(&other).unwrap(), object);
    }
    let error = serde_json::from_str::<EventObject>(&format!(r#"{{"id":"vs_1",{name}}}"#));
    assert!(
        error.is_err(),
        "a session without its members is no session"
    );
}

#[test]
fn an_event_of_another_product_is_read() {
    let event: Event = serde_json::from_value(json!({
        "id": "evt_1", "object": "event", "api_version": null, "created": 1,
        "data": {"object": {"id": "plan_1", "object": "plan"}}, "livemode": false,
        "pending_webhooks": 0, "request": null, "type": "plan.created",
    }))
    .unwrap();
    assert_eq!(event.event_type, EventType::from("plan.created"));
    assert_eq!(event.data.object.name(), Some("plan"));
}

#[test]
fn a_list_holds_any_object_and_a_null_list_is_refused() {
    let page: List<VerificationSession> = serde_json::from_str(LIST).unwrap();
    assert!(page.has_more);
    assert_eq!(page.into_iter().count(), 1);
    let page: List<Extra> = serde_json::from_str(LIST).unwrap();
    assert_eq!(page.data[0].get("id").and_then(Kept::as_str), Some("vs_1"));
    let wrong = LIST.replacen("\"list\"", "\"search_result\"", 1);
    assert!(serde_json::from_str::<List<Extra>>(&wrong).is_err());
}

#[test]
fn filters_and_expiries_read_numbers_and_words() {
    let at = Timestamp::from_secs(5);
    for (json, filter) in [
        (json!(5), CreatedFilter::At(at)),
        (
            json!({"gt": 5, "lte": 5}),
            CreatedRange::new().gt(at).lte(at).into(),
        ),
        (json!({}), CreatedRange::new().into()),
    ] {
        let read: CreatedFilter = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(read, filter);
        assert_eq!(serde_json::to_value(read).unwrap(), json);
    }
    // A form writes numbers as text.
    let read: CreatedFilter = serde_json::from_value(json!("5")).unwrap();
    assert_eq!(read, CreatedFilter::At(at));
    for json in [
        json!("x"),
        json!({"after": 5}),
        json!(u64::MAX),
        json!(null),
        json!([5]),
    ] {
        assert!(serde_json::from_value::<CreatedFilter>(json).is_err());
    }

    for (json, expiry) in [
        (json!(5), FileLinkExpiry::At(at)),
        (json!("now"), FileLinkExpiry::Now),
        (json!(""), FileLinkExpiry::Never),
    ] {
        let params = UpdateFileLink::new().expires_at(expiry);
        let value = json!({"expires_at": json});
        assert_eq!(serde_json::to_value(&params).unwrap(), value);
        assert_eq!(
            serde_json::from_value::<UpdateFileLink>(value).unwrap(),
            params
        );
    }
    assert!(serde_json::from_value::<FileLinkExpiry>(json!("later")).is_err());
}
