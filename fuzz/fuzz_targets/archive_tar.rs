//! The target `archive_tar` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("archive_tar");
