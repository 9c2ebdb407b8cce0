//! Training: orientation, signs, determinism and what the wording model learns, on small data made here.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use lurescan::ad::Ad;
use lurescan::assess::{Assessor, Policy};
use lurescan::detect::Detector;
use lurescan::metrics;
use lurescan::model::{Model, ModelFile};
use lurescan::rules::{PackSources, RuleSet};
use lurescan::train::{self, Settings};

/// Loading every rule takes a while: one for all that need not own it.
pub(super) static DETECTOR: LazyLock<Detector> = LazyLock::new(detector);

pub(super) fn detector() -> Detector {
    Detector::new(RuleSet::load(&PackSources::builtin()).unwrap())
}

const LURE: [&str; 8] = [
    "registration fee",
    "send passport",
    "free flight",
    "easy money",
    "no interview",
    "top up wallet",
    "start tomorrow",
    "many dollars",
];
const FAIR: [&str; 8] = [
    "written contract",
    "second interview",
    "agreed wage",
    "trade certificate",
    "paid holiday",
    "workshop address",
    "pension scheme",
    "union rate",
];

/// Five of the phrases in an order of the ad's own, with its trade and place between: no two ads are near-duplicates.
fn mixed(id: usize, trade: &str, place: &str, phrases: &[&str; 8]) -> String {
    let step = [1, 3, 5, 7][id % 4];
    let chosen = (0..5).map(|k| phrases[(id + k * step) % 8]);
    chosen
        .enumerate()
        .map(|(k, phrase)| format!("{phrase} {} {}", if k % 2 == 0 { trade } else { place }, id * 31 % 97 + k))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A manifest but for its sources.
const MANIFEST: &str = "name: small\ntitle: t\nlicence: none\nabout: made by a test\n\
    columns: { id: id, title: title, text: [text], label: label, language: lang }\n\
    labels: { harmful: [lure], genuine: [legit] }\n\
    sources:\n";

fn row(id: String, label: &str, text: String) -> String {
    serde_json::json!({"id": id, "title": "", "text": text, "label": label, "lang": "en"}).to_string()
}

/// A data set of authored pairs and real genuine ads; `harmful` of ten authored ads are harmful.
pub(super) fn data(folder: &std::path::Path, harmful: usize) -> Vec<PathBuf> {
    let trades = [
        "baker", "driver", "nurse", "clerk", "cook", "gardener", "tailor", "porter", "welder", "tutor", "guard",
        "miller",
    ];
    let places = ["Ashby", "Corby", "Derby", "Frome", "Goole", "Hythe", "Leek", "March", "Neath", "Otley"];
    let mut authored = String::new();
    let mut real = String::new();
    for (i, trade) in trades.iter().enumerate() {
        for (j, place) in places.iter().enumerate() {
            let id = i * places.len() + j;
            let lure = mixed(id, trade, place, &LURE);
            let (label, text) =
                if id % 10 < harmful { ("lure", lure) } else { ("legit", mixed(id, trade, place, &FAIR)) };
            authored += &(row(format!("a{id}"), label, text) + "\n");
            real += &(row(format!("r{id}"), "legit", mixed(id * 7 + 3, place, trade, &FAIR)) + "\n");
        }
    }
    fs::write(folder.join("authored.jsonl"), authored).unwrap();
    fs::write(folder.join("real.jsonl"), real).unwrap();
    let sources = "  - { name: a, file: authored.jsonl, kind: authored, rows: 120 }\n  - { name: r, file: real.jsonl, kind: real, rows: 120 }\n";
    fs::write(folder.join("manifest.yaml"), MANIFEST.to_owned() + sources).unwrap();
    vec![folder.to_path_buf()]
}

fn fit(harmful: usize) -> ModelFile {
    let folder = tempfile::tempdir().unwrap();
    let corpus = train::read_all(&data(folder.path(), harmful), &[]).unwrap();
    let settings = Settings { folds: 3, vocabulary: 500, ..Settings::default() };
    train::train(&corpus, &DETECTOR, settings).unwrap()
}

/// linfa-logistic calls the majority class positive: harmful must be positive whichever label is commoner.
#[test]
fn harmful_is_positive_under_both_imbalances() {
    for harmful in [3, 7] {
        let file = fit(harmful);
        let model = Model::from_json(&file.to_json().unwrap()).unwrap();
        let assessor = Assessor::new(detector(), model, Policy::default());
        let logit = |text: &str| assessor.assess(&Ad::from_text("", text)).ledger.logit;
        let lure = logit(&mixed(5, "welder", "Leek", &LURE));
        let fair = logit(&mixed(5, "welder", "Leek", &FAIR));
        assert!(lure > fair + 1.0, "{harmful} of 10 harmful: lure {lure}, fair {fair}");
        assert!(file.wording_weight >= 0.0);
    }
}

/// A source of harmful ads alone says nothing of wording by itself; beside the board it is told from it does.
#[test]
fn harmful_ads_alone_teach_wording_beside_a_board() {
    let folder = tempfile::tempdir().unwrap();
    // The board of that name in another data set is not meant.
    let other = tempfile::tempdir().unwrap();
    fs::write(
        other.path().join("decoy.jsonl"),
        row("d".to_owned(), "lure", "A circus seeks a tightrope walker".to_owned()),
    )
    .unwrap();
    let decoy = MANIFEST.replace("small", "other") + "  - { name: r, file: decoy.jsonl, kind: real, rows: 1 }\n";
    fs::write(other.path().join("manifest.yaml"), decoy).unwrap();
    let paths = [vec![other.path().to_owned()], data(folder.path(), 5)].concat();
    let message = |i: usize| {
        row(format!("m{i}"), "lure", mixed(i, "zookeeper", "Wigan", &LURE).replace("easy money", "golden ticket"))
    };
    let messages: Vec<String> = (0..40).map(message).collect();
    fs::write(folder.path().join("messages.jsonl"), messages.join("\n")).unwrap();
    let manifest = folder.path().join("manifest.yaml");
    let text = fs::read_to_string(&manifest).unwrap();
    let known = |contrast: &str| {
        let source = format!("  - {{ name: m, file: messages.jsonl, kind: real, rows: 40{contrast} }}\n");
        fs::write(&manifest, format!("{text}{source}")).unwrap();
        let corpus = train::read_all(&paths, &[]).map_err(|error| error.to_string())?;
        let settings = Settings { folds: 3, vocabulary: 500, ..Settings::default() };
        let file = train::train(&corpus, &DETECTOR, settings).unwrap();
        Ok::<f64, String>(file.wording.words.get("golden ticket").map_or(0.0, |entry| entry[0]))
    };
    assert!(known("").unwrap().abs() < 1e-9);
    assert!(known(", contrast: r").unwrap() > 0.1);
    assert!(known(", contrast: nobody").unwrap_err().contains("there is no source `nobody`"));
}

#[test]
fn the_same_data_give_the_same_bytes_and_load_back() {
    let (one, two) = (fit(5), fit(5));
    let text = one.to_json().unwrap();
    assert_eq!(text, two.to_json().unwrap());
    assert_eq!(ModelFile::parse(&text).unwrap(), one);
}

#[test]
fn one_label_or_no_real_ads_cannot_be_fitted() {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = train::read_all(&data(folder.path(), 5), &[]).unwrap();
    corpus.examples.retain(|e| e.harmful || e.kind == train::Kind::Real);
    assert!(train::train(&corpus, &DETECTOR, Settings::default()).is_err());
    let mut corpus = train::read_all(&data(folder.path(), 5), &[]).unwrap();
    corpus.examples.retain(|e| e.kind == train::Kind::Authored);
    assert!(train::train(&corpus, &DETECTOR, Settings::default()).is_err());
}

#[test]
fn a_wrong_manifest_or_a_wrong_count_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let paths = data(folder.path(), 5);
    let manifest = folder.path().join("manifest.yaml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("rows: 120 }\n  -", "rows: 119 }\n  -")).unwrap();
    let error = train::read_all(&paths, &[]).unwrap_err().to_string();
    assert!(error.contains("120 rows where the manifest says 119"), "{error}");
    fs::write(&manifest, text.replace("licence:", "license:")).unwrap();
    assert!(train::read_all(&paths, &[]).unwrap_err().to_string().contains("license"));
    fs::write(&manifest, text.replace("real.jsonl", "gone.jsonl")).unwrap();
    assert_eq!(train::read_all(&paths, &[]).unwrap().missing, vec!["small/r".to_owned()]);
}

/// Areas and thresholds against values worked out by hand.
#[test]
fn metrics_agree_with_hand_worked_values() {
    let scored = [(0.9, true), (0.8, false), (0.7, true), (0.7, false), (0.1, false)];
    // Pairs won: 0.9 beats 3, 0.7 beats 1 and ties 1: 4.5 of 6.
    assert!((metrics::roc_auc(&scored).unwrap() - 4.5 / 6.0).abs() < 1e-12);
    // At 0.9: precision 1 for half; at 0.7: precision 2/4 for half.
    assert!((metrics::average_precision(&scored).unwrap() - (0.5 + 0.25)).abs() < 1e-12);
    assert_eq!(metrics::roc_auc(&[(1.0, true)]), None);
    let genuine: Vec<f64> = (0..100).map(f64::from).collect();
    let threshold = metrics::threshold_at(&genuine, 0.01);
    assert!((metrics::share_at(&genuine, threshold) - 0.01).abs() < 1e-12);
    let (recall, _) = metrics::joint_recall(&[50.0, 99.5], &genuine, &[0.0; 20]);
    assert!((recall - 0.5).abs() < 1e-12);
    assert!((metrics::brier(&[(0.8, true), (0.4, false)]) - 0.1).abs() < 1e-12);
    assert!(
        (metrics::calibration_error(&[(0.8, true), (0.8, true), (0.8, false), (0.8, true), (0.8, true)])).abs() < 1e-12
    );
}
