//! A caller whose key, parameters and options are marked, and what its errors say.

use std::fmt::Debug;

use identity_client::{CallOptions, Client, ClientBuilder, Error, ErrorKind, Phase, Response};
use identity_types::{
    ApiKey, CreateVerificationSession, DeletedObject, Metadata, ProvidedDetailsParam,
    VerificationSession,
};

use super::MARK;

pub(crate) fn key() -> ApiKey {
    ApiKey::new(format!("sk_test_{MARK}")).expect("the shape of a key")
}

/// A client of a server, whose backoffs take no time.
pub(crate) fn builder(url: &str) -> ClientBuilder {
    Client::builder(key())
        .base_url(url)
        .with(|transport| transport.jitter(|| 0))
}

pub(crate) fn client(url: &str) -> Client {
    builder(url).build().expect("a loopback URL")
}

/// Parameters that carry a mark wherever a person could have typed something.
pub(crate) fn params() -> CreateVerificationSession {
    let mut metadata = Metadata::new();
    metadata.insert("note", MARK).expect("within the limits");
    CreateVerificationSession::document()
        .client_reference_id(MARK)
        .metadata(metadata)
        .provided_details(ProvidedDetailsParam::new().email(format!("{MARK}@example.com")))
}

/// A POST, which carries a key of idempotency.
pub(crate) async fn create(client: &Client) -> Result<Response<VerificationSession>, Error> {
    client.verification_sessions().create(&params()).await
}

/// A POST with options of its own.
pub(crate) async fn create_with(
    client: &Client,
    options: CallOptions,
) -> Result<Response<VerificationSession>, Error> {
    let sessions = client.verification_sessions().with_options(options);
    sessions.create(&params()).await
}

/// A read.
pub(crate) async fn retrieve(client: &Client) -> Result<Response<VerificationSession>, Error> {
    let id = "vs_1".parse().expect("an id");
    client.verification_sessions().retrieve(&id).await
}

/// The one call that is neither a read nor has a key: it is never repeated once it may have arrived.
pub(crate) async fn delete(client: &Client) -> Result<Response<DeletedObject>, Error> {
    let id = "we_1".parse().expect("an id");
    client.webhook_endpoints().delete(&id).await
}

/// The error of a call that has to fail, once nothing that it says shows a mark.
pub(crate) fn failed<T: Debug>(result: Result<T, Error>) -> Error {
    let error = match result {
        Ok(value) => panic!("a success: {value:?}"),
        Err(error) => error,
    };
    let words = all_words(&error);
    assert!(!words.contains(MARK), "{words}");
    error
}

/// Everything that `error` and its causes say.
pub(crate) fn all_words(error: &Error) -> String {
    let mut words = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        words.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    words
}

/// What a row compares most: kind, phase and attempts.
pub(crate) fn facts(error: &Error) -> (ErrorKind, Phase, u32) {
    (error.kind(), error.phase(), error.attempts())
}

pub(crate) fn status(error: &Error) -> Option<u16> {
    error.status().map(|status| status.as_u16())
}
