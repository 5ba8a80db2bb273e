//! A node as the type that is asked for: scalars by their text, lists and objects by their members.
//!
//! A node of another shape than the one asked for is offered to the type all the same, so that a type
//! of two shapes (an object, or the empty string that clears it) can take either.

use std::vec;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::AS_SENT;
use super::error::{DecodeError, DecodeErrorKind};
use super::scalar::Scalar;
use crate::tree::{Kind, Node};

impl<'a> Node<'a> {
    /// The node as a scalar.
    fn scalar(&self) -> Result<Scalar<'_>, DecodeError> {
        self.as_str()
            .map(Scalar)
            .ok_or_else(|| DecodeError::new(DecodeErrorKind::NotAScalar))
    }

    fn visit_items<'de, V: Visitor<'de>>(
        &'de self,
        items: Vec<&'de Self>,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let mut items = Items {
            items: items.into_iter(),
            next: 0,
        };
        let value = visitor.visit_seq(&mut items)?;
        match items.items.len() {
            0 => Ok(value),
            _ => Err(DecodeError::new(DecodeErrorKind::WrongLength)),
        }
    }

    fn visit_members<'de, V: Visitor<'de>>(&'de self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_map(Members {
            members: self.entries(),
            value: None,
        })
    }
}

macro_rules! scalars {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.scalar()?.$method(visitor)
        })*
    };
}

impl<'de, 'a> Deserializer<'de> for &'de Node<'a> {
    type Error = DecodeError;

    scalars! {
        deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf
        deserialize_identifier
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.kind {
            Kind::Unset => visitor.visit_unit(),
            Kind::Scalar(text) => visitor.visit_borrowed_str(text),
            Kind::Repeated(items) | Kind::List(items) => {
                self.visit_items(items.iter().collect(), visitor)
            }
            Kind::Group(_) if self.is_indexed() => self.visit_items(self.items()?, visitor),
            Kind::Group(_) => self.visit_members(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.group() {
            Some(group) if group.len() == 0 => visitor.visit_unit(),
            _ => self.scalar()?.deserialize_unit(visitor),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match name {
            AS_SENT => visitor.visit_newtype_struct(AsSent(self)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.visit_items(self.items()?, visitor)
            .map_err(|error| error.expecting(DecodeErrorKind::NotAList))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let read = match self.kind {
            Kind::Group(_) => self.visit_members(visitor),
            Kind::Unset | Kind::Scalar(_) | Kind::Repeated(_) | Kind::List(_) => {
                self.deserialize_any(visitor)
            }
        };
        read.map_err(|error| error.expecting(DecodeErrorKind::NotAnObject))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.kind {
            // serde would take the items for the fields in their order.
            Kind::Repeated(_) | Kind::List(_) => {
                Err(DecodeError::new(DecodeErrorKind::NotAnObject))
            }
            Kind::Unset | Kind::Scalar(_) | Kind::Group(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.scalar()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }
}

/// A node that an untyped reader is told in the [shape](Node::shape) in which it was sent.
struct AsSent<'de, 'a>(&'de Node<'a>);

impl<'de> Deserializer<'de> for AsSent<'de, '_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.kind {
            Kind::Group(_) => self.0.visit_members(visitor),
            Kind::Unset | Kind::Scalar(_) | Kind::Repeated(_) | Kind::List(_) => {
                self.0.deserialize_any(visitor)
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The items of a list, one after the other.
struct Items<'de, 'a> {
    items: vec::IntoIter<&'de Node<'a>>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = DecodeError;

    fn next_element_seed<S>(&mut self, seed: S) -> Result<Option<S::Value>, DecodeError>
    where
        S: DeserializeSeed<'de>,
    {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.next;
        self.next += 1;
        seed.deserialize(item)
            .map(Some)
            .map_err(|error| error.locate(item.offset).below(&index.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The members of an object, one after the other.
struct Members<'de, 'a, I> {
    members: I,
    /// The member between its key and its value.
    value: Option<(&'de str, &'de Node<'a>)>,
}

impl<'de, 'a: 'de, I> MapAccess<'de> for Members<'de, 'a, I>
where
    I: Iterator<Item = (&'de str, &'de Node<'a>)>,
{
    type Error = DecodeError;

    fn next_key_seed<S>(&mut self, seed: S) -> Result<Option<S::Value>, DecodeError>
    where
        S: DeserializeSeed<'de>,
    {
        self.value = self.members.next();
        let Some((name, node)) = self.value else {
            return Ok(None);
        };
        seed.deserialize(Scalar(name))
            .map(Some)
            .map_err(|error| error.locate(node.offset).with_path(name))
    }

    fn next_value_seed<S>(&mut self, seed: S) -> Result<S::Value, DecodeError>
    where
        S: DeserializeSeed<'de>,
    {
        let Some((name, node)) = self.value.take() else {
            return Err(DecodeError::new(DecodeErrorKind::Refused));
        };
        seed.deserialize(node)
            .map_err(|error| error.locate(node.offset).below(name))
    }
}
