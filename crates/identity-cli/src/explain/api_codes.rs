//! The error codes of the API that Identity gives.

use super::Entry;

const NOTHING: &str = "Nothing but that something went wrong: the mistake is not theirs.";
const LATER: &str = "That it takes a little longer.";

const fn fix(code: &'static str, meaning: &'static str, retry: &'static str) -> Entry {
    Entry {
        code,
        meaning,
        retry,
        show: NOTHING,
    }
}

pub(super) const ALL: &[Entry] = &[
    fix(
        "parameter_unknown",
        "the call has no parameter of that name; param names it",
        "Not as it stands: correct the name. In an update, fewer parameters are known than in a create.",
    ),
    fix(
        "parameter_missing",
        "a parameter is missing; param names it",
        "Not as it stands: give it. A create needs type, unless verification_flow is given.",
    ),
    fix(
        "parameter_invalid_empty",
        "a parameter is empty that cannot be unset",
        "Not as it stands: leave the parameter out, or give it a value.",
    ),
    fix(
        "parameter_invalid_integer",
        "a parameter must be a whole number, or one in another range",
        "Not as it stands: correct the value.",
    ),
    fix(
        "parameters_exclusive",
        "two parameters exclude each other, as type and verification_flow do",
        "Not as it stands: give one of them.",
    ),
    Entry {
        code: "email_invalid",
        meaning: "provided_details[email] is not an e-mail address",
        retry: "Not as it stands: ask the person for the address, or leave it out.",
        show: "This e-mail address does not look right. Check it.",
    },
    fix(
        "url_invalid",
        "return_url is not a URL, or is longer than 2048 characters",
        "Not as it stands: correct it. It must begin with https:// or http://.",
    ),
    fix(
        "resource_missing",
        "there is no such object for this key: another account's, another mode's, or none",
        "Not as it stands: check the id, and whether the key is of the same account and mode (test or live).",
    ),
    fix(
        "identity_api_invalid_application",
        "the account has not been set up for Identity",
        "Not as it stands: an admin must apply in the Dashboard, under Identity. The sandbox needs no account.",
    ),
    fix(
        "status_transition_invalid",
        "the session's status does not allow this, as a cancel in processing",
        "After the status has changed: look with identity session get.",
    ),
    fix(
        "livemode_mismatch",
        "a live object was named with a test key, or the reverse",
        "Not as it stands: use the key of the object's mode.",
    ),
    fix(
        "secret_key_required",
        "a publishable key (pk_) was used",
        "Not as it stands: use a secret (sk_) or restricted (rk_) key, on your server only.",
    ),
    fix(
        "api_key_expired",
        "the key has expired or was rolled",
        "Not as it stands: take the new key from the Dashboard.",
    ),
    fix(
        "platform_api_key_expired",
        "the platform's key for this account has expired",
        "Not as it stands: the account must be connected again, or its own key used.",
    ),
    fix(
        "account_invalid",
        "the account of --account does not exist, or the key may not act for it",
        "Not as it stands: check the account and the key.",
    ),
    Entry {
        code: "idempotency_key_in_use",
        meaning: "another call with the same idempotency key is still under way",
        retry: "Yes, in a moment, with the same key: you get the result of the first call. This command does so by \
                itself.",
        show: LATER,
    },
    fix(
        "idempotency_error",
        "the idempotency key was used before with other parameters",
        "Not as it stands: use a new key for a new request, or the old parameters for the old one.",
    ),
    Entry {
        code: "rate_limit",
        meaning: "too many requests in a second: 25 in test mode, 100 in live mode",
        retry: "Yes, after a moment. This command does so by itself, and slows down.",
        show: LATER,
    },
    Entry {
        code: "lock_timeout",
        meaning: "another call works on the same object",
        retry: "Yes, after a moment; change one object with one call at a time. This command does so by itself.",
        show: LATER,
    },
    fix(
        "property_expansion_max_depth",
        "a path of expand goes deeper than four levels",
        "Not as it stands: expand less, and get the inner object by its own id.",
    ),
    fix(
        "tls_version_unsupported",
        "the connection used a TLS version older than 1.2",
        "Not as it stands: something between here and the API ends TLS; connect directly.",
    ),
];
