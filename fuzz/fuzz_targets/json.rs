//! The target `json` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("json");
