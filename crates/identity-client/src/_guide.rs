//! Guides: how the parts are used together. There is no code here.
//!
//! Retries, limits and layers of one's own are the transport's: see its guides.

pub mod errors;
pub mod lists;
pub mod sessions;
