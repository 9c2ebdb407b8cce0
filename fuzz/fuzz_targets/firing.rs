//! The target `firing` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("firing");
