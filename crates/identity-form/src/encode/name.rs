//! A map's key as a name: text, characters, integers, booleans and unit variants, without brackets.

use std::fmt::{self, Display};

use serde::ser::{Impossible, Serialize, Serializer};

use super::error::{EncodeError, EncodeErrorKind};
use super::number;
use crate::percent;

/// Writes one key. That it is not empty is for the caller to check.
pub(super) struct Name<'w>(&'w mut Vec<u8>);

impl<'w> Name<'w> {
    pub(super) fn new(out: &'w mut Vec<u8>) -> Self {
        Self(out)
    }
}

fn unsupported<T>() -> Result<T, EncodeError> {
    Err(EncodeError::new(EncodeErrorKind::UnsupportedKey))
}

macro_rules! integers {
    ($($method:ident($integer:ty) => $push:ident;)*) => {
        $(fn $method(self, number: $integer) -> Result<(), EncodeError> {
            number::$push(self.0, number.into());
            Ok(())
        })*
    };
}

impl Serializer for Name<'_> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = Impossible<(), EncodeError>;
    type SerializeTuple = Impossible<(), EncodeError>;
    type SerializeTupleStruct = Impossible<(), EncodeError>;
    type SerializeTupleVariant = Impossible<(), EncodeError>;
    type SerializeMap = Impossible<(), EncodeError>;
    type SerializeStruct = Impossible<(), EncodeError>;
    type SerializeStructVariant = Impossible<(), EncodeError>;

    integers! {
        serialize_i8(i8) => push_i64;
        serialize_i16(i16) => push_i64;
        serialize_i32(i32) => push_i64;
        serialize_i64(i64) => push_i64;
        serialize_i128(i128) => push_i128;
        serialize_u8(u8) => push_u64;
        serialize_u16(u16) => push_u64;
        serialize_u32(u32) => push_u64;
        serialize_u64(u64) => push_u64;
        serialize_u128(u128) => push_u128;
    }

    fn serialize_bool(self, value: bool) -> Result<(), EncodeError> {
        self.serialize_str(if value { "true" } else { "false" })
    }

    fn serialize_char(self, value: char) -> Result<(), EncodeError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), EncodeError> {
        if !percent::push_name(self.0, value.as_bytes()) {
            return Err(EncodeError::new(EncodeErrorKind::IllegalName));
        }
        Ok(())
    }

    fn collect_str<T>(self, value: &T) -> Result<(), EncodeError>
    where
        T: Display + ?Sized,
    {
        let mut text = Escaping {
            out: self.0,
            brackets: false,
        };
        let written = fmt::Write::write_fmt(&mut text, format_args!("{value}"));
        match written {
            Ok(()) => Ok(()),
            Err(_) if text.brackets => Err(EncodeError::new(EncodeErrorKind::IllegalName)),
            Err(_) => Err(EncodeError::new(EncodeErrorKind::Refused)),
        }
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), EncodeError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T>(self, _: &'static str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        value.serialize(self)
    }

    fn serialize_f32(self, _: f32) -> Result<(), EncodeError> {
        unsupported()
    }

    fn serialize_f64(self, _: f64) -> Result<(), EncodeError> {
        unsupported()
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EncodeError> {
        unsupported()
    }

    fn serialize_none(self) -> Result<(), EncodeError> {
        unsupported()
    }

    fn serialize_some<T>(self, _: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        unsupported()
    }

    fn serialize_unit(self) -> Result<(), EncodeError> {
        unsupported()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EncodeError> {
        unsupported()
    }

    fn serialize_newtype_variant<T>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), EncodeError>
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

/// Escapes what a `Display` writes, and stops at a bracket.
struct Escaping<'w> {
    out: &'w mut Vec<u8>,
    brackets: bool,
}

impl fmt::Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if percent::push_name(self.out, text.as_bytes()) {
            return Ok(());
        }
        self.brackets = true;
        Err(fmt::Error)
    }
}
