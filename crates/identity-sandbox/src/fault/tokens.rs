//! [`Tokens`]: how many calls may still pass, on the sandbox's clock.

/// A bucket that fills with time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokens {
    /// In thousandths, so that a millisecond at one a second is one of them.
    filled: u64,
    /// When it was last looked at, in milliseconds.
    at: i64,
}

impl Tokens {
    /// A full bucket.
    pub(super) fn full(burst: u32, now: i64) -> Self {
        Self {
            filled: u64::from(burst) * 1000,
            at: now,
        }
    }

    /// Takes a token if there is one. A clock that was set back fills nothing.
    pub(super) fn take(&mut self, per_second: u32, burst: u32, now: i64) -> bool {
        let passed = u64::try_from(now.saturating_sub(self.at)).unwrap_or(0);
        let gained = passed.saturating_mul(u64::from(per_second));
        self.filled = self
            .filled
            .saturating_add(gained)
            .min(u64::from(burst) * 1000);
        self.at = now;
        let passes = self.filled >= 1000;
        if passes {
            self.filled -= 1000;
        }
        passes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_at_once_and_so_many_a_second() {
        let mut tokens = Tokens::full(2, 0);
        let mut passed = |now| tokens.take(10, 2, now);
        assert_eq!([passed(0), passed(0), passed(0)], [true, true, false]);
        assert_eq!([passed(99), passed(100), passed(101)], [false, true, false]);
        // A long pause fills no more than the burst.
        assert_eq!(
            [passed(9_000), passed(9_000), passed(9_000)],
            [true, true, false]
        );
        assert!(!passed(0), "a clock set back");
    }
}
