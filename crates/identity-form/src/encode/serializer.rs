//! One value and its name: a scalar writes both, an object or a list hands the name on to
//! [`compound`](super::compound), and a value that has no form writes neither.

use std::fmt::{self, Display};

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::MAX_DEPTH;
use super::buffer::Buffer;
use super::compound::{Entries, Fields, Items, Wrote};
use super::error::{EncodeError, EncodeErrorKind};
use super::number::{self, Digits};
use super::path::Path;

/// The place of one value: the end of the output, where its name stands. Only the outermost value, at the
/// `TOP`, has none.
pub(super) struct Value<'w, const TOP: bool> {
    out: &'w mut Buffer,
    /// Where the name begins.
    start: usize,
    /// How many names there are in it.
    depth: usize,
    /// How many newtypes and `Some` hold the value. They add no name, so they are counted apart from the
    /// depth: a chain of them must not run the stack out.
    wrappers: usize,
}

impl<'w> Value<'w, true> {
    /// The outermost value.
    pub(super) fn top(out: &'w mut Buffer) -> Self {
        Self {
            start: out.len(),
            out,
            depth: 0,
            wrappers: 0,
        }
    }
}

impl<'w> Value<'w, false> {
    /// A value that belongs to an object or a list.
    #[inline]
    pub(super) fn member(out: &'w mut Buffer, start: usize, depth: usize) -> Self {
        Self {
            out,
            start,
            depth,
            wrappers: 0,
        }
    }
}

impl<'w, const TOP: bool> Value<'w, TOP> {
    /// The output, if the value has a name.
    #[inline]
    fn named(self) -> Result<&'w mut Buffer, EncodeError> {
        if TOP {
            return Err(EncodeError::new(EncodeErrorKind::TopLevel));
        }
        Ok(self.out)
    }

    /// Writes a text.
    #[inline]
    fn scalar(self, text: &[u8]) -> Result<Wrote, EncodeError> {
        self.named()?.push_value(text);
        Ok(Wrote::Something)
    }

    /// The output behind the `=`, for a text that comes in parts.
    fn text(self) -> Result<&'w mut Buffer, EncodeError> {
        let out = self.named()?;
        out.push_plain(b"=");
        Ok(out)
    }

    /// The name, below which others may stand.
    #[inline]
    fn path(&self) -> Result<Path, EncodeError> {
        check_depth(self.depth)?;
        Ok(Path {
            start: self.start,
            end: self.out.len(),
            depth: self.depth,
        })
    }

    #[inline]
    fn fields(self) -> Result<Fields<'w, TOP>, EncodeError> {
        Ok(Fields::new(self.path()?, self.out))
    }

    #[inline]
    fn items(self) -> Result<Items<'w>, EncodeError> {
        let path = self.path()?;
        Ok(Items::new(path, self.named()?))
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
        $(fn $method(self, number: $integer) -> Result<Wrote, EncodeError> {
            self.scalar(Digits::$digits(number.into()).as_bytes())
        })*
    };
}

macro_rules! floats {
    ($($method:ident($float:ty);)*) => {
        $(fn $method(self, number: $float) -> Result<Wrote, EncodeError> {
            if !number.is_finite() {
                return Err(EncodeError::new(EncodeErrorKind::NotFinite));
            }
            // Adding zero turns -0.0 into 0.0, and leaves every other number alone.
            number::push_float(self.text()?, number + 0.0);
            Ok(Wrote::Something)
        })*
    };
}

impl<'w, const TOP: bool> Serializer for Value<'w, TOP> {
    type Ok = Wrote;
    type Error = EncodeError;
    type SerializeSeq = Items<'w>;
    type SerializeTuple = Items<'w>;
    type SerializeTupleStruct = Items<'w>;
    type SerializeTupleVariant = Impossible<Wrote, EncodeError>;
    type SerializeMap = Entries<'w, TOP>;
    type SerializeStruct = Fields<'w, TOP>;
    type SerializeStructVariant = Impossible<Wrote, EncodeError>;

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

    fn serialize_bool(self, value: bool) -> Result<Wrote, EncodeError> {
        self.named()?.push_bool(value);
        Ok(Wrote::Something)
    }

    fn serialize_char(self, value: char) -> Result<Wrote, EncodeError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Wrote, EncodeError> {
        self.scalar(value.as_bytes())
    }

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn collect_seq<I>(self, items: I) -> Result<Wrote, EncodeError>
    where
        I: IntoIterator<Item: Serialize>,
    {
        let mut list = self.items()?;
        for item in items {
            list.item(&item)?;
        }
        list.end()
    }

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn collect_map<K, V, I>(self, members: I) -> Result<Wrote, EncodeError>
    where
        K: Serialize,
        V: Serialize,
        I: IntoIterator<Item = (K, V)>,
    {
        let mut map = Entries::new(self.fields()?);
        for (key, value) in members {
            map.serialize_entry(&key, &value)?;
        }
        map.end()
    }

    fn collect_str<T>(self, value: &T) -> Result<Wrote, EncodeError>
    where
        T: Display + ?Sized,
    {
        let mut text = Escaping(self.text()?);
        fmt::Write::write_fmt(&mut text, format_args!("{value}"))
            .map_err(|_| EncodeError::new(EncodeErrorKind::Refused))?;
        Ok(Wrote::Something)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Wrote, EncodeError> {
        Err(EncodeError::new(EncodeErrorKind::Bytes))
    }

    fn serialize_none(self) -> Result<Wrote, EncodeError> {
        Ok(Wrote::Nothing)
    }

    #[inline]
    fn serialize_some<T>(self, value: &T) -> Result<Wrote, EncodeError>
    where
        T: Serialize + ?Sized,
    {
        value.serialize(self.wrapped()?)
    }

    fn serialize_unit(self) -> Result<Wrote, EncodeError> {
        Ok(Wrote::Nothing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Wrote, EncodeError> {
        Ok(Wrote::Nothing)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Wrote, EncodeError> {
        self.serialize_str(variant)
    }

    #[inline]
    fn serialize_newtype_struct<T>(self, _: &'static str, value: &T) -> Result<Wrote, EncodeError>
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
    ) -> Result<Wrote, EncodeError>
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

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w, TOP>, EncodeError> {
        self.fields().map(Entries::new)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'w, TOP>, EncodeError> {
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
