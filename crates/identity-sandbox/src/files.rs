//! The endpoints under `/v1/files`, a file each.

use std::sync::Arc;

use crate::error::Failure;
use crate::file::File;
use crate::permissions::{self, SENSITIVE_AGE, Sensitive};
use crate::route::Scope;
use crate::switches::{MissingObjectParam, SensitiveFieldsOfSecretKey};

pub(crate) mod contents;
pub(crate) mod list;
pub(crate) mod multipart;
pub(crate) mod picture;
pub(crate) mod retrieve;
pub(crate) mod upload;

/// The path of the list.
const PATH: &str = "/v1/files";

/// The fields of a file, none of which can be expanded but `links`, which always is.
pub(crate) const FIELDS: &[&str] = &[
    "id",
    "object",
    "created",
    "expires_at",
    "filename",
    "purpose",
    "size",
    "title",
    "type",
    "url",
];

/// The file of an id in the path.
fn find(scope: &Scope<'_>, id: &str) -> Result<Arc<File>, Failure> {
    scope.ledger.account.file(id).cloned().ok_or_else(|| {
        let param = match scope.switches().missing_object_param {
            MissingObjectParam::PathParameter => "file",
            MissingObjectParam::Id => "id",
        };
        Failure::missing("File", id, param).begun()
    })
}

/// Refuses the content of a person's picture to a key that may not see it: it is as sensitive as a date of
/// birth.
pub(crate) fn may_see(scope: &Scope<'_>, file: &File) -> Result<(), Failure> {
    if !file.is_of_a_person() {
        return Ok(());
    }
    let recent = file.created > scope.ledger.now.saturating_add(-SENSITIVE_AGE);
    let secret = scope.switches().sensitive_fields_of_secret_key;
    let may = match scope.caller.sensitive() {
        None => secret == SensitiveFieldsOfSecretKey::Show,
        Some(Sensitive::None) => false,
        Some(Sensitive::Recent) => recent,
        Some(Sensitive::Always) => true,
    };
    if may {
        return Ok(());
    }
    Err(permissions::refused(
        scope.caller,
        scope.ledger.account,
        "Access recent sensitive verification results",
    ))
}

/// The path of a content, for the `url` of a file.
pub(crate) fn contents_url(base_url: &str, id: &identity_types::FileId) -> String {
    format!("{base_url}{PATH}/{id}/contents")
}
