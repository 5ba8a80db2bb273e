//! The decoder with a real type behind it: parameters of the create call, as the sandbox reads them.

use identity_types::CreateVerificationSession;

use super::form::check_error;

/// Any bytes are parameters or are refused; parameters that were read are written the same way twice.
pub fn create_form(form: &[u8]) {
    let read: CreateVerificationSession = match identity_form::from_bytes(form) {
        Ok(read) => read,
        Err(error) => return check_error(&error, form),
    };
    // A rule that is broken has a path; nothing here may panic.
    if let Err(invalid) = read.validate() {
        assert!(!invalid.path().is_empty());
    }
    assert!(read.warnings().count() <= 2);
    let Ok(written) = identity_form::to_string(&read) else {
        // The decoder takes a longer list than the encoder sends.
        return assert!(read.expand.len() > identity_form::MAX_ITEMS || form.len() > 1000);
    };
    let again: CreateVerificationSession =
        identity_form::from_str(&written).expect("it was written here");
    assert_eq!(identity_form::to_string(&again).ok(), Some(written));
}
