//! Bytes, and numbers written in them, that are read where they lie.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

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
        read(&self.0, WIDTH * at)
    }
}

/// Numbers with a fraction, least significant byte first.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Fractions(Bytes);

impl Fractions {
    #[inline]
    pub(crate) fn get(&self, at: usize) -> f64 {
        f64::from_bits(read_long(&self.0, size_of::<f64>() * at))
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

/// The number of 64 bits written at a byte.
#[inline]
pub(crate) fn read_long(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + size_of::<u64>()].try_into().unwrap_or_default())
}

/// The number written at a byte.
#[inline]
pub(crate) fn read(bytes: &[u8], at: usize) -> u32 {
    let bytes: [u8; WIDTH] = bytes[at..at + WIDTH].try_into().unwrap_or_default();
    u32::from_le_bytes(bytes)
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
