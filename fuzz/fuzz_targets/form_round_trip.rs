//! A value of any shape, written and read.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("form_round_trip");
