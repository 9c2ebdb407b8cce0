//! The fuzzing harness without libFuzzer: every seed as it is, and a bounded number of damaged ones, always the same.
//!
//! `fuzz/` searches for what breaks a parser; this holds what was found, and what breaks easily.

mod found;
#[path = "../../fuzz/harness/mod.rs"]
mod harness;
mod mutate;
mod seeds;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use mutate::{Dice, damaged};
use seeds::{Line, table};

/// What no small input may take, without optimization and beside other tests.
const TOO_LONG: Duration = Duration::from_secs(10);

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a target; what fails is put where it can be looked at, and named.
fn hold(name: &str, data: &[u8]) {
    let begun = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| harness::run(name, data)));
    let took = begun.elapsed();
    if outcome.is_err() || took > TOO_LONG {
        let kept = std::env::temp_dir().join(format!("lurescan-fuzz-{name}"));
        std::fs::write(&kept, data).unwrap();
        panic!("{name} fails in {took:?} on {}", kept.display());
    }
}

/// Seeds as they are, then damaged ones.
fn replay(line: &Line) {
    harness::prepare(line.name);
    let seeds = line.read(project());
    assert!(!seeds.is_empty(), "{} has no seeds", line.name);
    seeds.iter().for_each(|seed| hold(line.name, seed));
    let words = line.words(project());
    let mut dice = Dice::new(line.name.bytes().map(u64::from).sum());
    for _ in 0..line.rounds {
        hold(line.name, &damaged(&mut dice, &seeds, &words));
    }
}

macro_rules! replayed {
    ($($name:ident)*) => {
        const REPLAYED: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                let lines = table();
                replay(lines.iter().find(|line| line.name == stringify!($name)).expect("a line of targets.txt"));
            }
        )*
    };
}

// One test a target, so that they run beside each other.
replayed! {
    any archive_tar archive_zip arrow baseline compressed config csv eml encoding fact_test feed firing front_matter html
    journal json jsonl jsonld model normalizer nquads parquet phrase pipeline rule_files text tsv warc xlsx
}

#[test]
fn a_target_is_listed_wherever_it_must_be() {
    let lines: Vec<&str> = table().iter().map(|line| line.name).collect();
    let harnessed: Vec<&str> = harness::TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(lines, harnessed, "fuzz/targets.txt and fuzz/harness/mod.rs");
    assert_eq!(lines, REPLAYED, "fuzz/targets.txt and this file");
    let manifest = std::fs::read_to_string(project().join("fuzz/Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let binaries: BTreeSet<&str> =
        manifest["bin"].as_array().unwrap().iter().map(|binary| binary["name"].as_str().unwrap()).collect();
    assert_eq!(binaries, lines.iter().copied().collect(), "fuzz/Cargo.toml");
    for name in lines {
        let binary = std::fs::read_to_string(project().join(format!("fuzz/fuzz_targets/{name}.rs"))).unwrap();
        assert!(binary.contains(&format!("lurescan_fuzz::target!(\"{name}\")")), "fuzz/fuzz_targets/{name}.rs");
    }
}

#[test]
fn every_format_that_is_read_is_fuzzed() {
    let named = |format: &str| harness::TARGETS.iter().any(|(name, _)| name.trim_start_matches("archive_") == format);
    for format in lurescan::source::FORMATS {
        assert!(named(format.name), "{} has no target", format.name);
    }
}
