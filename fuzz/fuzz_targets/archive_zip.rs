//! The target `archive_zip` of `harness/mod.rs`.

#![no_main]

lurescan_fuzz::target!("archive_zip");
