//! Whatever the order and however often events come: what is stored ends up true, and no `verified` is lost.

use identity_types::{Timestamp, VerificationSessionStatus};
use identity_webhooks::{Advice, Delivery, Known};
use proptest::prelude::*;
use serde_json::json;

use crate::events::{event, parse, thin};

/// One step of a session: the event's name, the status after it, and its second.
type Step = (&'static str, &'static str, i64);

fn delivery((name, status, at): Step, is_thin: bool) -> Delivery {
    let full = format!("identity.verification_session.{name}");
    if is_thin {
        let mut thin = thin(&format!("v1.{full}"));
        thin["created"] = json!(Timestamp::from_secs(at).to_string());
        return parse(&thin);
    }
    let mut whole = event(&full, status);
    whole["created"] = json!(at);
    parse(&whole)
}

/// A session's way: attempts that fail, and an end or none. Seconds may stand still.
fn way() -> impl Strategy<Value = Vec<Step>> {
    let pauses = prop::collection::vec(0_i64..3, 20);
    (0..4_usize, 0..5_usize, pauses).prop_map(|(failures, end, pauses)| {
        let mut steps = vec![("created", "requires_input")];
        for _ in 0..failures {
            steps.push(("processing", "processing"));
            steps.push(("requires_input", "requires_input"));
        }
        match end {
            0 => steps.push(("processing", "processing")),
            1 => steps.push(("canceled", "canceled")),
            2 => steps.extend([("processing", "processing"), ("verified", "verified")]),
            3 => steps.extend([
                ("processing", "processing"),
                ("verified", "verified"),
                ("redacted", "verified"),
            ]),
            _ => {}
        }
        let mut at = 1_790_000_000;
        let mut way = Vec::new();
        for ((name, status), pause) in steps.into_iter().zip(pauses) {
            at += pause;
            way.push((name, status, at));
        }
        way
    })
}

proptest! {
    /// All events have happened before the first one arrives: the worst lag there is.
    #[test]
    fn what_is_stored_ends_up_true(
        way in way(),
        order in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..24),
        is_thin in any::<bool>(),
    ) {
        let last = *way.last().unwrap();
        let truth = || Known {
            status: VerificationSessionStatus::from(last.1),
            as_of: Timestamp::from_secs(last.2),
            redacted: last.0 == "redacted",
        };
        // Some events early and doubled, then each at least once, in an order of its own.
        let mut arrivals: Vec<Step> = order.iter().map(|(index, _)| *index.get(&way)).collect();
        let mut rest = way.clone();
        for (index, _) in &order {
            let place = index.index(rest.len());
            rest.rotate_left(place);
        }
        arrivals.extend(rest);

        let mut known: Option<Known> = None;
        let mut verified = false;
        for step in arrivals {
            match Known::advice(known.as_ref(), &delivery(step, is_thin)) {
                Advice::Take(news) => known = Some(news),
                Advice::Retrieve => known = Some(truth()),
                Advice::Ignore => {}
            }
            let now = known.as_ref().unwrap();
            prop_assert!(!verified || now.status == VerificationSessionStatus::Verified);
            verified = now.status == VerificationSessionStatus::Verified;
        }
        let known = known.unwrap();
        prop_assert_eq!(known.status, truth().status);
        prop_assert_eq!(known.redacted, truth().redacted);
    }
}

#[test]
fn each_rule_once() {
    use VerificationSessionStatus::{Canceled, Processing, RequiresInput, Verified};
    let at = |status, seconds| Known {
        status,
        as_of: Timestamp::from_secs(seconds),
        redacted: false,
    };
    let verified = delivery(("verified", "verified", 50), false);
    let processing = delivery(("processing", "processing", 50), false);
    let other = parse(&event("customer.created", "x"));
    for (case, known, delivery, advice) in [
        (
            "first news",
            None,
            &processing,
            Advice::Take(at(Processing, 50)),
        ),
        (
            "final, late",
            Some(at(RequiresInput, 90)),
            &verified,
            Advice::Take(at(Verified, 50)),
        ),
        (
            "a double",
            Some(at(Verified, 50)),
            &verified,
            Advice::Ignore,
        ),
        (
            "older than final",
            Some(at(Verified, 40)),
            &processing,
            Advice::Ignore,
        ),
        (
            "later",
            Some(at(RequiresInput, 49)),
            &processing,
            Advice::Take(at(Processing, 50)),
        ),
        (
            "earlier",
            Some(at(RequiresInput, 51)),
            &processing,
            Advice::Ignore,
        ),
        (
            "same second",
            Some(at(RequiresInput, 50)),
            &processing,
            Advice::Retrieve,
        ),
        (
            "two ends",
            Some(at(Canceled, 40)),
            &verified,
            Advice::Retrieve,
        ),
        ("not ours", None, &other, Advice::Ignore),
    ] {
        assert_eq!(Known::advice(known.as_ref(), delivery), advice, "{case}");
    }
}
