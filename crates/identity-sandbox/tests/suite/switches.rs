//! Each switch, away from its default.

use identity_sandbox::{
    Checks, Clock, DocumentOptionsOfIdNumber, MissingObjectParam, NeitherTypeNorFlow, Sandbox,
    Switches, TypeAndFlow, UnknownFlow,
};
use identity_types::VerificationFlowId;
use serde_json::json;

use crate::call::{SESSIONS, START, get, post};

#[test]
fn every_switch_has_another_side() {
    let mut switches = Switches::default();
    switches.neither_type_nor_flow = NeitherTypeNorFlow::Document;
    switches.type_and_flow = TypeAndFlow::FlowWins;
    switches.document_options_of_id_number = DocumentOptionsOfIdNumber::Keep;
    switches.verification_flows =
        Some([(VerificationFlowId::new("vf_1").unwrap(), Checks::ALL)].into());
    switches.unknown_flow = UnknownFlow::NotFound;
    switches.missing_object_param = MissingObjectParam::Id;
    let sandbox = Sandbox::builder()
        .clock(Clock::frozen(START))
        .switches(switches)
        .build();

    assert_eq!(post(&sandbox, "").json()["type"], json!("document"));
    let both = post(&sandbox, "type=document&verification_flow=vf_1").json();
    assert_eq!(both["type"], json!("verification_flow"));
    let kept = post(
        &sandbox,
        "type=id_number&options[document][require_live_capture]=true",
    )
    .json();
    assert_eq!(
        kept["options"],
        json!({"document": {"require_live_capture": true}})
    );
    let (status, error) = post(&sandbox, "verification_flow=vf_2").error();
    assert_eq!(
        (status, &error["param"]),
        (404, &json!("verification_flow"))
    );
    let (_, error) = get(&sandbox, &format!("{SESSIONS}/vs_2")).error();
    assert_eq!(error["param"], json!("id"));
}
