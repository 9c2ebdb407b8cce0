//! The target `text` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("text");
