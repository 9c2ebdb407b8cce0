//! What the build script embeds: the rule files, and rules, search and model made of them ahead of time.
//!
//! Knows nothing of what the bytes mean. The build script, which is made of the crate's own modules, puts a module of this
//! shape in its place. What could not be made is empty: the rule files then say at run time what is wrong with them.

include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));

/// The Simplified forms of Traditional characters.
pub(crate) fn han() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/han.bin"))
}

/// The built-in rules, packed.
pub(crate) fn rules() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"))
}

/// The search over them, packed.
pub(crate) fn search() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/search.bin"))
}

/// The names that wording must not know, packed.
pub(crate) fn peoples() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/peoples.bin"))
}

/// The built-in model, packed.
pub(crate) fn model() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/model.bin"))
}
