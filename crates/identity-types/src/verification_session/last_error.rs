//! [`LastErrorCode`]: why the last attempt of a session failed.

use crate::open_enum::open_enum;

open_enum! {
    /// Why the last attempt failed. The first five come from the person's own part in it and stand in no
    /// report; the others are the codes of the report's sections.
    ///
    /// Source: <https://docs.stripe.com/identity/handle-verification-outcomes>
    pub enum LastErrorCode {
        /// The person began and never submitted.
        Abandoned = "abandoned",
        /// The person refused to be verified.
        ConsentDeclined = "consent_declined",
        /// The person's country is not supported.
        CountryNotSupported = "country_not_supported",
        /// The person's device has no camera, or the page may not use it.
        DeviceNotSupported = "device_not_supported",
        /// The document is past its expiry date.
        DocumentExpired = "document_expired",
        /// The document is of a kind that the options do not allow.
        DocumentTypeNotSupported = "document_type_not_supported",
        /// Any other failure of the document.
        DocumentUnverifiedOther = "document_unverified_other",
        /// The e-mail address could not be verified.
        EmailUnverifiedOther = "email_unverified_other",
        /// The person refused to have the e-mail address verified.
        EmailVerificationDeclined = "email_verification_declined",
        /// The document lacks what the ID number check needs.
        IdNumberInsufficientDocumentData = "id_number_insufficient_document_data",
        /// The number does not belong to that name and date of birth.
        IdNumberMismatch = "id_number_mismatch",
        /// Any other failure of the ID number check.
        IdNumberUnverifiedOther = "id_number_unverified_other",
        /// The phone number could not be verified.
        PhoneUnverifiedOther = "phone_unverified_other",
        /// The person refused to have the phone number verified.
        PhoneVerificationDeclined = "phone_verification_declined",
        /// The document has no photo of a face.
        SelfieDocumentMissingPhoto = "selfie_document_missing_photo",
        /// The face is not the document's.
        SelfieFaceMismatch = "selfie_face_mismatch",
        /// The selfie was tampered with.
        SelfieManipulated = "selfie_manipulated",
        /// Any other failure of the selfie.
        SelfieUnverifiedOther = "selfie_unverified_other",
        /// The person is too young.
        UnderSupportedAge = "under_supported_age",
    }
}
