//! Who calls: a file a client. Each makes the same create, typed where the client has types.

use crate::load::Plan;
use crate::{BoxError, Target};

mod async_stripe;
mod bare;
mod ours;
mod reqwest;

const KEY: &str = "sk_test_peers";
const PATH: &str = "/v1/identity/verification_sessions";
const REFERENCE: &str = "case-0042";
const RETURN_URL: &str = "https://example.com/verify/done?user=usr_9";

/// Lets `client` create sessions at `target`; how many there were in a second.
pub async fn load(client: &str, target: &Target, plan: Plan) -> Result<f64, BoxError> {
    match client {
        "hyper-util" => bare::load(target, plan).await,
        "identity-client" => ours::load(target, plan).await,
        "reqwest" => reqwest::load(target, plan).await,
        "async-stripe" => async_stripe::load(target, plan).await,
        _ => Err(format!("there is no client `{client}`").into()),
    }
}

fn metadata() -> [(String, String); 2] {
    [("order", "6735"), ("user", "usr_9")].map(|(key, value)| (key.to_owned(), value.to_owned()))
}
