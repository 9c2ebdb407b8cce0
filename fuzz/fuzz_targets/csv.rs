//! The target `csv` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("csv");
