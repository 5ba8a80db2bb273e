//! Objects and lists: what stands between their members.

use std::ops::Range;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
};

use super::MAX_ITEMS;
use super::buffer::Buffer;
use super::error::{EncodeError, EncodeErrorKind};
use super::key::Key;
use super::number::Digits;
use super::path::Path;
use super::serializer::Value;

/// Whether a value has written anything.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Wrote {
    Nothing,
    Something,
}

impl Wrote {
    /// What was written behind a name that ends there.
    #[inline]
    fn since(end: usize, out: &Buffer) -> Self {
        if out.len() == end {
            Self::Nothing
        } else {
            Self::Something
        }
    }
}

/// Writes a value behind its name, which was written at `mark`, and takes the name back if nothing came.
#[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
#[inline(always)]
fn member<T>(out: &mut Buffer, owner: &Path, mark: usize, value: &T) -> Result<Wrote, EncodeError>
where
    T: Serialize + ?Sized,
{
    let named = out.len();
    let start = owner.of_member(mark);
    match value.serialize(Value::member(out, start, owner.depth + 1)) {
        Ok(Wrote::Something) => Ok(Wrote::Something),
        Ok(Wrote::Nothing) => {
            out.truncate(mark);
            Ok(Wrote::Nothing)
        }
        Err(error) => Err(refuse(out, start..named, mark, error)),
    }
}

#[cold]
fn refuse(out: &mut Buffer, name: Range<usize>, mark: usize, error: EncodeError) -> EncodeError {
    let error = error.at(|| out.shown(name));
    // A `Serialize` that is wrong may go on.
    out.truncate(mark);
    error
}

/// A struct, whose name stands at `path`.
pub(super) struct Fields<'w, const TOP: bool> {
    out: &'w mut Buffer,
    path: Path,
}

impl<'w, const TOP: bool> Fields<'w, TOP> {
    #[inline]
    pub(super) fn new(path: Path, out: &'w mut Buffer) -> Self {
        Self { out, path }
    }

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn member<T>(&mut self, name: &str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let mark = self.out.len();
        if !self.out.push_name::<TOP>(&self.path, name.as_bytes()) {
            return Err(self.refuse(EncodeError::new(EncodeErrorKind::IllegalName)));
        }
        member(self.out, &self.path, mark, value)?;
        Ok(())
    }

    /// The path is the object's: a name that was refused is not repeated.
    #[cold]
    fn refuse(&self, error: EncodeError) -> EncodeError {
        error.at(|| self.out.shown(self.path.start..self.path.end))
    }
}

impl<const TOP: bool> SerializeStruct for Fields<'_, TOP> {
    type Ok = Wrote;
    type Error = EncodeError;

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn serialize_field<T>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        self.member(name, value)
    }

    fn end(self) -> Result<Wrote, EncodeError> {
        Ok(Wrote::since(self.path.end, self.out))
    }
}

/// A map.
pub(super) struct Entries<'w, const TOP: bool> {
    fields: Fields<'w, TOP>,
    /// The key between `serialize_key` and `serialize_value`. One without a value, from a `Serialize`
    /// that is wrong, is no pair.
    pending: Option<String>,
}

impl<'w, const TOP: bool> Entries<'w, TOP> {
    pub(super) fn new(fields: Fields<'w, TOP>) -> Self {
        Self {
            fields,
            pending: None,
        }
    }
}

impl<const TOP: bool> SerializeMap for Entries<'_, TOP> {
    type Ok = Wrote;
    type Error = EncodeError;

    fn serialize_key<T>(&mut self, key: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let pending = &mut self.pending;
        *pending = None;
        key.serialize(Key(|text: &str| {
            *pending = Some(text.to_owned());
            Ok(())
        }))
        .map_err(|error| self.fields.refuse(error))
    }

    fn serialize_value<T>(&mut self, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        match self.pending.take() {
            Some(key) => self.fields.member(&key, value),
            None => {
                let error = EncodeError::new(EncodeErrorKind::Refused);
                Err(self.fields.refuse(error))
            }
        }
    }

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn serialize_entry<K, V>(&mut self, key: &K, value: &V) -> Result<(), EncodeError>
    where
        K: Serialize + ?Sized,
        V: Serialize + ?Sized,
    {
        let fields = &mut self.fields;
        key.serialize(Key(|text: &str| fields.member(text, value)))
            .map_err(|error| self.fields.refuse(error))
    }

    fn end(self) -> Result<Wrote, EncodeError> {
        self.fields.end()
    }
}

/// A sequence or a tuple, whose name stands at `path`.
pub(super) struct Items<'w> {
    out: &'w mut Buffer,
    path: Path,
    /// The next index: the number of items that have written something.
    next: usize,
}

impl<'w> Items<'w> {
    #[inline]
    pub(super) fn new(path: Path, out: &'w mut Buffer) -> Self {
        Self { out, path, next: 0 }
    }

    /// Writes an index of more than one digit.
    #[cold]
    #[inline(never)]
    fn push_index(&mut self) -> bool {
        let digits = Digits::of_u64(self.next as u64);
        self.out.push_name::<false>(&self.path, digits.as_bytes())
    }

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    pub(super) fn item<T>(&mut self, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let mark = self.out.len();
        if self.next < 10 {
            self.out.push_digit(&self.path, b'0' + self.next as u8);
        } else {
            self.push_index();
        }
        if member(self.out, &self.path, mark, value)? == Wrote::Nothing {
            return Ok(());
        }
        if self.next == MAX_ITEMS {
            self.out.truncate(mark);
            let error = EncodeError::new(EncodeErrorKind::TooManyItems);
            return Err(error.at(|| self.out.shown(self.path.start..self.path.end)));
        }
        self.next += 1;
        Ok(())
    }
}

macro_rules! sequences {
    ($($sequence:ident::$method:ident;)*) => {
        $(impl $sequence for Items<'_> {
            type Ok = Wrote;
            type Error = EncodeError;

            #[inline]
            fn $method<T>(&mut self, value: &T) -> Result<(), EncodeError>
            where
                T: Serialize + ?Sized,
            {
                self.item(value)
            }

            #[inline]
            fn end(self) -> Result<Wrote, EncodeError> {
                Ok(Wrote::since(self.path.end, self.out))
            }
        })*
    };
}

sequences! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
}
