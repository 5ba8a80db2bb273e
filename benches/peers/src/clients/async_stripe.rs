//! async-stripe with its Identity part. It takes its roots from the platform, which `SSL_CERT_FILE` names.

use stripe::{Client, ClientBuilder};
use stripe_misc::identity_verification_session::{
    CreateIdentityVerificationSession, CreateIdentityVerificationSessionOptions,
    CreateIdentityVerificationSessionOptionsDocument, CreateIdentityVerificationSessionType,
};

use super::{KEY, REFERENCE, RETURN_URL, metadata};
use crate::load::{self, Plan};
use crate::{BoxError, Target};

pub(super) async fn load(target: &Target, plan: Plan) -> Result<f64, BoxError> {
    let client: Client = ClientBuilder::new(KEY)
        .url(format!("{}/", target.url))
        .build()?;
    load::run(plan, || {
        let client = client.clone();
        async move {
            let session = params().send(&client).await?;
            match session.url {
                Some(_) => Ok(()),
                None => Err("the session has no page".into()),
            }
        }
    })
    .await
}

fn params() -> CreateIdentityVerificationSession {
    let mut options = CreateIdentityVerificationSessionOptions::new();
    let mut document = CreateIdentityVerificationSessionOptionsDocument::new();
    document.require_matching_selfie = Some(true);
    options.document = Some(document);
    CreateIdentityVerificationSession::new()
        .type_(CreateIdentityVerificationSessionType::Document)
        .client_reference_id(REFERENCE)
        .metadata(metadata())
        .options(options)
        .return_url(RETURN_URL)
}
