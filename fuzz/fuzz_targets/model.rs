//! The target `model` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("model");
