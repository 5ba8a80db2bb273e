//! Bytes as a form of any shape.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("form_decode");
