//! The flags of session commands as the API's parameters.

use identity_types::{
    Clearable, CreateVerificationSession, DocumentOptionsParam, DocumentType, Invalid, Metadata,
    ProvidedDetailsParam, RelatedPersonParam, ReturnUrl, UpdateVerificationSession,
    VerificationFlowId, VerificationSessionId, VerificationSessionStatus, VerificationType,
    Warning,
};

use super::{expand_paths, switch};
use crate::args::checks::{ChecksArgs, SubjectArgs};
use crate::args::session::UpdateArgs;
use crate::failure::Usage;
use crate::suggest::{nearest, one_of};

/// The types that a session can be created with; a flow is named by `--flow`.
const TYPES: [&str; 2] = ["document", "id_number"];

/// The parameters that the flags of a create stand for, on top of `base`, checked.
pub(crate) fn create_params(
    checks: &ChecksArgs,
    subject: &SubjectArgs,
    base: Option<CreateVerificationSession>,
) -> Result<CreateVerificationSession, Usage> {
    let mut params = kind(checks, subject, base)?;
    let given = params.options.take().and_then(|options| options.document);
    if let Some(document) = document_options(checks, given)? {
        params.options.get_or_insert_default().document = Some(document);
    }
    if !checks.metadata.is_empty() {
        let pairs = match params.metadata.take() {
            Some(Clearable::Set(pairs)) => pairs,
            _ => Metadata::new(),
        };
        params.metadata = Some(Clearable::Set(metadata(pairs, &checks.metadata)?));
    }
    params.provided_details = provided_details(checks, params.provided_details.take());
    if let Some(reference) = &subject.client_reference_id {
        params = params.client_reference_id(reference);
    }
    if let Some(customer) = &subject.customer.related_customer {
        params = params.related_customer(customer);
    }
    if let Some(account) = &subject.customer.related_customer_account {
        params = params.related_customer_account(account);
    }
    if let Some(person) = person(subject)? {
        params = params.related_person(person);
    }
    if let Some(url) = &subject.return_url {
        params = params.return_url(ReturnUrl::new(url).map_err(|invalid| of(&invalid))?);
    }
    params.expand.extend(expand_paths(&checks.expand));
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}

/// The parameters that the flags of an update stand for, on top of `base`, checked.
pub(crate) fn update_params(
    args: &UpdateArgs,
    base: Option<UpdateVerificationSession>,
) -> Result<UpdateVerificationSession, Usage> {
    let checks = &args.checks;
    let mut params = base.unwrap_or_default();
    if let Some(name) = &checks.verification_type {
        params.verification_type = Some(verification_type(name, checks.type_unchecked)?);
    }
    let given = params.options.take().and_then(|options| options.document);
    if let Some(document) = document_options(checks, given)? {
        params.options.get_or_insert_default().document = Some(document);
    }
    match (args.clear_metadata, checks.metadata.is_empty()) {
        (true, true) => params = params.clear_metadata(),
        (true, false) => {
            return Err(Usage::new(
                "--clear-metadata",
                "must not be given together with --metadata",
            ));
        }
        (false, true) => {}
        (false, false) => {
            let pairs = match params.metadata.take() {
                Some(Clearable::Set(pairs)) => pairs,
                _ => Metadata::new(),
            };
            params.metadata = Some(Clearable::Set(metadata(pairs, &checks.metadata)?));
        }
    }
    params.provided_details = provided_details(checks, params.provided_details.take());
    params.expand.extend(expand_paths(&checks.expand));
    let mut plain = params.clone();
    plain.expand.clear();
    if plain == UpdateVerificationSession::new() {
        return Err(Usage::new(
            "arguments",
            "change nothing: give --selfie, --metadata or another flag, or -d",
        ));
    }
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}

/// The type or the flow: what is typed stands above what `base` says.
fn kind(
    checks: &ChecksArgs,
    subject: &SubjectArgs,
    base: Option<CreateVerificationSession>,
) -> Result<CreateVerificationSession, Usage> {
    let typed = match (&checks.verification_type, &subject.flow) {
        (None, None) => {
            return base.ok_or_else(|| {
                Usage::new(
                    "--type",
                    "is required unless --flow is given; document or id_number",
                )
            });
        }
        (Some(_), Some(_)) => {
            return Err(Usage::new(
                "--type",
                "must not be given together with --flow",
            ));
        }
        (None, Some(flow)) => VerificationFlowId::new(flow)
            .map(CreateVerificationSession::flow)
            .map_err(|invalid| Usage::invalid("--flow", &invalid))?,
        (Some(name), None) => {
            CreateVerificationSession::of_type(verification_type(name, checks.type_unchecked)?)
        }
    };
    let Some(base) = base else {
        return Ok(typed);
    };
    let mut params = typed;
    params.client_reference_id = base.client_reference_id;
    params.metadata = base.metadata;
    params.options = base.options;
    params.provided_details = base.provided_details;
    params.related_customer = base.related_customer;
    params.related_customer_account = base.related_customer_account;
    params.related_person = base.related_person;
    params.return_url = base.return_url;
    params.expand = base.expand;
    Ok(params)
}

fn verification_type(name: &str, unchecked: bool) -> Result<VerificationType, Usage> {
    if TYPES.contains(&name) || unchecked {
        return Ok(VerificationType::from(name));
    }
    Err(Usage::new(
        "--type",
        one_of(name, &TYPES) + "; --type-unchecked sends any other",
    ))
}

/// Options on top of those that were given already.
fn document_options(
    checks: &ChecksArgs,
    given: Option<Clearable<DocumentOptionsParam>>,
) -> Result<Option<Clearable<DocumentOptionsParam>>, Usage> {
    let mut typed = DocumentOptionsParam::new();
    if !checks.allow.is_empty() {
        typed = typed.allowed_types(allowed_types(&checks.allow)?);
    }
    typed.require_matching_selfie = switch("--selfie", checks.selfie.as_deref())?;
    typed.require_live_capture = switch("--live-capture", checks.live_capture.as_deref())?;
    typed.require_id_number = switch("--id-number", checks.id_number.as_deref())?;
    if typed == DocumentOptionsParam::new() {
        return Ok(if checks.clear_document_options {
            Some(Clearable::Clear)
        } else {
            given
        });
    }
    if checks.clear_document_options {
        return Err(Usage::new(
            "--clear-document-options",
            "must not be given together with --selfie, --live-capture, --id-number or --allow",
        ));
    }
    let mut options = match given {
        Some(Clearable::Set(options)) => options,
        _ => DocumentOptionsParam::new(),
    };
    options.allowed_types = typed.allowed_types.or(options.allowed_types);
    options.require_matching_selfie = typed
        .require_matching_selfie
        .or(options.require_matching_selfie);
    options.require_live_capture = typed.require_live_capture.or(options.require_live_capture);
    options.require_id_number = typed.require_id_number.or(options.require_id_number);
    Ok(Some(Clearable::Set(options)))
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
            let rule = "must be a list of passport, id_card and driving_license, with commas and no blanks";
            Err(Usage::new(
                "--allow",
                match nearest(name, DocumentType::KNOWN) {
                    Some(meant) => format!("{rule} (did you mean {meant}?)"),
                    None => rule.to_owned(),
                },
            ))
        })
        .collect()
}

/// Pairs on top of those that were given already; an empty value stands for the removal of its key.
pub(crate) fn metadata(mut metadata: Metadata, pairs: &[String]) -> Result<Metadata, Usage> {
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

fn provided_details(
    checks: &ChecksArgs,
    given: Option<ProvidedDetailsParam>,
) -> Option<ProvidedDetailsParam> {
    if checks.email.is_none() && checks.phone.is_none() {
        return given;
    }
    let mut details = given.unwrap_or_default();
    if let Some(email) = &checks.email {
        details = details.email(email);
    }
    if let Some(phone) = &checks.phone {
        details = details.phone(phone);
    }
    Some(details)
}

fn person(subject: &SubjectArgs) -> Result<Option<RelatedPersonParam>, Usage> {
    let parts = (
        &subject.related_person_account,
        &subject.related_person_person,
    );
    match (&subject.related_person, parts) {
        (None, (None, None)) => Ok(None),
        (Some(text), (None, None)) => related_person(text).map(Some),
        (None, (Some(account), Some(person))) => Ok(Some(RelatedPersonParam::new(account, person))),
        _ => Err(Usage::new(
            "--related-person",
            "must be ACCOUNT/PERSON, or both of its long forms",
        )),
    }
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

/// The id of the session that a command is about.
pub(crate) fn session_id(id: &str) -> Result<VerificationSessionId, Usage> {
    VerificationSessionId::new(id).map_err(|invalid| Usage::invalid("ID", &invalid))
}

/// A status that the API has.
pub(crate) fn status(flag: &'static str, name: &str) -> Result<VerificationSessionStatus, Usage> {
    let status = VerificationSessionStatus::from(name);
    if status.is_known() {
        Ok(status)
    } else {
        Err(Usage::new(
            flag,
            one_of(name, VerificationSessionStatus::KNOWN),
        ))
    }
}

/// What looks wrong and is sent all the same, a sentence each.
pub(crate) fn warnings(warnings: impl Iterator<Item = Warning>) -> Vec<String> {
    warnings
        .map(|warning| {
            let (path, text) = (warning.path(), warning.to_string());
            let rule = text.strip_prefix(path).unwrap_or(&text);
            format!("{} ({path}){rule}", flag(path))
        })
        .collect()
}

/// The rule that a parameter breaks, under the flag that sets it.
pub(super) fn of(invalid: &Invalid) -> Usage {
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
        "status" => "--status",
        "limit" => "--limit",
        "url" => "--url",
        "description" => "--description",
        "api_version" => "--event-version",
        "verification_session" => "--session",
        _ if path.starts_with("metadata") => "--metadata",
        _ if path.starts_with("options[document][allowed_types]") => "--allow",
        _ if path.starts_with("related_person") => "--related-person",
        _ if path.starts_with("enabled_events") => "--events",
        _ if path.starts_with("types") => "--type",
        _ if path.starts_with("expand") => "--expand",
        _ => "arguments",
    }
}
