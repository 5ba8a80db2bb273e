//! Pairs as metadata: limits, JSON, form.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("metadata");
