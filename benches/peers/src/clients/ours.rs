//! identity-client, its whole stack, without a limit of its own.

use std::sync::Arc;

use identity_client::{Client, RateLimit};
use identity_types::{CreateVerificationSession, DocumentOptionsParam, Metadata, ReturnUrl};

use super::{KEY, REFERENCE, RETURN_URL, metadata};
use crate::load::{self, Plan};
use crate::{BoxError, Target};

pub(super) async fn load(target: &Target, plan: Plan) -> Result<f64, BoxError> {
    let client = Client::builder(KEY.parse()?)
        .base_url(&target.url)
        .rate_limit(RateLimit::off())
        .with(|transport| transport.trust_only(target.authority.clone()))
        .build()?;
    let params = Arc::new(params()?);
    load::run(plan, || {
        let (client, params) = (client.clone(), Arc::clone(&params));
        async move {
            let session = client.verification_sessions().create(&params).await?;
            match session.url {
                Some(_) => Ok(()),
                None => Err("the session has no page".into()),
            }
        }
    })
    .await
}

pub(super) fn params() -> Result<CreateVerificationSession, BoxError> {
    let mut pairs = Metadata::new();
    for (key, value) in metadata() {
        pairs.insert(key, value)?;
    }
    Ok(CreateVerificationSession::document()
        .client_reference_id(REFERENCE)
        .metadata(pairs)
        .document_options(DocumentOptionsParam::new().require_matching_selfie(true))
        .return_url(ReturnUrl::new(RETURN_URL)?))
}
