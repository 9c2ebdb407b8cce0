//! How fast each stage is, over the synthetic ads of `datasets/authored`. `benches/README.md` says how to read it.
//!
//! Every benchmark makes one pass over all the ads on one thread; throughput counts the bytes of their original titles
//! and texts, so that stages can be compared.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box_drop};
use lurescan::ad::Ad;
use lurescan::assess::{Assessor, Policy};
use lurescan::campaign::Signature;
use lurescan::detect::{Detection, Detector};
use lurescan::features::FeatureSpace;
use lurescan::model::{Model, Reading};
use lurescan::rules::{PackSources, RuleSet};
use lurescan::source::{self, Input, ReadOptions};
use lurescan::text::NormalizedText;

/// Where the ads are.
const ADS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/authored");

static CORPUS: LazyLock<Vec<Ad>> = LazyLock::new(|| {
    let (inputs, errors) = source::expand(&[ADS.to_owned()]);
    assert!(errors.is_empty(), "{ADS}: {errors:?}");
    let ads =
        |input: &&Input| matches!(input, Input::File { path, .. } if path.extension().is_some_and(|e| e == "jsonl"));
    let open = |input| source::open(input, &ReadOptions::default()).expect("a file of the data set opens");
    inputs.iter().filter(ads).flat_map(open).map(|ad| ad.expect("every record can be read")).collect()
});

static ASSESSOR: LazyLock<Assessor> = LazyLock::new(|| {
    let model = Model::builtin().expect("the built-in model loads");
    Assessor::new(Detector::new(load_rules()), model, Policy::default())
});

fn load_rules() -> RuleSet {
    RuleSet::load(&PackSources::builtin()).expect("the built-in rules load")
}

fn main() {
    divan::main();
}

/// Runs a stage once per item; there is one item per ad.
fn each<I: Sync, T>(bencher: Bencher<'_, '_>, items: &[I], stage: impl Fn(&I) -> T + Sync) {
    let bytes: usize = CORPUS.iter().map(|ad| ad.title.len() + ad.text.len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(CORPUS.len()))
        .bench(|| items.iter().for_each(|item| black_box_drop(stage(item))));
}

fn normalized(ad: &Ad) -> [NormalizedText; 2] {
    [NormalizedText::new(&ad.title), NormalizedText::new(&ad.text)]
}

fn detections() -> Vec<Detection> {
    CORPUS.iter().map(|ad| ASSESSOR.detector().detect(ad)).collect()
}

/// Every ad, detected and read.
fn readings() -> Vec<Reading> {
    detections().iter().map(|detection| Reading::of(&detection.fields)).collect()
}

/// Reads, checks and compiles the built-in rules: what every run pays once.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn load() -> Detector {
    Detector::new(load_rules())
}

/// The yardstick: one overlapping automaton pass of the pack's literals over the original bytes, and nothing else.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn bare_aho_corasick(bencher: Bencher<'_, '_>) {
    let literals = ASSESSOR.detector().literals();
    let automaton = AhoCorasick::new(literals).expect("literals are not empty");
    let found = |ad: &Ad| -> usize {
        [&ad.title, &ad.text].into_iter().map(|text| automaton.find_overlapping_iter(text).count()).sum()
    };
    each(bencher, &CORPUS, found);
}

/// Original text to folded text with its way back.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn normalize(bencher: Bencher<'_, '_>) {
    each(bencher, &CORPUS, normalized);
}

/// Signals and facts: normalizing, language, facts, the one-pass search, confirmation and combinations.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn detect(bencher: Bencher<'_, '_>) {
    let detector = ASSESSOR.detector();
    each(bencher, &CORPUS, |ad| detector.detect(ad));
}

/// The feature vector of what was detected.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn vectorize(bencher: Bencher<'_, '_>) {
    let space = FeatureSpace::new(ASSESSOR.rules());
    each(bencher, &detections(), |detection| space.vector(ASSESSOR.rules(), detection, &[]));
}

/// Folded text cut into words, clauses and hashed pieces, once for taggers and wording.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>) {
    each(bencher, &detections(), |detection| Reading::of(&detection.fields));
}

/// The taggers over what was read.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn taggers(bencher: Bencher<'_, '_>) {
    let taggers = ASSESSOR.model().taggers();
    each(bencher, &readings(), |reading| taggers.find(reading));
}

/// The wording model over what was read.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn wording(bencher: Bencher<'_, '_>) {
    let wording = ASSESSOR.model().wording();
    each(bencher, &readings(), |reading| wording.score(reading));
}

/// The signature by which near-duplicates are found: normalizing, masking, shingles and 64 hashes of each.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn signature(bencher: Bencher<'_, '_>) {
    each(bencher, &CORPUS, |ad| Signature::of(&ad.title, &ad.text));
}

/// An ad to its finished assessment: all of the above, weights, gates and reasons.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn whole(bencher: Bencher<'_, '_>) {
    each(bencher, &CORPUS, |ad| ASSESSOR.assess(ad));
}
