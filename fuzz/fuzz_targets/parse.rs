//! Text as ids, keys, times and addresses.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("parse");
