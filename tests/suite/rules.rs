//! The built-in pack: loads, is proven by its own examples, and keeps its promises.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use lurescan::ad::Ad;
use lurescan::assess::{Assessor, Band, Policy, ReasonKind};
use lurescan::detect::{Detector, prove};
use lurescan::model::Model;
use lurescan::rules::{PackFileText, PackSources, Polarity, RuleSet};

/// The program as shipped, built once for every test that assesses.
pub(crate) static BUILTIN: LazyLock<Assessor> = LazyLock::new(|| {
    let rules = RuleSet::load(&PackSources::builtin()).unwrap_or_else(|problems| panic!("{}", lines(&problems)));
    Assessor::new(Detector::new(rules), Model::builtin().unwrap(), Policy::default())
});

fn lines<T: ToString>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join("\n")
}

fn pack(files: &[(&str, &str)]) -> PackSources {
    let file = |(path, text): &(&str, &str)| PackFileText {
        path: (*path).to_owned(),
        shown: format!("mine/{path}"),
        text: (*text).to_owned(),
    };
    PackSources::builtin().with(files.iter().map(file).collect())
}

fn problems(files: &[(&str, &str)]) -> Vec<String> {
    match RuleSet::load(&pack(files)) {
        Ok(rules) => prove(&Detector::new(rules)).iter().map(ToString::to_string).collect(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

const GOOD: &str = r#"
id: badge-photo
title: Wants a badge photo
category: requirements
polarity: risk
weight: 0.2
why: An example.
ask: Ask why.
languages:
  en:
    phrases: ["badge (photo|picture)*"]
    unless: ["badge photo is taken on site"]
    hit: ["Send a ⟦badge photo⟧ today.", "⟦Badge pictures⟧ wanted."]
    miss: ["No badge photo is needed.", "Your badge photo is taken on site."]
"#;

#[test]
fn the_builtin_pack_is_proven() {
    let found = prove(BUILTIN.detector());
    assert!(found.is_empty(), "{}", lines(&found));
}

#[test]
fn the_builtin_model_was_trained_for_the_builtin_rules() {
    let notes = BUILTIN.notes();
    assert!(notes.is_empty(), "retrain models/default.json: {}", notes.join("; "));
}

#[test]
fn at_least_sixty_rules_speak_english_and_chinese() {
    let both = BUILTIN.rules().rules().iter().filter(|rule| {
        let languages: Vec<&str> = rule.languages().collect();
        languages.contains(&"en") && languages.contains(&"zh")
    });
    assert!(both.count() >= 60);
}

#[test]
fn every_rule_has_sources_and_speaks_of_indicators_only() {
    let accusing = ["scammer", "trafficker", "criminal gang", "fraudster"];
    for rule in BUILTIN.rules().rules() {
        assert!(!rule.references.is_empty(), "{} has no references", rule.id);
        for text in [&rule.title, &rule.why, &rule.ask] {
            let lower = text.to_lowercase();
            assert!(!accusing.iter().any(|word| lower.contains(word)), "{} accuses: {text}", rule.id);
        }
    }
}

/// Neutral text around each rule's own example: nothing but the one rule may fire for the ad to count as a test of it.
#[test]
fn no_single_rule_reaches_the_high_band() {
    let filler = "The team meets on Mondays. Colleagues share a kitchen and a small garden behind the house.";
    let (mut tested, mut lifted) = (0, Vec::new());
    for (index, rule) in BUILTIN.rules().rules().iter().enumerate() {
        if rule.polarity != Polarity::Risk || rule.combine.is_some() {
            continue;
        }
        for hit in rule.blocks.iter().flat_map(|block| block.hits()) {
            let ad = Ad::from_text("", format!("{}\n{filler}", hit.text));
            let detection = BUILTIN.detector().detect(&ad);
            let simple = detection.signals.iter().filter(|s| BUILTIN.rules().rule(s.rule).polarity == Polarity::Risk);
            if simple.map(|s| s.rule.0).collect::<Vec<_>>() != vec![index] {
                continue;
            }
            tested += 1;
            let assessment = BUILTIN.assess(&ad);
            if assessment.band >= Band::High {
                lifted.push(format!("{} alone lifts {:?} to {:?}", rule.id, hit.text, assessment.band));
            }
        }
    }
    assert!(lifted.is_empty(), "{}", lifted.join("\n"));
    assert!(tested > 200, "only {tested} examples fire one rule alone");
}

/// The gate itself, whatever the model: a single rule of the greatest weight stays below the high band.
#[test]
fn a_rule_of_the_greatest_weight_stays_below_high() {
    let heavy = GOOD.replace("weight: 0.2", "weight: 3.0");
    let rules = RuleSet::load(&pack(&[("badge-photo.yaml", &heavy)])).unwrap();
    let assessor = Assessor::new(Detector::new(rules), Model::builtin().unwrap(), Policy::default());
    let assessment =
        assessor.assess(&Ad::from_text("", "Please send us a badge photo before the first day at the library."));
    assert!(assessment.reasons.iter().any(|r| r.id == "badge-photo" && !r.learned && r.contribution > 0.0));
    assert!(assessment.band < Band::High);
}

/// Two rules of one category that share words are two indicators only where each has enough words of its own.
#[test]
fn two_rules_on_the_same_words_are_one_indicator() {
    let first = GOOD.replace("weight: 0.2", "weight: 3.0").replace(
        r#"phrases: ["badge (photo|picture)*"]"#,
        r#"phrases: ["badge (photo|picture)*", "badge photo before [the] first day"]"#,
    );
    let band = |phrase: &str| {
        let second = format!(
            "id: first-day\ntitle: Names the first day\ncategory: requirements\npolarity: risk\nweight: 3.0\nwhy: An example.\n\
             ask: Ask why.\nlanguages:\n  en:\n    phrases: [\"{phrase}\"]\n    hit: [\"Now: ⟦{phrase}⟧.\", \"Or ⟦{phrase}⟧ then.\"]\n    \
             miss: [\"A day.\", \"The last day.\"]\n"
        );
        let rules = RuleSet::load(&pack(&[("badge-photo.yaml", &first), ("first-day.yaml", &second)])).unwrap();
        let assessor = Assessor::new(Detector::new(rules), Model::builtin().unwrap(), Policy::default());
        let ad = Ad::from_text("", "Please send us a badge photo before the first day at the library with your name.");
        let assessment = assessor.assess(&ad);
        assert_eq!(
            assessment.reasons.iter().filter(|r| r.kind == ReasonKind::Rule).count(),
            2,
            "{:?}",
            assessment.reasons
        );
        assessment.band
    };
    assert!(band("day at the library") >= Band::High);
    assert!(band("first day") < Band::High, "all of it stands in the words of the other, and is short");
}

#[test]
fn a_user_rule_counts_with_its_declared_weight() {
    let rules = RuleSet::load(&pack(&[("badge-photo.yaml", GOOD)])).unwrap();
    let assessor = Assessor::new(Detector::new(rules), Model::builtin().unwrap(), Policy::default());
    let assessment =
        assessor.assess(&Ad::from_text("", "Please send us a badge photo before the first day at the library."));
    let reason = assessment.reasons.iter().find(|r| r.id == "badge-photo").unwrap();
    assert!((reason.contribution - 0.2).abs() < 1e-12);
    assert!(!reason.learned);
    assert!(assessor.notes().iter().any(|note| note.contains("badge-photo")));
}

#[test]
fn user_packs_add_override_and_disable() {
    assert_eq!(problems(&[("badge-photo.yaml", GOOD)]), Vec::<String>::new());
    let first = BUILTIN.rules().rules()[0].id.clone();
    let settings = "disable: [free-flight]\n";
    let disabled = RuleSet::load(&pack(&[("pack.yaml", settings)]));
    // Combinations refer to the rule, so leaving it out is an error that names them.
    assert!(disabled.is_err_and(|found| found.iter().all(|d| d.code == "R010")), "combinations must be told");
    let alone = RuleSet::load(&pack(&[("pack.yaml", "extends: none\n"), ("badge-photo.yaml", GOOD)])).unwrap();
    assert_eq!(alone.rules().len(), 1);
    assert_ne!(alone.rules()[0].id, first);
}

#[test]
fn a_pack_of_its_own_brings_the_slots_and_negators_of_the_languages_it_writes() {
    let language =
        "language: en\nname: English\nnegators: [seldom]\nslots:\n  company: [\"badge office\"]\nrules: {}\n";
    let rule = GOOD.replace("badge (photo|picture)*", "{company} badge (photo|picture)*");
    let rule = rule.replace("⟦badge", "⟦badge office badge");
    let fires = |settings: &str, text: &str| {
        let files = [("pack.yaml", settings), ("languages/en.yaml", language), ("badge-photo.yaml", rule.as_str())];
        let detector = Detector::new(RuleSet::load(&pack(&files)).unwrap());
        let index = detector.rules().index("badge-photo").unwrap();
        detector.detect(&Ad::from_text("", text)).fired(index)
    };
    let [alone, on_top] = ["extends: none\n", "extends: builtin\n"];
    assert!(fires(alone, "badge office badge photo") && fires(on_top, "badge office badge photo"));
    assert!(!fires(alone, "we badge photo") && fires(on_top, "we badge photo"));
    assert!(!fires(alone, "seldom badge office badge photo") && !fires(on_top, "never badge office badge photo"));
    assert!(fires(alone, "never badge office badge photo"));
}

#[test]
fn every_mistake_is_reported_at_once_with_its_place() {
    let broken = GOOD
        .replace("category: requirements", "category: requirement")
        .replace("badge (photo|picture)*", "badge (photo")
        .replace("weight: 0.2", "weight: -4");
    let found = problems(&[("badge-photo.yaml", &broken)]);
    let text = found.join("\n");
    for (code, place) in [("R004", ":4:"), ("R009", ":6:"), ("R012", ":11:")] {
        assert!(found.iter().any(|p| p.contains(code) && p.contains(place)), "{code} at {place} is not in\n{text}");
    }
    assert!(text.contains("did you mean `requirements`?"), "{text}");
}

/// Wrong rule, and what must be said of it.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("id: badge-photo", "id: Badge_Photo", "R003"),
    ("polarity: risk", "polarity: bad", "R008"),
    ("title: Wants a badge photo", "titel: x", "R001"),
    ("phrases: [\"badge (photo|picture)*\"]", "phrases: []", "R011"),
    ("phrases: [\"badge (photo|picture)*\"]", "patterns: [{ regex: 'badge [a-z]+' }]", "R015"),
    ("phrases: [\"badge (photo|picture)*\"]", "patterns: [{ regex: 'badge (', literal: badge }]", "R015"),
    ("phrases: [\"badge (photo|picture)*\"]", "phrases: [\"{flihgt}\"]", "did you mean `{flight}`?"),
    ("hit: [\"Send a ⟦badge photo⟧ today.\", ", "hit: [", "R020"),
    ("⟦badge photo⟧ today", "⟦badge⟧ photo today", "P002"),
    ("Send a ⟦badge photo⟧", "Send a photo", "P001"),
    ("No badge photo is needed.", "A badge photo is needed.", "P003"),
    ("polarity: risk", "polarity: risk\nwhen: [\"pay.multipel >= 3\"]", "did you mean `pay.multiple`?"),
    ("polarity: risk", "polarity: risk\ncombine: { all: [free-flihgt] }", "did you mean `free-flight`?"),
    ("polarity: risk", "polarity: risk\nsilenced_by: [fre-flight]", "did you mean `free-flight`?"),
];

#[test]
fn each_mistake_is_named() {
    for (from, to, expected) in MISTAKES {
        assert!(GOOD.contains(from), "{from}");
        // Proving the whole built-in pack every time would take minutes; only ids of it need it.
        let settings = if expected.contains("`free-flight`") { "" } else { "extends: none\n" };
        let found = problems(&[("pack.yaml", settings), ("badge-photo.yaml", &GOOD.replace(from, to))]).join("\n");
        assert!(found.contains(expected), "{from} -> {to}: expected {expected} in\n{found}");
    }
}

#[test]
fn regexes_with_a_literal_match_and_are_bounded() {
    let rule = GOOD.replace(
        "phrases: [\"badge (photo|picture)*\"]",
        "patterns: [{ regex: 'badge (?:photo|picture)s?', literal: badge }]",
    );
    assert_eq!(problems(&[("badge-photo.yaml", &rule)]), Vec::<String>::new());
    let huge = GOOD.replace(
        "phrases: [\"badge (photo|picture)*\"]",
        "patterns: [{ regex: 'badge \\w{500}{500}', literal: badge }]",
    );
    assert!(problems(&[("badge-photo.yaml", &huge)]).join("\n").contains("R015"));
}

#[test]
fn near_field_and_gap_are_obeyed() {
    let near = GOOD.replace(
        "phrases: [\"badge (photo|picture)*\"]",
        "patterns: [{ phrase: \"badge (photo|picture)*\", near: { phrases: [\"today\", \"wanted\"], within: 10 } }]",
    );
    assert_eq!(problems(&[("badge-photo.yaml", &near)]), Vec::<String>::new());
    let detector = Detector::new(RuleSet::load(&pack(&[("badge-photo.yaml", &near)])).unwrap());
    let fires = |text: &str| {
        let index = detector.rules().index("badge-photo").unwrap();
        detector.detect(&Ad::from_text("", text)).fired(index)
    };
    assert!(fires("badge photo wanted"));
    assert!(!fires("badge photo, which is something that is wanted"));
    let each = near.replace("phrases: [\"today\", \"wanted\"]", "each: [[\"today\", \"tonight\"], [\"wanted\"]]");
    let both = Detector::new(RuleSet::load(&pack(&[("badge-photo.yaml", &each)])).unwrap());
    let fires_both =
        |text: &str| both.detect(&Ad::from_text("", text)).fired(both.rules().index("badge-photo").unwrap());
    assert!(fires_both("wanted: badge photo today"));
    assert!(fires_both("tonight badge photo wanted"));
    assert!(!fires_both("badge photo wanted"));
    assert!(!fires_both("wanted: badge photo, which will do for today"));
    let empty = near.replace("phrases: [\"today\", \"wanted\"]", "each: [[\"today\"], []]");
    assert!(problems(&[("badge-photo.yaml", &empty)]).join("\n").contains("R014"));
    let far = near.replace("within: ", "within: 10");
    assert!(problems(&[("badge-photo.yaml", &far)]).join("\n").contains("at most 1000 characters"), "{far}");
    // A long text is searched by pages of 64 KiB: company and match may stand in two.
    for before in (65_480..65_560).step_by(4) {
        let filler = "word ".repeat(before / 5 + 1);
        assert!(fires(&format!("{}\nbadge photo wanted\n{filler}", &filler[..before])), "{before}");
        assert!(fires_both(&format!("{}\nwanted: badge photo today\n{filler}", &filler[..before])), "{before}");
    }
    let title = GOOD
        .replace("phrases: [\"badge (photo|picture)*\"]", "patterns: [{ phrase: \"badge ... photo*\", field: title }]");
    let loaded = RuleSet::load(&pack(&[("badge-photo.yaml", &title)])).unwrap();
    let detector = Detector::new(loaded);
    let index = detector.rules().index("badge-photo").unwrap();
    assert!(detector.detect(&Ad::from_text("Badge with a photo", "x")).fired(index));
    assert!(!detector.detect(&Ad::from_text("", "Badge with a photo")).fired(index));
    assert!(!detector.detect(&Ad::from_text("Badge. A photo", "x")).fired(index));
}

#[test]
fn translations_name_rules_and_say_everything_in_the_same_languages() {
    let rules = BUILTIN.rules();
    let translated: Vec<&lurescan::rules::Rule> =
        rules.rules().iter().filter(|rule| !rule.translations().is_empty()).collect();
    assert!(translated.len() >= 30, "{}", translated.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/translations");
    let named = |rule: &str| format!("\n  {rule}:\n");
    for tag in ["zh-Hans", "zh-Hant", "es", "id", "th", "vi"] {
        let text = fs::read_to_string(folder.join(format!("{tag}.yaml"))).unwrap();
        let ids = text
            .lines()
            .filter(|line| line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':'))
            .count();
        assert_eq!(ids, translated.len(), "{tag} names a rule that is not there, or leaves one out");
        for rule in &translated {
            assert!(text.contains(&named(&rule.id)), "{tag}: {}", rule.id);
            let told = rule.told(tag);
            for (own, english) in [(told.title, &rule.title), (told.why, &rule.why), (told.ask, &rule.ask)] {
                assert!(!own.is_empty() && own != english, "{tag}: {}: {own}", rule.id);
            }
        }
    }
    assert_eq!(translated[0].told("zh-TW"), translated[0].told("zh-Hant"), "a region writes one of the scripts");
    assert_eq!(translated[0].told("zh-XX").title, translated[0].title, "which of them, nobody knows");
    assert_eq!(translated[0].told("es-MX"), translated[0].told("es"));
    assert_eq!(translated[0].told("zh"), translated[0].told("zh-Hans"));
}

#[test]
fn every_rule_file_is_embedded() {
    fn count(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
        let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|p| p.is_dir());
        files.iter().filter(|p| p.extension().is_some_and(|e| e == "yaml")).count()
            + folders.iter().map(|f| count(f)).sum::<usize>()
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let tables = ["facts", "languages", "translations"].map(|folder| count(&root.join(folder))).iter().sum::<usize>();
    let lists = fs::read_dir(&root)
        .unwrap()
        .filter(|e| e.as_ref().unwrap().path().extension().is_some_and(|x| x == "yaml"))
        .count();
    assert_eq!(count(&root) - tables - lists, BUILTIN.rules().rules().len());
}
