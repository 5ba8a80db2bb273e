//! reqwest, with a form and JSON as its users write them.

use std::sync::Arc;

use super::{KEY, PATH, REFERENCE, RETURN_URL};
use crate::load::{self, Plan};
use crate::{BoxError, Target, tls};

const FORM: [(&str, &str); 6] = [
    ("type", "document"),
    ("client_reference_id", REFERENCE),
    ("metadata[order]", "6735"),
    ("metadata[user]", "usr_9"),
    ("options[document][require_matching_selfie]", "true"),
    ("return_url", RETURN_URL),
];

pub(super) async fn load(target: &Target, plan: Plan) -> Result<f64, BoxError> {
    let mut config = tls::client(&target.authority)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(config)
        .build()?;
    let url: Arc<str> = format!("{}{PATH}", target.url).into();
    load::run(plan, || {
        let (client, url) = (client.clone(), Arc::clone(&url));
        async move {
            let response = client
                .post(&*url)
                .bearer_auth(KEY)
                .header("idempotency-key", "00000000-0000-4000-8000-000000000000")
                .header("stripe-version", "2026-10-28.endive")
                .form(&FORM)
                .send()
                .await?
                .error_for_status()?;
            let session: serde_json::Value = response.json().await?;
            match session["url"].is_string() {
                true => Ok(()),
                false => Err("the session has no page".into()),
            }
        }
    })
    .await
}
