//! The statuses of a session, and of a redaction.

use super::Entry;

pub(super) const ALL: &[Entry] = &[
    Entry {
        code: "requires_input",
        meaning: "the session waits for the person: nothing was submitted yet, or the last attempt failed and \
                  last_error says why",
        retry: "Yes: send the person to a fresh page (identity session open), in the same session.",
        show: "Your verification is not finished yet. Continue here.",
    },
    Entry {
        code: "processing",
        meaning: "everything was submitted and the checks run, mostly for less than a minute; of a redaction: it \
                  was asked for and takes up to four days",
        retry: "Wait: identity session wait, or the webhook, tells the outcome. Neither update, cancel nor redact \
                works meanwhile.",
        show: "We are checking your documents. This takes a moment.",
    },
    Entry {
        code: "verified",
        meaning: "every check passed; it is final, apart from a redaction",
        retry: "Nothing to try: compare the verified name and date of birth with your own records.",
        show: "You are verified.",
    },
    Entry {
        code: "canceled",
        meaning: "the session was called off, or redacted before it was finished; it is final",
        retry: "Not in this session: create another one if the person shall go on.",
        show: "This verification was closed. Start again from our page.",
    },
    Entry {
        code: "redacted",
        meaning: "of a redaction: all personal data of the session, its reports, events and images is gone",
        retry: "Nothing to try: it cannot be undone.",
        show: "Your data was deleted.",
    },
    Entry {
        code: "validated",
        meaning: "of a redaction: a later stage of redacted; treat it alike",
        retry: "Nothing to try: it cannot be undone.",
        show: "Your data was deleted.",
    },
];
