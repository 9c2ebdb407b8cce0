//! The target `html` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("html");
