//! Scripts of hostile requests against the sandbox.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("sandbox_http");
