//! [`Switches`]: how to answer where the API's documents leave it open.

use std::collections::{BTreeMap, BTreeSet};

use identity_types::VerificationFlowId;

use crate::checks::Checks;

/// What the sandbox does at the points that no official document settles.
///
/// The defaults are the likeliest behaviour of the real API. Set a switch to see how your code takes
/// the other one.
///
/// ```
/// use identity_sandbox::{Sandbox, Switches, TypeAndFlow};
///
/// let mut switches = Switches::default();
/// switches.type_and_flow = TypeAndFlow::FlowWins;
/// let sandbox = Sandbox::builder().switches(switches).build();
/// # drop(sandbox);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Switches {
    /// A create without `type` and without `verification_flow`.
    pub neither_type_nor_flow: NeitherTypeNorFlow,
    /// A create with both `type` and `verification_flow`.
    pub type_and_flow: TypeAndFlow,
    /// `options[document]` of a session whose type is `id_number`.
    pub document_options_of_id_number: DocumentOptionsOfIdNumber,
    /// The flows that the account has, and the checks of each. `None`, the default: every id that begins
    /// with `vf_`, with all checks.
    pub verification_flows: Option<BTreeMap<VerificationFlowId, Checks>>,
    /// A create with a flow that the account does not have.
    pub unknown_flow: UnknownFlow,
    /// The `param` of a 404 for an id in the path.
    pub missing_object_param: MissingObjectParam,
    /// A `limit` outside 1 to 100.
    pub limit_out_of_range: LimitOutOfRange,
    /// The checks after one that failed.
    pub checks_after_failure: ChecksAfterFailure,
    /// `client_reference_id` of a session whose personal data is removed.
    pub reference_of_redacted: ReferenceOfRedacted,
    /// A path in `expand` that needs a restricted key, from a secret key.
    pub sensitive_fields_of_secret_key: SensitiveFieldsOfSecretKey,
    /// Such a path from a restricted key, of a result that is older than 48 hours.
    pub old_sensitive_results: OldSensitiveResults,
    /// An empty `metadata` in a create or an update of a session.
    pub empty_metadata: EmptyMetadata,
    /// The customers that the account has. `None`, the default: every id.
    pub related_customers: Option<BTreeSet<String>>,
    /// An update of nothing but metadata in a state that allows no update.
    pub metadata_update: MetadataUpdate,
    /// A redaction of a session that is redacted, or about to be.
    pub second_redaction: SecondRedaction,
    /// The `code` of a move that the session's state does not allow.
    pub illegal_move_code: IllegalMoveCode,
    /// `client_secret` and `url` of a session whose last attempt failed.
    pub secrets_after_failure: SecretsAfterFailure,
    /// `client_secret` and `url` in events.
    pub secrets_in_events: SecretsInEvents,
    /// `last_error` of a session in `processing`.
    pub last_error_while_processing: LastErrorWhileProcessing,
    /// The event of an attempt that ends before it is submitted.
    pub event_of_unsubmitted: EventOfUnsubmitted,
    /// The purpose of the images of documents.
    pub document_image_purpose: DocumentImagePurpose,
    /// The `Request-Id` of a replay.
    pub replayed_request_id: ReplayedRequestId,
    /// How long a link to an image of Identity may work.
    pub identity_link_life: IdentityLinkLife,
    /// How deep a path in the `expand` of a list may go.
    pub list_expand_depth: ExpandDepth,
}

/// What happens to a create without `type` and without `verification_flow`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NeitherTypeNorFlow {
    /// 400 `parameter_missing` at `type`.
    #[default]
    Refuse,
    /// A session of type `document`.
    Document,
}

/// What happens to a create with both `type` and `verification_flow`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TypeAndFlow {
    /// 400 `parameters_exclusive` at `type`.
    #[default]
    Refuse,
    /// The type is ignored.
    FlowWins,
}

/// What happens to `options[document]` when the type is `id_number`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentOptionsOfIdNumber {
    /// They are accepted and dropped.
    #[default]
    Drop,
    /// They are kept and shown.
    Keep,
}

/// The status for a flow that the account does not have; the code is `resource_missing`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownFlow {
    /// 400.
    #[default]
    BadRequest,
    /// 404.
    NotFound,
}

/// How a 404 names an id that stood in the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MissingObjectParam {
    /// By the name of the path's parameter: `session`, `report`.
    #[default]
    PathParameter,
    /// `id`.
    Id,
}

/// What happens to a `limit` outside 1 to 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LimitOutOfRange {
    /// Above 100 it is 100; below 1 it is 400 `parameter_invalid_integer`.
    #[default]
    ClampAbove,
    /// The nearest of 1 and 100.
    Clamp,
    /// 400 `parameter_invalid_integer`.
    Refuse,
}

/// Whether the checks after one that failed run, and have a section in the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChecksAfterFailure {
    /// They do not. The order is document, selfie, ID number, email, phone.
    #[default]
    Skip,
    /// They do, and pass.
    Run,
}

/// What a redaction does to `client_reference_id`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReferenceOfRedacted {
    /// It stays: it is the caller's own name for the case.
    #[default]
    Keep,
    /// It becomes `null`.
    Remove,
}

/// What a secret key gets that names a sensitive field in `expand`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SensitiveFieldsOfSecretKey {
    /// The field.
    #[default]
    Show,
    /// The answer without the field.
    Hide,
    /// 403.
    Refuse,
}

/// What a restricted key gets that names a sensitive field of an older result. In a list the field is
/// left out in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OldSensitiveResults {
    /// 403.
    #[default]
    Refuse,
    /// The answer without the field.
    Hide,
}

/// Whether `data` counts as one of the four levels of `expand` in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExpandDepth {
    /// It does not.
    #[default]
    WithoutData,
    /// It does.
    WithData,
}

/// When a link to an image of Identity must end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentityLinkLife {
    /// Within 30 seconds; else 400.
    #[default]
    ThirtySeconds,
    /// Whenever its maker likes.
    Any,
}

/// What an empty `metadata` does to a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EmptyMetadata {
    /// It removes all pairs.
    #[default]
    Clear,
    /// 400 `parameter_invalid_empty`.
    Refuse,
}

/// Whether metadata alone can be updated in any state. A session whose data is removed takes no update.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MetadataUpdate {
    /// Only in `requires_input`, like everything else.
    #[default]
    WhileInputIsRequired,
    /// Always.
    Always,
}

/// What a redaction does to a session that had one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecondRedaction {
    /// Nothing: the session is shown as it is.
    #[default]
    ChangesNothing,
    /// 400.
    Refuse,
}

/// The `code` of a 400 for a move that the session's state does not allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IllegalMoveCode {
    /// None.
    #[default]
    None,
    /// `status_transition_invalid`.
    StatusTransitionInvalid,
}

/// When a session whose attempt failed has secrets for another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecretsAfterFailure {
    /// At once.
    #[default]
    Fresh,
    /// When it is retrieved; until then they are `null`.
    WhenRetrieved,
}

/// Whether events show the secrets that the session had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecretsInEvents {
    /// They do.
    #[default]
    Show,
    /// They are `null`.
    Hide,
}

/// What a submission does to the error of the attempt before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LastErrorWhileProcessing {
    /// It becomes `null`.
    #[default]
    Clear,
    /// It stays until the checks end.
    Keep,
}

/// Whether `requires_input` is told of when an attempt ends before it is submitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventOfUnsubmitted {
    /// It is.
    #[default]
    RequiresInput,
    /// There is no event.
    None,
}

/// What the images of documents are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentImagePurpose {
    /// `identity_document_downloadable`.
    #[default]
    Downloadable,
    /// `identity_document`.
    IdentityDocument,
}

/// Which id a replayed answer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReplayedRequestId {
    /// One of its own.
    #[default]
    New,
    /// That of the call whose result it repeats.
    First,
}
