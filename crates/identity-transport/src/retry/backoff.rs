//! How long to wait before the next attempt: full jitter, so that a thousand clients that failed
//! together do not come back together.

use std::time::Duration;

/// The longest wait before the first retry; it doubles with each.
const BASE: Duration = Duration::from_millis(500);
/// The longest wait of all.
const CAP: Duration = Duration::from_secs(8);

/// A wait in `[0, min(CAP, BASE · 2^retries)]`, for a request that was sent again `retries` times.
/// `draw` is uniform over `u64`.
pub(crate) fn wait(retries: u32, draw: u64) -> Duration {
    let longest = BASE
        .saturating_mul(1_u32.checked_shl(retries).unwrap_or(u32::MAX))
        .min(CAP);
    // 128 bits hold the product of nanoseconds and draw.
    let nanos = (longest.as_nanos() * u128::from(draw)) >> 64;
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_wait_doubles_up_to_its_cap() {
        for (retries, millis) in [
            (0, 500),
            (1, 1000),
            (2, 2000),
            (3, 4000),
            (4, 8000),
            (5, 8000),
            (31, 8000),
            (400, 8000),
        ] {
            assert_eq!(wait(retries, 0), Duration::ZERO);
            assert_eq!(
                wait(retries, u64::MAX).as_nanos().div_ceil(1_000_000),
                millis,
                "{retries} retries"
            );
            assert_eq!(wait(retries, 1 << 63).as_millis(), millis / 2);
        }
    }
}
