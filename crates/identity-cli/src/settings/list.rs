//! The flags of list commands as the API's parameters.

use identity_types::{
    CreatedRange, EventId, EventType, Invalid, ListEvents, ListParams, ListVerificationReports,
    ListVerificationSessions, Timestamp, VerificationReportId, VerificationSessionId,
    VerificationType,
};

use super::session::of;
use super::{event_types, list_expand, status, time};
use crate::args::page::{ExtentArgs, PageArgs};
use crate::args::report::{EventListArgs, ReportListArgs};
use crate::args::session::ListArgs;
use crate::failure::Usage;
use crate::suggest::one_of;

/// The most items that the API gives at once.
const PAGE: u32 = 100;
/// What the API gives when nothing is asked for.
const DEFAULT: usize = 10;

/// How much of a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    All,
    AtMost(usize),
}

/// The size of the pages to ask for.
pub(crate) fn page_size(extent: Extent) -> u32 {
    match extent {
        Extent::All => PAGE,
        Extent::AtMost(most) => u32::try_from(most).unwrap_or(PAGE).clamp(1, PAGE),
    }
}

/// `--limit` and `--all`.
pub(crate) fn extent(args: &ExtentArgs) -> Result<Extent, Usage> {
    match (&args.limit, args.all) {
        (Some(_), true) => Err(Usage::new(
            "--all",
            "must not be given together with --limit",
        )),
        (None, true) => Ok(Extent::All),
        (None, false) => Ok(Extent::AtMost(DEFAULT)),
        (Some(limit), false) => limit
            .parse()
            .ok()
            .filter(|limit| *limit > 0)
            .map(Extent::AtMost)
            .ok_or_else(|| Usage::new("--limit", "must be a whole number, 1 or more")),
    }
}

/// `--since` and `--until`.
fn created(args: &PageArgs, now: Timestamp) -> Result<Option<CreatedRange>, Usage> {
    let mut range = CreatedRange::new();
    if let Some(since) = &args.since {
        range = range.gte(time("--since", since, now)?);
    }
    if let Some(until) = &args.until {
        range = range.lt(time("--until", until, now)?);
    }
    Ok((range != CreatedRange::new()).then_some(range))
}

/// `--starting-after` or `--ending-before`, which end up in one place.
pub(crate) fn cursor<Id>(
    args: &ExtentArgs,
    new: impl Fn(&str) -> Result<Id, Invalid>,
) -> Result<Option<identity_types::Cursor<Id>>, Usage> {
    use identity_types::Cursor;

    match (&args.starting_after, &args.ending_before) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(Usage::new(
            "--starting-after",
            "must not be given together with --ending-before",
        )),
        (Some(id), None) => new(id)
            .map(|id| Some(Cursor::After(id)))
            .map_err(|invalid| Usage::invalid("--starting-after", &invalid)),
        (None, Some(id)) => new(id)
            .map(|id| Some(Cursor::Before(id)))
            .map_err(|invalid| Usage::invalid("--ending-before", &invalid)),
    }
}

/// The parameters of `session list`.
pub(crate) fn session_list(
    args: &ListArgs,
    now: Timestamp,
) -> Result<ListVerificationSessions, Usage> {
    let mut params = ListVerificationSessions::new().limit(page_size(extent(&args.page.extent)?));
    if let Some(name) = &args.status {
        params = params.status(status("--status", name)?);
    }
    if let Some(reference) = &args.client_reference_id {
        params = params.client_reference_id(reference);
    }
    if let Some(range) = created(&args.page, now)? {
        params = params.created(range);
    }
    params.related_customer = args.customer.related_customer.clone();
    params.related_customer_account = args.customer.related_customer_account.clone();
    params.set_cursor(cursor(&args.page.extent, VerificationSessionId::new)?);
    params.expand = list_expand(&args.page.expand);
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}

/// The parameters of `report list`.
pub(crate) fn report_list(
    args: &ReportListArgs,
    now: Timestamp,
) -> Result<ListVerificationReports, Usage> {
    let mut params = ListVerificationReports::new().limit(page_size(extent(&args.page.extent)?));
    if let Some(id) = &args.session {
        let id = VerificationSessionId::new(id)
            .map_err(|invalid| Usage::invalid("--session", &invalid))?;
        params = params.verification_session(id);
    }
    if let Some(name) = &args.verification_type {
        let kind = VerificationType::from(name.as_str());
        if !kind.is_known() {
            return Err(Usage::new(
                "--type",
                one_of(name, &["document", "id_number"]),
            ));
        }
        params = params.verification_type(kind);
    }
    if let Some(reference) = &args.client_reference_id {
        params = params.client_reference_id(reference);
    }
    if let Some(range) = created(&args.page, now)? {
        params = params.created(range);
    }
    params.set_cursor(cursor(&args.page.extent, VerificationReportId::new)?);
    params.expand = list_expand(&args.page.expand);
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}

/// The parameters of `event list`: the events of Identity unless others are named.
pub(crate) fn event_list(args: &EventListArgs, now: Timestamp) -> Result<ListEvents, Usage> {
    let types = event_types("--type", &args.types)?;
    let types = if types.is_empty() {
        EventType::IDENTITY.to_vec()
    } else {
        types
    };
    // What is picked out of the pages here may be rare in them.
    let size = if args.session.is_some() {
        PAGE
    } else {
        page_size(extent(&args.page.extent)?)
    };
    let mut params = ListEvents::new().limit(size).types(types);
    if let Some(text) = &args.delivery_success {
        let success = text
            .parse()
            .map_err(|_| Usage::new("--delivery-success", "must be true or false"))?;
        params = params.delivery_success(success);
    }
    if let Some(range) = created(&args.page, now)? {
        params = params.created(range);
    }
    params.set_cursor(cursor(&args.page.extent, EventId::new)?);
    params.expand = list_expand(&args.page.expand);
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}
