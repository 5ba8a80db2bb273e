//! The flags of `session create` as the API's parameters, and the other values of session commands.

use identity_types::{
    CreateVerificationSession, DocumentOptionsParam, DocumentType, Invalid, Metadata,
    ProvidedDetailsParam, RelatedPersonParam, RetrieveVerificationSession, ReturnUrl,
    VerificationFlowId, VerificationSessionId, VerificationType,
};

use super::one_of;
use crate::args::session::{CreateArgs, GetArgs};
use crate::failure::Usage;
use crate::suggest::nearest;

/// The types that a session can be created with; a flow is named by `--flow`.
const TYPES: [&str; 2] = ["document", "id_number"];

/// The parameters that the flags of `session create` stand for, checked.
pub(crate) fn create_params(args: &CreateArgs) -> Result<CreateVerificationSession, Usage> {
    let mut params = kind(args)?;
    if let Some(options) = document_options(args)? {
        params = params.document_options(options);
    }
    if args.clear_document_options {
        params = params.clear_document_options();
    }
    if !args.metadata.is_empty() {
        params = params.metadata(metadata(&args.metadata)?);
    }
    if let Some(reference) = &args.client_reference_id {
        params = params.client_reference_id(reference);
    }
    if let Some(details) = provided_details(args) {
        params = params.provided_details(details);
    }
    if let Some(customer) = &args.related_customer {
        params = params.related_customer(customer);
    }
    if let Some(account) = &args.related_customer_account {
        params = params.related_customer_account(account);
    }
    if let Some(person) = &args.related_person {
        params = params.related_person(related_person(person)?);
    }
    if let Some(url) = &args.return_url {
        params = params.return_url(ReturnUrl::new(url).map_err(|invalid| of(&invalid))?);
    }
    for path in &args.expand {
        params = params.expand(path);
    }
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}

fn kind(args: &CreateArgs) -> Result<CreateVerificationSession, Usage> {
    match (&args.verification_type, &args.flow) {
        (None, None) => Err(Usage::new(
            "--type",
            "is required unless --flow is given; document or id_number",
        )),
        (Some(_), Some(_)) => Err(Usage::new(
            "--type",
            "must not be given together with --flow",
        )),
        (None, Some(flow)) => VerificationFlowId::new(flow)
            .map(CreateVerificationSession::flow)
            .map_err(|invalid| Usage::invalid("--flow", &invalid)),
        (Some(name), None) if TYPES.contains(&name.as_str()) || args.type_unchecked => Ok(
            CreateVerificationSession::of_type(VerificationType::from(name.as_str())),
        ),
        (Some(name), None) => Err(Usage::new(
            "--type",
            one_of("document or id_number", nearest(name, &TYPES))
                + "; --type-unchecked sends any other",
        )),
    }
}

fn document_options(args: &CreateArgs) -> Result<Option<DocumentOptionsParam>, Usage> {
    let mut options = DocumentOptionsParam::new();
    if !args.allow.is_empty() {
        options = options.allowed_types(allowed_types(&args.allow)?);
    }
    options.require_matching_selfie = switch("--selfie", args.selfie.as_deref())?;
    options.require_live_capture = switch("--live-capture", args.live_capture.as_deref())?;
    options.require_id_number = switch("--id-number", args.id_number.as_deref())?;
    if options == DocumentOptionsParam::new() {
        return Ok(None);
    }
    if args.clear_document_options {
        return Err(Usage::new(
            "--clear-document-options",
            "must not be given together with --selfie, --live-capture, --id-number or --allow",
        ));
    }
    Ok(Some(options))
}

fn switch(flag: &'static str, value: Option<&str>) -> Result<Option<bool>, Usage> {
    value
        .map(|value| {
            value
                .parse()
                .map_err(|_| Usage::new(flag, "must be true or false, or stand alone"))
        })
        .transpose()
}

fn allowed_types(lists: &[String]) -> Result<Vec<DocumentType>, Usage> {
    lists
        .iter()
        .flat_map(|list| list.split(','))
        .map(|name| {
            let document_type = DocumentType::from(name);
            if document_type.is_known() {
                return Ok(document_type);
            }
            let rule = one_of(
                "a list of passport, id_card and driving_license, with commas and no blanks",
                nearest(name, DocumentType::KNOWN),
            );
            Err(Usage::new("--allow", rule))
        })
        .collect()
}

fn metadata(pairs: &[String]) -> Result<Metadata, Usage> {
    let mut metadata = Metadata::new();
    for pair in pairs {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| Usage::new("--metadata", "must be KEY=VALUE"))?;
        metadata
            .insert(key, value)
            .map_err(|invalid| of(&invalid))?;
    }
    Ok(metadata)
}

fn provided_details(args: &CreateArgs) -> Option<ProvidedDetailsParam> {
    let mut details = ProvidedDetailsParam::new();
    if let Some(email) = &args.email {
        details = details.email(email);
    }
    if let Some(phone) = &args.phone {
        details = details.phone(phone);
    }
    (details != ProvidedDetailsParam::new()).then_some(details)
}

fn related_person(text: &str) -> Result<RelatedPersonParam, Usage> {
    text.split_once('/')
        .filter(|(account, person)| !account.is_empty() && !person.is_empty())
        .map(|(account, person)| RelatedPersonParam::new(account, person))
        .ok_or_else(|| {
            Usage::new(
                "--related-person",
                "must be ACCOUNT/PERSON, as in acct_1/person_1",
            )
        })
}

/// The parameters that the flags of `session get` stand for, checked.
pub(crate) fn retrieve_params(args: &GetArgs) -> Result<RetrieveVerificationSession, Usage> {
    let params = args
        .expand
        .iter()
        .fold(RetrieveVerificationSession::new(), |params, path| {
            params.expand(path)
        });
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}

/// The id of the session that a command is about.
pub(crate) fn session_id(id: &str) -> Result<VerificationSessionId, Usage> {
    VerificationSessionId::new(id).map_err(|invalid| Usage::invalid("ID", &invalid))
}

/// What looks wrong and is sent all the same, a sentence each.
pub(crate) fn warnings(params: &CreateVerificationSession) -> impl Iterator<Item = String> {
    params.warnings().map(|warning| {
        let (path, text) = (warning.path(), warning.to_string());
        let rule = text.strip_prefix(path).unwrap_or(&text);
        format!("{} ({path}){rule}", flag(path))
    })
}

/// The rule that a parameter breaks, under the flag that sets it.
fn of(invalid: &Invalid) -> Usage {
    Usage::invalid(flag(invalid.path()), invalid)
}

fn flag(path: &str) -> &'static str {
    match path {
        "type" => "--type",
        "verification_flow" => "--flow",
        "client_reference_id" => "--client-reference-id",
        "provided_details[email]" => "--email",
        "provided_details[phone]" => "--phone",
        "related_customer" => "--related-customer",
        "related_customer_account" => "--related-customer-account",
        "return_url" => "--return-url",
        _ if path.starts_with("metadata") => "--metadata",
        _ if path.starts_with("options[document][allowed_types]") => "--allow",
        _ if path.starts_with("related_person") => "--related-person",
        _ if path.starts_with("expand") => "--expand",
        _ => "arguments",
    }
}
