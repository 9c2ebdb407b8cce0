//! Libraries are not trusted with hostile files: what they would panic over is an error here, and costs one input.

#[cfg(feature = "parquet")]
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is said of a file that a library panics over.
pub(super) const DAMAGED: &str = "its structure is damaged";

/// What a library makes of a file; a panic is an error like any other. What `read` borrows must not be used after an error.
#[cfg(feature = "parquet")]
pub(super) fn careful<T, E: Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    attempt(read).map_or_else(|| Err(DAMAGED.to_owned()), |result| result.map_err(|error| error.to_string()))
}

/// What comes of reading; `None` if it panics.
pub(super) fn attempt<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}
