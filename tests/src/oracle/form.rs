//! Properties of `identity-form` over values of any shape and over bytes.

use identity_form::{DecodeError, Limits, Node, Tree};

use super::reference::{CANONICAL, OTHERS, as_read, render, writable};
use crate::nested::Nested;

/// A reader for whom no value of these oracles is too large.
fn generous() -> Limits {
    Limits::new().max_pairs(usize::MAX).max_bytes(usize::MAX)
}

fn parse(form: &str) -> Tree<'_> {
    match Tree::parse_with(&generous(), form) {
        Ok(tree) => tree,
        Err(error) => {
            assert!(form.is_empty(), "{form:?} is not read: {error}");
            Tree::parse("").expect("the empty form is one")
        }
    }
}

/// A value is written as the rules say, or refused by the rule that it breaks; what was written reads as
/// what of the value has a form.
pub fn form_round_trip(value: &Nested) {
    let written = identity_form::to_string(value);
    let expected = match writable(value, 0) {
        Ok(expected) => expected.unwrap_or(Nested::Object(Vec::new())),
        Err(rule) => {
            assert_eq!(written.map_err(|error| error.kind()), Err(rule));
            return;
        }
    };
    let written = written.expect("nothing forbids the value");
    assert_eq!(written, render(CANONICAL, &expected));

    let tree = parse(&written);
    check_node(tree.root(), &expected);
    let read: Nested = identity_form::from_str_with(&generous(), &written).expect("it was parsed");
    // A form as a whole has named parameters, be the names numbers or not.
    if let (Nested::Object(members), Nested::Object(read)) = (&expected, &read) {
        let members = members
            .iter()
            .map(|(name, value)| (name.clone(), as_read(value)));
        assert_eq!(*read, members.collect::<Vec<_>>());
    } else {
        assert_eq!(read, as_read(&expected));
    }

    let mut joined = String::from("first=1");
    identity_form::append(&mut joined, value).expect("it was written alone");
    let ampersand = if written.is_empty() { "" } else { "&" };
    assert_eq!(joined, format!("first=1{ampersand}{written}"));
}

/// What node, python and curl send for a value reads as that value.
pub fn form_sdk_forms(value: &Nested) {
    let Ok(Some(expected)) = writable(value, 0) else {
        return;
    };
    for (writer, style) in OTHERS {
        let sent = render(style, &expected);
        let tree = parse(&sent);
        check_node(tree.root(), &expected);
        let read: Nested = tree.root().deserialize().expect("it was parsed");
        let canonical = render(CANONICAL, &expected);
        let same: Nested = parse(&canonical)
            .root()
            .deserialize()
            .expect("it was parsed");
        assert_eq!(read, same, "{writer}: {sent}");
    }
}

/// Checks that a reader who knows the type of each part gets the value.
fn check_node(node: &Node<'_>, expected: &Nested) {
    fn typed<T: serde::de::DeserializeOwned>(node: &Node<'_>) -> Result<T, DecodeError> {
        node.deserialize()
    }
    match expected {
        Nested::Nothing => {}
        Nested::Bool(value) => assert_eq!(typed::<bool>(node).ok(), Some(*value)),
        Nested::Int(number) => assert_eq!(typed::<i128>(node).ok(), Some(*number)),
        Nested::Float(number) => assert_eq!(typed::<f64>(node).ok(), Some(*number)),
        Nested::Text(text) => assert_eq!(node.as_str(), Some(text.as_str())),
        Nested::List(items) => {
            let read = node.items().expect("indexes without a gap");
            assert_eq!(read.len(), items.len(), "items");
            read.into_iter()
                .zip(items)
                .for_each(|(node, item)| check_node(node, item));
        }
        Nested::Object(members) => {
            let names = members.iter().map(|(name, _)| name.as_str());
            assert!(
                node.entries().map(|(name, _)| name).eq(names),
                "names and their order"
            );
            for ((_, node), (_, member)) in node.entries().zip(members) {
                check_node(node, member);
            }
        }
    }
}

/// On flat pairs, each library reads what the other wrote.
pub fn form_agrees_with_serde_urlencoded(pairs: &[(String, String)]) {
    let named = |(name, _): &&(String, String)| !name.is_empty() && !name.contains(['[', ']']);
    let pairs: Vec<_> = pairs.iter().filter(named).cloned().collect();

    let ours = identity_form::to_string(&Flat(&pairs)).expect("flat text under legal names");
    let read: Vec<(String, String)> = serde_urlencoded::from_str(&ours).expect("it is urlencoded");
    assert_eq!(read, pairs);

    let theirs = serde_urlencoded::to_string(&pairs).expect("flat text");
    let tree = parse(&theirs);
    let mut seen: Vec<&str> = Vec::new();
    for (name, _) in &pairs {
        if !seen.contains(&name.as_str()) {
            seen.push(name);
            check_repeated(tree.get(name).expect("the name was sent"), name, &pairs);
        }
    }
    assert!(tree.entries().map(|(name, _)| name).eq(seen));
}

/// Checks that a name that was sent once or several times has all its values.
fn check_repeated(node: &Node<'_>, name: &str, pairs: &[(String, String)]) {
    let values: Vec<_> = pairs.iter().filter(|(known, _)| known == name).collect();
    assert_eq!(
        node.as_str(),
        values.last().map(|(_, value)| value.as_str())
    );
    if values.len() > 1 {
        let items = node.items().expect("scalars are items");
        let texts = items.into_iter().filter_map(Node::as_str);
        assert!(texts.eq(values.iter().map(|(_, value)| value.as_str())));
    }
}

/// Pairs as a map whose names may come more than once.
struct Flat<'a>(&'a [(String, String)]);

impl serde::Serialize for Flat<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Any bytes are read or refused with a place inside of them; what was read can be written and read
/// again, and keeps the limits.
pub fn form_decode(bytes: &[u8]) {
    match Tree::parse_bytes(&Limits::new(), bytes) {
        Err(error) => check_error(&error, bytes),
        Ok(tree) => {
            check_offsets(tree.root(), bytes.len());
            check_again(&Nested::of_node(tree.root()));
        }
    }
    let tight = Limits::new().max_depth(3).max_pairs(4).max_bytes(64);
    match Tree::parse_bytes(&tight, bytes) {
        Err(error) => check_error(&error, bytes),
        Ok(tree) => {
            assert!(bytes.len() <= 64 && depth(tree.root()) <= 3);
            assert!(
                bytes
                    .split(|&byte| byte == b'&')
                    .filter(|pair| !pair.is_empty())
                    .count()
                    <= 5
            );
        }
    }
    if let Err(error) = identity_form::from_bytes::<Nested>(bytes) {
        check_error(&error, bytes);
    }
}

pub(super) fn check_error(error: &DecodeError, form: &[u8]) {
    assert!(
        error.offset() <= form.len(),
        "{error:?} in {} bytes",
        form.len()
    );
    assert!(!error.to_string().is_empty());
}

fn check_offsets(node: &Node<'_>, length: usize) {
    assert!(node.offset() <= length);
    node.entries()
        .for_each(|(_, member)| check_offsets(member, length));
}

fn depth(node: &Node<'_>) -> usize {
    let members = node.entries().map(|(_, member)| 1 + depth(member));
    // Items of `[]`; indexed ones are members.
    let items = match node.shape() {
        identity_form::Shape::List => node.items().unwrap_or_default(),
        _ => Vec::new(),
    };
    members
        .chain(items.into_iter().map(|item| 1 + depth(item)))
        .max()
        .unwrap_or(0)
}

/// Writes what was read, and reads it again.
fn check_again(read: &Nested) {
    match (writable(read, 0), identity_form::to_string(read)) {
        (Err(rule), written) => assert_eq!(written.map_err(|error| error.kind()), Err(rule)),
        (Ok(_), written) => {
            let written = written.expect("nothing forbids the value");
            let again: Nested =
                identity_form::from_str_with(&generous(), &written).expect("it was written here");
            let Nested::Object(members) = read else {
                return assert!(written.is_empty());
            };
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), as_read(value)));
            let members = Nested::Object(members.collect());
            assert!(again == members || again == as_read(read), "{written}");
        }
    }
}
