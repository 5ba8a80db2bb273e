//! Any sequence of calls, outcomes and moves of the clock, held against a model of a few words.
//!
//! The model knows of each session its status, its redaction, its last code and how many attempts were
//! submitted. After every step the session, its reports, the events and the meter must agree with it and
//! with each other; what is refused must have changed nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use identity_sandbox::{Outcome, Sandbox};
use identity_types::{LastErrorCode, VerificationSession, VerificationSessionId};
use proptest::prelude::*;
use serde_json::Value;

use crate::call::{SESSIONS, request, sandbox, send};

/// The most sessions of a run.
const SESSIONS_AT_MOST: usize = 2;

#[derive(Clone, Debug)]
enum Step {
    Create(&'static str),
    Update(usize),
    Cancel(usize, bool),
    Redact(usize, bool),
    Retrieve(usize),
    /// A code, or none for success; and whether it waits in `processing`.
    Attempt(usize, Option<usize>, bool),
    Submit(usize),
    Finish(usize, Option<usize>),
    Script(usize, Vec<Option<usize>>),
    Advance(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    RequiresInput,
    Processing,
    Verified,
    Canceled,
}

/// What the model knows of a session.
#[derive(Clone, Debug)]
struct Known {
    form: &'static str,
    status: Status,
    /// When a redaction ends; zero once it has.
    redaction: Option<u64>,
    code: Option<usize>,
    /// The outcome that a processing comes to.
    pending: Option<usize>,
    script: Vec<Option<usize>>,
    attempts: u64,
    events: Vec<&'static str>,
}

const FORMS: [&str; 5] = [
    "type=document",
    "type=document&options[document][require_matching_selfie]=true&metadata[user]=secret-word",
    "type=document&options[document][require_id_number]=true&options[document][allowed_types][]=passport",
    "type=id_number&provided_details[email]=secret-word@example.com",
    "verification_flow=vf_1&client_reference_id=user_1",
];

fn step() -> impl Strategy<Value = Step> {
    let at = 0..SESSIONS_AT_MOST;
    // More failures than successes: a success is the end of a session.
    let code = || proptest::option::weighted(0.85, 0..LastErrorCode::KNOWN.len());
    // Seconds, in which a redaction ends, and days, in which secrets and events do.
    let time = prop_oneof![0..15_u64, 0..2_000_000_u64];
    prop_oneof![
        2 => proptest::sample::select(FORMS.to_vec()).prop_map(Step::Create),
        1 => at.clone().prop_map(Step::Update),
        1 => (at.clone(), any::<bool>()).prop_map(|(at, keyed)| Step::Cancel(at, keyed)),
        1 => (at.clone(), any::<bool>()).prop_map(|(at, keyed)| Step::Redact(at, keyed)),
        1 => at.clone().prop_map(Step::Retrieve),
        7 => (at.clone(), code(), any::<bool>()).prop_map(|(at, code, hold)| Step::Attempt(at, code, hold)),
        1 => at.clone().prop_map(Step::Submit),
        2 => (at.clone(), code()).prop_map(|(at, code)| Step::Finish(at, code)),
        1 => (at, proptest::collection::vec(code(), 0..3)).prop_map(|(at, codes)| Step::Script(at, codes)),
        2 => time.prop_map(Step::Advance),
    ]
}

/// Whether the session's checks have the one that fails with this code.
fn has_check(form: &str, code: Option<usize>) -> bool {
    let Some(code) = code.map(|code| LastErrorCode::KNOWN[code]) else {
        return true;
    };
    if is_of_the_session(code) || form.starts_with("verification_flow") {
        return true;
    }
    match code.split('_').next().unwrap_or_default() {
        "document" => form.starts_with("type=document"),
        "selfie" => form.contains("selfie"),
        "id" => form.contains("id_number"),
        _ => false,
    }
}

fn is_of_the_session(code: &str) -> bool {
    [
        "abandoned",
        "consent_declined",
        "country_not_supported",
        "device_not_supported",
        "under_supported_age",
    ]
    .contains(&code)
}

fn outcome(code: Option<usize>) -> Outcome {
    match code {
        None => Outcome::verify(),
        Some(code) => Outcome::fail(LastErrorCode::KNOWN[code].into()),
    }
}

impl Known {
    fn new(form: &'static str) -> Self {
        Self {
            form,
            status: Status::RequiresInput,
            redaction: None,
            code: None,
            pending: None,
            script: Vec::new(),
            attempts: 0,
            events: vec!["created"],
        }
    }

    /// The person acts. False: it cannot happen.
    fn attempt(&mut self, code: Option<usize>, hold: bool) -> bool {
        if self.status != Status::RequiresInput || !has_check(self.form, code) {
            return false;
        }
        if code.is_some_and(|code| is_of_the_session(LastErrorCode::KNOWN[code])) {
            self.code = code;
            self.events.push("requires_input");
            return true;
        }
        self.status = Status::Processing;
        self.code = None;
        self.pending = code;
        self.events.push("processing");
        if !hold {
            self.end(code);
        }
        true
    }

    fn end(&mut self, code: Option<usize>) {
        self.attempts += 1;
        self.pending = None;
        self.code = code;
        (self.status, self.events) = match code {
            None => (Status::Verified, [&self.events[..], &["verified"]].concat()),
            Some(_) => (
                Status::RequiresInput,
                [&self.events[..], &["requires_input"]].concat(),
            ),
        };
    }

    /// False: it cannot happen. An outcome that no check knows cannot be had.
    fn finish(&mut self, code: Option<usize>) -> bool {
        let of_the_session = code.is_some_and(|code| is_of_the_session(LastErrorCode::KNOWN[code]));
        if self.status != Status::Processing || of_the_session || !has_check(self.form, code) {
            return false;
        }
        // To say that it succeeds is not to say nothing.
        self.end(code);
        true
    }

    fn cancel(&mut self) -> bool {
        match self.status {
            Status::RequiresInput => {
                self.status = Status::Canceled;
                self.code = None;
                self.script.clear();
                self.events.push("canceled");
                true
            }
            Status::Canceled => true,
            Status::Processing | Status::Verified => false,
        }
    }

    fn redact(&mut self, now: u64) -> bool {
        if self.redaction.is_some() {
            return true;
        }
        if self.status == Status::Processing {
            return false;
        }
        if self.status == Status::RequiresInput {
            self.cancel();
        }
        self.redaction = Some(now + 10);
        true
    }

    /// What time brings: the end of a redaction.
    fn tick(&mut self, now: u64) {
        if self.redaction.is_some_and(|due| due > 0 && due <= now) {
            self.redaction = Some(0);
            self.script.clear();
            self.events.push("redacted");
        }
    }
}

/// A sandbox, and what should be in it.
struct Run {
    sandbox: Sandbox,
    now: u64,
    ids: Vec<VerificationSessionId>,
    known: Vec<Known>,
    keys: u32,
}

impl Run {
    fn post(&mut self, path: &str, form: &str, keyed: bool) -> (u16, Value) {
        let mut request = request(Method::POST, path);
        if keyed {
            self.keys += 1;
            request = request.header("idempotency-key", format!("key-{}", self.keys));
        }
        let answer = send(&self.sandbox, request.body(form.to_owned()).unwrap()).unwrap();
        (answer.status.as_u16(), answer.json())
    }

    /// Takes a step in both worlds; what the model refuses must be refused, and the other way round.
    fn take(&mut self, step: &Step) {
        if let Step::Create(form) = *step {
            if self.ids.len() < SESSIONS_AT_MOST {
                let (status, session) = self.post(SESSIONS, form, self.ids.len().is_multiple_of(2));
                assert_eq!(status, 200);
                let id = session["id"].as_str().unwrap();
                self.ids.push(VerificationSessionId::new(id).unwrap());
                self.known.push(Known::new(form));
            }
            return;
        }
        if let Step::Advance(seconds) = *step {
            self.now += seconds;
            self.sandbox.clock().advance(Duration::from_secs(seconds));
            self.sandbox.run_due();
            return;
        }
        let (Step::Update(at)
        | Step::Cancel(at, _)
        | Step::Redact(at, _)
        | Step::Retrieve(at)
        | Step::Attempt(at, ..)
        | Step::Submit(at)
        | Step::Finish(at, _)
        | Step::Script(at, _)) = *step
        else {
            unreachable!("the two others are above");
        };
        if at >= self.ids.len() {
            return;
        }
        let before = self.everything();
        let (happens, happened) = self.act(at, step);
        assert_eq!(happens, happened, "{step:?} on {:?}", self.known[at]);
        if !happened {
            assert_eq!(
                self.everything(),
                before,
                "{step:?} was refused, and changed something"
            );
        }
    }

    fn everything(&self) -> String {
        let shown = (self.sandbox.sessions(), self.sandbox.events());
        serde_json::to_string(&shown).unwrap()
    }

    fn act(&mut self, at: usize, step: &Step) -> (bool, bool) {
        let (id, now) = (self.ids[at].clone(), self.now);
        let path = format!("{SESSIONS}/{id}");
        let sandbox = self.sandbox.clone();
        match step {
            Step::Update(_) => {
                let known = &self.known[at];
                let may = known.status == Status::RequiresInput && known.redaction.is_none();
                (
                    may,
                    self.post(&path, "metadata[more]=secret-word", true).0 == 200,
                )
            }
            Step::Cancel(_, keyed) => (
                self.known[at].cancel(),
                self.post(&format!("{path}/cancel"), "", *keyed).0 == 200,
            ),
            Step::Redact(_, keyed) => (
                self.known[at].redact(now),
                self.post(&format!("{path}/redact"), "", *keyed).0 == 200,
            ),
            Step::Retrieve(_) => (true, crate::call::get(&sandbox, &path).status == 200),
            Step::Attempt(_, code, hold) => {
                let outcome = if *hold {
                    outcome(*code).hold()
                } else {
                    outcome(*code)
                };
                (
                    self.known[at].attempt(*code, *hold),
                    sandbox.outcome(&id, outcome).is_ok(),
                )
            }
            Step::Submit(_) => {
                let known = &mut self.known[at];
                let may = known.status == Status::RequiresInput;
                let next = if may && !known.script.is_empty() {
                    known.script.remove(0)
                } else {
                    None
                };
                (known.attempt(next, false), sandbox.submit(&id).is_ok())
            }
            Step::Finish(_, code) => (
                self.known[at].finish(*code),
                sandbox.finish(&id, outcome(*code)).is_ok(),
            ),
            Step::Script(_, codes) => {
                let known = &mut self.known[at];
                let may = codes.iter().all(|code| has_check(known.form, *code));
                if may {
                    known.script.clone_from(codes);
                }
                (
                    may,
                    sandbox
                        .script(&id, codes.iter().map(|code| outcome(*code)))
                        .is_ok(),
                )
            }
            Step::Create(_) | Step::Advance(_) => (true, true),
        }
    }

    /// Everything that is shown agrees with the model and with itself.
    fn check(&mut self) {
        for known in &mut self.known {
            known.tick(self.now);
        }
        let sessions: BTreeMap<String, VerificationSession> = self
            .sandbox
            .sessions()
            .into_iter()
            .map(|session| (session.id.to_string(), session))
            .collect();
        assert_eq!(sessions.len(), self.known.len());
        let mut charged = 0;
        for (id, known) in self.ids.iter().zip(&self.known) {
            charged += known.attempts;
            self.check_session(&sessions[id.as_str()], known);
        }
        assert_eq!(self.sandbox.billable_attempts(), charged);
    }

    fn check_session(&self, session: &VerificationSession, known: &Known) {
        let json = serde_json::to_value(session).unwrap();
        let status = match known.status {
            Status::RequiresInput => "requires_input",
            Status::Processing => "processing",
            Status::Verified => "verified",
            Status::Canceled => "canceled",
        };
        assert_eq!(json["status"], status);
        let code = known.code.map(|code| LastErrorCode::KNOWN[code]);
        assert_eq!(json["last_error"]["code"].as_str(), code);
        let open = known.status == Status::RequiresInput;
        assert_eq!(
            (session.url.is_some(), session.client_secret.is_some()),
            (open, open)
        );
        let redaction = known
            .redaction
            .map(|due| if due == 0 { "redacted" } else { "processing" });
        assert_eq!(json["redaction"]["status"].as_str(), redaction);
        assert_eq!(
            json["verified_outputs"].is_object(),
            known.status == Status::Verified
        );
        assert_eq!(
            json["last_verification_report"].is_object(),
            known.attempts > 0
        );
        self.check_reports(session, &json, known);
        let mine = |event: &&identity_types::Event| {
            event.session().is_some_and(|each| each.id == session.id)
        };
        let events = self.sandbox.events();
        let types: Vec<_> = events
            .iter()
            .filter(mine)
            .map(|event| {
                event
                    .event_type
                    .as_str()
                    .rsplit('.')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        // Events of more than 30 days ago are gone.
        assert!(
            known
                .events
                .ends_with(&types.iter().map(String::as_str).collect::<Vec<_>>()),
            "{types:?} {known:?}"
        );
        if known.redaction == Some(0) {
            let kept =
                serde_json::to_string(&(session, events.iter().filter(mine).collect::<Vec<_>>()))
                    .unwrap();
            for word in ["secret-word", "Jenny", "Rosen", "94111"] {
                assert!(!kept.contains(word), "{word} is left in {kept}");
            }
        }
    }

    fn check_reports(&self, session: &VerificationSession, json: &Value, known: &Known) {
        let list = format!(
            "/v1/identity/verification_reports?limit=100&verification_session={}",
            session.id
        );
        let list = crate::call::get(&self.sandbox, &list).json();
        let reports = list["data"].as_array().unwrap();
        if known.redaction == Some(0) {
            let text = list.to_string();
            assert!(!text.contains("Jenny") && !text.contains("94111"), "{text}");
        }
        assert_eq!(reports.len() as u64, known.attempts.min(100));
        let Some(newest) = reports.first() else {
            return;
        };
        assert_eq!(newest["id"], json["last_verification_report"]["id"]);
        for section in ["document", "selfie", "id_number", "email", "phone"] {
            let section = &newest[section];
            assert_eq!(
                section["error"].is_object(),
                section["status"] == "unverified"
            );
        }
        let errors: Vec<_> = ["document", "selfie", "id_number", "email", "phone"]
            .iter()
            .map(|section| &newest[section]["error"])
            .filter(|error| error.is_object())
            .collect();
        match known.status {
            Status::Verified => assert!(errors.is_empty()),
            // A later attempt that was not submitted has its own code, and no report.
            _ => assert!(errors.len() <= 1),
        }
        let code = known.code.map(|code| LastErrorCode::KNOWN[code]);
        if let Some(code) = code.filter(|code| !is_of_the_session(code)) {
            assert_eq!(errors[0]["code"], code);
            assert_eq!(errors[0]["reason"], json["last_error"]["reason"]);
        }
        if known.status == Status::Verified {
            let person = ["document", "id_number"]
                .iter()
                .find(|section| newest[section].is_object())
                .unwrap();
            assert_eq!(
                newest[person]["first_name"],
                json["verified_outputs"]["first_name"]
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_keeps_session_report_events_and_meter_in_agreement(
        steps in proptest::collection::vec(step(), 1..70)
    ) {
        let mut run = Run { sandbox: sandbox(), now: 0, ids: Vec::new(), known: Vec::new(), keys: 0 };
        for step in &steps {
            run.take(step);
            run.check();
        }
    }
}
