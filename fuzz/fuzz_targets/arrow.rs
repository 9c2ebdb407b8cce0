//! The target `arrow` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("arrow");
