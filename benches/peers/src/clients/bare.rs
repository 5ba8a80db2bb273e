//! hyper-util's pooled client alone, sending the bytes that identity-client sends, and reading the answer
//! without a look at it: what the rest is held against.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::{KEY, PATH, ours};
use crate::load::{self, Plan};
use crate::{BoxError, Target, tls};

pub(super) async fn load(target: &Target, plan: Plan) -> Result<f64, BoxError> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls::client(&target.authority)?)
        .https_or_http()
        .enable_all_versions()
        .wrap_connector(tcp);
    let client = Client::builder(TokioExecutor::new()).build(connector);

    let body = Bytes::from(identity_form::to_string(&ours::params()?)?);
    let request = Request::post(format!("{}{PATH}", target.url))
        .header("authorization", format!("Bearer {KEY}"))
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("idempotency-key", "00000000-0000-4000-8000-000000000000")
        .header("stripe-version", "2026-10-28.endive")
        .header("user-agent", "peers/1")
        .body(Full::new(body))?;
    load::run(plan, || {
        let (client, request) = (client.clone(), request.clone());
        async move {
            let response = client.request(request).await?;
            let status = response.status();
            response.into_body().collect().await?;
            match status.is_success() {
                true => Ok(()),
                false => Err(format!("the server answered {status}").into()),
            }
        }
    })
    .await
}
