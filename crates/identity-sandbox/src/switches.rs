//! [`Switches`]: how to answer where the API's documents leave it open.

use std::collections::BTreeSet;

use identity_types::VerificationFlowId;

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
    /// The flows that the account has. `None`, the default: every id that begins with `vf_`.
    pub verification_flows: Option<BTreeSet<VerificationFlowId>>,
    /// A create with a flow that the account does not have.
    pub unknown_flow: UnknownFlow,
    /// The `param` of a 404 for an id in the path.
    pub missing_object_param: MissingObjectParam,
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
