//! One value and its name: a scalar writes both, an object or a list hands the name on to
//! [`compound`](super::compound), and a value that has no form writes neither.

use std::fmt::{self, Display};

use serde::ser::{Impossible, Serialize, Serializer};

use super::MAX_DEPTH;
use super::buffer::Buffer;
use super::compound::{Entries, Fields, Items};
use super::error::{EncodeError, EncodeErrorKind};
use super::name::Name;
use super::number::{self, Digits};

/// The place of one value in the output.
pub(super) struct Value<'w> {
    out: &'w mut Buffer,
    name: &'w Name<'w>,
    /// How many newtypes and `Some` hold it. They add no name, so they are counted apart from the
    /// depth: a chain of them must not run the stack out.
    wrappers: usize,
}

impl<'w> Value<'w> {
    /// The outermost value.
    pub(super) fn top(out: &'w mut Buffer) -> Self {
        Self {
            out,
            name: &Name::TOP,
            wrappers: 0,
        }
    }

    /// A value that belongs to an object or a list.
    #[inline]
    pub(super) fn named(out: &'w mut Buffer, name: &'w Name<'w>) -> Self {
        Self {
            out,
            name,
            wrappers: 0,
        }
    }

    /// The name, which only the outermost value has not.
    #[inline]
    fn name(&self) -> Result<&'w Name<'w>, EncodeError> {
        if self.name.is_top() {
            return Err(EncodeError::new(EncodeErrorKind::TopLevel));
        }
        Ok(self.name)
    }

    /// Writes name and text.
    #[inline]
    fn scalar(self, text: &[u8]) -> Result<(), EncodeError> {
        let name = self.name()?;
        self.out.push_pair(name, text);
        Ok(())
    }

    /// The output behind the `=`, for a text that comes in parts.
    fn text(self) -> Result<&'w mut Buffer, EncodeError> {
        self.out.push_name(self.name()?);
        Ok(self.out)
    }

    #[inline]
    fn fields(self) -> Result<Fields<'w>, EncodeError> {
        check_depth(self.name.depth())?;
        Ok(Fields::new(self.name, self.out))
    }

    #[inline]
    fn items(self) -> Result<Items<'w>, EncodeError> {
        let name = self.name()?;
        check_depth(name.depth())?;
        Ok(Items::new(name, self.out))
    }

    /// What a newtype or `Some` holds.
    #[inline]
    fn wrapped(self) -> Result<Self, EncodeError> {
        check_depth(self.wrappers)?;
        Ok(Self {
            wrappers: self.wrappers + 1,
            ..self
        })
    }
}

/// Whether there may be one more.
#[inline]
fn check_depth(depth: usize) -> Result<(), EncodeError> {
    if depth >= MAX_DEPTH {
        return Err(EncodeError::new(EncodeErrorKind::TooDeep));
    }
    Ok(())
}

macro_rules! integers {
    ($($method:ident($integer:ty) => $digits:ident;)*) => {
        $(fn $method(self, number: $integer) -> Result<(), EncodeError> {
            self.scalar(Digits::$digits(number.into()).as_bytes())
        })*
    };
}

macro_rules! floats {
    ($($method:ident($float:ty);)*) => {
        $(fn $method(self, number: $float) -> Result<(), EncodeError> {
            if !number.is_finite() {
                return Err(EncodeError::new(EncodeErrorKind::NotFinite));
            }
            // Adding zero turns -0.0 into 0.0, and leaves every other number alone.
            number::push_float(self.text()?, number + 0.0);
            Ok(())
        })*
    };
}

impl<'w> Serializer for Value<'w> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = Items<'w>;
    type SerializeTuple = Items<'w>;
    type SerializeTupleStruct = Items<'w>;
    type SerializeTupleVariant = Impossible<(), EncodeError>;
    type SerializeMap = Entries<'w>;
    type SerializeStruct = Fields<'w>;
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

    floats! {
        serialize_f32(f32);
        serialize_f64(f64);
    }

    fn serialize_bool(self, value: bool) -> Result<(), EncodeError> {
        self.scalar(if value { b"true" } else { b"false" })
    }

    fn serialize_char(self, value: char) -> Result<(), EncodeError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), EncodeError> {
        self.scalar(value.as_bytes())
    }

    fn collect_str<T>(self, value: &T) -> Result<(), EncodeError>
    where
        T: Display + ?Sized,
    {
        let mut text = Escaping(self.text()?);
        fmt::Write::write_fmt(&mut text, format_args!("{value}"))
            .map_err(|_| EncodeError::new(EncodeErrorKind::Refused))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EncodeError> {
        Err(EncodeError::new(EncodeErrorKind::Bytes))
    }

    fn serialize_none(self) -> Result<(), EncodeError> {
        Ok(())
    }

    fn serialize_some<T>(self, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        value.serialize(self.wrapped()?)
    }

    fn serialize_unit(self) -> Result<(), EncodeError> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EncodeError> {
        Ok(())
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
        value.serialize(self.wrapped()?)
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
        Err(EncodeError::new(EncodeErrorKind::EnumShape))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'w>, EncodeError> {
        self.items()
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'w>, EncodeError> {
        self.items()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'w>, EncodeError> {
        self.items()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EncodeError> {
        Err(EncodeError::new(EncodeErrorKind::EnumShape))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w>, EncodeError> {
        self.fields().map(Entries::new)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'w>, EncodeError> {
        self.fields()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EncodeError> {
        Err(EncodeError::new(EncodeErrorKind::EnumShape))
    }
}

/// Escapes what a `Display` writes, straight into the output.
struct Escaping<'w>(&'w mut Buffer);

impl fmt::Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_escaped(text.as_bytes());
        Ok(())
    }
}
