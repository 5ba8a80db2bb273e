//! How names become a tree.

use super::*;

fn tree(form: &str) -> Tree<'_> {
    Tree::parse(form).unwrap_or_else(|error| panic!("{form}: {error}"))
}

#[test]
fn names_keep_the_order_of_first_appearance() {
    let tree = tree("b[y]=1&a=2&b[x]=3&c[]=4&a=5");
    assert_eq!(
        tree.entries().map(|(name, _)| name).collect::<Vec<_>>(),
        ["b", "a", "c"]
    );
    let b = tree.get("b").expect("it was sent");
    assert_eq!(
        b.entries().map(|(name, _)| name).collect::<Vec<_>>(),
        ["y", "x"]
    );
    assert_eq!(b.offset(), 0);
    assert_eq!(tree.at(&["b", "x"]).map(Node::offset), Some(11));
    assert_eq!(tree.at(&["b", "x", "z"]).map(Node::offset), None);
}

#[test]
fn shapes_are_those_that_were_sent() {
    let tree = tree("s=1&r=1&r=2&l[]=1&o[k]=1&i[1]=y&i[0]=x");
    let shape = |name| tree.get(name).map(Node::shape);
    assert_eq!(shape("s"), Some(Shape::Scalar));
    assert_eq!(shape("r"), Some(Shape::Scalar));
    assert_eq!(shape("l"), Some(Shape::List));
    assert_eq!(shape("o"), Some(Shape::Object));
    assert_eq!(shape("i"), Some(Shape::Object));
    assert_eq!(tree.get("r").and_then(Node::as_str), Some("2"));
    let items = |name| {
        let items = tree.get(name).expect("it was sent").items()?;
        Ok::<_, DecodeError>(
            items
                .into_iter()
                .filter_map(Node::as_str)
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(items("r").expect("a list"), ["1", "2"]);
    assert_eq!(items("i").expect("a list"), ["x", "y"]);
    assert_eq!(
        items("o").map_err(|error| error.kind()),
        Err(DecodeErrorKind::NotAList)
    );
}

#[test]
fn a_wide_object_finds_all_its_names() {
    let names: Vec<_> = (0..100).map(|number| format!("key+{number}")).collect();
    let form = names
        .iter()
        .map(|name| format!("{name}={name}&"))
        .collect::<String>();
    let tree = tree(&form);
    assert_eq!(tree.entries().count(), 100);
    for name in names {
        let name = name.replace('+', " ");
        assert_eq!(tree.get(&name).and_then(Node::as_str), Some(name.as_str()));
    }
    assert!(tree.get("key 100").is_none());
}

#[test]
fn debug_shows_no_value() {
    let tree = tree("a=mark&b[]=mark&c[k]=mark&c[l]=&a=mark");
    assert_eq!(
        format!("{:?}", tree.root()),
        r#"{"a": [4 bytes, 4 bytes], "b": [4 bytes], "c": {"k": 4 bytes, "l": 0 bytes}}"#,
    );
}
