//! The stages of the way from bytes to a report, each ready to run over named ads: what `pipeline` times and `instructions` counts.

mod inputs;

use std::fmt;
use std::hint::black_box;
use std::io::Cursor;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use lurescan::ad::Ad;
use lurescan::assess::{Assessment, Assessor, Policy, Run};
use lurescan::campaign::Signature;
use lurescan::detect::{Detection, Detector};
use lurescan::facts;
use lurescan::features::{FeatureSpace, Learned};
use lurescan::model::{Model, Reading};
use lurescan::report::{Format, Options};
use lurescan::rules::{PackSources, RuleSet};
use lurescan::source::{ReadOptions, Source};
use lurescan::text::{NormalizedText, language};

use inputs::INPUTS;

/// The built-in rules and model.
pub(crate) static ASSESSOR: LazyLock<Assessor> = LazyLock::new(|| {
    let model = Model::builtin().expect("the built-in model loads");
    Assessor::new(load(), model, Policy::default())
});

/// The built-in rules, as every run loads them.
pub(crate) fn load() -> Detector {
    Detector::new(RuleSet::load(&PackSources::builtin()).expect("the built-in rules load"))
}

/// One pass over all the ads it was prepared for.
pub(crate) type Pass = Box<dyn Fn() + Sync>;

/// A stage.
pub(crate) struct Stage {
    /// Its name.
    pub(crate) name: &'static str,
    /// Gets ready what comes before it.
    prepare: fn(Vec<Ad>) -> Pass,
}

/// Every stage, in the order in which an ad meets them; some hold others.
pub(crate) const STAGES: &[Stage] = &[
    Stage { name: "bare_aho_corasick", prepare: bare_aho_corasick },
    Stage { name: "read", prepare: |ads| reading(json_lines(&ads).into_bytes(), None) },
    Stage { name: "decode", prepare: |ads| reading(gb18030(&ads), Some("gb18030")) },
    Stage { name: "normalize", prepare: |ads| over(ads, normalized) },
    Stage { name: "facts", prepare: |ads| over(folded(&ads), |fields| fields.iter().for_each(extract)) },
    Stage { name: "detect", prepare: |ads| over(ads, |ad| ASSESSOR.detector().detect(ad)) },
    Stage { name: "vectorize", prepare: vectorize },
    Stage { name: "cut", prepare: |ads| over(detections(&ads), |d| Reading::of(&d.fields)) },
    Stage { name: "taggers", prepare: |ads| over(readings(&ads), |r| ASSESSOR.model().taggers().find(r)) },
    Stage { name: "wording", prepare: |ads| over(readings(&ads), |r| ASSESSOR.model().wording().score(r)) },
    Stage { name: "whole", prepare: |ads| over(ads, |ad| ASSESSOR.assess(ad)) },
    Stage { name: "report_jsonl", prepare: |ads| report(&ads, "jsonl") },
    Stage { name: "report_card", prepare: |ads| report(&ads, "human") },
    Stage { name: "signature", prepare: |ads| over(ads, |ad| Signature::of(&ad.title, &ad.text)) },
];

/// A stage over a named set of ads.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    stage: usize,
    input: usize,
}

impl Case {
    /// Every stage over the first set, and an ad's whole way over the others.
    pub(crate) fn all() -> Vec<Self> {
        let whole = STAGES.iter().position(|stage| stage.name == "whole").expect("there is such a stage");
        let stages = (0..STAGES.len()).map(|stage| Self { stage, input: 0 });
        stages.chain((1..INPUTS.len()).map(|input| Self { stage: whole, input })).collect()
    }

    /// The stage made ready, and how many ads and bytes of titles and texts one pass goes over.
    pub(crate) fn prepare(self) -> (Pass, usize, usize) {
        let ads = (INPUTS[self.input].make)();
        assert!(!ads.is_empty(), "{self} has ads");
        let (count, bytes) = (ads.len(), ads.iter().map(|ad| ad.title.len() + ad.text.len()).sum());
        ((STAGES[self.stage].prepare)(ads), count, bytes)
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", STAGES[self.stage].name, INPUTS[self.input].name)
    }
}

fn over<T: Sync + 'static, R>(items: Vec<T>, stage: impl Fn(&T) -> R + Sync + 'static) -> Pass {
    Box::new(move || items.iter().for_each(|item| drop(black_box(stage(item)))))
}

fn normalized(ad: &Ad) -> [NormalizedText; 2] {
    [NormalizedText::new(&ad.title), NormalizedText::new(&ad.text)]
}

fn folded(ads: &[Ad]) -> Vec<[NormalizedText; 2]> {
    ads.iter().map(normalized).collect()
}

fn detections(ads: &[Ad]) -> Vec<Detection> {
    ads.iter().map(|ad| ASSESSOR.detector().detect(ad)).collect()
}

fn readings(ads: &[Ad]) -> Vec<Reading> {
    detections(ads).iter().map(|detection| Reading::of(&detection.fields)).collect()
}

/// The yardstick: one overlapping automaton pass of the pack's literals over the original bytes, and nothing else.
fn bare_aho_corasick(ads: Vec<Ad>) -> Pass {
    let automaton = AhoCorasick::new(ASSESSOR.detector().literals()).expect("literals are not empty");
    over(ads, move |ad| {
        for text in [&ad.title, &ad.text] {
            black_box(automaton.find_overlapping_iter(text).count());
        }
    })
}

fn extract(text: &NormalizedText) {
    black_box(facts::extract(text, ASSESSOR.rules().tables(), language::identify(text.as_str())));
}

fn vectorize(ads: Vec<Ad>) -> Pass {
    let space = FeatureSpace::new(ASSESSOR.rules());
    over(detections(&ads), move |detection| space.vector(ASSESSOR.rules(), detection, Learned::default()))
}

fn json_lines(ads: &[Ad]) -> String {
    let line = |ad: &Ad| format!("{}\n", serde_json::json!({ "title": ad.title, "text": ad.text }));
    ads.iter().map(line).collect()
}

fn gb18030(ads: &[Ad]) -> Vec<u8> {
    encoding_rs::GB18030.encode(&json_lines(ads)).0.into_owned()
}

/// Bytes to ads.
fn reading(bytes: Vec<u8>, encoding: Option<&'static str>) -> Pass {
    let encoding = encoding.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    Box::new(move || {
        let format = lurescan::source::Format::named("jsonl");
        let options = ReadOptions { format, encoding, ..ReadOptions::default() };
        let source = Source::piped(Cursor::new(bytes.clone()), &options).expect("bytes in memory open");
        source.for_each(|ad| drop(black_box(ad.expect("every record can be read"))));
    })
}

/// Assessments to the bytes of a report.
fn report(ads: &[Ad], format: &'static str) -> Pass {
    let assessments: Vec<Assessment> = ads.iter().map(|ad| ASSESSOR.assess(ad)).collect();
    let new = Format::named(format).expect("a known format").new;
    Box::new(move || {
        let (mut report, mut out) = (new(Options::default()), Vec::new());
        let run = Run { program: "0.1.0", rules: String::new(), model: String::new(), bands: [0.3, 0.7, 0.9] };
        report.begin(&mut out, &run).expect("writing to memory does not fail");
        assessments
            .iter()
            .for_each(|assessment| report.add(&mut out, assessment).expect("writing to memory does not fail"));
        black_box(out);
    })
}
