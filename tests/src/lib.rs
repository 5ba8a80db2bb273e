//! Support for the black-box suite, and the oracles: properties as plain functions over bytes.
//!
//! An oracle is used three ways: `suite/properties.rs` calls it with generated values,
//! `suite/corpus.rs` with the committed corpus of the fuzz targets, and `fuzz/` with whatever libFuzzer
//! comes up with. So the three cannot come to mean different things.
#![expect(
    clippy::missing_panics_doc,
    reason = "an oracle panics when its property does not hold: that is all it is for"
)]

#[cfg(feature = "contract")]
pub mod contract;
pub mod nested;
pub mod oracle;

/// The workspace's README: its Rust example runs as a doc test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
