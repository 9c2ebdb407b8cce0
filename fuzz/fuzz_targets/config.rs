//! The target `config` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("config");
