//! What the decoder reads, and what it refuses where.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::DecodeErrorKind::*;
use super::*;

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
struct Form {
    flag: Option<bool>,
    word: Option<Word>,
    text: Option<String>,
    small: Option<u8>,
    large: Option<i128>,
    float: Option<f64>,
    letter: Option<char>,
    list: Vec<String>,
    pair: Option<(u8, u8)>,
    rows: Vec<Row>,
    map: BTreeMap<String, String>,
    numbers: BTreeMap<u8, bool>,
    unit: Option<()>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Word {
    Document,
    IdNumber,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
struct Row {
    key: String,
    tags: Option<Vec<String>>,
}

fn read(form: &str) -> Form {
    from_str(form).unwrap_or_else(|error| panic!("{form}: {error}"))
}

#[test]
fn scalars_by_their_type() {
    let form = read(
        "flag=true&word=id_number&text=a+b%20c%2B%C3%A9&small=255&large=-170141183460469231731687303715884105728\
         &float=-1.5&letter=%C3%A9&unit=",
    );
    let expected = Form {
        flag: Some(true),
        word: Some(Word::IdNumber),
        text: Some("a b c+é".into()),
        small: Some(255),
        large: Some(i128::MIN),
        float: Some(-1.5),
        letter: Some('é'),
        unit: Some(()),
        ..Form::default()
    };
    assert_eq!(form, expected);
}

#[test]
fn all_spellings_of_a_list() {
    for form in [
        "list[]=a&list[]=b",
        "list[0]=a&list[1]=b",
        "list[1]=b&flag=true&list[0]=a",
        "list=a&list=b",
        "list%5B%5D=a&list%5b%5d=b",
        "list%5B0]=a&list[1%5D=b",
    ] {
        assert_eq!(read(form).list, ["a", "b"], "{form}");
    }
    assert_eq!(read("list=a").list, ["a"]);
    assert_eq!(read("list[0]=").list, [""]);
    assert_eq!(read("list=&list=").list, ["", ""]);
    assert!(read("list=").list.is_empty(), "Go's empty list");
    assert_eq!(read("pair[1]=2&pair[0]=1").pair, Some((1, 2)));
}

#[test]
fn items_without_an_index_begin_when_a_name_returns() {
    let row = |key: &str, tags: &[&str]| Row {
        key: key.into(),
        tags: (!tags.is_empty()).then(|| tags.iter().map(|&tag| tag.into()).collect()),
    };
    let table = [
        (
            "rows[][key]=a&rows[][key]=b",
            vec![row("a", &[]), row("b", &[])],
        ),
        (
            "rows[][key]=a&rows[][tags][]=x&rows[][tags][]=y&rows[][key]=b&rows[][tags][]=z",
            vec![row("a", &["x", "y"]), row("b", &["z"])],
        ),
        (
            "rows[][tags][0]=x&rows[][key]=a&rows[][tags][0]=y&rows[][key]=b",
            vec![row("a", &["x"]), row("b", &["y"])],
        ),
        (
            "rows[1][key]=b&rows[0][key]=a&rows[1][tags][]=x",
            vec![row("a", &[]), row("b", &["x"])],
        ),
    ];
    for (form, rows) in table {
        assert_eq!(read(form).rows, rows, "{form}");
    }
}

#[test]
fn pairs_are_read_as_servers_read_them() {
    let table = [
        ("?text=x", "x"),
        ("&&text=x&", "x"),
        ("text=x;map[a]=y", "x;map[a]=y"),
        ("text=a=b", "a=b"),
        ("text=a&text=b", "b"),
        ("text", ""),
        ("text=", ""),
        ("%74ext=x", "x"),
    ];
    for (form, text) in table {
        assert_eq!(read(form).text.as_deref(), Some(text), "{form}");
    }
    assert_eq!(read("").text, None);
    assert_eq!(read("?"), Form::default());
}

#[test]
fn names_of_digits_are_keys_where_keys_are_wanted() {
    let form = read("map[0]=a&map[x]=b&map[2000]=c&map[a.b+c]=d");
    let expected = [("0", "a"), ("2000", "c"), ("a.b c", "d"), ("x", "b")];
    assert_eq!(
        form.map,
        expected
            .map(|(key, value)| (key.into(), value.into()))
            .into()
    );
    assert_eq!(
        read("numbers[0]=true&numbers[7]=false").numbers,
        [(0, true), (7, false)].into()
    );
}

#[test]
fn refusals_name_the_place_the_path_and_the_rule() {
    let table: &[(&str, DecodeErrorKind, &str, usize)] = &[
        ("text=x&text=%zz", BadEscape, "text", 12),
        ("text=a%4", BadEscape, "text", 6),
        ("te%xt=a", BadEscape, "", 2),
        ("map[a]=%FF", InvalidUtf8, "map[a]", 7),
        ("map[%C3]=a", InvalidUtf8, "", 4),
        ("=x", EmptyName, "", 0),
        ("[a]=x", EmptyName, "", 0),
        ("flag=true&map[a=x", UnclosedBracket, "map", 10),
        ("map[a]b=x", TextOutsideBrackets, "map", 0),
        ("map[a]b[c]=x", TextOutsideBrackets, "map", 0),
        ("map[a]]=x", TextOutsideBrackets, "map", 0),
        ("map]=x", TextOutsideBrackets, "map", 0),
        ("map[a[b]]=x", BracketInName, "map", 0),
        ("map[[]=x", BracketInName, "map", 0),
        ("map=x&map[a]=y", MixedShapes, "map[a]", 6),
        ("map[a]=x&map=y", MixedShapes, "map", 9),
        ("list=x&list[]=y", MixedShapes, "list[]", 7),
        ("list[]=x&list=y", MixedShapes, "list", 9),
        ("list[]=x&list[0]=y", MixedBrackets, "list[0]", 9),
        ("list[0]=x&list[]=y", MixedBrackets, "list[]", 10),
        ("list[0]=x&list[2]=y", IndexGap, "list", 10),
        ("list[1]=y", IndexGap, "list", 0),
        ("list[0]=x&list[1001]=y", IndexTooLarge, "list", 10),
        ("list[99999999999999999999999]=y", IndexTooLarge, "list", 0),
        ("list[0]=x&list[01]=y", NotAList, "list", 0),
        ("list[a]=x", NotAList, "list", 0),
        (
            "rows[0][key]=a&rows[1][key][x]=b",
            NotAScalar,
            "rows[1][key]",
            15,
        ),
        ("rows[]=a", NotAnObject, "rows[0]", 0),
        ("rows[0][tags]=a", MissingParameter, "rows[0][key]", 0),
        ("map=x", NotAnObject, "map", 0),
        ("map[]=x", NotAnObject, "map", 0),
        ("flag=True", NotABoolean, "flag", 0),
        ("flag=", NotABoolean, "flag", 0),
        ("numbers[1]=yes", NotABoolean, "numbers[1]", 0),
        ("numbers[x]=true", NotAnInteger, "numbers[x]", 0),
        ("small=256", OutOfRange, "small", 0),
        ("small=1.5", NotAnInteger, "small", 0),
        ("small[]=1", NotAScalar, "small", 0),
        ("float=inf", NotANumber, "float", 0),
        ("letter=ab", NotACharacter, "letter", 0),
        ("unit=x", NotEmpty, "unit", 0),
        ("word=mark", UnknownWord, "word", 0),
        ("word[a]=x", NotAScalar, "word", 0),
        ("pair[]=1", WrongLength, "pair", 0),
        ("pair[]=1&pair[]=2&pair[]=3", WrongLength, "pair", 0),
        ("flag=true&other[a]=x", UnknownParameter, "other", 10),
    ];
    for &(form, kind, path, offset) in table {
        let error = from_str::<Form>(form).expect_err(form);
        assert_eq!(
            (error.kind(), error.path(), error.offset()),
            (kind, path, offset),
            "{form}"
        );
        assert!(!error.to_string().contains("mark"), "{form}");
    }
}

#[test]
fn limits_are_limits() {
    let any = |limits: Limits, form: &str| {
        Tree::parse_with(&limits, form)
            .err()
            .map(|error| (error.kind(), error.offset()))
    };
    let limits = Limits::new;
    assert_eq!(any(limits().max_pairs(2), "a&b&&"), None);
    assert_eq!(
        any(limits().max_pairs(2), "a&b&&c"),
        Some((TooManyPairs, 5))
    );
    assert_eq!(any(limits().max_bytes(3), "a=b"), None);
    assert_eq!(any(limits().max_bytes(3), "a=bc"), Some((TooManyBytes, 3)));
    assert_eq!(any(limits().max_depth(2), "a[]"), None);
    assert_eq!(any(limits().max_depth(2), "a&a[][]"), Some((TooDeep, 2)));
    let deep = |names: usize| format!("a{}", "[a]".repeat(names - 1));
    assert_eq!(any(limits(), &deep(64)), None);
    assert_eq!(any(limits(), &deep(65)), Some((TooDeep, 0)));
    assert_eq!(any(limits().max_depth(usize::MAX), &deep(128)), None);
    assert_eq!(
        any(limits().max_depth(usize::MAX), &deep(129)),
        Some((TooDeep, 0))
    );
}

#[test]
fn bytes_that_are_no_text() {
    let error = from_bytes::<Form>(b"text=\xFF").expect_err("not UTF-8");
    assert_eq!((error.kind(), error.offset()), (InvalidUtf8, 5));
    assert_eq!(
        from_bytes::<Form>("text=é".as_bytes())
            .expect("text")
            .text
            .as_deref(),
        Some("é")
    );
}

#[test]
fn messages_name_the_words_that_would_do() {
    let message = |form: &str| from_str::<Form>(form).expect_err(form).to_string();
    assert_eq!(message("word=x"), "word: must be document or id_number");
    assert_eq!(message("flag=x"), "flag: must be true or false");
    assert_eq!(message("rows[0][tags]=x"), "rows[0][key]: is required");
    assert_eq!(message("other=x"), "other: is not a known parameter");
    assert_eq!(size_of::<DecodeError>(), size_of::<usize>());
}

#[test]
fn what_a_type_says_is_kept_but_not_shown() {
    #[derive(Debug, Deserialize)]
    struct Picky {
        #[expect(dead_code, reason = "it can never be read")]
        id: Id,
    }
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "String")]
    struct Id;
    impl TryFrom<String> for Id {
        type Error = String;
        fn try_from(id: String) -> Result<Self, String> {
            Err(format!("no id: {id}"))
        }
    }
    let error = from_str::<Picky>("id=mark").expect_err("it refuses");
    assert_eq!(error.to_string(), "id: is not valid");
    assert_eq!(
        format!("{error:?}"),
        "DecodeError { kind: Refused, path: \"id\", offset: 0, .. }"
    );
    assert_eq!(error.detail(), Some("no id: mark"));
}

#[test]
fn a_type_of_two_shapes_takes_either() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Clearable<T> {
        Set(T),
        Clear(String),
    }
    #[derive(Debug, Deserialize, PartialEq)]
    struct Update {
        list: Option<Clearable<Vec<String>>>,
        row: Option<Clearable<Row>>,
    }
    let update = |form: &str| from_str::<Update>(form).expect(form);
    let clear = || "".to_owned();
    assert_eq!(update("list=").list, Some(Clearable::Clear(clear())));
    assert_eq!(
        update("list[0]=a").list,
        Some(Clearable::Set(vec!["a".into()]))
    );
    assert_eq!(update("row=").row, Some(Clearable::Clear(clear())));
    let row = Row {
        key: "a".into(),
        tags: None,
    };
    assert_eq!(update("row[key]=a").row, Some(Clearable::Set(row)));
}

#[test]
fn no_list_is_taken_for_the_fields_of_a_struct() {
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "only its reading counts")]
        row: Row,
    }
    for form in ["row[]=a", "row=a&row=b", "row[][0]=a"] {
        let error = from_str::<Outer>(form).expect_err(form);
        assert_eq!((error.kind(), error.path()), (NotAnObject, "row"), "{form}");
    }
}
