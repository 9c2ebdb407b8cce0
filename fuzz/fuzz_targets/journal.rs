//! The target `journal` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("journal");
