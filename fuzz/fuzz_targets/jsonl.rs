//! The target `jsonl` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("jsonl");
