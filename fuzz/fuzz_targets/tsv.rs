//! The target `tsv` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("tsv");
