//! A response with one member changed.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("json_mutation");
