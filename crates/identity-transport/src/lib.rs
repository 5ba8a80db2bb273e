#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod _guide;
mod alarm;
mod attempt_event;
mod attempt_log;
mod attempt_timeout;
mod base_url;
mod body;
mod body_stream;
mod builder;
mod call_info;
mod call_log;
mod clock;
mod collect;
mod course;
mod deadline;
mod error;
mod headers;
mod idempotency;
pub mod layers;
mod options;
mod percent;
mod random;
mod rate_limit;
mod refusable;
mod retry;
mod seam;
mod stack;
mod transport;
mod wire;

pub use attempt_event::{AttemptEvent, AttemptOutcome};
pub use body::{Body, BoxError, Request, Response};
pub use body_stream::{BodyStream, Opened};
pub use builder::TransportBuilder;
pub use call_info::CallInfo;
pub use error::{Error, ErrorKind, Phase, request_id};
pub use options::CallOptions;
pub use random::{Jitter, KeySource};
pub use rate_limit::RateLimit;
pub use retry::NotRetried;
pub use transport::Transport;
