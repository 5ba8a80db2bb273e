//! What fails a change: ceilings of our own numbers, and how they compare with others in the same run.

/// The most that one of our cases may take for one round.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Ceiling {
    /// The row of the case.
    pub row: &'static str,
    /// Instructions. Lowered when the number gets better.
    pub instructions: u64,
    /// Calls of the allocator, growing included.
    pub allocations: u64,
}

/// Our `row` takes no more than `peer` does for `peer_row`, divided by `held`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Budget {
    /// Our row.
    pub row: &'static str,
    /// How many times less it takes. Fails a change that falls behind; raised when it gets better.
    pub held: f64,
    /// How many times less the design promises. More than `held` is a promise that is not kept yet.
    pub promised: f64,
    /// The row that it is held against.
    pub peer_row: &'static str,
    /// Whose: a column.
    pub peer: &'static str,
}

const fn ceiling(row: &'static str, instructions: u64, allocations: u64) -> Ceiling {
    Ceiling {
        row,
        instructions,
        allocations,
    }
}

const fn budget(row: &'static str, held: f64, promised: f64, peer: &'static str) -> Budget {
    Budget {
        row,
        held,
        promised,
        peer_row: row,
        peer,
    }
}

/// Four times the length may take five times as much: more than the allocator's share, which grows a
/// little faster than the form, and far from sixteen times.
const fn linear(long: &'static str, short: &'static str) -> Budget {
    Budget {
        row: long,
        held: 0.2,
        promised: 0.2,
        peer_row: short,
        peer: crate::cases::OURS,
    }
}

/// Ceilings: a few percent above what was measured, since a change elsewhere moves what the compiler inlines.
pub const CEILINGS: &[Ceiling] = &[
    ceiling("encode small create", 488, 1),
    ceiling("encode full create", 3_230, 1),
    ceiling("encode largest metadata", 211_200, 1),
    ceiling("encode flat pairs", 2_450, 1),
    ceiling("decode small create", 2_080, 3),
    ceiling("decode full create", 42_000, 40),
    ceiling("decode largest metadata", 912_000, 168),
    ceiling("decode flat pairs", 22_600, 30),
    ceiling("decode session JSON", 114_000, 65),
    ceiling("call over a no-op wire", 14_250, 21),
    ceiling("create over a no-op wire", 32_150, 32),
    ceiling("create over loopback", 66_200, 44),
];

/// What the design promises, and how far it is kept.
pub const BUDGETS: &[Budget] = &[
    budget("encode full create", 5.5, 6.0, "serde_qs"),
    budget("encode flat pairs", 2.95, 8.0, "serde_urlencoded"),
    budget("decode small create", 1.15, 1.0, "serde_qs"),
    budget("decode full create", 1.1, 1.0, "serde_qs"),
    budget("decode largest metadata", 1.5, 1.0, "serde_qs"),
    budget("decode flat pairs", 1.1, 1.0, "serde_qs"),
    // The design promises requests a second, and the kernel's share of those is not counted here.
    budget("create over loopback", 0.49, 0.49, "hyper-util"),
    linear("parse 4000 items", "parse 1000 items"),
    linear("parse 4000 objects", "parse 1000 objects"),
    linear("parse 4000 names", "parse 1000 names"),
    linear("parse 4000 brackets", "parse 1000 brackets"),
    linear("parse 4000 escapes", "parse 1000 escapes"),
];
