//! A map's key as a name: text, characters, integers, booleans and unit variants, without brackets.

use std::fmt::{Display, Write};

use serde::ser::{Impossible, Serialize, Serializer};

use super::buffer::{Buffer, Owner};
use super::error::{EncodeError, EncodeErrorKind};
use super::number::Digits;

/// The place of one key: below its map, at the end of the output.
pub(super) struct Name<'w> {
    pub(super) out: &'w mut Buffer,
    pub(super) owner: &'w Owner,
}

impl Name<'_> {
    /// Writes the key behind its map's name, and gives the place where the whole begins.
    fn write(self, key: &[u8]) -> Result<usize, EncodeError> {
        let start = self.out.push_name(self.owner, key);
        start.ok_or_else(|| EncodeError::new(EncodeErrorKind::IllegalName))
    }
}

fn unsupported<T>() -> Result<T, EncodeError> {
    Err(EncodeError::new(EncodeErrorKind::UnsupportedKey))
}

macro_rules! integers {
    ($($method:ident($integer:ty) => $digits:ident;)*) => {
        $(fn $method(self, number: $integer) -> Result<usize, EncodeError> {
            self.write(Digits::$digits(number.into()).as_bytes())
        })*
    };
}

impl Serializer for Name<'_> {
    type Ok = usize;
    type Error = EncodeError;
    type SerializeSeq = Impossible<usize, EncodeError>;
    type SerializeTuple = Impossible<usize, EncodeError>;
    type SerializeTupleStruct = Impossible<usize, EncodeError>;
    type SerializeTupleVariant = Impossible<usize, EncodeError>;
    type SerializeMap = Impossible<usize, EncodeError>;
    type SerializeStruct = Impossible<usize, EncodeError>;
    type SerializeStructVariant = Impossible<usize, EncodeError>;

    integers! {
        serialize_i8(i8) => of_i64;
        serialize_i16(i16) => of_i64;
        serialize_i32(i32) => of_i64;
        serialize_i64(i64) => of_i64;
        serialize_i128(i128) => of_i128;
        serialize_u8(u8) => of_u64;
        serialize_u16(u16) => of_u64;
        serialize_u32(u32) => of_u64;
        serialize_u64(u64) => of_u64;
        serialize_u128(u128) => of_u128;
    }

    fn serialize_bool(self, value: bool) -> Result<usize, EncodeError> {
        self.serialize_str(if value { "true" } else { "false" })
    }

    fn serialize_char(self, value: char) -> Result<usize, EncodeError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<usize, EncodeError> {
        self.write(value.as_bytes())
    }

    fn collect_str<T>(self, value: &T) -> Result<usize, EncodeError>
    where
        T: Display + ?Sized,
    {
        let mut text = String::new();
        write!(text, "{value}").map_err(|_| EncodeError::new(EncodeErrorKind::Refused))?;
        self.write(text.as_bytes())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<usize, EncodeError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T>(self, _: &'static str, value: &T) -> Result<usize, EncodeError>
    where
        T: Serialize + ?Sized,
    {
        value.serialize(self)
    }

    fn serialize_f32(self, _: f32) -> Result<usize, EncodeError> {
        unsupported()
    }

    fn serialize_f64(self, _: f64) -> Result<usize, EncodeError> {
        unsupported()
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<usize, EncodeError> {
        unsupported()
    }

    fn serialize_none(self) -> Result<usize, EncodeError> {
        unsupported()
    }

    fn serialize_some<T>(self, _: &T) -> Result<usize, EncodeError>
    where
        T: Serialize + ?Sized,
    {
        unsupported()
    }

    fn serialize_unit(self) -> Result<usize, EncodeError> {
        unsupported()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<usize, EncodeError> {
        unsupported()
    }

    fn serialize_newtype_variant<T>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<usize, EncodeError>
    where
        T: Serialize + ?Sized,
    {
        unsupported()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, EncodeError> {
        unsupported()
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, EncodeError> {
        unsupported()
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, EncodeError> {
        unsupported()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EncodeError> {
        unsupported()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, EncodeError> {
        unsupported()
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, EncodeError> {
        unsupported()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EncodeError> {
        unsupported()
    }
}
