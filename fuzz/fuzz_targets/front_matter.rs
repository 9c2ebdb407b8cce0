//! The target `front_matter` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("front_matter");
