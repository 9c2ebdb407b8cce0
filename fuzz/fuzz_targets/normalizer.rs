//! The target `normalizer` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("normalizer");
