//! The target `nquads` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("nquads");
