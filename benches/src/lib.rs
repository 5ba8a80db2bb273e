//! What is measured: values, cases over them, and the ceilings that fail a change.
//!
//! `cargo xtask bench` runs the program `instr` under valgrind, once for each case and once more for twice
//! as many rounds, and takes the difference: neither start-up nor the making of the values counts.
#![expect(
    clippy::missing_panics_doc,
    reason = "a bench whose value cannot be encoded has nothing to measure"
)]

pub mod cases;
pub mod limits;
pub mod loopback;
pub mod stack;
pub mod values;
