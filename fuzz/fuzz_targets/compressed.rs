//! The target `compressed` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("compressed");
