//! What the encoder writes, value by value.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::EncodeErrorKind::*;
use super::*;

#[derive(Serialize)]
struct One<T> {
    a: T,
}

#[derive(Serialize)]
struct Newtype<T>(T);

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
enum Word {
    #[serde(rename = "id number")]
    IdNumber,
    Newtype(u8),
    Tuple(u8, u8),
    Struct {
        a: u8,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Clear {
    Clear(&'static str),
    Set(One<u8>),
}

/// Text that only `Display` knows, written in two pieces.
struct Shown(&'static str, &'static str);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        f.write_str(self.1)
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

struct Raw;

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(b"x")
    }
}

/// Refuses with the value in its message, as foreign types do.
struct Refusing;

impl Serialize for Refusing {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("bad value: mark"))
    }
}

fn a<T: Serialize>(value: T) -> String {
    to_string(&One { a: value }).expect("a form")
}

fn refused<T: Serialize>(value: T) -> (EncodeErrorKind, String) {
    let error = to_string(&value).expect_err("no form");
    (error.kind(), error.path().to_owned())
}

fn map<K: Ord, V>(key: K, value: V) -> BTreeMap<K, V> {
    BTreeMap::from([(key, value)])
}

#[test]
fn scalars_by_their_type() {
    let table = [
        (a(true), "a=true"),
        (a(false), "a=false"),
        (a(u64::MAX), "a=18446744073709551615"),
        (a(i64::MIN), "a=-9223372036854775808"),
        (a(i128::MIN), "a=-170141183460469231731687303715884105728"),
        (a(u128::MAX), "a=340282366920938463463374607431768211455"),
        (a(0_u8), "a=0"),
        (a(1.0_f64), "a=1"),
        (a(-0.0_f64), "a=0"),
        (a(-0.0_f32), "a=0"),
        (a(0.1_f32), "a=0.1"),
        (a(-1e-7_f64), "a=-0.0000001"),
        (a('é'), "a=%C3%A9"),
        (a("a b+c[d]"), "a=a%20b%2Bc%5Bd%5D"),
        (a(""), "a="),
        (a(Newtype("x")), "a=x"),
        (a(Some(Newtype(Some(1)))), "a=1"),
        (a(Word::IdNumber), "a=id%20number"),
        (a(Shown("x y", "&")), "a=x%20y%26"),
        (a(Clear::Clear("")), "a="),
        (a(Clear::Set(One { a: 1 })), "a[a]=1"),
    ];
    for (written, expected) in table {
        assert_eq!(written, expected);
    }
}

#[test]
fn what_has_no_form_is_left_out_and_leaves_no_gap() {
    let nothing: [Option<u8>; 0] = [];
    let table = [
        (a(None::<u8>), ""),
        (a(()), ""),
        (a(Unit), ""),
        (a(nothing), ""),
        (a(One { a: None::<u8> }), ""),
        (a([[None::<u8>], [Some(1)]]), "a[0][0]=1"),
        (
            a((
                None::<u8>,
                "x",
                Unit,
                BTreeMap::<u8, u8>::new(),
                One { a: "y" },
            )),
            "a[0]=x&a[1][a]=y",
        ),
        (
            a([None, Some(One { a: 1 }), None, Some(One { a: 2 })]),
            "a[0][a]=1&a[1][a]=2",
        ),
    ];
    for (written, expected) in table {
        assert_eq!(written, expected);
    }
    for empty in [to_string(&()), to_string(&None::<u8>), to_string(&Unit)] {
        assert_eq!(empty.expect("a form"), "");
    }
}

#[test]
fn a_name_is_copied_for_every_pair_below_it() {
    #[derive(Serialize)]
    struct Deep<'a> {
        none: Option<u8>,
        empty: BTreeMap<&'a str, u8>,
        first: One<Option<u8>>,
        list: Vec<BTreeMap<&'a str, Vec<u8>>>,
        last: u8,
    }
    let deep = Deep {
        none: None,
        empty: BTreeMap::new(),
        first: One { a: None },
        list: vec![map("p q", vec![1, 2]), map("r", vec![]), map("s", vec![3])],
        last: 4,
    };
    let written = to_string(&[("x", &deep)].into_iter().collect::<BTreeMap<_, _>>());
    assert_eq!(
        written.expect("a form"),
        "x[list][0][p%20q][0]=1&x[list][0][p%20q][1]=2&x[list][1][s][0]=3&x[last]=4",
    );
}

#[test]
fn names_and_values_of_every_length() {
    for length in 1..=80 {
        for strange in [None, Some(0), Some(length / 2), Some(length - 1)] {
            let text: String = (0..length)
                .map(|place| if Some(place) == strange { 'é' } else { 'a' })
                .collect();
            let escaped = text.replace('é', "%C3%A9");
            let value = map(&*text, map("b", map(&*text, [&*text, "c"])));
            assert_eq!(
                to_string(&value).expect("a form"),
                format!("{escaped}[b][{escaped}][0]={escaped}&{escaped}[b][{escaped}][1]=c"),
            );
            // Without a name that is as long, at the beginning and behind another.
            let many = text.repeat(30);
            assert_eq!(
                a([&*text, &many]),
                format!("a[0]={escaped}&a[1]={}", escaped.repeat(30))
            );
        }
    }
}

#[test]
fn map_keys_by_their_type() {
    let table = [
        (to_string(&map("k v", 1)), "k%20v=1"),
        (to_string(&map('é', 1)), "%C3%A9=1"),
        (to_string(&map(-7, 1)), "-7=1"),
        (
            to_string(&map(u128::MAX, 1)),
            "340282366920938463463374607431768211455=1",
        ),
        (to_string(&map(true, map(2_u8, 1))), "true[2]=1"),
    ];
    for (written, expected) in table {
        assert_eq!(written.expect("a form"), expected);
    }

    /// A map of one pair whose key needs no order.
    struct Pair<K>(K);
    impl<K: Serialize> Serialize for Pair<K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            map.serialize_key(&self.0)?;
            map.serialize_value(&1)?;
            map.end()
        }
    }
    assert_eq!(
        to_string(&Pair(Word::IdNumber)).expect("a form"),
        "id%20number=1"
    );
    assert_eq!(
        to_string(&Pair(Newtype(Shown("a", " ")))).expect("a form"),
        "a%20=1"
    );
    for (result, kind) in [
        (refused(One { a: Pair(1.5) }), UnsupportedKey),
        (refused(One { a: Pair(()) }), UnsupportedKey),
        (refused(One { a: Pair(Some("a")) }), UnsupportedKey),
        (refused(One { a: Pair(Raw) }), UnsupportedKey),
        (
            refused(One {
                a: Pair(Shown("a", "]")),
            }),
            IllegalName,
        ),
        (refused(One { a: Pair("") }), IllegalName),
        (refused(One { a: Pair("a[mark]") }), IllegalName),
        (refused(One { a: Pair(Refusing) }), Refused),
    ] {
        assert_eq!(result, (kind, "a".to_owned()));
    }
}

#[test]
fn refusals_name_the_path_and_the_rule() {
    let table = [
        (refused("x"), TopLevel, ""),
        (refused(["x"]), TopLevel, ""),
        (refused(Some(1)), TopLevel, ""),
        (refused(One { a: f64::NAN }), NotFinite, "a"),
        (
            refused(One {
                a: [One { a: f32::INFINITY }],
            }),
            NotFinite,
            "a[0][a]",
        ),
        (
            refused(One {
                a: Word::Newtype(1),
            }),
            EnumShape,
            "a",
        ),
        (
            refused(One {
                a: Word::Tuple(1, 2),
            }),
            EnumShape,
            "a",
        ),
        (
            refused(One {
                a: Word::Struct { a: 1 },
            }),
            EnumShape,
            "a",
        ),
        (refused(map("é k", Raw)), Bytes, "é k"),
        (
            refused(One {
                a: map("k", Refusing),
            }),
            Refused,
            "a[k]",
        ),
        (refused(One { a: vec![1; 1001] }), TooManyItems, "a"),
        (refused(map("a]", 1)), IllegalName, ""),
    ];
    for (found, kind, path) in table {
        assert_eq!(found, (kind, path.to_owned()));
    }
    assert!(to_string(&One { a: vec![1; 1000] }).is_ok());
    assert!(
        to_string(&One {
            a: [None, Some(1), None].repeat(1000)
        })
        .is_ok()
    );
}

#[test]
fn errors_show_no_value() {
    let error = to_string(&One {
        a: map("k", Refusing),
    })
    .expect_err("it refuses");
    assert_eq!(error.to_string(), "a[k]: a value refused to be serialized");
    assert_eq!(
        format!("{error:?}"),
        "EncodeError { kind: Refused, path: \"a[k]\", .. }"
    );
    assert_eq!(error.detail(), Some("bad value: mark"));
    let error = to_string(&[1.0, 2.0]).expect_err("no names");
    assert_eq!(error.to_string(), "a form is made from a struct or a map");
    assert_eq!(size_of::<EncodeError>(), size_of::<usize>());
}

/// Nests `levels` objects around a number.
struct Nested(usize);

impl Serialize for Nested {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            0 => serializer.serialize_u8(1),
            levels => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("a", &Self(levels - 1))?;
                map.end()
            }
        }
    }
}

/// Wraps a number `layers` times without adding a name.
struct Wrapped(usize);

impl Serialize for Wrapped {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            0 => serializer.serialize_u8(1),
            layers if layers % 2 == 0 => serializer.serialize_some(&Self(layers - 1)),
            layers => serializer.serialize_newtype_struct("Wrapped", &Self(layers - 1)),
        }
    }
}

#[test]
fn depth_is_bounded() {
    assert_eq!(
        to_string(&Nested(64)).expect("a form"),
        format!("a{}=1", "[a]".repeat(63))
    );
    let (kind, path) = refused(Nested(65));
    assert_eq!((kind, path), (TooDeep, format!("a{}", "[a]".repeat(63))));
    assert_eq!(refused(Nested(1_000_000)).0, TooDeep);
    assert_eq!(a(Wrapped(64)), "a=1");
    assert_eq!(
        refused(One {
            a: Wrapped(1_000_000)
        }),
        (TooDeep, "a".to_owned())
    );
}

/// Breaks the rules of serde on purpose.
struct Careless;

impl Serialize for Careless {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let _ = map.serialize_entry(
            "swallowed",
            &One {
                a: [One { a: f64::NAN }],
            },
        );
        let _ = map.serialize_key("b[");
        let _ = map.serialize_value("no key");
        map.serialize_key("no value")?;
        map.serialize_entry("good", "x")?;
        map.serialize_key("no value either")?;
        map.end()
    }
}

#[test]
fn a_careless_serialize_cannot_break_the_form() {
    assert_eq!(a(Careless), "a[good]=x");
}

#[test]
fn field_names_obey_the_same_rule_as_keys() {
    struct Field(&'static str);
    impl Serialize for Field {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut fields = serializer.serialize_struct("Field", 1)?;
            fields.serialize_field(self.0, "x")?;
            fields.end()
        }
    }
    assert_eq!(a(Field("b c")), "a[b%20c]=x");
    assert_eq!(
        refused(One {
            a: Field("expand[]")
        }),
        (IllegalName, "a".to_owned())
    );
    assert_eq!(refused(One { a: Field("") }), (IllegalName, "a".to_owned()));
}

#[test]
fn append_joins_and_takes_back() {
    let mut form = String::new();
    append(&mut form, &One { a: 1 }).expect("a form");
    append(&mut form, &One { a: None::<u8> }).expect("nothing");
    append(&mut form, &One { a: One { a: "é" } }).expect("a form");
    assert_eq!(form, "a=1&a[a]=%C3%A9");
    append(&mut form, &One { a: ("x", f64::NAN) }).expect_err("not finite");
    assert_eq!(form, "a=1&a[a]=%C3%A9");
}

/// Pairs of every kind, behind a text of any length.
#[derive(Serialize)]
struct Padded<T> {
    pad: Option<String>,
    rest: T,
}

#[test]
fn where_the_window_ends_cannot_be_seen() {
    #[derive(Serialize)]
    struct Rest {
        nothing: One<Option<Vec<u8>>>,
        list: Vec<One<Option<u8>>>,
        long: [f64; 2],
        an_object_of_which_the_name_is_longer_than_a_block: [[u8; 2]; 11],
        escaped: BTreeMap<String, String>,
        flag: bool,
        shown: Shown,
    }
    let rest = || Rest {
        nothing: One {
            a: Some(Vec::new()),
        },
        list: [Some(1), None, Some(2)].map(|a| One { a }).into(),
        long: [1e300, 0.5],
        an_object_of_which_the_name_is_longer_than_a_block: [[1, 2]; 11],
        escaped: BTreeMap::from([
            (
                "a key that is longer than a block is".into(),
                "é".repeat(31),
            ),
            ("k y".into(), "x".repeat(40)),
        ]),
        flag: true,
        shown: Shown("a b", "&c"),
    };
    let alone = to_string(&Padded {
        pad: None,
        rest: rest(),
    })
    .expect("it has a form");
    for length in 0..2500 {
        let pad = "p".repeat(length);
        let padded = Padded {
            pad: Some(pad.clone()),
            rest: rest(),
        };
        let written = to_string(&padded).expect("it has a form");
        assert_eq!(written, format!("pad={pad}&{alone}"));
    }
}

#[test]
fn an_error_behind_a_long_text_names_its_path() {
    for length in 0..2500 {
        let padded = Padded {
            pad: Some("p".repeat(length)),
            rest: map("é k", One { a: vec![Raw] }),
        };
        assert_eq!(
            refused(padded),
            (Bytes, "rest[é k][a][0]".into()),
            "{length}"
        );
    }
}
