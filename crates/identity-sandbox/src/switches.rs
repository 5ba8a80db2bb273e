//! [`Switches`]: how to answer where the API's documents leave it open.

use std::collections::BTreeMap;

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
