//! The target `jsonld` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("jsonld");
