//! Webhooks: which endpoints are told of an event, and how each delivery goes.
//!
//! Pure but for [`send`]: `announce` makes a [`DeliveryRecord`] for each endpoint that wants an event, the
//! [`Outbox`] says which one goes next, [`schedule`] what an answer means, and [`deliver`] joins them to the
//! effect.

mod again;
mod announce;
mod deliver;
mod delivery;
mod endpoint;
mod handle;
mod outbox;
mod overview;
mod post;
mod rules;
mod schedule;
mod send;
mod targets;
#[cfg(feature = "tls-given")]
mod trust;

pub(crate) use self::announce::announce;
pub(crate) use self::deliver::run;
pub use self::delivery::{AttemptResult, DeliveryAttempt};
pub(crate) use self::delivery::{DeliveryRecord, EndpointRef};
pub(crate) use self::endpoint::EndpointRecord;
pub use self::handle::{WebhookError, Webhooks};
pub(crate) use self::outbox::{Outbox, Parcel};
pub use self::overview::DeliveryOverview;
pub(crate) use self::rules::Rules;
pub use self::rules::{DeliveryRule, Mishap};
pub use self::schedule::RetrySchedule;
pub(crate) use self::targets::Targets;
