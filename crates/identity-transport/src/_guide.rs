//! Guides: how the parts are used together. There is no code here.

pub mod custom_layers;
pub mod errors;
pub mod rate_limits;
pub mod retries;
