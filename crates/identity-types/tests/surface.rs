//! The public surface: every public type stands in one of these structs, so this file stops compiling when
//! one of them loses `Clone`, `Debug`, `PartialEq`, `Send` or `Sync`. The imports show how they are reached.

use identity_types::{
    AccountId, Address, ApiError, ApiErrorType, ApiKey, ApiObject, CancelVerificationSession,
    CheckError, CheckStatus, Clearable, ClientSecret, ContactOptions, CreateEphemeralKey,
    CreateFileLink, CreateVerificationSession, CreateWebhookEndpoint, CreatedFilter, CreatedRange,
    Cursor, Date, DeleteEphemeralKey, DeletedObject, DocumentErrorCode, DocumentOptions,
    DocumentOptionsParam, DocumentReport, DocumentType, EmailErrorCode, EmailReport, EphemeralKey,
    EphemeralKeyId, EphemeralKeySecret, Event, EventData, EventId, EventObject, EventRequest,
    EventType, Expandable, Extra, File, FileId, FileLink, FileLinkExpiry, FileLinkId, FileLinkUrl,
    FilePurpose, HasId, Hidden, IdNumberErrorCode, IdNumberOptions, IdNumberReport, IdNumberType,
    IdempotencyKey, Invalid, JsonPath, JsonStep, LastErrorCode, List, ListEvents, ListFileLinks,
    ListFiles, ListParams, ListVerificationReports, ListVerificationSessions, ListWebhookEndpoints,
    Matching, MatchingOptions, Metadata, Mode, ObjectTag, Personal, PhoneErrorCode, PhoneReport,
    ProvidedDetails, ProvidedDetailsParam, RedactVerificationSession, Redaction, RedactionStatus,
    RelatedObject, RelatedPerson, RelatedPersonParam, ReportOptions, RequestId, RetrieveEvent,
    RetrieveFile, RetrieveFileLink, RetrieveVerificationReport, RetrieveVerificationSession,
    RetrieveWebhookEndpoint, ReturnUrl, SelfieErrorCode, SelfieReport, SessionOptions,
    SessionOptionsParam, Sex, ThinEvent, ThinEventType, Timestamp, UpdateFileLink,
    UpdateVerificationSession, UpdateWebhookEndpoint, Value, VerificationFlowId,
    VerificationReport, VerificationReportId, VerificationSession, VerificationSessionId,
    VerificationSessionStatus, VerificationType, VerificationUrl, VerifiedOutputs, Warning,
    WebhookEndpoint, WebhookEndpointId, WebhookEndpointStatus, WebhookSecret, WebhookUrl,
};

/// Declares a struct with a field of each type; its derives hold only if they hold for all of them.
macro_rules! all {
    ($(#[$meta:meta])* $name:ident: $($type:ty),+ $(,)?) => {
        $(#[$meta])*
        struct $name($($type),+);
    };
}

all! {
    /// What a call is made with.
    #[derive(Clone, Debug, PartialEq)]
    Params: CancelVerificationSession, CreateEphemeralKey, CreateFileLink,
    CreateVerificationSession, CreateWebhookEndpoint, DeleteEphemeralKey, DocumentOptionsParam,
    ListEvents, ListFileLinks, ListFiles, ListVerificationReports, ListVerificationSessions,
    ListWebhookEndpoints, ProvidedDetailsParam, RedactVerificationSession, RelatedPersonParam,
    RetrieveEvent, RetrieveFile, RetrieveFileLink, RetrieveVerificationReport,
    RetrieveVerificationSession, RetrieveWebhookEndpoint, SessionOptionsParam, UpdateFileLink,
    UpdateVerificationSession, UpdateWebhookEndpoint,
}

all! {
    /// What the API answers.
    #[derive(Clone, Debug, PartialEq)]
    Objects: Address, ApiError, CheckError<LastErrorCode>, ContactOptions, Date, DeletedObject,
    DocumentOptions, DocumentReport, EmailReport, EphemeralKey, Event, EventData, EventObject,
    EventRequest, Expandable<FileId, File>, Extra, File, FileLink, Hidden<Date>, IdNumberOptions,
    IdNumberReport, List<VerificationSession>, MatchingOptions, Personal<Sex>, PhoneReport,
    ProvidedDetails, Redaction, RelatedObject, RelatedPerson, ReportOptions, SelfieReport,
    SessionOptions, ThinEvent, Value, VerificationReport, VerificationSession, VerifiedOutputs,
    WebhookEndpoint,
}

all! {
    /// Values without parts that can be looked up, too.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    Values: AccountId, ApiErrorType, ApiKey, CheckStatus, Clearable<u8>, ClientSecret,
    CreatedFilter, CreatedRange, Cursor<EventId>, DocumentErrorCode, DocumentType, EmailErrorCode,
    EphemeralKeyId, EphemeralKeySecret, EventId, EventType, FileId, FileLinkExpiry, FileLinkId,
    FileLinkUrl, FilePurpose, Hidden<u8>, IdNumberErrorCode, IdNumberType, IdempotencyKey,
    LastErrorCode, Matching, Mode, Personal<String>, PhoneErrorCode, RedactionStatus, RequestId,
    ReturnUrl, SelfieErrorCode, Sex, ThinEventType, Timestamp, VerificationFlowId,
    VerificationReportId, VerificationSessionId, VerificationSessionStatus, VerificationType,
    VerificationUrl, WebhookEndpointId, WebhookEndpointStatus, WebhookSecret, WebhookUrl,
}

all! {
    /// Values that compare as a whole.
    #[derive(Clone, Debug, PartialEq, Eq)]
    Wholes: Invalid, JsonPath, JsonStep, Metadata, ObjectTag<Event>, Warning,
}

all! {
    /// Values that are handed over by copying.
    #[derive(Clone, Copy, Debug, PartialEq)]
    Copies: CreatedFilter, CreatedRange, FileLinkExpiry, Mode, ObjectTag<Event>, Timestamp,
}

all! {
    /// What can be sorted.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    Ordered: AccountId, EphemeralKeyId, EventId, FileId, FileLinkId, RequestId, Timestamp,
    VerificationFlowId, VerificationReportId, VerificationSessionId, WebhookEndpointId,
}

#[test]
fn every_type_goes_between_threads() {
    fn goes<T: Send + Sync + Unpin + 'static>() {}
    goes::<Params>();
    goes::<Objects>();
    goes::<Values>();
    goes::<Wholes>();
    goes::<Copies>();
    goes::<Ordered>();
}

#[test]
fn errors_are_errors() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<ApiError>();
    is_error::<Invalid>();
}

#[cfg(feature = "json")]
#[test]
fn a_flaw_is_an_error_and_compares() {
    fn is_error<T: std::error::Error + Clone + Eq + Send + Sync + 'static>() {}
    is_error::<identity_types::Flaw>();
}

#[test]
fn objects_say_what_they_are_and_lists_what_they_hold() {
    fn name<T: ApiObject>() -> &'static str {
        T::OBJECT
    }
    fn item<P: ListParams<Id = Id, Item: HasId<Id> + ApiObject>, Id>() -> &'static str {
        <P::Item as ApiObject>::OBJECT
    }
    assert_eq!(name::<EphemeralKey>(), "ephemeral_key");
    assert_eq!(name::<List<Event>>(), "list");
    assert_eq!(name::<ThinEvent>(), "v2.core.event");
    assert_eq!(item::<ListEvents, EventId>(), "event");
    assert_eq!(item::<ListFileLinks, FileLinkId>(), "file_link");
    assert_eq!(item::<ListFiles, FileId>(), "file");
    assert_eq!(
        item::<ListVerificationReports, VerificationReportId>(),
        "identity.verification_report"
    );
    assert_eq!(
        item::<ListVerificationSessions, VerificationSessionId>(),
        "identity.verification_session"
    );
    assert_eq!(
        item::<ListWebhookEndpoints, WebhookEndpointId>(),
        "webhook_endpoint"
    );
}

/// A type that is exported and not listed above would not be watched.
#[test]
fn every_exported_name_is_listed_here() {
    let names = include_str!("../src/lib.rs")
        .split("pub use ")
        .skip(1)
        .filter_map(|export| export.split_once(';'))
        .flat_map(|(export, _)| export.split(|c: char| !c.is_alphanumeric()))
        .filter(|name| name.starts_with(char::is_uppercase));
    let (_, listed) = include_str!("surface.rs").split_once("};").unwrap();
    let mut count = 0;
    for name in names {
        let is_listed = listed
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == name);
        assert!(is_listed, "{name} is not listed");
        count += 1;
    }
    assert!(count > 100, "{count} names found");
}
