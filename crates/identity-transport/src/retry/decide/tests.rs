//! The table of the rules, and what must hold for every attempt there can be.

use proptest::prelude::*;

use super::*;

fn answered(status: u16) -> Outcome {
    Outcome::Answered {
        status: StatusCode::from_u16(status).unwrap(),
        should_retry: None,
        retry_after: None,
    }
}

fn advised(status: u16, should_retry: bool) -> Outcome {
    Outcome::Answered {
        status: StatusCode::from_u16(status).unwrap(),
        should_retry: Some(should_retry),
        retry_after: None,
    }
}

const fn failed(kind: ErrorKind, phase: Phase) -> Outcome {
    Outcome::Failed { kind, phase }
}

const fn attempt(outcome: Outcome) -> Attempt {
    Attempt {
        outcome,
        retries: 0,
        max_retries: 2,
        is_repeatable: true,
        time_left: None,
        draw: 0,
    }
}

fn reason(attempt: &Attempt) -> Option<NotRetried> {
    match decide(attempt) {
        Decision::Stop(reason) => Some(reason),
        Decision::Done | Decision::Retry { .. } => None,
    }
}

#[test]
fn each_outcome_of_a_repeatable_call_has_its_rule() {
    for (outcome, expected) in [
        (answered(302), Some(NotRetried::Status)),
        (answered(304), Some(NotRetried::Status)),
        (answered(400), Some(NotRetried::Status)),
        (advised(400, true), None),
        (advised(402, true), None),
        (answered(404), Some(NotRetried::Status)),
        (answered(409), None),
        (advised(409, false), Some(NotRetried::Advice)),
        (answered(424), None),
        (answered(429), None),
        (answered(500), None),
        (advised(500, false), Some(NotRetried::Advice)),
        (answered(503), None),
        (answered(999), Some(NotRetried::Status)),
        (failed(ErrorKind::Connect, Phase::NotSent), None),
        (failed(ErrorKind::Lost, Phase::MaybeSent), None),
        (failed(ErrorKind::Timeout, Phase::MaybeSent), None),
        (
            failed(ErrorKind::Tls, Phase::NotSent),
            Some(NotRetried::Fault),
        ),
        (
            failed(ErrorKind::Config, Phase::NotSent),
            Some(NotRetried::Fault),
        ),
        (
            failed(ErrorKind::Invalid, Phase::NotSent),
            Some(NotRetried::Fault),
        ),
        (
            failed(ErrorKind::TooLarge, Phase::Answered),
            Some(NotRetried::Fault),
        ),
        (
            failed(ErrorKind::Layer, Phase::MaybeSent),
            Some(NotRetried::Fault),
        ),
    ] {
        assert_eq!(reason(&attempt(outcome)), expected, "{outcome:?}");
    }
}

#[test]
fn a_success_stays_one_whatever_is_advised() {
    for outcome in [answered(200), advised(200, true), advised(204, false)] {
        assert_eq!(decide(&attempt(outcome)), Decision::Done, "{outcome:?}");
    }
}

#[test]
fn a_call_without_a_key_is_repeated_only_if_it_was_not_sent() {
    for (outcome, expected) in [
        (failed(ErrorKind::Connect, Phase::NotSent), None),
        (
            failed(ErrorKind::Lost, Phase::MaybeSent),
            Some(NotRetried::MaybeSent),
        ),
        (answered(500), Some(NotRetried::MaybeSent)),
        (advised(500, true), Some(NotRetried::MaybeSent)),
    ] {
        let attempt = Attempt {
            is_repeatable: false,
            ..attempt(outcome)
        };
        assert_eq!(reason(&attempt), expected, "{outcome:?}");
    }
}

#[test]
fn a_hint_is_a_floor_up_to_a_minute() {
    let hinted = |seconds| {
        attempt(Outcome::Answered {
            status: StatusCode::TOO_MANY_REQUESTS,
            should_retry: None,
            retry_after: Some(Duration::from_secs(seconds)),
        })
    };
    assert_eq!(
        decide(&hinted(7)),
        Decision::Retry {
            after: Duration::from_secs(7)
        }
    );
    assert_eq!(
        decide(&hinted(60)),
        Decision::Retry {
            after: Duration::from_secs(60)
        }
    );
    assert_eq!(reason(&hinted(61)), Some(NotRetried::Hint));
    assert_eq!(reason(&hinted(u64::MAX)), Some(NotRetried::Hint));
    let short = Attempt {
        time_left: Some(Duration::from_secs(7)),
        ..hinted(7)
    };
    assert_eq!(reason(&short), Some(NotRetried::Deadline));
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    let kinds = prop::sample::select(vec![
        ErrorKind::Config,
        ErrorKind::Connect,
        ErrorKind::Invalid,
        ErrorKind::Layer,
        ErrorKind::Lost,
        ErrorKind::Protocol,
        ErrorKind::RateLimit,
        ErrorKind::Timeout,
        ErrorKind::Tls,
        ErrorKind::TooLarge,
    ]);
    let phases = prop::sample::select(vec![Phase::NotSent, Phase::MaybeSent, Phase::Answered]);
    let answers = (100_u16..1000, any::<Option<bool>>(), any::<Option<u64>>());
    prop_oneof![
        (kinds, phases).prop_map(|(kind, phase)| failed(kind, phase)),
        answers.prop_map(|(status, should_retry, seconds)| Outcome::Answered {
            status: StatusCode::from_u16(status).unwrap(),
            should_retry,
            retry_after: seconds.map(Duration::from_secs),
        }),
    ]
}

proptest! {
    #[test]
    fn retries_are_bounded_safe_and_in_time(
        outcome in outcomes(),
        retries in 0_u32..20,
        max_retries in 0_u32..20,
        is_repeatable: bool,
        left_ms in any::<Option<u32>>(),
        draw: u64,
    ) {
        let time_left = left_ms.map(|ms| Duration::from_millis(ms.into()));
        let attempt = Attempt { outcome, retries, max_retries, is_repeatable, time_left, draw };
        let Decision::Retry { after } = decide(&attempt) else { return Ok(()) };

        prop_assert!(retries < max_retries);
        prop_assert!(after <= LONGEST_HINT + Duration::from_secs(8));
        prop_assert!(time_left.is_none_or(|left| after < left));
        match outcome {
            Outcome::Failed { kind, phase } => {
                prop_assert!(is_repeatable || phase == Phase::NotSent);
                prop_assert!(!matches!(kind, ErrorKind::Tls | ErrorKind::Config | ErrorKind::Invalid));
            }
            Outcome::Answered { status, should_retry, retry_after } => {
                prop_assert!(is_repeatable && !status.is_success());
                prop_assert!(should_retry != Some(false));
                prop_assert!(retry_after.is_none_or(|floor| after >= floor));
            }
        }
    }
}
