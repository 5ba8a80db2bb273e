//! A webhook delivery: its age, its header, its body.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("webhook_verify");
