//! The 19 codes of `last_error`: why the last attempt of a session failed.

use super::Entry;

const SAME_SESSION: &str =
    "Yes, in the same session: send the person to a fresh page (identity session open).";

const fn again(code: &'static str, meaning: &'static str, show: &'static str) -> Entry {
    Entry {
        code,
        meaning,
        retry: SAME_SESSION,
        show,
    }
}

const fn last(code: &'static str, meaning: &'static str, show: &'static str) -> Entry {
    Entry {
        code,
        meaning,
        retry: "No: another attempt of the same kind does not help. Offer another way, or have a human look.",
        show,
    }
}

pub(super) const ALL: &[Entry] = &[
    again(
        "abandoned",
        "the person began and never submitted",
        "You have not finished your verification. Continue where you left off.",
    ),
    last(
        "consent_declined",
        "the person does not want to be verified by Stripe; some laws require another way for them",
        "You have declined this kind of verification. Choose another way.",
    ),
    last(
        "country_not_supported",
        "documents of the person's country are not supported",
        "Documents of your country are not supported. Contact us for another way.",
    ),
    again(
        "device_not_supported",
        "the device has no camera, or the browser may not use it",
        "Allow the use of your camera, or go on with your phone.",
    ),
    again(
        "document_expired",
        "the document's date of expiry has passed",
        "Your document has expired. Use one that is still valid.",
    ),
    again(
        "document_type_not_supported",
        "the document is of a type that the session does not accept (--allow)",
        "This type of document is not accepted here. Use another one.",
    ),
    again(
        "document_unverified_other",
        "the document could not be verified for another reason: unreadable, damaged, copied or forged",
        "We could not verify your document. Take the photo again: the whole document, in good light.",
    ),
    again(
        "email_unverified_other",
        "the e-mail address could not be verified",
        "We could not verify your e-mail address. Check it and try again.",
    ),
    last(
        "email_verification_declined",
        "the person does not want the e-mail address to be verified",
        "You have declined the check of your e-mail address. Contact us for another way.",
    ),
    again(
        "id_number_insufficient_document_data",
        "the document lacks data that the check of the ID number needs",
        "Your document lacks data that we need. Use another document.",
    ),
    again(
        "id_number_mismatch",
        "the ID number does not fit the name and the date of birth",
        "The ID number does not fit your name and date of birth. Check them and try again.",
    ),
    again(
        "id_number_unverified_other",
        "the ID number could not be verified for another reason",
        "We could not verify your ID number. Check it and try again.",
    ),
    again(
        "phone_unverified_other",
        "the phone number could not be verified",
        "We could not verify your phone number. Check it and try again.",
    ),
    last(
        "phone_verification_declined",
        "the person does not want the phone number to be verified",
        "You have declined the check of your phone number. Contact us for another way.",
    ),
    again(
        "selfie_document_missing_photo",
        "the document has no photo of a face to compare the selfie with",
        "Your document has no photo. Use one that has.",
    ),
    again(
        "selfie_face_mismatch",
        "the face on the selfie is not the one on the document",
        "Your selfie does not look like the photo of your document. Try again in good light.",
    ),
    last(
        "selfie_manipulated",
        "the selfie was tampered with; fraud is likely",
        "We could not verify you. Contact us.",
    ),
    again(
        "selfie_unverified_other",
        "the selfie could not be verified for another reason",
        "We could not verify your selfie. Try again in good light, without glasses or a hat.",
    ),
    last(
        "under_supported_age",
        "the person is too young to be verified",
        "You are not old enough for this verification. Contact us.",
    ),
];
