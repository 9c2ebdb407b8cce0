//! Tables made once and used where they lie: in the program itself when the build script made them, in memory when they
//! were made at run time.
//!
//! Owns the form in which rules, search and model are embedded ([`pack`], [`unpack`]) and what they are built of: bytes and
//! numbers that cost nothing to load ([`Bytes`], [`Numbers`], [`Fractions`], [`Lists`], [`Strings`]), and values decoded when first asked
//! for ([`Later`], [`Expression`]). Knows nothing of what they hold. The form is that of one build, never read by another.

mod bytes;
mod expression;
mod later;
mod lists;

pub(crate) use bytes::{Bytes, Fractions, Numbers, read};
pub(crate) use expression::Expression;
pub(crate) use later::Later;
pub(crate) use lists::{Lists, Strings};

use serde::{Deserialize, Serialize};

/// A value as bytes to embed.
///
/// # Panics
/// Never for what is embedded: plain structures of a known shape.
pub(crate) fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("invariant: what is embedded has a known shape")
}

/// A value from embedded bytes; its tables go on lying there. `None` for bytes of another shape.
pub(crate) fn unpack<T: Deserialize<'static>>(bytes: &'static [u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// A place in a table.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).expect("invariant: no table has 2^32 entries")
}
