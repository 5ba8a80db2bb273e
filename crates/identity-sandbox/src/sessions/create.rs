//! `POST /v1/identity/verification_sessions`

use http::StatusCode;
use identity_types::{
    DocumentOptions, DocumentType, Personal, ProvidedDetails, RelatedPerson, VerificationFlowId,
    VerificationSessionId, VerificationSessionStatus, VerificationType,
};

use super::expand;
use crate::error::Failure;
use crate::ids;
use crate::params::{EXPAND, Kind, Parameter, Sent, missing};
use crate::response::Done;
use crate::route::{Ids, Scope};
use crate::session::{Related, Session};
use crate::switches::{
    DocumentOptionsOfIdNumber, NeitherTypeNorFlow, Switches, TypeAndFlow, UnknownFlow,
};

pub(crate) const PARAMETERS: &[Parameter] = &[
    Parameter::new("client_reference_id", Kind::Text),
    EXPAND,
    Parameter::new("metadata", Kind::Metadata),
    Parameter::new("options", Kind::Object(OPTIONS)),
    Parameter::new("provided_details", Kind::Object(PROVIDED_DETAILS)),
    Parameter::new("related_customer", Kind::Text),
    Parameter::new("related_customer_account", Kind::Text),
    Parameter::new("related_person", Kind::Object(RELATED_PERSON)),
    Parameter::new("return_url", Kind::Url),
    Parameter::new("type", Kind::Enum(TYPES)),
    Parameter::new("verification_flow", Kind::Text),
];

/// `verification_flow` is a type that only responses have.
const TYPES: &[&str] = &["document", "id_number"];

const OPTIONS: &[Parameter] = &[Parameter::new("document", Kind::ClearableObject(DOCUMENT))];

const DOCUMENT: &[Parameter] = &[
    Parameter::new(
        "allowed_types",
        Kind::List(&Kind::Enum(DocumentType::KNOWN)),
    ),
    Parameter::new("require_id_number", Kind::Bool),
    Parameter::new("require_live_capture", Kind::Bool),
    Parameter::new("require_matching_selfie", Kind::Bool),
];

const PROVIDED_DETAILS: &[Parameter] = &[
    Parameter::new("email", Kind::Email),
    Parameter::new("phone", Kind::Phone),
];

const RELATED_PERSON: &[Parameter] = &[
    Parameter::new("account", Kind::Text).required(),
    Parameter::new("person", Kind::Text).required(),
];

/// Makes a session.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Done, Failure> {
    let (verification_type, verification_flow) = what_to_verify(sent, scope.switches)?;
    let shown = expand::shown(&sent.expand())?;
    // INVARIANT: nothing below fails, so that a refused create draws no number.
    let number = scope.account.draw();
    let keeps_options = verification_type != VerificationType::IdNumber
        || scope.switches.document_options_of_id_number == DocumentOptionsOfIdNumber::Keep;
    let session = Session {
        id: VerificationSessionId::new(&ids::text("vs_1", number, 23))
            .expect("the prefix and what follows it are an id's"),
        sequence: scope.account.sessions.len(),
        created: scope.now,
        status: VerificationSessionStatus::RequiresInput,
        verification_type,
        verification_flow,
        token: scope.account.draw(),
        client_reference_id: sent.owned(&["client_reference_id"]).map(Personal::new),
        metadata: sent.metadata(),
        document_options: document_options(sent)
            .filter(|_| keeps_options)
            .map(Box::new),
        provided_details: provided_details(sent).map(Box::new),
        related: related(sent).map(Box::new),
    };
    let done = Done::json(&session.show(shown, scope.base_url));
    scope.account.sessions.insert(session.id.clone(), session);
    Ok(done)
}

/// A type, or a flow and the type that stands for all flows.
fn what_to_verify(
    sent: &Sent<'_>,
    switches: &Switches,
) -> Result<(VerificationType, Option<VerificationFlowId>), Failure> {
    match (sent.text(&["type"]), sent.text(&["verification_flow"])) {
        (Some(_), Some(_)) if switches.type_and_flow == TypeAndFlow::Refuse => Err(exclusive()),
        (_, Some(flow)) => Ok((
            VerificationType::VerificationFlow,
            Some(known_flow(flow, switches)?),
        )),
        (Some(verification_type), None) => Ok((verification_type.into(), None)),
        (None, None) => match switches.neither_type_nor_flow {
            NeitherTypeNorFlow::Refuse => Err(missing("type")),
            NeitherTypeNorFlow::Document => Ok((VerificationType::Document, None)),
        },
    }
}

fn known_flow(flow: &str, switches: &Switches) -> Result<VerificationFlowId, Failure> {
    let known = |id: &VerificationFlowId| match &switches.verification_flows {
        Some(flows) => flows.contains(id),
        None => true,
    };
    VerificationFlowId::new(flow)
        .ok()
        .filter(known)
        .ok_or_else(|| {
            let status = match switches.unknown_flow {
                UnknownFlow::BadRequest => StatusCode::BAD_REQUEST,
                UnknownFlow::NotFound => StatusCode::NOT_FOUND,
            };
            Failure::missing("VerificationFlow", flow, "verification_flow").status(status)
        })
}

fn exclusive() -> Failure {
    Failure::invalid("You may only specify one of these parameters: type, verification_flow.")
        .code("parameters_exclusive")
        .param("type")
}

/// What was sent is shown again; what was not sent is not.
fn document_options(sent: &Sent<'_>) -> Option<DocumentOptions> {
    const PATH: [&str; 2] = ["options", "document"];
    // The empty string clears what a new session does not have yet.
    if !sent.has(&PATH) || sent.text(&PATH).is_some() {
        return None;
    }
    let flag = |name| sent.flag(&["options", "document", name]);
    let mut options = DocumentOptions::default();
    options.allowed_types = sent
        .list(&["options", "document", "allowed_types"])
        .map(|types| types.into_iter().map(DocumentType::from).collect());
    options.require_id_number = flag("require_id_number");
    options.require_live_capture = flag("require_live_capture");
    options.require_matching_selfie = flag("require_matching_selfie");
    Some(options)
}

fn provided_details(sent: &Sent<'_>) -> Option<ProvidedDetails> {
    sent.has(&["provided_details"]).then(|| {
        let mut details = ProvidedDetails::default();
        details.email = sent
            .owned(&["provided_details", "email"])
            .map(Personal::new);
        details.phone = sent
            .owned(&["provided_details", "phone"])
            .map(Personal::new);
        details
    })
}

fn related(sent: &Sent<'_>) -> Option<Related> {
    let person = |name| sent.owned(&["related_person", name]);
    let related = Related {
        customer: sent.owned(&["related_customer"]),
        customer_account: sent.owned(&["related_customer_account"]),
        person: person("account")
            .zip(person("person"))
            .map(|(account, person)| RelatedPerson::new(account, person)),
    };
    let names_someone = related.customer.is_some()
        || related.customer_account.is_some()
        || related.person.is_some();
    names_someone.then_some(related)
}
