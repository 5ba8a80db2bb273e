//! The cases: one library doing one thing to one value, a given number of times.

use std::collections::BTreeMap;
use std::hint::black_box;

use identity_form::Tree;
use identity_types::{CreateVerificationSession, VerificationSession};

use crate::{loopback, stack, values};

/// One library doing one thing to one value.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Case {
    /// What is done: the row of the table.
    pub row: &'static str,
    /// Who does it: the column.
    pub library: &'static str,
    /// Does it that many times.
    pub run: fn(u32),
}

/// This project's column.
pub const OURS: &str = "identity-form";

type Create = CreateVerificationSession;
type Flat = BTreeMap<String, String>;

/// Encodes a value `times` times by a function that takes it by reference.
macro_rules! encode {
    ($row:literal, $library:literal, $value:path, $encode:expr) => {
        Case {
            row: $row,
            library: $library,
            run: |times| {
                let value = $value();
                for _ in 0..times {
                    black_box($encode(black_box(&value)).expect("the value has a form"));
                }
            },
        }
    };
}

/// Decodes the canonical bytes of a value `times` times.
macro_rules! decode {
    ($row:literal, $library:literal, $value:path, $decode:expr) => {
        Case {
            row: $row,
            library: $library,
            run: |times| {
                let form = identity_form::to_string(&$value()).expect("the value has a form");
                for _ in 0..times {
                    black_box($decode(black_box(&form)).expect("it is a form of the type"));
                }
            },
        }
    };
}

/// Reads a hostile form `times` times, whatever comes of it.
macro_rules! hostile {
    ($row:literal, $form:expr) => {
        Case {
            row: $row,
            library: OURS,
            run: |times| {
                let form: String = $form;
                for _ in 0..times {
                    _ = black_box(Tree::parse(black_box(&form)));
                }
            },
        }
    };
}

/// All cases, row by row.
pub const CASES: &[Case] = &[
    encode!(
        "encode small create",
        "identity-form",
        values::small,
        identity_form::to_string
    ),
    encode!(
        "encode small create",
        "serde_qs",
        values::small,
        serde_qs::to_string
    ),
    encode!(
        "encode full create",
        "identity-form",
        values::full,
        identity_form::to_string
    ),
    encode!(
        "encode full create",
        "serde_qs",
        values::full,
        serde_qs::to_string
    ),
    encode!(
        "encode largest metadata",
        "identity-form",
        values::worst,
        identity_form::to_string
    ),
    encode!(
        "encode largest metadata",
        "serde_qs",
        values::worst,
        serde_qs::to_string
    ),
    encode!(
        "encode flat pairs",
        "identity-form",
        values::flat,
        identity_form::to_string
    ),
    encode!(
        "encode flat pairs",
        "serde_qs",
        values::flat,
        serde_qs::to_string
    ),
    encode!(
        "encode flat pairs",
        "serde_urlencoded",
        values::flat,
        serde_urlencoded::to_string
    ),
    encode!(
        "encode flat pairs",
        "serde_html_form",
        values::flat,
        serde_html_form::to_string
    ),
    decode!(
        "decode small create",
        "identity-form",
        values::small,
        identity_form::from_str::<Create>
    ),
    decode!(
        "decode small create",
        "serde_qs",
        values::small,
        serde_qs::from_str::<Create>
    ),
    decode!(
        "decode full create",
        "identity-form",
        values::full,
        identity_form::from_str::<Create>
    ),
    decode!(
        "decode full create",
        "serde_qs",
        values::full,
        serde_qs::from_str::<Create>
    ),
    decode!(
        "decode largest metadata",
        "identity-form",
        values::worst,
        identity_form::from_str::<Create>
    ),
    decode!(
        "decode largest metadata",
        "serde_qs",
        values::worst,
        serde_qs::from_str::<Create>
    ),
    decode!(
        "decode flat pairs",
        "identity-form",
        values::flat,
        identity_form::from_str::<Flat>
    ),
    decode!(
        "decode flat pairs",
        "serde_qs",
        values::flat,
        serde_qs::from_str::<Flat>
    ),
    decode!(
        "decode flat pairs",
        "serde_urlencoded",
        values::flat,
        serde_urlencoded::from_str::<Flat>
    ),
    decode!(
        "decode flat pairs",
        "serde_html_form",
        values::flat,
        serde_html_form::from_str::<Flat>
    ),
    Case {
        row: "decode session JSON",
        library: "identity-types",
        run: |times| {
            for _ in 0..times {
                // As the client does it: checked as text once, and not string by string.
                let text = std::str::from_utf8(black_box(values::SESSION)).expect("text");
                let session: VerificationSession = serde_json::from_str(text).expect("a session");
                black_box(session);
            }
        },
    },
    Case {
        row: "call over a no-op wire",
        library: "identity-transport",
        run: stack::calls,
    },
    Case {
        row: "create over a no-op wire",
        library: "identity-client",
        run: stack::creates,
    },
    Case {
        row: "create over loopback",
        library: "identity-client",
        run: loopback::creates,
    },
    Case {
        row: "create over loopback",
        library: "hyper-util",
        run: loopback::bare,
    },
    hostile!("parse 1000 items", values::many_items(1000)),
    hostile!("parse 4000 items", values::many_items(4000)),
    hostile!("parse 1000 objects", values::many_objects(1000)),
    hostile!("parse 4000 objects", values::many_objects(4000)),
    hostile!("parse 1000 names", values::many_names(1000)),
    hostile!("parse 4000 names", values::many_names(4000)),
    hostile!("parse 1000 brackets", values::many_brackets(1000)),
    hostile!("parse 4000 brackets", values::many_brackets(4000)),
    hostile!("parse 1000 escapes", values::many_escapes(1000)),
    hostile!("parse 4000 escapes", values::many_escapes(4000)),
];
