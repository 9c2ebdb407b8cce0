//! The target `rule_files` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("rule_files");
