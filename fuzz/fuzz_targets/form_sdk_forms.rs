//! A value of any shape, as the official SDKs and curl write it.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("form_sdk_forms");
