//! The target `xlsx` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("xlsx");
