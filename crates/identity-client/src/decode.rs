//! The error that the body of a response describes.

use identity_types::{ApiError, ApiErrorType, Personal};
use serde_json::Value;

/// The error that a body describes, as well as it can be read: whatever a gateway puts there, the
/// status remains and nothing panics.
pub(crate) fn api_error(body: &[u8]) -> Option<ApiError> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let error = value.get("error")?;
    if let Ok(error) = serde_json::from_value(error.clone()) {
        return Some(error);
    }
    let text = |name: &str| error.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut read = ApiError::new(ApiErrorType::from(
        text("type").as_deref().unwrap_or("unknown"),
    ));
    read.code = text("code");
    read.doc_url = text("doc_url");
    read.param = text("param");
    read.message = text("message")
        .or_else(|| error.as_str().map(str::to_owned))
        .map(Personal::new);
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_as_well_as_they_can_be() {
        let read = |body: &str| api_error(body.as_bytes());
        assert_eq!(read("<html>"), None);
        assert_eq!(read(r#"{"foo":1}"#), None);
        let error = read(r#"{"error":{"type":"invalid_request_error","code":"parameter_missing","param":"type"}}"#).unwrap();
        assert_eq!(
            (error.code.as_deref(), error.param.as_deref()),
            (Some("parameter_missing"), Some("type"))
        );
        for odd in [
            r#""text""#,
            "[1]",
            "null",
            r#"{"type":5,"code":["x"],"param":"p"}"#,
        ] {
            assert!(read(&format!("{{\"error\":{odd}}}")).is_some(), "{odd}");
        }
    }
}
