//! `POST /v1/identity/verification_sessions`

use std::sync::Arc;

use http::StatusCode;
use identity_types::{Personal, RelatedPerson, VerificationFlowId};

use super::options::{
    OPTIONS, PROVIDED_DETAILS, TYPES, check_metadata, document, provided_details, what,
};
use crate::checks::Checks;
use crate::error::Failure;
use crate::expand;
use crate::lifecycle;
use crate::magic;
use crate::params::{EXPAND, Kind, Parameter, Sent, missing};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::session::{Flow, More, Session, Status, Token, What};
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

const RELATED_PERSON: &[Parameter] = &[
    Parameter::new("account", Kind::Text).required(),
    Parameter::new("person", Kind::Text).required(),
];

/// Makes a session.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    check_metadata(sent, scope.switches())?;
    let (what, flow) = what_to_verify(sent, scope.switches())?;
    known_customer(sent, scope.switches())?;
    let shown = expand::session(&sent.expand(), scope, None)?;
    let now = scope.ledger.now;
    let keeps_options = what != What::IdNumber
        || scope.switches().document_options_of_id_number == DocumentOptionsOfIdNumber::Keep;
    let more = more(sent, flow);
    #[expect(
        clippy::redundant_clone,
        reason = "a clone has room for what is in it, and the original for four pairs: 144 bytes a session"
    )]
    let metadata = sent.metadata().clone();
    let mut session = Session {
        place: scope.ledger.account.sessions.next(),
        version: 0,
        kept: true,
        status: Status::RequiresInput,
        what,
        created: now,
        secret: Token::first(now),
        url: Token::first(now),
        attempts: 0,
        client_reference_id: sent
            .text(&["client_reference_id"])
            .map(|reference| Personal::new(Arc::from(reference))),
        metadata,
        document: document(sent).flatten().filter(|_| keeps_options),
        last_error: None,
        last_report: None,
        redaction: None,
        more: (more != More::default()).then(|| Box::new(more)),
    };
    magic::arm(&mut session, &scope.ledger)?;
    let place = session.place;
    let version = scope.ledger.apply(lifecycle::create(session));
    Ok(Reply::Session {
        place,
        version,
        shown,
    })
}

/// A type, or a flow and the type that stands for all flows.
fn what_to_verify(sent: &Sent<'_>, switches: &Switches) -> Result<(What, Option<Flow>), Failure> {
    match (what(sent), sent.text(&["verification_flow"])) {
        (Some(_), Some(_)) if switches.type_and_flow == TypeAndFlow::Refuse => Err(exclusive()),
        (_, Some(flow)) => Ok((What::VerificationFlow, Some(known_flow(flow, switches)?))),
        (Some(what), None) => Ok((what, None)),
        (None, None) => match switches.neither_type_nor_flow {
            NeitherTypeNorFlow::Refuse => Err(missing("type")),
            NeitherTypeNorFlow::Document => Ok((What::Document, None)),
        },
    }
}

fn known_flow(flow: &str, switches: &Switches) -> Result<Flow, Failure> {
    let checks = |id: &VerificationFlowId| match &switches.verification_flows {
        Some(flows) => flows.get(id).copied(),
        None => Some(Checks::ALL),
    };
    VerificationFlowId::new(flow)
        .ok()
        .and_then(|id| {
            let checks = checks(&id)?;
            Some(Flow { id, checks })
        })
        .ok_or_else(|| {
            let status = match switches.unknown_flow {
                UnknownFlow::BadRequest => StatusCode::BAD_REQUEST,
                UnknownFlow::NotFound => StatusCode::NOT_FOUND,
            };
            Failure::missing("VerificationFlow", flow, "verification_flow").status(status)
        })
}

fn known_customer(sent: &Sent<'_>, switches: &Switches) -> Result<(), Failure> {
    match (
        sent.text(&["related_customer"]),
        &switches.related_customers,
    ) {
        (Some(customer), Some(known)) if !known.contains(customer) => {
            let missing = Failure::missing("Customer", customer, "related_customer");
            Err(missing.status(StatusCode::BAD_REQUEST))
        }
        _ => Ok(()),
    }
}

fn exclusive() -> Failure {
    Failure::invalid("You may only specify one of these parameters: type, verification_flow.")
        .code("parameters_exclusive")
        .param("type")
}

fn more(sent: &Sent<'_>, flow: Option<Flow>) -> More {
    let text = |name| sent.text(&[name]);
    let person = |name| sent.owned(&["related_person", name]);
    More {
        flow,
        return_url: text("return_url").map(|url| Personal::new(url.into())),
        provided_details: provided_details(sent),
        customer: text("related_customer").map(Arc::from),
        customer_account: text("related_customer_account").map(Arc::from),
        person: person("account")
            .zip(person("person"))
            .map(|(account, person)| RelatedPerson::new(account, person)),
        ..More::default()
    }
}
