//! The target `pipeline` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("pipeline");
