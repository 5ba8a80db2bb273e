//! The oracles over generated values. `fuzz/` looks further; this looks every time.

use identity_tests::nested::{Nested, sketch};
use identity_tests::oracle::{
    TARGETS, Target, create, form, json, metadata, mutation, parse, webhook,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Names as callers make them: words, digits, blanks, anything but what no name may hold.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z_]{1,8}",
        2 => "[0-9]{1,4}",
        1 => "[^\\[\\]]{1,6}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,12}", any::<String>()]
}

fn scalar() -> impl Strategy<Value = Nested> {
    prop_oneof![
        Just(Nested::Nothing),
        any::<bool>().prop_map(Nested::Bool),
        any::<i128>().prop_map(Nested::Int),
        proptest::num::f64::NORMAL.prop_map(Nested::Float),
        text().prop_map(Nested::Text),
    ]
}

fn object(
    name: impl Strategy<Value = String>,
    value: impl Strategy<Value = Nested>,
) -> impl Strategy<Value = Nested> {
    vec((name, value), 0..6).prop_map(Nested::object)
}

/// Objects that have a form.
fn nested() -> impl Strategy<Value = Nested> {
    let value = scalar().prop_recursive(6, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Nested::List),
            object(name(), inner),
        ]
    });
    object(name(), value)
}

/// Objects of which some have none: names of any kind, floats of any kind.
fn lawless() -> impl Strategy<Value = Nested> {
    let scalar = prop_oneof![scalar(), any::<f64>().prop_map(Nested::Float)];
    let value = scalar.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Nested::List),
            object(text(), inner),
        ]
    });
    prop_oneof![object(text(), value.clone()), value]
}

/// Pieces of forms, so that most bytes mean something.
fn formlike() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => "[a-c]{1,2}",
        8 => prop_oneof![Just("["), Just("]"), Just("[]"), Just("="), Just("&"), Just("%5B"), Just("+")]
            .prop_map(str::to_owned),
        4 => "[0-9]{1,4}",
        1 => ".{0,4}",
        1 => "%[0-9A-Fa-f]{0,2}",
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_value_survives_the_form(value in nested()) {
        form::form_round_trip(&value);
    }

    #[test]
    fn a_value_is_refused_by_its_rule(value in lawless()) {
        form::form_round_trip(&value);
    }

    #[test]
    fn what_sdks_send_is_the_same_value(value in nested()) {
        form::form_sdk_forms(&value);
    }

    #[test]
    fn flat_pairs_agree_with_serde_urlencoded(pairs in vec((text(), text()), 0..12)) {
        form::form_agrees_with_serde_urlencoded(&pairs);
    }

    #[test]
    fn bytes_are_read_or_refused(bytes in formlike()) {
        form::form_decode(&bytes);
        create::create_form(&bytes);
    }

    #[test]
    fn metadata_keeps_its_limits(pairs in vec((text(), text()), 0..60)) {
        metadata::metadata(&pairs);
    }

    #[test]
    fn metadata_of_indexes_survives(keys in (0..=50_usize).prop_map(|count| (0..count).collect::<Vec<_>>()).prop_shuffle()) {
        let pairs: Vec<_> = keys.into_iter().map(|key| (key.to_string(), String::from("x"))).collect();
        metadata::metadata(&pairs);
    }

    #[test]
    fn metadata_of_digits_survives(keys in vec("[0-9]{1,2}", 0..12)) {
        let pairs: Vec<_> = keys.into_iter().map(|key| (key, String::from("x"))).collect();
        metadata::metadata(&pairs);
    }

    #[test]
    fn ids_and_keys_keep_their_text(
        text in "(vs|vr|vf|file|link|evt|ephkey|we|acct|req|sk_test|rk_live)_[a-zA-Z0-9_/.\u{e9} ]{0,12}",
    ) {
        parse::parse(text.as_bytes());
    }

    #[test]
    fn times_print_as_they_read(
        text in "-?[0-9]{1,19}|[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,3})?(Z|[+-][01][0-9]:[0-5][0-9])",
    ) {
        parse::timestamp_parse(&text);
    }

    #[test]
    fn deliveries_are_accepted_as_texts_would_have_it(
        age in prop_oneof![-310_i64..310, any::<i64>()],
        header in vec(
            prop_oneof![
                4 => Just("t=1700000000".to_owned()),
                4 => "v[012]=[{]A[}]",
                2 => "v1=[{][BC][}]",
                1 => "[tv ][01]?=[0-9a-fA-F]{0,65}",
            ],
            0..5,
        ),
        body in prop_oneof![Just("{}".to_owned()), text()],
    ) {
        webhook::webhook_verify(format!("{age}\n{}\n{body}", header.join(",")).as_bytes());
    }

    #[test]
    fn no_bytes_are_too_strange_for_a_target(bytes in vec(any::<u8>(), 0..64)) {
        for target in TARGETS {
            (target.check)(&bytes);
        }
    }
}

#[test]
fn limits_hold_at_their_edges() {
    for edge in [
        "a\t>63",
        "a\t>64",
        "a\t*1000",
        "a\t*1001",
        "a\t[\n>62",
        "a\t[\n>63",
    ] {
        form::form_round_trip(&sketch(edge.as_bytes()));
    }
    for top in [
        Nested::Nothing,
        Nested::Bool(true),
        Nested::List(Vec::new()),
    ] {
        form::form_round_trip(&top);
    }
}

#[test]
fn any_single_change_of_a_response_is_an_error_with_a_path_or_a_success() {
    let check = Target::find("json_mutation")
        .expect("it is in the table")
        .check;
    for (name, document) in [("session", mutation::SESSION), ("report", mutation::REPORT)] {
        json::session_json(document.as_bytes());
        json::report_json(document.as_bytes());
        for number in 0..mutation::members(document) {
            check(format!("{name} {number}").as_bytes());
            for replacement in mutation::REPLACEMENTS {
                check(format!("{name} {number} {replacement}").as_bytes());
            }
        }
    }
}
