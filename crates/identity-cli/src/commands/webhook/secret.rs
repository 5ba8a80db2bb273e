//! The secret of an endpoint: from the environment or a file, never a flag.

use identity_types::WebhookSecret;

use crate::failure::{Failure, Usage};
use crate::io::Io;

const VARIABLE: &str = "STRIPE_WEBHOOK_SECRET";
const FLAG: &str = "--secret-file";
const MOST: u64 = 4096;

/// The secret, or what to do about it.
pub(in crate::commands) fn required(file: Option<&str>, io: &Io) -> Result<WebhookSecret, Failure> {
    let (source, secret) = match (file, io.env.filled(VARIABLE)) {
        (Some(path), _) => (FLAG, from_file(path)?),
        (None, Some(secret)) => {
            let secret = secret.to_str().map(str::to_owned);
            (
                VARIABLE,
                secret.ok_or_else(|| Usage::new(VARIABLE, "must be UTF-8"))?,
            )
        }
        (None, None) => {
            return Err(Usage::new(
                VARIABLE,
                "must be set to the secret of the endpoint (whsec_...), or --secret-file given",
            )
            .into());
        }
    };
    if secret.trim().is_empty() {
        return Err(Usage::new(source, "must not be blank: anybody can sign with that").into());
    }
    if secret.starts_with("sk_") || secret.starts_with("rk_") {
        return Err(Usage::new(
            source,
            "must be a webhook secret (whsec_...), not an API key",
        )
        .into());
    }
    Ok(WebhookSecret::new(secret))
}

fn from_file(path: &str) -> Result<String, Usage> {
    let path = std::path::Path::new(path);
    let is_small =
        std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MOST);
    let text = if is_small {
        std::fs::read_to_string(path).ok()
    } else {
        None
    };
    let text = text.ok_or_else(|| {
        Usage::new(
            FLAG,
            "must name a file that can be read and holds a secret and nothing else",
        )
    })?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
