#![doc = include_str!("../README.md")]

mod decode;
mod encode;
mod percent;
mod summary;
mod tree;

pub use self::decode::{
    AS_SENT, DecodeError, DecodeErrorKind, Limits, from_bytes, from_bytes_with, from_str,
    from_str_with,
};
pub use self::encode::{EncodeError, EncodeErrorKind, MAX_DEPTH, MAX_ITEMS, append, to_string};
pub use self::summary::{Summary, summary};
pub use self::tree::{Node, Shape, Tree};
