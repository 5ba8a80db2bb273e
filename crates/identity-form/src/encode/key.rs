//! A map's key as text: strings, characters, integers, booleans and unit variants.

use std::fmt::{Display, Write};

use serde::ser::{Impossible, Serialize, Serializer};

use super::error::{EncodeError, EncodeErrorKind};
use super::number::Digits;

/// Hands the text of one key on while it is there: to write the pair, or to keep it.
pub(super) struct Key<F>(pub(super) F);

fn unsupported<T>() -> Result<T, EncodeError> {
    Err(EncodeError::new(EncodeErrorKind::UnsupportedKey))
}

macro_rules! integers {
    ($($method:ident($integer:ty) => $digits:ident;)*) => {
        $(fn $method(self, number: $integer) -> Result<(), EncodeError> {
            (self.0)(Digits::$digits(number.into()).as_str())
        })*
    };
}

impl<F> Serializer for Key<F>
where
    F: FnOnce(&str) -> Result<(), EncodeError>,
{
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

    fn serialize_bool(self, value: bool) -> Result<(), EncodeError> {
        self.serialize_str(if value { "true" } else { "false" })
    }

    fn serialize_char(self, value: char) -> Result<(), EncodeError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn serialize_str(self, value: &str) -> Result<(), EncodeError> {
        (self.0)(value)
    }

    fn collect_str<T>(self, value: &T) -> Result<(), EncodeError>
    where
        T: Display + ?Sized,
    {
        let mut text = String::new();
        write!(text, "{value}").map_err(|_| EncodeError::new(EncodeErrorKind::Refused))?;
        (self.0)(&text)
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
