//! Evaluation: measures against values worked out by hand, what is held out, what is refused, and the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use lurescan::assess::{Assessor, Policy};
use lurescan::metrics;
use lurescan::model::{BandLogits, FiringTable, Model, ModelFile};
use lurescan::page;
use lurescan::train::{self, Dimension, Evaluation, Holdout, Judged, Kind, Question, Settings, Study};

use super::training::{DETECTOR, data, detector};

const BANDS: BandLogits = BandLogits { elevated: 0.0, high: 1.0, critical: 2.0 };

/// The built-in rules and model.
static ASSESSOR: LazyLock<Assessor> =
    LazyLock::new(|| Assessor::new(detector(), Model::builtin().unwrap(), Policy::default()));

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

fn judged(id: usize, logit: f64, harmful: bool, kind: Kind) -> Judged {
    Judged {
        id: format!("ad-{id}"),
        logit: Some(logit),
        harmful,
        kind,
        group: id,
        language: "en".to_owned(),
        source: "s".to_owned(),
        scheme: String::new(),
        length: 300,
        pair: None,
    }
}

/// 1,000 real genuine ads at -1 to -1000, ten of them lifted to 0.5; four harmful and four hard negatives.
fn small() -> Vec<Judged> {
    let mut ads: Vec<Judged> =
        (0u16..1000).map(|i| judged(usize::from(i), -1.0 - f64::from(i), false, Kind::Real)).collect();
    ads[..10].iter_mut().for_each(|ad| ad.logit = Some(0.5));
    for (i, (logit, harmful)) in [
        (3.0, true),
        (2.5, true),
        (1.5, true),
        (0.5, true),
        (2.2, false),
        (-50.0, false),
        (-60.0, false),
        (-70.0, false),
    ]
    .into_iter()
    .enumerate()
    {
        let mut ad = judged(2000 + i, logit, harmful, Kind::Authored);
        ad.pair = Some(format!("pair-{}", i % 4));
        ad.group = 2000 + i % 4;
        ads.push(ad);
    }
    ads
}

fn value(evaluation: &Evaluation, key: &str) -> Option<f64> {
    evaluation.measures.iter().find(|m| m.key == key).unwrap_or_else(|| panic!("no {key}")).figure.value
}

#[test]
fn decisions_agree_with_hand_worked_values() {
    // Two of three flagged are harmful, one of three harmful is missed: precision and recall are both 2/3.
    let scored = [(0.9, true), (0.8, false), (0.7, true), (0.1, true), (0.0, false)];
    near(metrics::f1(&scored, 0.5).unwrap(), 2.0 / 3.0);
    assert_eq!(metrics::f1(&[(0.9, false)], 0.5), None);
    // In 1,000 ads 10 are harmful, 8 of them found; 990 are genuine, 9.9 of them flagged.
    near(metrics::expected_precision(0.8, 0.01, 0.01).unwrap(), 8.0 / 17.9);
    near(metrics::alert_rate(0.8, 0.01, 0.01), 0.0179);
    assert_eq!(metrics::expected_precision(0.0, 0.0, 0.01), None);
    assert_eq!(metrics::roc_curve(&scored[..3]), [(0.0, 0.0), (0.0, 0.5), (1.0, 0.5), (1.0, 1.0)]);
    assert_eq!(metrics::precision_recall_curve(&scored[..2]), [(1.0, 1.0), (1.0, 0.5)]);
    assert!(metrics::roc_curve(&[(1.0, true)]).is_empty());
}

#[test]
fn the_cheapest_threshold_weighs_misses_against_alarms() {
    let (harmful, genuine) = ([4.0, 2.0], [3.0, 1.0, 0.0, -1.0]);
    let at = |costs| metrics::cheapest(&harmful, &genuine, 0.5, costs).unwrap();
    // Dear misses: flag down to 2, one of four genuine ads among them.
    near(at((1.0, 10.0)).threshold, 2.0);
    near(at((1.0, 10.0)).cost, 0.5 * 0.25);
    // Dear alarms: only the first harmful ad.
    near(at((10.0, 1.0)).threshold, 4.0);
    near(at((10.0, 1.0)).cost, 0.5 * 0.5);
    // Where nothing harmful is worth an alarm, nothing is flagged.
    let none = metrics::cheapest(&[0.0], &[1.0, 1.0], 0.01, (1.0, 1.0)).unwrap();
    assert!(none.threshold > 1.0);
    near(none.cost, none.flag_none);
    assert_eq!(metrics::cheapest(&harmful, &[], 0.5, (1.0, 1.0)), None);
}

#[test]
fn intervals_draw_whole_clusters_and_always_the_same() {
    let items: Vec<f64> = (0u8..40).map(|i| f64::from(i / 20)).collect();
    let mean = |drawn: &[&f64]| vec![Some(drawn.iter().copied().sum::<f64>() / 40.0), None];
    let rows: Vec<usize> = (0..40).collect();
    let halves: Vec<usize> = (0..40).map(|i| i / 20).collect();
    let by_row = metrics::cluster_intervals(&items, &rows, 200, 7, mean);
    assert_eq!(by_row, metrics::cluster_intervals(&items, &rows, 200, 7, mean));
    let (low, high) = by_row[0].unwrap();
    assert!(low > 0.25 && low < 0.5 && high > 0.5 && high < 0.75, "{low} to {high}");
    assert_eq!(by_row[1], None);
    // Two clusters: both the same half, or one of each.
    assert_eq!(metrics::cluster_intervals(&items, &halves, 200, 7, mean)[0], Some((0.0, 1.0)));
}

#[test]
fn measures_agree_with_hand_worked_values() {
    let evaluation = train::measure(&small(), BANDS, &Question::default());
    assert_eq!(evaluation.counts.by_role, [4, 0, 1000, 4]);
    // Ten of 1,000 genuine ads at 0.5 are 1 %: the threshold is theirs, and one harmful ad ties with them.
    near(value(&evaluation, "recall_at_1_percent").unwrap(), 1.0);
    near(value(&evaluation, "recall_at_0.1_percent").unwrap(), 0.75);
    near(value(&evaluation, "hard_negatives_at_1_percent").unwrap(), 0.25);
    // 5 % of four hard negatives is none: above 2.2 lie two of four.
    near(value(&evaluation, "joint_recall").unwrap(), 0.5);
    // 3.0 against 2.2, 2.5 against -50, 1.5 against -60, 0.5 against -70.
    near(value(&evaluation, "pair_accuracy").unwrap(), 1.0);
    near(value(&evaluation, "roc_auc").unwrap(), 14.0 / 16.0);
    assert_eq!(value(&evaluation, "other_recall_at_1_percent"), None);
    let [elevated, high, critical] = &evaluation.bands[..] else { panic!("three bands") };
    near(elevated.false_alarms.value.unwrap(), 0.01);
    near(high.recall.value.unwrap(), 0.75);
    near(critical.f1.value.unwrap(), 2.0 * 2.0 / (4.0 + 3.0));
    // None of 1,000 flagged does not mean that none ever will be.
    assert_eq!(high.false_alarms.interval, Some((0.0, 0.003)));
    let expected = high.expected[1];
    near(expected.prevalence, 0.01);
    near(expected.precision.value.unwrap(), 1.0);
    let (low, _) = expected.precision.interval.unwrap();
    let (least, _) = high.recall.interval.unwrap();
    near(low, least * 0.01 / (least * 0.01 + 0.003 * 0.99));
    near(expected.alerts.value.unwrap(), 7.5);
}

#[test]
fn what_the_data_cannot_show_has_no_figure() {
    // Neither real ads nor hard negatives: all genuine ads stand in, and 50 are too few for rates of 1 %.
    let mut ads: Vec<Judged> =
        (0u8..50).map(|i| judged(usize::from(i), -f64::from(i), false, Kind::Authored)).collect();
    ads.extend((50u8..60).map(|i| judged(usize::from(i), f64::from(i), true, Kind::Authored)));
    ads[0].logit = None;
    let evaluation = train::measure(&ads, BANDS, &Question::default());
    assert_eq!(evaluation.counts.by_role, [10, 0, 50, 0]);
    assert_eq!(evaluation.counts.insufficient, 1);
    for key in ["recall_at_1_percent", "recall_at_0.1_percent", "joint_recall", "pair_accuracy", "roc_auc"] {
        assert_eq!(value(&evaluation, key), None, "{key}");
    }
    near(value(&evaluation, "roc_auc_all").unwrap(), 1.0);
    assert_eq!(evaluation.slice_threshold, "the high band");
    assert_eq!(evaluation.curves.histogram[2].iter().sum::<usize>(), 50);
}

#[test]
fn slices_part_every_ad_once_in_each_dimension() {
    let mut ads = small();
    ads.iter_mut().enumerate().for_each(|(i, ad)| ad.length = [100, 200, 600, 5000][i % 4]);
    ads[1003].scheme = "rare".to_owned();
    let evaluation = train::measure(&ads, BANDS, &Question::default());
    for (by, whole) in
        [(Dimension::Language, 1008), (Dimension::Source, 1008), (Dimension::Length, 1008), (Dimension::Scheme, 1)]
    {
        let parts = evaluation.slices.iter().filter(|slice| slice.by == by);
        assert_eq!(parts.map(|slice| slice.harmful + slice.genuine).sum::<usize>(), whole, "{by:?}");
    }
    let names: Vec<&str> =
        evaluation.slices.iter().filter(|s| s.by == Dimension::Length).map(|s| s.name.as_str()).collect();
    assert_eq!(names[0], "authored, under 200 characters");
    assert!(names.contains(&"real, 500 to 999 characters") && names.contains(&"real, 2500 characters and more"));
}

fn settings() -> Settings {
    Settings { folds: 3, vocabulary: 500, ..Settings::default() }
}

/// The data of the training tests with a second language, a twin file and ads of both labels that are near-duplicates.
fn corpus(folder: &Path) -> Vec<PathBuf> {
    let paths = data(folder, 5);
    let authored = fs::read_to_string(folder.join("authored.jsonl")).unwrap();
    let lines: Vec<String> = authored
        .lines()
        .enumerate()
        .map(|(i, line)| {
            line.replace("\"lang\":\"en\"", if i % 2 == 0 { "\"lang\":\"pt-BR\"" } else { "\"lang\":\"en\"" })
        })
        .collect();
    let twin = |line: &String| line.replace("\"id\":\"a", "\"twin_of\":\"a").replacen('{', "{\"id\":\"t\",", 1);
    let twins: Vec<String> =
        lines[..40].iter().enumerate().map(|(i, l)| twin(l).replacen("\"t\"", &format!("\"t{i}\""), 1)).collect();
    fs::write(folder.join("authored.jsonl"), lines.join("\n") + "\n").unwrap();
    fs::write(folder.join("twins.jsonl"), twins.join("\n") + "\n").unwrap();
    let manifest = fs::read_to_string(folder.join("manifest.yaml")).unwrap();
    let manifest = manifest
        .replace("language: lang }", "language: lang, group: twin_of }")
        .replace("sources:\n", "sources:\n  - { name: a-twins, file: twins.jsonl, kind: authored, rows: 40 }\n")
        + "  - { name: b, file: more.jsonl, kind: authored, rows: 24 }\n";
    // The last ads again under other ids, near-duplicates of another source; one with the other label.
    let again =
        |line: &String| line.replace("\"id\":\"a", "\"id\":\"b").replace("\"text\":\"", "\"text\":\"once more ");
    let mut more: Vec<String> = lines[96..].iter().map(again).collect();
    let harmful = more.iter().position(|line| line.contains("\"lure\"")).unwrap();
    more[harmful] = more[harmful].replace("\"lure\"", "\"legit\"");
    fs::write(folder.join("more.jsonl"), more.join("\n") + "\n").unwrap();
    fs::write(folder.join("manifest.yaml"), manifest).unwrap();
    paths
}

fn study(holdouts: &[Holdout], told: &dyn Fn(Holdout, usize)) -> Study {
    let folder = tempfile::tempdir().unwrap();
    let corpus = train::read_all(&corpus(folder.path()), &[]).unwrap();
    train::study(&corpus, &DETECTOR, settings(), holdouts, false, &Question::default(), told).unwrap()
}

/// That data held out in every way, and what was told meanwhile.
static STUDY: LazyLock<(Study, Vec<(Holdout, usize)>)> = LazyLock::new(|| {
    let told = Mutex::new(Vec::new());
    let study = study(&Holdout::ALL, &|holdout, folds| told.lock().unwrap().push((holdout, folds)));
    (study, told.into_inner().unwrap())
});

#[test]
fn every_way_of_holding_out_makes_its_own_folds() {
    let (study, told) = &*STUDY;
    // Sources: the batch with its twins, another batch, the board. Languages: pt-BR is pt.
    let wanted = [(Holdout::Campaign, 3), (Holdout::Row, 3), (Holdout::Source, 3), (Holdout::Language, 2)];
    assert_eq!(*told, wanted);
    assert_eq!(study.runs.iter().map(|run| (run.holdout.unwrap(), run.folds)).collect::<Vec<_>>(), wanted);
    assert!(study.gap().is_some());
}

/// Twins are as like their sources as can be, which is no fault; the ads of the other batch are.
#[test]
fn near_duplicates_across_labels_and_sources_are_found() {
    let found = &STUDY.0.duplicates;
    assert_eq!((found.across_labels, found.across_sources), (1, 24), "{found:?}");
    assert_eq!(found.sources, [("a".to_owned(), "b".to_owned(), 24)]);
    assert!(found.listed[0].harmful == 1 && found.listed[0].genuine == 1, "the doubtful label comes first: {found:?}");
}

#[test]
fn the_same_data_give_the_same_evaluation() {
    let one = study(&[Holdout::Campaign], &|_, _| {});
    assert_eq!(one.view().to_string(), study(&[Holdout::Campaign], &|_, _| {}).view().to_string());
    assert_eq!(one.runs[0], STUDY.0.runs[0], "what else is held out changes nothing");
}

#[test]
fn one_language_cannot_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = train::read_all(&data(folder.path(), 5), &[]).unwrap();
    let tried = |holdout| {
        let question = Question::default();
        train::study(&corpus, &DETECTOR, settings(), &[holdout], false, &question, &|_, _| {}).unwrap_err().to_string()
    };
    assert_eq!(tried(Holdout::Language), "cannot leave one language out: there is only `en`");
    assert_eq!(tried(Holdout::Source), "without the source `a` no harmful ad is left to learn from");
}

#[test]
fn what_style_gives_away_is_told() {
    let row = |id: usize, label: &str, text: String| {
        serde_json::json!({"id": format!("x{id}"), "title": "", "text": text, "label": label, "lang": "en"}).to_string()
    };
    let text = |id: usize| (0..12).map(|k| format!("word{} ", (id * 37 + k * 101) % 1009)).collect::<String>();
    let rows: Vec<String> = (0..120)
        .map(|id| if id % 2 == 0 { row(id, "lure", text(id) + "🎉🎉!!!") } else { row(id, "legit", text(id) + "...") })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("styled.jsonl");
    fs::write(&file, rows.join("\n")).unwrap();
    let corpus = train::read_all(&[file], &[]).unwrap();
    let study = train::study_of(&ASSESSOR, &corpus, &Question::default(), None, &|| false).unwrap();
    let told =
        |name: &str| study.leakage.authored.iter().find(|leak| leak.name == name).unwrap().roc_auc.value.unwrap();
    assert!(told("emoji") > 0.99 && told("punctuation") > 0.99 && told("all of these together") > 0.99);
    assert!((told("title present") - 0.5).abs() < 0.1 && (told("line breaks") - 0.5).abs() < 0.1);
    assert!(study.leakage.all.is_empty(), "no real ads: one column says it all");
}

#[test]
fn a_prior_of_the_reader_does_not_move_a_figure() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = train::read_all(&data(folder.path(), 5), &[]).unwrap();
    let prior = Policy { prior: Some(0.4), ..Policy::default() };
    let moved = Assessor::new(detector(), Model::builtin().unwrap(), prior);
    let [plain, moved] = [&*ASSESSOR, &moved].map(|assessor| {
        train::study_of(assessor, &corpus, &Question::default(), None, &|| false).unwrap().runs.remove(0).evaluation
    });
    for (a, b) in plain.bands.iter().zip(&moved.bands) {
        assert_eq!((a.recall, a.false_alarms), (b.recall, b.false_alarms));
    }
}

#[test]
fn ads_that_can_show_nothing_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |labels: &[(&str, usize)]| {
        let rows: Vec<String> = labels
            .iter()
            .flat_map(|(label, count)| {
                (0..*count).map(move |i| {
                    serde_json::json!({"id": format!("{label}{i}"), "title": "", "text": "a text", "label": label, "lang": "en"})
                        .to_string()
                })
            })
            .collect();
        let file = folder.path().join("ads.jsonl");
        fs::write(&file, rows.join("\n")).unwrap();
        let corpus = train::read_all(&[file], &[]).unwrap();
        let as_is = train::study_of(&ASSESSOR, &corpus, &Question::default(), None, &|| false)
            .map(|_| ())
            .unwrap_err()
            .to_string();
        let question = Question::default();
        let crossed = train::study(&corpus, &DETECTOR, settings(), &Holdout::ALL, false, &question, &|_, _| {});
        assert_eq!(crossed.unwrap_err().to_string(), as_is);
        as_is
    };
    assert_eq!(refused(&[]), "there is no ad to measure on");
    assert!(refused(&[("", 7)]).starts_with("none of 7 records has a label that is used"));
    assert!(refused(&[("legit", 30)]).starts_with("all 30 labeled ads are genuine"));
    assert!(refused(&[("fraud", 30), ("maybe", 4)]).starts_with("all 30 labeled ads are harmful"));
    assert!(refused(&[("fraud", 9), ("legit", 400)]).contains("too few to measure on: it takes 10 of each"));
}

/// Every name a stranger may choose, as it must not stand in a page.
const HOSTILE: &str = "<script>alert(1)</script>\"'&amp;\u{202e}|\u{1b}[31m";

fn hostile() -> Study {
    let mut study = STUDY.0.clone();
    for run in &mut study.runs {
        for slice in &mut run.evaluation.slices {
            slice.name = format!("{HOSTILE}{}", slice.name);
        }
        for ad in &mut run.evaluation.extremes.missed {
            ad.id = HOSTILE.repeat(100);
            ad.source = HOSTILE.to_owned();
            ad.language = HOSTILE.to_owned();
            ad.scheme = HOSTILE.to_owned();
        }
    }
    study.data =
        serde_json::json!([{"set": HOSTILE, "source": HOSTILE, "rows": 3, "licence": HOSTILE, "hash": HOSTILE}]);
    study.duplicates.listed.iter_mut().for_each(|one| one.ids = vec![HOSTILE.to_owned()]);
    study
}

#[test]
fn the_page_stands_alone_and_escapes_every_name() {
    let study = hostile();
    let page = page::html(&study);
    assert!(page.contains("&#60;script&#62;"), "names are shown, escaped");
    for forbidden in
        ["<script", "javascript:", "http://", "https://", "src=", "url(", "@import", "\u{202e}", "\u{1b}", "NaN", "inf"]
    {
        assert!(!page.contains(forbidden), "the page holds {forbidden:?}");
    }
    let count = |part: &str| page.matches(part).count();
    assert_eq!(count("<figure>"), count("role=\"img\""));
    assert_eq!(count("<figure>"), count("<desc id="));
    assert!(count("<figure>") >= 10, "{} charts", count("<figure>"));
    for tag in ["section", "table", "tr", "figure", "svg", "details", "g", "span", "p", "li"] {
        assert_eq!(count(&format!("<{tag} ")) + count(&format!("<{tag}>")), count(&format!("</{tag}>")), "<{tag}>");
    }
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "ids are unique");
}

#[test]
fn every_section_has_even_rows_and_a_name_of_its_own() {
    let sections = page::sections(&STUDY.0);
    let mut ids: Vec<&str> = sections.iter().map(|section| section.id.as_str()).collect();
    for wanted in [
        "data",
        "measures",
        "bands",
        "expected",
        "cheapest",
        "reliability",
        "language-campaign",
        "source-source",
        "language-language",
        "length-campaign",
        "leakage",
        "duplicates",
        "rules",
        "missed",
        "alarming",
    ] {
        assert!(ids.contains(&wanted), "no section {wanted} in {ids:?}");
    }
    for section in &sections {
        let width = section.rows[0].len();
        assert!(section.rows.iter().all(|row| row.len() == width), "{}: {:?}", section.id, section.rows);
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    let measures = sections.iter().find(|section| section.id == "measures").unwrap();
    assert_eq!(measures.rows[0], ["", "by campaign", "by row", "by source", "by language", "gap"]);
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_shipped_card_is_made_from_the_shipped_model() {
    let card = train::card(&ModelFile::builtin().unwrap(), FiringTable::builtin().ok().as_ref());
    let shipped = fs::read_to_string(root().join("models/default.md")).unwrap();
    assert!(card == shipped, "models/default.md: write it anew with `lurescan generate card > models/default.md`");
}

#[test]
fn a_card_says_what_its_model_is_for_and_what_was_measured() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = train::read_all(&corpus(folder.path()), &[]).unwrap();
    let mut file = train::train(&corpus, &DETECTOR, settings()).unwrap();
    let firing = train::firing(&corpus, &DETECTOR);
    let card = train::card(&file, Some(&firing));
    for part in [
        "## Intended use",
        "## Not to be used for",
        "## How it was measured",
        "in 3 folds",
        "## Operating points",
        "| 0.067 % | critical |",
        "## By language",
        "| authored pt-BR |",
        "## By length",
        "## Firing on genuine ads",
        "## Known misses",
        "score lowest",
        "## Data",
        "| small | a-twins | 40 |",
        "## Known limits",
    ] {
        assert!(card.contains(part), "no {part:?} in\n{card}");
    }
    assert!(!card.contains("null") && !card.contains("NaN"));
    // A table of other rules is left out; a figure that was not measured is a dash or no row.
    file.rules_fingerprint = "other".to_owned();
    assert!(!train::card(&file, Some(&firing)).contains("Firing on genuine ads"));
    file.training = serde_json::Value::Null;
    let bare = train::card(&file, None);
    assert!(bare.contains("| critical | at most 0.1 % | ") && !bare.contains("null"), "{bare}");
}
