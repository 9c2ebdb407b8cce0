//! The target `eml` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("eml");
