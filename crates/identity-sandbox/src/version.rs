//! `Stripe-Version`: any well-formed one is taken, as no shape of Identity depends on it.

use http::HeaderMap;

use crate::error::Failure;

/// The version of those who name none.
pub(crate) const DEFAULT: &str = "2026-10-28.endive";

/// The version that a request asks for.
pub(crate) fn requested(headers: &HeaderMap) -> Result<&str, Failure> {
    let Some(value) = headers.get("stripe-version") else {
        return Ok(DEFAULT);
    };
    match value.to_str() {
        Ok(version) => check(version).map(|()| version),
        Err(_) => Err(invalid(&String::from_utf8_lossy(value.as_bytes()))),
    }
}

/// Refuses what is no version.
pub(crate) fn check(version: &str) -> Result<(), Failure> {
    if is_well_formed(version) {
        Ok(())
    } else {
        Err(invalid(version))
    }
}

fn invalid(version: &str) -> Failure {
    Failure::invalid(format!("Invalid Stripe API version: {version}"))
}

/// `2026-10-28`, with a release train after a dot, with previews after semicolons.
fn is_well_formed(version: &str) -> bool {
    let mut parts = version.split(';');
    let base = parts.next().unwrap_or_default();
    let (date, train) = base.split_once('.').unwrap_or((base, "acacia"));
    is_date(date)
        && !train.is_empty()
        && train.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|preview| !preview.trim().is_empty())
}

fn is_date(date: &str) -> bool {
    let bytes = date.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = date.get(from..to)?;
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| digits.parse().ok()).flatten()
    };
    bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && number(0, 4).is_some()
        && number(5, 7).is_some_and(|month| (1..=12).contains(&month))
        && number(8, 10).is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_versions_and_others() {
        for (version, good) in [
            (DEFAULT, true),
            ("2020-08-27", true),
            ("2020-08-27;identity_client_api=v7", true),
            ("2026-10-28.endive; beta=v1", true),
            ("", false),
            ("latest", false),
            ("2026-13-01", false),
            ("2026-10-28.", false),
            ("2026-10-28.Endive", false),
            ("2026-10-28;", false),
            ("2026/10/28", false),
            ("20é6-10-2", false),
        ] {
            assert_eq!(is_well_formed(version), good, "{version:?}");
        }
    }
}
