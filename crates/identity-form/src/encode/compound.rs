//! Objects and lists: what stands between their members.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
};

use super::MAX_ITEMS;
use super::buffer::Buffer;
use super::error::{EncodeError, EncodeErrorKind};
use super::key::Key;
use super::name::Name;
use super::number::Digits;
use super::serializer::Value;

/// Writes a value below its name.
#[inline]
fn member<T>(out: &mut Buffer, name: &Name<'_>, value: &T) -> Result<(), EncodeError>
where
    T: Serialize + ?Sized,
{
    let mark = out.len();
    value.serialize(Value::named(out, name)).map_err(|error| {
        // A `Serialize` that is wrong may go on.
        out.truncate(mark);
        error.at(|| name.shown())
    })
}

/// A struct, which `owner` names.
pub(super) struct Fields<'w> {
    out: &'w mut Buffer,
    owner: &'w Name<'w>,
}

impl<'w> Fields<'w> {
    #[inline]
    pub(super) fn new(owner: &'w Name<'w>, out: &'w mut Buffer) -> Self {
        Self { out, owner }
    }

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn member<T>(&mut self, name: &str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let text = name.as_bytes();
        let mut name = Name::below(self.owner, text);
        if !name.fill(self.owner, text) {
            return Err(self.refuse(EncodeError::new(EncodeErrorKind::IllegalName)));
        }
        member(self.out, &name, value)
    }

    /// The path is the object's: a name that was refused is not repeated.
    #[cold]
    fn refuse(&self, error: EncodeError) -> EncodeError {
        error.at(|| self.owner.shown())
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = EncodeError;

    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn serialize_field<T>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        self.member(name, value)
    }

    fn end(self) -> Result<(), EncodeError> {
        Ok(())
    }
}

/// A map.
pub(super) struct Entries<'w> {
    fields: Fields<'w>,
    /// The key between `serialize_key` and `serialize_value`. One without a value, from a `Serialize`
    /// that is wrong, is no pair.
    pending: Option<String>,
}

impl<'w> Entries<'w> {
    pub(super) fn new(fields: Fields<'w>) -> Self {
        Self {
            fields,
            pending: None,
        }
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
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

    fn serialize_entry<K, V>(&mut self, key: &K, value: &V) -> Result<(), EncodeError>
    where
        K: Serialize + ?Sized,
        V: Serialize + ?Sized,
    {
        let fields = &mut self.fields;
        key.serialize(Key(|text: &str| fields.member(text, value)))
            .map_err(|error| self.fields.refuse(error))
    }

    fn end(self) -> Result<(), EncodeError> {
        Ok(())
    }
}

/// The first indexes.
const DIGITS: &[u8; 10] = b"0123456789";

/// A sequence or a tuple, which `owner` names.
pub(super) struct Items<'w> {
    out: &'w mut Buffer,
    owner: &'w Name<'w>,
    /// The next index: the number of items that have written something.
    next: usize,
}

impl<'w> Items<'w> {
    pub(super) fn new(owner: &'w Name<'w>, out: &'w mut Buffer) -> Self {
        Self {
            out,
            owner,
            next: 0,
        }
    }

    fn item<T>(&mut self, value: &T) -> Result<(), EncodeError>
    where
        T: Serialize + ?Sized,
    {
        let mark = self.out.len();
        if let Some(digit) = DIGITS.get(self.next) {
            let mut name = Name::below(self.owner, std::slice::from_ref(digit));
            name.fill_digit(self.owner, *digit);
            member(self.out, &name, value)?;
        } else {
            let digits = Digits::of_u64(self.next as u64);
            let mut name = Name::below(self.owner, digits.as_bytes());
            name.fill(self.owner, digits.as_bytes());
            member(self.out, &name, value)?;
        }
        if self.out.len() == mark {
            return Ok(());
        }
        if self.next == MAX_ITEMS {
            self.out.truncate(mark);
            let error = EncodeError::new(EncodeErrorKind::TooManyItems);
            return Err(error.at(|| self.owner.shown()));
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
