//! Bytes as the JSON of a session.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("session_json");
