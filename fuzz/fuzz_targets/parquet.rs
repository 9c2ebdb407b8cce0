//! The target `parquet` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("parquet");
