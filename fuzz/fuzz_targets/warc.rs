//! The target `warc` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("warc");
