//! The target `any` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("any");
