//! `POST /v1/files`, as `multipart/form-data`.

use std::sync::Arc;

use identity_types::{FilePurpose, Personal};

use crate::error::Failure;
use crate::expand;
use crate::file::{Content, File};
use crate::file_link::FileLink;
use crate::params::{EXPAND, Kind, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Record;

/// The purposes that a caller can upload for.
const PURPOSES: &[&str] = &[
    "account_requirement",
    "additional_verification",
    "business_icon",
    "business_logo",
    "customer_signature",
    "dispute_evidence",
    "identity_document",
    "issuing_regulatory_reporting",
    "pci_document",
    "platform_terms_of_service",
    "tax_document_user_upload",
    "terminal_android_apk",
    "terminal_reader_splashscreen",
    "terminal_wifi_certificate",
    "terminal_wifi_private_key",
];

pub(crate) const PARAMETERS: &[Parameter] = &[
    EXPAND,
    Parameter::new("file", Kind::Text).required(),
    Parameter::new("file_link_data", Kind::Object(LINK)),
    Parameter::new("purpose", Kind::Enum(PURPOSES)).required(),
];

const LINK: &[Parameter] = &[
    Parameter::new("create", Kind::Bool).required(),
    Parameter::new("expires_at", Kind::Integer),
    Parameter::new("metadata", Kind::Metadata),
];

/// The most bytes that an account can have uploaded.
const MAX_UPLOADED: u64 = 64 << 20;

/// Keeps what is uploaded.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    expand::plain(&sent.expand(), &["links"], super::FIELDS)?;
    let Some(upload) = scope.upload else {
        return Err(
            Failure::invalid("Invalid file: send its content as multipart/form-data.")
                .param("file"),
        );
    };
    let size = upload.bytes.len() as u64;
    if scope.ledger.account.uploaded + size > MAX_UPLOADED {
        return Err(Failure::invalid(format!(
            "This sandbox keeps at most {MAX_UPLOADED} bytes of uploaded files per account."
        ))
        .param("file"));
    }
    let file = Arc::new(File {
        place: scope.ledger.account.files.next(),
        created: scope.ledger.now,
        purpose: FilePurpose::from(sent.text(&["purpose"]).unwrap_or_default()),
        filename: upload
            .filename
            .as_deref()
            .map(|name| Personal::new(name.into())),
        title: None,
        content: Content::Uploaded(Personal::new(upload.bytes.clone())),
    });
    scope.ledger.put(Record::File(Arc::clone(&file)));
    if sent.flag(&["file_link_data", "create"]) == Some(true) {
        let link = FileLink {
            place: scope.ledger.account.file_links.next(),
            created: scope.ledger.now,
            file: file.place,
            expires_at: sent.time(&["file_link_data", "expires_at"]),
            metadata: sent
                .pairs(&["file_link_data", "metadata"])
                .unwrap_or_default(),
        };
        scope.ledger.put(Record::FileLink(Arc::new(link)));
    }
    Ok(Reply::json(&file.show(
        scope.ledger.account,
        scope.base_url,
        scope.ledger.now,
    )))
}
