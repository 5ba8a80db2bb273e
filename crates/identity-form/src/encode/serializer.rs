//! One value under a name that is already written: a scalar adds `=` and its text, an object or a
//! list hands on to [`compound`](super::compound), and a value that has no form adds nothing.

use std::fmt::{self, Display};

use serde::ser::{Impossible, Serialize, Serializer};

use super::MAX_DEPTH;
use super::buffer::{Buffer, Owner};
use super::compound::{Fields, Items};
use super::error::{EncodeError, EncodeErrorKind};
use super::number::{self, Digits};

/// The place of one value in the output.
pub(super) struct Value<'w> {
    out: &'w mut Buffer,
    /// Where the value's name begins in `out`; it ends where `out` ends.
    start: usize,
    depth: Depth,
}

/// How deep a value lies. Newtypes and `Some` add no name, so they are counted apart: a chain of
/// them must not run the stack out.
#[derive(Clone, Copy)]
pub(super) struct Depth {
    names: u8,
    wrappers: u8,
}

impl Depth {
    const TOP: Self = Self {
        names: 0,
        wrappers: 0,
    };

    pub(super) fn is_top(self) -> bool {
        self.names == 0
    }

    /// The depth of the members of an object or list that lies here.
    fn inside(self) -> Result<Self, EncodeError> {
        if usize::from(self.names) >= MAX_DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep));
        }
        Ok(Self {
            names: self.names + 1,
            wrappers: 0,
        })
    }

    /// The depth of what a newtype or `Some` that lies here holds.
    fn wrapped(self) -> Result<Self, EncodeError> {
        if usize::from(self.wrappers) >= MAX_DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep));
        }
        Ok(Self {
            wrappers: self.wrappers + 1,
            ..self
        })
    }
}

impl<'w> Value<'w> {
    /// The outermost value, which has no name.
    pub(super) fn top(out: &'w mut Buffer) -> Self {
        Self {
            start: out.len(),
            out,
            depth: Depth::TOP,
        }
    }

    /// A value whose name is `out[start..]`.
    pub(super) fn named(out: &'w mut Buffer, start: usize, depth: Depth) -> Self {
        Self { out, start, depth }
    }

    /// The output, for the text of the value.
    fn scalar(self) -> Result<&'w mut Buffer, EncodeError> {
        if self.depth.is_top() {
            return Err(EncodeError::new(EncodeErrorKind::TopLevel));
        }
        Ok(self.out)
    }

    /// The output behind the `=`, for a text that comes in parts.
    fn text(self) -> Result<&'w mut Buffer, EncodeError> {
        let out = self.scalar()?;
        out.push_plain(b"=");
        Ok(out)
    }

    /// The name, which ends where the output ends.
    fn owner(&self) -> Owner {
        Owner {
            start: self.start,
            end: self.out.len(),
        }
    }

    fn fields(self) -> Result<Fields<'w>, EncodeError> {
        let owner = if self.depth.is_top() {
            Owner::TOP
        } else {
            self.owner()
        };
        Ok(Fields::new(owner, self.depth.inside()?, self.out))
    }

    fn items(self) -> Result<Items<'w>, EncodeError> {
        if self.depth.is_top() {
            return Err(EncodeError::new(EncodeErrorKind::TopLevel));
        }
        Ok(Items::new(self.owner(), self.depth.inside()?, self.out))
    }

    fn wrapped(self) -> Result<Self, EncodeError> {
        Ok(Self {
            depth: self.depth.wrapped()?,
            ..self
        })
    }
}

macro_rules! integers {
    ($($method:ident($integer:ty) => $digits:ident;)*) => {
        $(fn $method(self, number: $integer) -> Result<(), EncodeError> {
            self.scalar()?.push_value(Digits::$digits(number.into()).as_bytes());
            Ok(())
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
    type SerializeMap = Fields<'w>;
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
        let text: &[u8] = if value { b"=true" } else { b"=false" };
        self.scalar()?.push_plain(text);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), EncodeError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), EncodeError> {
        self.scalar()?.push_value(value.as_bytes());
        Ok(())
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

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'w>, EncodeError> {
        self.fields()
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
