//! Bytes as parameters of the create call, as the sandbox reads them.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("create_form");
