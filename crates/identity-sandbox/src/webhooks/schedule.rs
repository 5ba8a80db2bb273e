//! [`RetrySchedule`]: when a delivery that failed is tried again, and what an answer means. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::AttemptResult;

/// When failed deliveries are tried again.
///
/// The documents say how often and for how long, not when exactly; the waits are this project's. They pass on
/// the sandbox's clock: [`Clock::advance`](crate::Clock::advance) lets three days go by at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RetrySchedule {
    /// As test mode: three more times over a few hours (after 5 minutes, 1 hour, 3 hours).
    #[default]
    Test,
    /// As live mode: with growing waits (5 minutes, then twice as long each time, up to 12 hours) for up to
    /// three days.
    Live,
    /// Never.
    Never,
    /// After these waits, each counted from the attempt before.
    Waits(Vec<Duration>),
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const LIVE_FIRST: u64 = 5 * MINUTE;
const LIVE_LONGEST: u64 = 12 * HOUR;
const LIVE_IN_ALL: u64 = 72 * HOUR;

impl RetrySchedule {
    /// How long to wait after the attempt with this number, the first being 1; nothing when it was the last.
    #[must_use]
    pub fn wait(&self, attempt: u32) -> Option<Duration> {
        let nth = usize::try_from(attempt).ok()?.checked_sub(1)?;
        match self {
            Self::Test => [5 * MINUTE, HOUR, 3 * HOUR]
                .get(nth)
                .map(|seconds| Duration::from_secs(*seconds)),
            Self::Live => live(nth),
            Self::Never => None,
            Self::Waits(waits) => waits.get(nth).copied(),
        }
    }
}

/// Doubling waits up to the longest, as long as they end within three days.
fn live(nth: usize) -> Option<Duration> {
    let waits = std::iter::successors(Some(LIVE_FIRST), |wait| Some(wait * 2))
        .map(|wait| wait.min(LIVE_LONGEST));
    let mut passed = 0;
    for (place, wait) in waits.enumerate() {
        passed += wait;
        if passed > LIVE_IN_ALL {
            return None;
        }
        if place == nth {
            return Some(Duration::from_secs(wait));
        }
    }
    None
}

/// What follows from an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The endpoint has taken the event.
    Taken,
    /// Try again after this wait.
    Again(Duration),
    /// It was the last attempt.
    GivenUp,
}

/// Judges the attempt with this number. Any 2xx is a success; a redirect is none and is not followed.
pub(crate) fn judge(result: &AttemptResult, schedule: &RetrySchedule, attempt: u32) -> Verdict {
    if result.is_success() {
        return Verdict::Taken;
    }
    schedule
        .wait(attempt)
        .map_or(Verdict::GivenUp, Verdict::Again)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(schedule: &RetrySchedule) -> (u32, f64) {
        let waits: Vec<_> = (1..).map_while(|attempt| schedule.wait(attempt)).collect();
        let whole: Duration = waits.iter().sum();
        (
            u32::try_from(waits.len()).unwrap(),
            whole.as_secs_f64() / 3600.0,
        )
    }

    #[test]
    fn test_mode_tries_three_more_times_over_a_few_hours_and_live_mode_for_three_days() {
        let (retries, over) = hours(&RetrySchedule::Test);
        assert_eq!(retries, 3);
        assert!((1.0..=6.0).contains(&over), "{over}");
        let (retries, over) = hours(&RetrySchedule::Live);
        assert!(retries > 3);
        assert!((48.0..=72.0).contains(&over), "{over}");
        assert_eq!(hours(&RetrySchedule::Never).0, 0);
    }

    #[test]
    fn waits_never_shrink() {
        for schedule in [RetrySchedule::Test, RetrySchedule::Live] {
            let waits: Vec<_> = (1..).map_while(|attempt| schedule.wait(attempt)).collect();
            assert!(waits.is_sorted(), "{waits:?}");
        }
        assert_eq!(RetrySchedule::Test.wait(0), None);
        assert_eq!(RetrySchedule::Live.wait(u32::MAX), None);
    }

    #[test]
    fn only_2xx_is_a_success() {
        let again = RetrySchedule::Test.wait(1).map(Verdict::Again).unwrap();
        for (status, verdict) in [
            (199, again),
            (200, Verdict::Taken),
            (204, Verdict::Taken),
            (299, Verdict::Taken),
            (301, again),
            (400, again),
            (500, again),
        ] {
            let result = AttemptResult::Status(status);
            assert_eq!(judge(&result, &RetrySchedule::Test, 1), verdict, "{status}");
        }
        let result = AttemptResult::Failed("refused".into());
        assert_eq!(judge(&result, &RetrySchedule::Test, 4), Verdict::GivenUp);
    }
}
