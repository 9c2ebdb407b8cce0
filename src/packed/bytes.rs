//! Bytes, and numbers written in them, that are read where they lie.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Bytes of the program or of memory.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Bytes(Cow<'static, [u8]>);

impl Bytes {
    /// The bytes themselves, if they are the program's.
    pub(super) fn embedded(&self) -> Option<&'static [u8]> {
        match self.0 {
            Cow::Borrowed(bytes) => Some(bytes),
            Cow::Owned(_) => None,
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Cow::Owned(bytes))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self)
    }
}

impl<'de: 'static> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;
        impl<'de: 'static> Visitor<'de> for Borrowed {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes of the program")
            }

            fn visit_borrowed_bytes<E: de::Error>(self, bytes: &'de [u8]) -> Result<Bytes, E> {
                Ok(Bytes(Cow::Borrowed(bytes)))
            }
        }
        deserializer.deserialize_bytes(Borrowed)
    }
}

/// Bytes of one number.
const WIDTH: usize = size_of::<u32>();

/// Numbers of 32 bits, least significant byte first.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Numbers(Bytes);

impl Numbers {
    pub(crate) fn len(&self) -> usize {
        self.0.len() / WIDTH
    }

    #[inline]
    pub(crate) fn get(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.0.as_chunks().0[at])
    }

    /// Three that belong together, by their place among such.
    #[inline]
    pub(crate) fn three(&self, at: usize) -> [u32; 3] {
        self.0.as_chunks::<{ 3 * WIDTH }>().0[at]
            .as_chunks()
            .0
            .first_chunk()
            .map_or([0; 3], |three| three.map(u32::from_le_bytes))
    }

    /// Some that follow one another.
    #[inline]
    pub(crate) fn within(&self, places: Range<usize>) -> impl ExactSizeIterator<Item = u32> {
        self.0.as_chunks().0[places].iter().map(|number| u32::from_le_bytes(*number))
    }
}

/// Numbers with a fraction, least significant byte first.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Fractions(Bytes);

impl Fractions {
    #[inline]
    pub(crate) fn get(&self, at: usize) -> f64 {
        f64::from_le_bytes(self.0.as_chunks().0[at])
    }
}

impl FromIterator<f64> for Fractions {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        Self(numbers.into_iter().flat_map(f64::to_le_bytes).collect::<Vec<u8>>().into())
    }
}

impl fmt::Debug for Fractions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} numbers", self.0.len() / size_of::<f64>())
    }
}

/// The number of 32 bits that bytes begin with.
#[inline]
pub(crate) fn read(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |number| u32::from_le_bytes(*number))
}

impl FromIterator<u32> for Numbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        Self(numbers.into_iter().flat_map(u32::to_le_bytes).collect::<Vec<u8>>().into())
    }
}

impl fmt::Debug for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} numbers", self.len())
    }
}
