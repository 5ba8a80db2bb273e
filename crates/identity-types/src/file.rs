//! [`File`]: an image of a document or a selfie, without its content.

mod list;

pub use list::ListFiles;

use alloc::string::String;

use crate::expandable::HasId;
use crate::open_enum::open_enum;
use crate::{ApiObject, Extra, FileId, FileLink, Hidden, List, ObjectTag, Personal, Timestamp};

/// A File as the API returns it. Reports name the files of their images.
///
/// The content is had from [`url`](Self::url) with an API key, or through a [`FileLink`] without one.
///
/// Source: <https://docs.stripe.com/api/files/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct File {
    /// `file_…`
    pub id: FileId,
    /// `file`
    pub object: ObjectTag<Self>,
    /// When the file was uploaded.
    pub created: Timestamp,
    /// When the file is removed.
    pub expires_at: Option<Timestamp>,
    /// The name it was uploaded under.
    pub filename: Option<Personal<String>>,
    /// The links to its content that exist.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub links: Hidden<List<FileLink>>,
    /// What the file is for.
    pub purpose: FilePurpose,
    /// Its size in bytes.
    pub size: i64,
    /// A title for people.
    pub title: Option<Personal<String>>,
    /// The kind of file, e.g. `jpg`, `pdf`, `png`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub file_type: Option<String>,
    /// Where its content is, for whoever sends an API key along.
    pub url: Option<String>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl File {
    /// A file with nothing optional set: for those who make files, as the sandbox and tests do.
    #[must_use]
    pub const fn new(id: FileId, purpose: FilePurpose, size: i64, created: Timestamp) -> Self {
        Self {
            id,
            object: ObjectTag::NEW,
            created,
            expires_at: None,
            filename: None,
            links: Hidden::NotExpanded,
            purpose,
            size,
            title: None,
            file_type: None,
            url: None,
            extra: Extra::new(),
        }
    }
}

impl ApiObject for File {
    const OBJECT: &'static str = "file";
}

impl HasId<FileId> for File {
    fn id(&self) -> &FileId {
        &self.id
    }
}

open_enum! {
    /// What a file is for. Identity's images are the two `identity_document` purposes and `selfie`.
    ///
    /// Source: <https://docs.stripe.com/api/files/object>
    pub enum FilePurpose {
        /// Further documents for an account.
        AccountRequirement = "account_requirement",
        /// Further documents for a verification of a business.
        AdditionalVerification = "additional_verification",
        /// A business's icon.
        BusinessIcon = "business_icon",
        /// A business's logo.
        BusinessLogo = "business_logo",
        /// A customer's signature.
        CustomerSignature = "customer_signature",
        /// Evidence in a dispute.
        DisputeEvidence = "dispute_evidence",
        /// An identity document that a provider supplied.
        DocumentProviderIdentityDocument = "document_provider_identity_document",
        /// A finance report.
        FinanceReportRun = "finance_report_run",
        /// A statement of a financial account.
        FinancialAccountStatement = "financial_account_statement",
        /// An image of an identity document.
        IdentityDocument = "identity_document",
        /// An image of an identity document whose content can be had.
        IdentityDocumentDownloadable = "identity_document_downloadable",
        /// Regulatory reporting of Issuing.
        IssuingRegulatoryReporting = "issuing_regulatory_reporting",
        /// A PCI document.
        PciDocument = "pci_document",
        /// A platform's terms of service.
        PlatformTermsOfService = "platform_terms_of_service",
        /// An image of a face.
        Selfie = "selfie",
        /// The result of a scheduled query.
        SigmaScheduledQuery = "sigma_scheduled_query",
        /// A tax document.
        TaxDocumentUserUpload = "tax_document_user_upload",
        /// An app for a terminal.
        TerminalAndroidApk = "terminal_android_apk",
        /// A terminal's splash screen.
        TerminalReaderSplashscreen = "terminal_reader_splashscreen",
        /// A terminal's certificate for a wireless network.
        TerminalWifiCertificate = "terminal_wifi_certificate",
        /// A terminal's key for a wireless network.
        TerminalWifiPrivateKey = "terminal_wifi_private_key",
    }
}
