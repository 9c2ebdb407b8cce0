//! The target `fact_test` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("fact_test");
