//! Flat pairs, against serde_urlencoded in both directions.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("form_agrees");
