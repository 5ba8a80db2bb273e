//! [`FileLink`]: a link to a file's content as the sandbox keeps it, and how it is shown.

use identity_types::{Expandable, FileLink as Object, FileLinkUrl, Metadata, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::Kind;
use crate::state::AccountState;

/// Where the contents of links are, without a key.
pub(crate) const PATH: &str = "/links/";

/// What the sandbox knows of a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileLink {
    /// Its number among the account's links.
    pub(crate) place: u64,
    pub(crate) created: Timestamp,
    /// The place of the file.
    pub(crate) file: u64,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) metadata: Metadata,
}

impl FileLink {
    /// Whether it has ended.
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// The link as the API shows it.
    pub(crate) fn show(
        &self,
        account: &AccountState,
        base_url: &str,
        now: Timestamp,
        with_file: bool,
    ) -> Object {
        let names = account.names;
        let mut object = Object::new(
            names.file_link(self.place),
            names.file(self.file),
            self.created,
        );
        object.expired = self.is_expired(now);
        object.expires_at = self.expires_at;
        object.metadata = self.metadata.clone();
        let token = names.text(Kind::FileLinkToken, self.place);
        object.url = Some(FileLinkUrl::new(format!("{base_url}{PATH}{token}")));
        if let (true, Some(file)) = (with_file, account.files.get(self.file)) {
            object.file = Expandable::Object(Box::new(file.show(account, base_url, now)));
        }
        object
    }
}
