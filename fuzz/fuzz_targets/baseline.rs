//! The target `baseline` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("baseline");
