//! What holds for every value and for every form.

use std::collections::BTreeMap;

use identity_form::{Limits, Tree};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use self::value::Value;

#[path = "support/value.rs"]
mod value;

/// A struct with every type that a form can carry.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Every {
    flag: bool,
    numbers: (i8, u16, i32, u64, i128, u128),
    single: f32,
    double: f64,
    letter: char,
    text: Option<String>,
    #[serde(default)]
    list: Vec<String>,
    #[serde(default)]
    rows: Vec<Row>,
    #[serde(default)]
    map: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Row {
    key: String,
    #[serde(default)]
    places: BTreeMap<i16, Vec<u8>>,
}

/// Any text that may be a name.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_]{1,6}", "[^\\[\\]]{1,8}", "[0-9]{1,3}"]
}

/// Text in which escapes, separators and brackets are common.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,8}",
        "[\\[\\]%&=+;? 0-9a]{0,10}",
        any::<String>()
    ]
}

fn every() -> impl Strategy<Value = Every> {
    let finite = any::<f64>().prop_filter("finite", |number| number.is_finite());
    let single = any::<f32>().prop_filter("finite", |number| number.is_finite());
    let row = (
        text(),
        btree_map(any::<i16>(), vec(any::<u8>(), 1..3), 0..3),
    )
        .prop_map(|(key, places)| Row { key, places });
    let scalars = (
        any::<bool>(),
        any::<(i8, u16, i32, u64, i128, u128)>(),
        single,
        finite,
        any::<char>(),
        proptest::option::of(text()),
    );
    let compounds = (
        vec(text(), 0..4),
        vec(row, 0..4),
        btree_map(name(), text(), 0..6),
    );
    (scalars, compounds).prop_map(|(scalars, (list, rows, map))| {
        let (flag, numbers, single, double, letter, text) = scalars;
        Every {
            flag,
            numbers,
            single,
            double,
            letter,
            text,
            list,
            rows,
            map,
        }
    })
}

/// A nested value of text in which every member writes something, and no object looks like a list.
fn full() -> impl Strategy<Value = Value> {
    object(
        text()
            .prop_map(Value::Text)
            .prop_recursive(6, 48, 5, |inner| {
                prop_oneof![
                    vec(inner.clone(), 1..5).prop_map(Value::List),
                    object(inner)
                ]
            }),
    )
}

fn object(member: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let key = name().prop_map(|name| format!("k{name}"));
    btree_map(key, member, 1..5).prop_map(|members| Value::Object(members.into_iter().collect()))
}

/// A nested value with holes.
fn sparse() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => text().prop_map(Value::Text),
        2 => Just(Value::Null),
        1 => Just(Value::List(Vec::new())),
        1 => Just(Value::Object(Vec::new())),
    ];
    let nested = leaf.prop_recursive(6, 48, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::List),
            vec((name(), inner), 0..5).prop_map(Value::Object),
        ]
    });
    vec((name(), nested), 0..5).prop_map(Value::Object)
}

/// The value without all that writes nothing.
fn pruned(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::List(items) => {
            let items: Vec<_> = items.into_iter().filter_map(pruned).collect();
            (!items.is_empty()).then_some(Value::List(items))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .into_iter()
                .filter_map(|(name, value)| pruned(value).map(|value| (name, value)))
                .collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        scalar => Some(scalar),
    }
}

/// The form by the rules, without regard to speed.
fn plain_encoding(value: &Value) -> String {
    fn pairs(path: &str, value: &Value, out: &mut Vec<String>) {
        match value {
            Value::Text(text) => out.push(format!("{path}={}", escaped(text))),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    pairs(&format!("{path}[{index}]"), item, out);
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    let name = escaped(name);
                    let path = if path.is_empty() {
                        name
                    } else {
                        format!("{path}[{name}]")
                    };
                    pairs(&path, value, out);
                }
            }
            other => unreachable!("not among the values made here: {other:?}"),
        }
    }
    let mut out = Vec::new();
    pairs("", value, &mut out);
    out.join("&")
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Reads a form in every way there is, and checks what each error says.
fn read_all(form: &[u8]) -> Result<(), TestCaseError> {
    let mut offsets = Vec::new();
    offsets.extend(
        identity_form::from_bytes::<Value>(form)
            .err()
            .map(|error| error.offset()),
    );
    offsets.extend(
        identity_form::from_bytes::<Every>(form)
            .err()
            .map(|error| error.offset()),
    );
    offsets.extend(
        identity_form::from_bytes::<BTreeMap<String, Vec<Row>>>(form)
            .err()
            .map(|error| error.offset()),
    );
    let tight = Limits::new().max_bytes(20).max_depth(2).max_pairs(2);
    match Tree::parse_bytes(&tight, form) {
        Ok(tree) => {
            for (_, node) in tree.entries() {
                offsets.push(node.offset());
                offsets.extend(node.items().err().map(|error| error.offset()));
            }
        }
        Err(error) => offsets.push(error.offset()),
    }
    for offset in offsets {
        prop_assert!(offset <= form.len(), "{offset} of {}", form.len());
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_typed_value_comes_back(value in every()) {
        let form = identity_form::to_string(&value).expect("a form");
        let back: Every = identity_form::from_str(&form).expect("it is read");
        prop_assert_eq!(back, value);
    }

    #[test]
    fn a_nested_value_comes_back(value in full()) {
        let form = identity_form::to_string(&value).expect("a form");
        let back: Value = identity_form::from_str(&form).expect("it is read");
        prop_assert_eq!(back, value);
    }

    #[test]
    fn the_form_is_the_one_that_the_rules_give(value in sparse()) {
        let form = identity_form::to_string(&value).expect("a form");
        let expected = pruned(value).map(|value| plain_encoding(&value)).unwrap_or_default();
        prop_assert_eq!(form, expected);
    }

    #[test]
    fn serde_urlencoded_reads_flat_forms(pairs in btree_map(name(), text(), 0..8)) {
        let form = identity_form::to_string(&pairs).expect("a form");
        let back: BTreeMap<String, String> = serde_urlencoded::from_str(&form).expect("pairs");
        prop_assert_eq!(back, pairs);
    }

    #[test]
    fn flat_forms_of_serde_urlencoded_are_read(pairs in btree_map(name(), text(), 0..8)) {
        let form = serde_urlencoded::to_string(&pairs).expect("a form");
        let back: BTreeMap<String, String> = identity_form::from_str(&form).expect("pairs");
        prop_assert_eq!(back, pairs);
    }

    #[test]
    fn any_bytes_are_read_or_refused(form in vec(any::<u8>(), 0..64)) {
        read_all(&form)?;
    }

    #[test]
    fn anything_like_a_form_is_read_or_refused(
        form in "\\??([ab]|rows|key|\\[|\\]|\\[\\]|\\[[01a]\\]|=|&|%5B|%5D|%|%C3|[0-9+;é]){0,24}",
    ) {
        read_all(form.as_bytes())?;
        // A summary can be made of all of them.
        let _ = format!("{:?}", identity_form::summary(&form));
    }
}

/// Forms of a megabyte that would take a quadratic reader minutes.
#[test]
fn large_forms_are_read_in_one_pass() {
    let names = |make: &dyn Fn(usize) -> String| {
        let mut form = String::new();
        for number in 0.. {
            form.push_str(&make(number));
            form.push('&');
            if form.len() > 1_000_000 {
                break;
            }
        }
        form
    };
    let deep = "[a]".repeat(100);
    let forms = [
        names(&|number| format!("{number}=")),
        names(&|number| format!("a[{number}]=")),
        names(&|number| format!("a[][{number}]=")),
        names(&|_| "a[][b]=".to_owned()),
        names(&|_| "a[][b][c][]=".to_owned()),
        names(&|_| "a[][b][][c]=".to_owned()),
        names(&|_| "a".to_owned()),
        names(&|number| format!("a{deep}[{number}]=")),
        names(&|number| format!("a[]{deep}[{number}]=")),
        names(&|_| format!("a[]{deep}=")),
        names(&|number| format!("%6B{number}=%20")),
        "&".repeat(1_000_000),
        "a[".repeat(500_000),
        format!("a{}", "[]".repeat(500_000)),
        format!("a={}", "+".repeat(1_000_000)),
        "%41".repeat(333_333),
    ];
    let limits = Limits::new()
        .max_bytes(2_000_000)
        .max_pairs(usize::MAX)
        .max_depth(128);
    for form in forms {
        if let Err(error) = identity_form::from_str_with::<Value>(&limits, &form) {
            assert!(error.offset() <= form.len());
        }
    }
}
