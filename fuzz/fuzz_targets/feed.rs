//! The target `feed` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("feed");
