//! Objects and lists: what stands between their members.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::error::{EncodeError, EncodeErrorKind};
use super::name::Name;
use super::serializer::{Depth, Value};
use super::{MAX_ITEMS, number};
use crate::percent;

/// The name of an object or list: a range of the output.
///
/// INVARIANT: `out[start..end]` is not taken back while the frame lives: either it is the end of the
/// output, still waiting for a first pair, or it is inside a pair that was written.
struct Prefix {
    start: usize,
    end: usize,
}

/// A pair whose name is being written.
#[derive(Clone, Copy)]
struct Open {
    /// Where the output ended before: to which it returns if nothing is written.
    mark: usize,
    /// Where the name begins.
    start: usize,
}

impl Prefix {
    /// Writes the name again, unless it still stands at the end of the output.
    fn open(&self, out: &mut Vec<u8>) -> Open {
        let mark = out.len();
        if mark == self.end {
            return Open {
                mark,
                start: self.start,
            };
        }
        out.push(b'&');
        let start = out.len();
        out.extend_from_within(self.start..self.end);
        Open { mark, start }
    }
}

/// Writes a value behind its name, takes the name back if nothing came, and says whether any did.
fn member<T>(out: &mut Vec<u8>, open: Open, depth: Depth, value: &T) -> Result<bool, EncodeError>
where
    T: Serialize + ?Sized,
{
    let end = out.len();
    if let Err(error) = value.serialize(Value::named(out, open.start, depth)) {
        let error = error.at(&out[open.start..end]);
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
    out: &'w mut Vec<u8>,
    prefix: Prefix,
    top: bool,
    depth: Depth,
    /// The pair between `serialize_key` and `serialize_value`.
    pending: Option<Open>,
}

impl<'w> Fields<'w> {
    pub(super) fn new(out: &'w mut Vec<u8>, start: usize, top: bool, depth: Depth) -> Self {
        let prefix = Prefix {
            start,
            end: out.len(),
        };
        Self {
            out,
            prefix,
            top,
            depth,
            pending: None,
        }
    }

    /// Starts a pair, up to where its own name goes.
    fn open(&mut self) -> Open {
        if !self.top {
            let open = self.prefix.open(self.out);
            self.out.push(b'[');
            return open;
        }
        let mark = self.out.len();
        if mark > 0 {
            self.out.push(b'&');
        }
        Open {
            mark,
            start: self.out.len(),
        }
    }

    fn close(&mut self) {
        if !self.top {
            self.out.push(b']');
        }
    }

    fn field<T>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let open = self.open();
        if name.is_empty() || !percent::push_name(self.out, name.as_bytes()) {
            return Err(self.refuse(open, EncodeError::new(EncodeErrorKind::IllegalName)));
        }
        self.close();
        member(self.out, open, self.depth, value).map(drop)
    }

    fn key<T>(&mut self, key: &T) -> Result<Open, EncodeError>
    where
        T: Serialize + ?Sized,
    {
        self.drop_pending();
        let open = self.open();
        let bare = self.out.len();
        let named = key.serialize(Name::new(self.out)).and_then(|()| {
            if self.out.len() == bare {
                return Err(EncodeError::new(EncodeErrorKind::IllegalName));
            }
            Ok(())
        });
        if let Err(error) = named {
            return Err(self.refuse(open, error));
        }
        self.close();
        Ok(open)
    }

    /// A key without a value, from a `Serialize` that is wrong, is no pair.
    fn drop_pending(&mut self) {
        if let Some(open) = self.pending.take() {
            self.out.truncate(open.mark);
        }
    }

    /// Takes a pair back whose name was refused. The path is the object's: a name that was refused
    /// is not repeated.
    #[cold]
    fn refuse(&mut self, open: Open, error: EncodeError) -> EncodeError {
        self.out.truncate(open.mark);
        error.at(&self.out[self.prefix.start..self.prefix.end])
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_field<T>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        self.field(name, value)
    }

    fn end(self) -> Result<(), EncodeError> {
        Ok(())
    }
}

/// Never made: the serializer refuses variants that carry data.
impl SerializeStructVariant for Fields<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_field<T>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        self.field(name, value)
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
            let error = EncodeError::new(EncodeErrorKind::Refused);
            return Err(error.at(&self.out[self.prefix.start..self.prefix.end]));
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
    out: &'w mut Vec<u8>,
    prefix: Prefix,
    depth: Depth,
    /// The next index: the number of items that have written something.
    next: usize,
}

impl<'w> Items<'w> {
    pub(super) fn new(out: &'w mut Vec<u8>, start: usize, depth: Depth) -> Self {
        let prefix = Prefix {
            start,
            end: out.len(),
        };
        Self {
            out,
            prefix,
            depth,
            next: 0,
        }
    }

    fn item<T>(&mut self, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let open = self.prefix.open(self.out);
        self.out.push(b'[');
        number::push_u64(self.out, self.next as u64);
        self.out.push(b']');
        if !member(self.out, open, self.depth, value)? {
            return Ok(());
        }
        if self.next == MAX_ITEMS {
            self.out.truncate(open.mark);
            let error = EncodeError::new(EncodeErrorKind::TooManyItems);
            return Err(error.at(&self.out[self.prefix.start..self.prefix.end]));
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
    SerializeTupleVariant::serialize_field;
}
