//! The whole way: bytes to ads to assessments to every report.

use std::sync::LazyLock;

use lurescan::ad::Ad;
use lurescan::assess::{Assessment, Assessor, Policy, Redactor, Summary};
use lurescan::detect::Detector;
use lurescan::model::{Model, logistic};
use lurescan::report::{Detail, FORMATS, Format, Options, Unreadable, escape, identities};
use lurescan::rules::{PackSources, RuleSet};
use lurescan::source::ReadOptions;

use super::sources;

/// The program as shipped.
static BUILTIN: LazyLock<Assessor> = LazyLock::new(|| {
    let rules = RuleSet::load(&PackSources::builtin()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let model = Model::builtin().unwrap_or_else(|error| panic!("{error}"));
    Assessor::new(Detector::new(rules), model, Policy::default())
});

/// Ads of an input that are looked at.
const ADS: usize = 4;
/// Bytes of a field that are looked at; what is longer is cut.
const FIELD: usize = 4096;

/// Loads what every input needs, which takes longer than an input may.
pub(crate) fn prepare() {
    LazyLock::force(&BUILTIN);
}

/// Bytes of any format, found by content. What is no ad at all is taken as the text of one.
pub(crate) fn pipeline(data: &[u8]) {
    let options = ReadOptions { limits: sources::LIMITS, ..ReadOptions::default() };
    let mut ads = sources::read("input", data, &options);
    if ads.is_empty() {
        ads.push(Ad::from_text("", String::from_utf8_lossy(data)));
    }
    ads.truncate(ADS);
    let mut assessments: Vec<Assessment> = ads
        .into_iter()
        .map(|ad| {
            let ad = cut(ad);
            let assessment = BUILTIN.assess(&ad);
            adds_up(&assessment);
            assessment
        })
        .collect();
    report(&assessments);
    let mut redactor = Redactor::default();
    assessments.iter_mut().for_each(|assessment| redactor.redact(assessment));
    report(&assessments);
}

/// The ad with no more text than is looked at; what was known of places goes with the text.
fn cut(mut ad: Ad) -> Ad {
    for field in [&mut ad.title, &mut ad.text] {
        let end = field.floor_char_boundary(FIELD);
        if end < field.len() {
            field.truncate(end);
            ad.origin.pieces.clear();
        }
    }
    ad
}

/// What the ledger promises, and that every reason points at words.
fn adds_up(assessment: &Assessment) {
    let ledger = assessment.ledger;
    let listed: f64 = assessment.reasons.iter().map(|reason| reason.contribution).sum();
    assert!((ledger.prior + listed - ledger.logit).abs() < 1e-6, "{ledger:?} but reasons sum to {listed}");
    let parts = ledger.prior + ledger.rules + ledger.facts + ledger.taggers + ledger.wording + ledger.adjustments;
    assert!((parts - ledger.logit).abs() < 1e-6, "{ledger:?}");
    assert!((assessment.probability - logistic(ledger.logit)).abs() < 1e-6, "{}", assessment.probability);
    assert!(assessment.score <= 100);
    for (reason, evidence) in assessment.reasons.iter().flat_map(|r| r.spans.iter().map(move |e| (&r.id, e))) {
        let words = assessment.field(evidence.field).get(evidence.span.range());
        assert!(words.is_some_and(|words| !words.is_empty()), "{reason} points at nothing: {evidence:?}");
    }
    for place in &assessment.private {
        assert!(assessment.field(place.field).get(place.span.range()).is_some(), "{place:?}");
    }
    let _ = identities(assessment);
}

/// Every format, and the human one in all its ways.
fn report(assessments: &[Assessment]) {
    for format in FORMATS {
        well_formed(format, &bytes(format, Options::default(), assessments), assessments.len());
    }
    let human = Format::named("human").unwrap_or_else(|| panic!("no human format"));
    let full = Options { explain: Detail::Full, width: 40, ..Options::default() };
    for options in [full, Options { brief: true, ..Options::default() }] {
        well_formed(human, &bytes(human, options, assessments), assessments.len());
    }
}

fn bytes(format: &Format, options: Options, assessments: &[Assessment]) -> Vec<u8> {
    let (mut out, mut summary) = (Vec::new(), Summary::default());
    let mut report = (format.new)(options);
    let record = Unreadable { path: None, record: Some(9), line: None, problem: "no ad".to_owned() };
    let mut write = || {
        report.begin(&mut out, &BUILTIN.run())?;
        for assessment in assessments {
            summary.count(assessment);
            report.add(&mut out, assessment)?;
        }
        report.unreadable(&mut out, &record)?;
        report.finish(&mut out, &summary)
    };
    write().unwrap_or_else(|error| panic!("{}: writing to memory: {error}", format.name));
    out
}

/// That a report can be read back by what reads its format, and holds nothing that controls a terminal.
fn well_formed(format: &Format, out: &[u8], ads: usize) {
    if format.binary {
        return assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"), "{}", format.name);
    }
    let text = std::str::from_utf8(out).unwrap_or_else(|error| panic!("{}: {error}", format.name));
    let hidden = text.chars().find(|c| escape::is_unsafe(*c) && !matches!(c, '\n' | '\t' | '\r'));
    assert!(hidden.is_none(), "{}: {hidden:?}", format.name);
    let json = |text: &str| {
        let value: Result<serde_json::Value, _> = serde_json::from_str(text);
        value.unwrap_or_else(|error| panic!("{}: {error}", format.name))
    };
    match format.name {
        "json" | "sarif" | "gitlab" | "rdjson" => drop(json(text)),
        "jsonl" => {
            let lines: Vec<_> = text.lines().map(json).collect();
            assert_eq!(lines.len(), ads, "a line an ad");
        }
        "csv" => {
            let rows =
                csv::Reader::from_reader(out).into_records().map(|row| row.map(drop)).collect::<Result<Vec<_>, _>>();
            assert_eq!(rows.unwrap_or_else(|error| panic!("csv: {error}")).len(), ads, "a row an ad");
        }
        "junit" => drop(roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("junit: {error}"))),
        "github" => assert!(text.lines().all(|line| line.starts_with("::")), "a line that is no command: {text}"),
        _ => {}
    }
}
