//! The rule files of `rules/`, embedded by the build script.

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));
