//! The shared vectors: what this crate writes, and that it reads what the official SDKs write.

use std::collections::BTreeSet;

use identity_form::{EncodeErrorKind, Tree};
use serde::Deserialize;

use self::value::Value;

#[path = "support/value.rs"]
mod value;

const VECTORS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/data/encoding_vectors.jsonl"
));

#[derive(Deserialize)]
struct Row {
    name: String,
    params: Value,
    stripe_node: Option<String>,
    stripe_python: Option<String>,
    stripe_go_form_map: Option<String>,
    canonical: Option<String>,
    canonical_refuses: Option<String>,
}

/// The one row whose bytes are not the rule's: rule 3 takes at most 1000 items, and these go up to `[1001]`.
/// Servers refuse an index over 1000 (`too large`), so the rule stands, and the list is refused here.
const TOO_LONG: &str = "array_1002_items";

/// A lone surrogate is no text in Rust: the row cannot even be read.
const UNREADABLE: &str = "val_lone_low_surrogate";

fn rows() -> Vec<Row> {
    VECTORS
        .lines()
        .filter(|line| !line.contains(UNREADABLE))
        .map(|line| serde_json::from_str(line).expect("a row of the vectors"))
        .collect()
}

/// Replaces the tags of the vectors by the plain values for which they stand.
fn plain(value: Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(plain).collect()),
        Value::Object(members) => match tag(&members) {
            Some(value) => value,
            None => Value::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name, plain(value)))
                    .collect(),
            ),
        },
        scalar => scalar,
    }
}

fn tag(members: &[(String, Value)]) -> Option<Value> {
    let (name, first) = members.first()?;
    match (name.as_str(), first, members.get(1)) {
        ("$undefined", _, _) => Some(Value::Null),
        ("$date", Value::Text(date), _) => Some(Value::Signed(match date.as_str() {
            "2024-02-29T12:34:56Z" => 1_709_210_096,
            // Half a second before -1, rounded down.
            "1969-12-31T23:59:58.500Z" => -2,
            other => unreachable!("a date without its seconds: {other}"),
        })),
        ("$repeat", Value::Text(text), Some((_, Value::Unsigned(times)))) => Some(Value::Text(
            text.repeat(usize::try_from(*times).expect("a small number")),
        )),
        _ => None,
    }
}

#[test]
fn what_is_written_is_canonical() {
    let (mut written, mut refused) = (0, 0);
    for row in rows() {
        let name = row.name;
        let result = identity_form::to_string(&plain(row.params));
        match (row.canonical, row.canonical_refuses) {
            (Some(_), None) if name == TOO_LONG => {
                let error = result.expect_err(&name);
                assert_eq!(error.kind(), EncodeErrorKind::TooManyItems, "{name}");
                assert_eq!(error.path(), "expand", "{name}");
                refused += 1;
            }
            (Some(canonical), None) => {
                assert_eq!(result.expect(&name), canonical, "{name}");
                written += 1;
            }
            (None, Some(rule)) => {
                let error = result.expect_err(&name);
                assert_eq!(error.kind(), EncodeErrorKind::IllegalName, "{name}: {rule}");
                assert!(
                    rule.ends_with("may not be empty nor hold [ or ]"),
                    "{name}: {rule}"
                );
                let parent = if name.starts_with("toplevel_") {
                    ""
                } else {
                    "metadata"
                };
                assert_eq!(error.path(), parent, "{name}");
                refused += 1;
            }
            _ => panic!("{name} is either written or refused"),
        }
    }
    assert_eq!((written, refused), (189, 10));
}

#[test]
fn a_lone_surrogate_cannot_be_built() {
    let row = VECTORS
        .lines()
        .find(|line| line.contains(UNREADABLE))
        .expect("the row is there");
    assert!(serde_json::from_str::<Row>(row).is_err());
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sdk {
    Node,
    Python,
    Go,
}

const NULL: &str = "null and undefined are left out here; Node and Python write something for them";
const FLOAT: &str =
    "a float is a plain decimal here; the SDKs use an exponent, a `.0` or four decimals";
const BOOL: &str = "Python writes `True` and `False` directly in a list";
const DATE: &str = "Python writes a date directly in a list as its str()";
const ZERO: &str = "Go leaves zero and empty items of an untyped list out";
const EMPTY: &str =
    "Go writes `a=` for an empty list, which is a list only to a reader that wants one";

/// Every row that an SDK is meant to write with other parameters, with the reason.
const DIFFERENT: &[(Sdk, &str, &str)] = &[
    (Sdk::Node, "create_options_null", NULL),
    (Sdk::Node, "create_options_top_null", NULL),
    (Sdk::Node, "list_null_filter", NULL),
    (Sdk::Node, "nested_array_bool_null", NULL),
    (Sdk::Node, "object_in_array_in_object", NULL),
    (Sdk::Node, "update_array_with_undefined", NULL),
    (Sdk::Node, "update_metadata_key_null", NULL),
    (Sdk::Node, "update_metadata_null", NULL),
    (Sdk::Python, "update_array_with_undefined", NULL),
    (Sdk::Node, "num_float_big", FLOAT),
    (Sdk::Node, "num_float_small", FLOAT),
    (Sdk::Python, "array_floats", FLOAT),
    (Sdk::Python, "num_float_1e16", FLOAT),
    (Sdk::Python, "num_float_big", FLOAT),
    (Sdk::Python, "num_float_int", FLOAT),
    (Sdk::Python, "num_float_small", FLOAT),
    (Sdk::Go, "array_floats", FLOAT),
    (Sdk::Go, "num_float", FLOAT),
    (Sdk::Go, "num_float_1e16", FLOAT),
    (Sdk::Go, "num_float_big", FLOAT),
    (Sdk::Go, "num_float_int", FLOAT),
    (Sdk::Go, "num_float_small", FLOAT),
    (Sdk::Go, "num_float_sum", FLOAT),
    (Sdk::Go, "num_float_tenth", FLOAT),
    (Sdk::Python, "array_bools", BOOL),
    (Sdk::Python, "object_in_array_in_object", BOOL),
    (Sdk::Python, "array_dates", DATE),
    (Sdk::Go, "array_bools", ZERO),
    (Sdk::Go, "array_ints", ZERO),
    (Sdk::Go, "create_expand_empty_string_item", ZERO),
    (Sdk::Go, "object_in_array_in_object", ZERO),
    (Sdk::Go, "update_array_with_empty_string", ZERO),
    (Sdk::Go, "create_allowed_types_empty_array", EMPTY),
    (Sdk::Go, "create_expand_empty", EMPTY),
];

#[test]
fn what_the_sdks_write_is_read_as_the_same_parameters() {
    let mut compared = 0;
    let mut different = BTreeSet::new();
    for row in rows() {
        let Some(canonical) = row.canonical else {
            continue;
        };
        let canonical = parameters(&canonical).expect(&row.name);
        let sdks = [
            (Sdk::Node, row.stripe_node),
            (Sdk::Python, row.stripe_python),
            (Sdk::Go, row.stripe_go_form_map),
        ];
        for (sdk, form) in sdks {
            let Some(form) = form else { continue };
            compared += 1;
            if parameters(&form).ok().as_ref() != Some(&canonical) {
                different.insert((sdk, row.name.clone()));
            }
        }
    }
    let expected = DIFFERENT
        .iter()
        .map(|&(sdk, name, _)| (sdk, name.to_owned()))
        .collect();
    assert_eq!(different, expected);
    assert_eq!(compared, 566);
}

/// What a form says, whatever the order of its pairs.
fn parameters(form: &str) -> Result<Value, identity_form::DecodeError> {
    Tree::parse(form)?.deserialize().map(sorted)
}

fn sorted(value: Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(sorted).collect()),
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .into_iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(members)
        }
        scalar => scalar,
    }
}
