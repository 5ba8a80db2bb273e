//! [`Nested`]: any value that has a form, as a tree that is easy to generate and to compare.

use std::fmt;

use identity_form::{Node, Shape};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

pub use self::sketch::sketch;

mod sketch;

/// A value of any shape that keeps the order of its members.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Nested {
    /// Has no form: `None`, `()`.
    Nothing,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// Any float, infinities and NaN included.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object whose names are distinct: see [`Nested::object`].
    Object(Vec<(String, Self)>),
}

impl Nested {
    /// An object; of members with the same name the first stays.
    #[must_use]
    pub fn object(members: impl IntoIterator<Item = (String, Self)>) -> Self {
        let mut distinct: Vec<(String, Self)> = Vec::new();
        for (name, value) in members {
            if distinct.iter().all(|(known, _)| *known != name) {
                distinct.push((name, value));
            }
        }
        Self::Object(distinct)
    }

    /// What a form holds, as shapes alone can tell: scalars are text, `a[0]` is an object.
    #[must_use]
    pub fn of_node(node: &Node<'_>) -> Self {
        let list = |items: Vec<&Node<'_>>| items.into_iter().map(Self::of_node).collect();
        match node.shape() {
            Shape::Object => Self::Object(
                node.entries()
                    .map(|(name, value)| (name.to_owned(), Self::of_node(value)))
                    .collect(),
            ),
            Shape::List => Self::List(list(node.items().expect("[] has neither gaps nor names"))),
            _ => match node.items().expect("scalars are items") {
                repeated if repeated.len() > 1 => Self::List(list(repeated)),
                _ => Self::Text(node.as_str().expect("a scalar has text").to_owned()),
            },
        }
    }

    /// The text of a scalar as a form writes it; nothing for other shapes.
    #[must_use]
    pub fn scalar_text(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::Int(number) => Some(number.to_string()),
            // Negative zero is written as zero.
            Self::Float(number) => Some((number + 0.0).to_string()),
            Self::Text(text) => Some(text.clone()),
            Self::Nothing | Self::List(_) | Self::Object(_) => None,
        }
    }
}

impl Serialize for Nested {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(number) => serializer.serialize_i128(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyShape)
    }
}

/// Takes what a form's reader offers to a type that takes anything: text, lists and objects.
struct AnyShape;

impl<'de> Visitor<'de> for AnyShape {
    type Value = Nested;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a list or an object")
    }

    fn visit_str<E>(self, text: &str) -> Result<Nested, E> {
        Ok(Nested::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Nested, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Nested::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Nested, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Nested::Object(members))
    }
}
