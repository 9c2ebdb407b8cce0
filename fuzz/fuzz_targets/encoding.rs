//! The target `encoding` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("encoding");
