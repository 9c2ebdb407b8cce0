//! Values that few runs ask for: decoded when the first does.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Bytes;

/// A value made at run time, or bytes of the program that become one when it is asked for.
#[derive(Debug, Default)]
pub(crate) struct Later<T> {
    packed: Bytes,
    value: OnceLock<T>,
}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Self {
        Self { packed: Bytes::default(), value: OnceLock::from(value) }
    }
}

impl<T: Deserialize<'static> + Default> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let decode = || self.packed.embedded().and_then(super::unpack).unwrap_or_default();
        self.value.get_or_init(decode)
    }
}

impl<T: Deserialize<'static> + Default> Later<T> {
    /// The value to change.
    pub(crate) fn make_mut(&mut self) -> &mut T {
        let _ = &**self;
        self.value.get_mut().expect("invariant: it was decoded in the line above")
    }
}

impl<T: Serialize> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value.get() {
            Some(value) => serializer.serialize_bytes(&super::pack(value)),
            None => self.packed.serialize(serializer),
        }
    }
}

impl<'de: 'static, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { packed: Bytes::deserialize(deserializer)?, value: OnceLock::new() })
    }
}
