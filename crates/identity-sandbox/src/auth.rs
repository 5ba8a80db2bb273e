//! Who calls: the key of a request, and the account that it opens.

use http::{HeaderMap, StatusCode, header};
use identity_types::{AccountId, ApiKey, Mode};
use serde::{Deserialize, Serialize};

use crate::error::{Failure, excerpt};
use crate::ids;
use crate::permissions::{KeyState, Keyring, Permissions, Sensitive};

/// The account that a request acts for.
///
/// It follows from the text of the key after `sk_test_` or `rk_test_`, so that each secret key has an
/// account of its own and the restricted key of the same ending shares it. Only a hash is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Account(#[serde(with = "crate::wide")] u128);

/// Who calls, and for which account.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The account that it acts for.
    pub(crate) account: Account,
    /// The connected account that it acts for, and the platform whose key this is.
    pub(crate) connected: Option<Connected>,
    /// What a restricted key may do; a secret key may do everything.
    pub(crate) permissions: Option<Permissions>,
    /// The key as messages show it.
    pub(crate) masked_key: String,
}

/// What makes an account a connected one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Connected {
    pub(crate) id: AccountId,
    /// The account that it is connected to.
    pub(crate) platform: Account,
}

impl Caller {
    /// Which sensitive results a restricted key may see.
    pub(crate) fn sensitive(&self) -> Option<Sensitive> {
        self.permissions.map(|permissions| permissions.sensitive)
    }
}

impl Account {
    /// A name for the sources of its ids.
    pub(crate) fn name(self) -> String {
        format!("{:032x}", self.0)
    }

    fn of(key: &ApiKey) -> Self {
        Self(ids::hash(&key.expose().as_bytes()["sk_test_".len()..]))
    }

    /// The connected account `id` of this one.
    fn connected(self, id: &AccountId) -> Self {
        Self(ids::hash(format!("{}/{id}", self.name()).as_bytes()))
    }
}

/// Reads the key, and the connected account where one is named.
pub(crate) fn caller(headers: &HeaderMap, keyring: &Keyring) -> Result<Caller, Failure> {
    let text = key(headers).ok_or_else(no_key)?;
    let key = checked(&text)?;
    let permissions = match keyring.state(&text) {
        None => return Err(invalid_key(&text)),
        Some(KeyState::Expired) => return Err(expired(&text)),
        Some(KeyState::Restricted(permissions)) => Some(permissions),
        Some(KeyState::Open) => key.is_restricted().then(Permissions::default),
    };
    let mut caller = Caller {
        account: Account::of(&key),
        connected: None,
        permissions,
        masked_key: masked(&text),
    };
    if let Some(connected) = headers.get("stripe-account") {
        let Ok(Ok(id)) = connected.to_str().map(AccountId::new) else {
            return Err(Failure::invalid(
                "The Stripe-Account header must name a connected account (acct_…).",
            )
            .code("account_invalid")
            .status(StatusCode::FORBIDDEN));
        };
        let platform = caller.account;
        caller.account = platform.connected(&id);
        caller.connected = Some(Connected { id, platform });
    }
    Ok(caller)
}

/// The key as it was sent: as a bearer token, or as the user of Basic.
fn key(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?;
    let text = String::from_utf8_lossy(value.as_bytes());
    let (scheme, rest) = text.trim().split_once(' ')?;
    let key = if scheme.eq_ignore_ascii_case("bearer") {
        rest.trim().to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(base64(rest.trim())?).ok()?;
        pair.split_once(':')
            .map_or(pair.as_str(), |(user, _)| user)
            .to_owned()
    } else {
        return None;
    };
    (!key.is_empty()).then_some(key)
}

/// Refuses every key that is no secret or restricted test key.
fn checked(text: &str) -> Result<ApiKey, Failure> {
    if text.starts_with("pk_") {
        return Err(unauthorized(
            "This API call cannot be made with a publishable API key. Please use a secret API key. You can \
             find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
        )
        .code("secret_key_required"));
    }
    match ApiKey::new(text) {
        Ok(key) if key.mode() == Mode::Test => Ok(key),
        // A live key is a mistake worth a word: it should not have come here at all.
        Ok(key) if key.mode() == Mode::Live => Err(unauthorized(format!(
            "Invalid API Key provided: {}. This is a local sandbox: it takes test keys only.",
            masked(text)
        ))),
        _ => Err(invalid_key(text)),
    }
}

fn invalid_key(text: &str) -> Failure {
    unauthorized(format!("Invalid API Key provided: {}", masked(text)))
}

fn expired(text: &str) -> Failure {
    unauthorized(format!("Expired API Key provided: {}", masked(text))).code("api_key_expired")
}

fn no_key() -> Failure {
    unauthorized(
        "You did not provide an API key. You need to provide your API key in the Authorization header, using \
         Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See \
         https://stripe.com/docs/api#authentication for details, or we can help at \
         https://support.stripe.com/.",
    )
}

fn unauthorized(message: impl Into<String>) -> Failure {
    Failure::invalid(message).status(StatusCode::UNAUTHORIZED)
}

/// The prefix, four stars, and the last four characters if there are enough others.
fn masked(key: &str) -> String {
    let prefix = ["sk_test_", "rk_test_", "sk_live_", "rk_live_"]
        .into_iter()
        .find(|prefix| key.starts_with(prefix))
        .unwrap_or_default();
    let secret = excerpt(&key[prefix.len()..]);
    let shown = match secret.char_indices().rev().nth(3) {
        Some((start, _)) if start >= 4 => &secret[start..],
        _ => "",
    };
    format!("{prefix}****{shown}")
}

/// Reads standard base64, padded or not.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for symbol in text.trim_end_matches('=').bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn account(headers: &HeaderMap) -> Result<Account, Failure> {
        caller(headers, &Keyring::default()).map(|caller| caller.account)
    }

    fn with(authorization: &str) -> Result<Account, Failure> {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(authorization.as_bytes()).unwrap();
        headers.insert(header::AUTHORIZATION, value);
        account(&headers)
    }

    fn message(failure: &Failure) -> String {
        let body = serde_json::to_value(failure.clone().into_body(None)).unwrap();
        body["error"]["message"].as_str().unwrap().to_owned()
    }

    #[test]
    fn bearer_and_basic_open_the_same_account() {
        let bearer = with("Bearer sk_test_123").unwrap();
        // sk_test_123: with an empty password, and without the colon.
        for authorization in [
            "Basic c2tfdGVzdF8xMjM6",
            "basic c2tfdGVzdF8xMjM",
            "bearer  sk_test_123 ",
            "Bearer rk_test_123",
        ] {
            assert_eq!(with(authorization).unwrap(), bearer, "{authorization}");
        }
        assert_ne!(with("Bearer sk_test_124").unwrap(), bearer);
    }

    #[test]
    fn what_is_no_test_key_is_refused_and_masked() {
        for (authorization, expected) in [
            ("Bearer", "You did not provide an API key."),
            ("Bearer ", "You did not provide an API key."),
            ("Digest x", "You did not provide an API key."),
            ("Basic ?", "You did not provide an API key."),
            ("Basic Og==", "You did not provide an API key."),
            (
                "Bearer pk_test_123",
                "This API call cannot be made with a publishable API key.",
            ),
            ("Bearer sk_test_", "Invalid API Key provided: sk_test_****"),
            (
                "Bearer sk_live_abcdef1234",
                "Invalid API Key provided: sk_live_****1234. This is a local",
            ),
            (
                "Bearer sk_test_ab c1234",
                "Invalid API Key provided: sk_test_****1234",
            ),
            ("Bearer sk_wrong", "Invalid API Key provided: ****rong"),
            ("Bearer short", "Invalid API Key provided: ****"),
            (
                "Bearer sk_org_abcdef1234",
                "Invalid API Key provided: ****1234",
            ),
            ("Bearer é1234567", "Invalid API Key provided: ****4567"),
        ] {
            let failure = with(authorization).unwrap_err();
            assert_eq!(failure.status, StatusCode::UNAUTHORIZED, "{authorization}");
            let message = message(&failure);
            assert!(message.starts_with(expected), "{authorization}: {message}");
        }
    }

    #[test]
    fn a_connected_account_is_another_account() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::AUTHORIZATION,
            HeaderValue::from_static("Bearer sk_test_123"),
        );
        let own = account(&headers).unwrap();
        headers.insert("stripe-account", HeaderValue::from_static("acct_1"));
        assert_ne!(account(&headers).unwrap(), own);
        headers.insert("stripe-account", HeaderValue::from_static("1"));
        assert_eq!(account(&headers).unwrap_err().status, StatusCode::FORBIDDEN);
    }

    #[test]
    fn base64_of_every_length() {
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg", "foob"),
        ] {
            assert_eq!(base64(text).unwrap(), bytes.as_bytes(), "{text}");
        }
        assert!(base64("Zm9v\n").is_none());
    }
}
