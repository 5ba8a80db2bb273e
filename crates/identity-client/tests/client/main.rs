//! The client over wires of its own making: no socket, no wall clock.

#![expect(clippy::unwrap_used, reason = "a test fails loudly, its helpers too")]

#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod ensure;
mod fake_api;
mod helpers;
mod paging;
mod support;
