#![doc = include_str!("../README.md")]

mod agenda;
mod auth;
mod body;
mod checked;
mod checks;
mod clock;
mod control;
mod data;
mod date;
mod document;
mod edge;
mod ephemeral_keys;
mod error;
mod event;
mod events;
mod exchange;
mod expand;
mod fault;
mod file;
mod file_link;
mod file_links;
mod files;
mod idempotency;
mod ids;
mod journal;
mod lifecycle;
mod locks;
mod magic;
mod moves;
mod outcome;
mod page;
mod params;
mod permissions;
mod persona;
mod reply;
mod report;
mod reports;
mod response;
mod route;
mod sandbox;
mod seed;
mod server;
mod service;
mod session;
mod sessions;
mod settings;
mod state;
mod switches;
mod version;
mod webhook_endpoints;
mod webhooks;
mod wide;

pub use self::body::Body;
pub use self::checks::Checks;
pub use self::clock::Clock;
pub use self::control::CONTROL_OPENAPI;
pub use self::control::ControlAccess;
pub use self::data::DataError;
pub use self::document::OPENAPI;
pub use self::fault::{
    ArmedFault, Disconnected, ErrorFault, ErrorKind, Fault, FaultId, FaultRule, Faults,
    InvalidFaultRule, InvalidRoutePattern, RoutePattern,
};
pub use self::journal::{Journal, JournalEntry, JournalQuery, RawExchange};
pub use self::lifecycle::Illegal;
pub use self::outcome::{Delay, Outcome, OutcomeError, ParseOutcomeError};
pub use self::permissions::{Access, Permissions, Sensitive};
pub use self::persona::Persona;
pub use self::sandbox::{Builder, Sandbox, SessionOverview, Snapshot};
pub use self::seed::{SeedError, SeedFile};
#[cfg(feature = "tls-given")]
pub use self::server::Certificate;
pub use self::server::{Ready, Server, ServerBuilder};
pub use self::service::{ResponseFuture, SandboxService};
pub use self::settings::{RateLimits, Settings, SignatureTime};
pub use self::switches::{
    ChecksAfterFailure, DocumentImagePurpose, DocumentOptionsOfIdNumber, EmptyMetadata,
    EventOfUnsubmitted, ExpandDepth, IdentityLinkLife, IllegalMoveCode, LastErrorWhileProcessing,
    LimitOutOfRange, MetadataUpdate, MissingObjectParam, NeitherTypeNorFlow, OldSensitiveResults,
    ReferenceOfRedacted, ReplayedRequestId, SecondRedaction, SecretsAfterFailure, SecretsInEvents,
    SensitiveFieldsOfSecretKey, Switches, TypeAndFlow, UnknownFlow,
};
pub use self::webhooks::{
    AttemptResult, DeliveryAttempt, DeliveryOverview, DeliveryRule, Mishap, RetrySchedule,
    WebhookError, Webhooks,
};
