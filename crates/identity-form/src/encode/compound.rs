//! Objects and lists: what stands between their members.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
};

use super::MAX_ITEMS;
use super::buffer::{Buffer, Owner};
use super::error::{EncodeError, EncodeErrorKind};
use super::name::Name;
use super::number::Digits;
use super::serializer::{Depth, Value};

/// A pair whose name is written.
#[derive(Clone, Copy)]
struct Open {
    /// Where the output ended before: to which it returns if nothing is written.
    mark: usize,
    /// Where the name begins.
    start: usize,
}

/// Writes a value behind its name, takes the name back if nothing came, and says whether any did.
#[inline]
fn member<T>(out: &mut Buffer, open: Open, depth: Depth, value: &T) -> Result<bool, EncodeError>
where
    T: Serialize + ?Sized,
{
    let end = out.len();
    if let Err(error) = value.serialize(Value::named(out, open.start, depth)) {
        let error = error.at(out.written(open.start..end));
        out.truncate(open.mark);
        return Err(error);
    }
    let written = out.len() > end;
    if !written {
        out.truncate(open.mark);
    }
    Ok(written)
}

/// A struct or a map.
pub(super) struct Fields<'w> {
    out: &'w mut Buffer,
    owner: Owner,
    depth: Depth,
    /// The pair between `serialize_key` and `serialize_value`.
    pending: Option<Open>,
}

impl<'w> Fields<'w> {
    pub(super) fn new(owner: Owner, depth: Depth, out: &'w mut Buffer) -> Self {
        Self {
            out,
            owner,
            depth,
            pending: None,
        }
    }

    fn key<T>(&mut self, key: &T) -> Result<Open, EncodeError>
    where
        T: Serialize + ?Sized,
    {
        self.drop_pending();
        let mark = self.out.len();
        match key.serialize(Name {
            out: self.out,
            owner: &self.owner,
        }) {
            Ok(start) => Ok(Open { mark, start }),
            Err(error) => Err(self.refuse(error)),
        }
    }

    /// A key without a value, from a `Serialize` that is wrong, is no pair.
    fn drop_pending(&mut self) {
        if let Some(open) = self.pending.take() {
            self.out.truncate(open.mark);
        }
    }

    /// The path is the object's: a name that was refused is not repeated.
    #[cold]
    fn refuse(&self, error: EncodeError) -> EncodeError {
        error.at(self.out.written(self.owner.start..self.owner.end))
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = EncodeError;

    #[expect(clippy::inline_always, reason = "see `percent::encode`")]
    #[inline(always)]
    fn serialize_field<T>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let mark = self.out.len();
        let Some(start) = self.out.push_name(&self.owner, name.as_bytes()) else {
            return Err(self.refuse(EncodeError::new(EncodeErrorKind::IllegalName)));
        };
        member(self.out, Open { mark, start }, self.depth, value).map(drop)
    }

    fn end(self) -> Result<(), EncodeError> {
        Ok(())
    }
}

impl SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_key<T>(&mut self, key: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        self.pending = Some(self.key(key)?);
        Ok(())
    }

    fn serialize_value<T>(&mut self, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let Some(open) = self.pending.take() else {
            return Err(self.refuse(EncodeError::new(EncodeErrorKind::Refused)));
        };
        member(self.out, open, self.depth, value).map(drop)
    }

    fn serialize_entry<K, V>(&mut self, key: &K, value: &V) -> Result<(), EncodeError>
    where
        K: Serialize + ?Sized,
        V: Serialize + ?Sized,
    {
        let open = self.key(key)?;
        member(self.out, open, self.depth, value).map(drop)
    }

    fn end(mut self) -> Result<(), EncodeError> {
        self.drop_pending();
        Ok(())
    }
}

/// A sequence or a tuple.
pub(super) struct Items<'w> {
    out: &'w mut Buffer,
    owner: Owner,
    depth: Depth,
    /// The next index: the number of items that have written something.
    next: usize,
}

impl<'w> Items<'w> {
    pub(super) fn new(owner: Owner, depth: Depth, out: &'w mut Buffer) -> Self {
        Self {
            out,
            owner,
            depth,
            next: 0,
        }
    }

    fn item<T>(&mut self, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let mark = self.out.len();
        let index = Digits::of_u64(self.next as u64);
        let start = self.out.push_name(&self.owner, index.as_bytes());
        let start = start.expect("digits are a good name");
        if !member(self.out, Open { mark, start }, self.depth, value)? {
            return Ok(());
        }
        if self.next == MAX_ITEMS {
            self.out.truncate(mark);
            let error = EncodeError::new(EncodeErrorKind::TooManyItems);
            return Err(error.at(self.out.written(self.owner.start..self.owner.end)));
        }
        self.next += 1;
        Ok(())
    }
}

macro_rules! sequences {
    ($($sequence:ident::$method:ident;)*) => {
        $(impl $sequence for Items<'_> {
            type Ok = ();
            type Error = EncodeError;

            fn $method<T>(&mut self, value: &T) -> Result<(), EncodeError>
            where
                T: Serialize + ?Sized,
            {
                self.item(value)
            }

            fn end(self) -> Result<(), EncodeError> {
                Ok(())
            }
        })*
    };
}

sequences! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
}
