//! The text of one scalar, or of one name, as the type that is asked for.

use std::num::IntErrorKind;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserializer, Visitor};

use super::error::{DecodeError, DecodeErrorKind};

/// Decoded text.
#[derive(Clone, Copy)]
pub(super) struct Scalar<'de>(pub(super) &'de str);

fn refuse<T>(kind: DecodeErrorKind) -> Result<T, DecodeError> {
    Err(DecodeError::new(kind))
}

macro_rules! integers {
    ($($method:ident => $visit:ident;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            match self.0.parse() {
                Ok(number) => visitor.$visit(number),
                Err(error) => refuse(match error.kind() {
                    IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => {
                        DecodeErrorKind::OutOfRange
                    }
                    _ => DecodeErrorKind::NotAnInteger,
                }),
            }
        })*
    };
}

macro_rules! floats {
    ($($method:ident($float:ty) => $visit:ident;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            match self.0.parse::<$float>() {
                Ok(number) if number.is_finite() => visitor.$visit(number),
                _ => refuse(DecodeErrorKind::NotANumber),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Scalar<'de> {
    type Error = DecodeError;

    integers! {
        deserialize_i8 => visit_i8;
        deserialize_i16 => visit_i16;
        deserialize_i32 => visit_i32;
        deserialize_i64 => visit_i64;
        deserialize_i128 => visit_i128;
        deserialize_u8 => visit_u8;
        deserialize_u16 => visit_u16;
        deserialize_u32 => visit_u32;
        deserialize_u64 => visit_u64;
        deserialize_u128 => visit_u128;
    }

    floats! {
        deserialize_f32(f32) => visit_f32;
        deserialize_f64(f64) => visit_f64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => refuse(DecodeErrorKind::NotABoolean),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let mut characters = self.0.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => visitor.visit_char(character),
            _ => refuse(DecodeErrorKind::NotACharacter),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if !self.0.is_empty() {
            return refuse(DecodeErrorKind::NotEmpty);
        }
        visitor.visit_unit()
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
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor
            .visit_borrowed_str(self.0)
            .map_err(|error: DecodeError| error.expecting(DecodeErrorKind::NotAList))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor
            .visit_borrowed_str(self.0)
            .map_err(|error: DecodeError| error.expecting(DecodeErrorKind::NotAnObject))
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

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor
            .visit_enum(BorrowedStrDeserializer::new(self.0))
            .map_err(|error: DecodeError| error.expecting(DecodeErrorKind::UnknownWord))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { str string bytes byte_buf identifier }
}
