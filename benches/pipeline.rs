//! How fast each stage is. `benches/README.md` says what the stages and inputs are and how to read the figures.
//!
//! Every benchmark makes one pass over its ads on one thread; throughput counts the bytes of their original titles and texts, so that
//! stages can be compared.

mod stages;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use lurescan::detect::Detector;

use stages::Case;

fn main() {
    divan::main();
}

/// Reads the built-in rules in place: what every run pays once.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn load() -> Detector {
    stages::load()
}

#[divan::bench(args = Case::all(), sample_count = 10, sample_size = 1)]
fn stage(bencher: Bencher<'_, '_>, case: Case) {
    let (pass, ads, bytes) = case.prepare();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(ads)).bench(pass);
}
