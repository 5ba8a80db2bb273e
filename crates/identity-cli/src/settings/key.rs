//! Where the API key comes from: the environment, and never a flag, which any user of the machine could
//! read from the list of processes.

use identity_types::ApiKey;

use crate::failure::Usage;
use crate::io::Env;

const VARIABLE: &str = "STRIPE_API_KEY";

/// The key to call the API with.
pub(super) fn from_env(env: &Env) -> Result<ApiKey, Usage> {
    let Some(key) = env.get(VARIABLE) else {
        return Err(Usage::new(
            VARIABLE,
            "must be set to a secret key (sk_...); --sandbox needs none",
        ));
    };
    let key = key
        .to_str()
        .ok_or_else(|| Usage::new(VARIABLE, "must be visible ASCII without blanks"))?;
    ApiKey::new(key).map_err(|invalid| Usage::invalid(VARIABLE, &invalid))
}

/// The key that a sandbox inside this process is called with. It opens nothing else.
pub(super) fn of_sandbox() -> ApiKey {
    ApiKey::new("sk_test_embedded_sandbox").expect("it is visible ASCII and begins with sk_")
}

/// A live key means that live calls are meant: a sandbox would answer them with made-up sessions. Any other
/// key is not used there, so nobody asks whether it is good.
pub(super) fn check_for_sandbox(env: &Env) -> Result<(), Usage> {
    let key = env.get(VARIABLE).map(|key| key.to_string_lossy());
    let is_live = key.is_some_and(|key| {
        let key = key.trim_start();
        key.starts_with("sk_live_") || key.starts_with("rk_live_")
    });
    if is_live {
        return Err(Usage::new(
            VARIABLE,
            "must not be a live key together with --sandbox",
        ));
    }
    Ok(())
}
