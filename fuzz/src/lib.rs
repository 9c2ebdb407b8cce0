//! libFuzzer around the harness.
//!
//! Owns what only a fuzzing binary needs: its entry, and a limit on what it may hold. What is checked is in `harness/`, which
//! the test suite of lurescan compiles too.

#[path = "../harness/mod.rs"]
mod harness;

pub use libfuzzer_sys;

/// Bytes that a run may hold at any time; asking for more ends it.
const MEMORY: usize = 512 << 20;

#[global_allocator]
static ALLOCATOR: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, MEMORY);

/// Does what a target needs once.
pub fn prepare(name: &str) {
    harness::prepare(name);
}

/// Runs a target.
///
/// # Panics
/// If what must hold does not.
pub fn run(name: &str, data: &[u8]) {
    harness::run(name, data);
}

/// The entry of a fuzzing binary, which runs the target of that name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(
            init: $crate::prepare($name),
            |data: &[u8]| $crate::run($name, data)
        );
    };
}
