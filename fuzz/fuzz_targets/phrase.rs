//! The target `phrase` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("phrase");
