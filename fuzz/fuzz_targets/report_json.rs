//! Bytes as the JSON of a report.
#![cfg_attr(fuzzing, no_main)]

mod shim;

shim::target!("report_json");
