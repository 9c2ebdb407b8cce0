//! The published ads: whole, in pairs, not copies of one another, and without anybody's contacts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lurescan::ad::Ad;
use lurescan::assess::ReasonKind;
use lurescan::serve::LANGUAGES;
use rayon::prelude::*;
use serde_json::Value;

use crate::rules::BUILTIN;

/// Jaccard index of five-character shingles from which two ads count as near-duplicates.
const ALIKE: f64 = 0.3;

struct Posted {
    id: String,
    pair: String,
    language: String,
    harmful: bool,
    title: String,
    text: String,
    signals: Vec<(String, String)>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets").join(name)
}

fn ads() -> Vec<Posted> {
    ads_in("authored")
}

/// Every ad that is published for training.
fn published() -> Vec<Posted> {
    [ads_in("authored"), ads_in("posts")].into_iter().flatten().collect()
}

fn ads_in(set: &str) -> Vec<Posted> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder(set)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let lines =
        files.iter().flat_map(|path| fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>());
    lines.map(|line| posted(&serde_json::from_str(&line).unwrap())).collect()
}

fn posted(row: &Value) -> Posted {
    let of = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let id = of(row, "id");
    let twin_of = of(row, "twin_of");
    Posted {
        pair: if twin_of.is_empty() { id.clone() } else { twin_of },
        language: of(row, "lang"),
        harmful: of(row, "label") != "legit",
        title: of(row, "title"),
        text: of(row, "text"),
        signals: row["signals"].as_array().unwrap().iter().map(|s| (of(s, "id"), of(s, "quote"))).collect(),
        id,
    }
}

#[test]
fn every_ad_has_a_twin_of_the_other_label_in_its_language() {
    let mut pairs: BTreeMap<String, Vec<Posted>> = BTreeMap::new();
    ads().into_iter().for_each(|ad| pairs.entry(ad.pair.clone()).or_default().push(ad));
    assert!(pairs.len() >= 2200, "{} pairs", pairs.len());
    for (pair, ads) in pairs {
        let [a, b] = &ads[..] else { panic!("{pair} has {} halves", ads.len()) };
        assert_ne!(a.harmful, b.harmful, "{pair}");
        assert_eq!(a.language, b.language, "{pair}");
        assert_ne!(a.id, b.id, "{pair}");
    }
}

#[test]
fn every_annotation_names_a_defined_signal_and_words_of_the_ad() {
    let table = fs::read_to_string(folder("authored").join("signals.tsv")).unwrap();
    let defined: BTreeSet<&str> = table.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    for ad in published() {
        for (signal, quote) in &ad.signals {
            assert!(defined.contains(signal.as_str()), "{}: {signal}", ad.id);
            assert!(!quote.is_empty() && (ad.text.contains(quote) || ad.title.contains(quote)), "{}: {quote}", ad.id);
        }
    }
}

/// Share of five-character shingles two texts have in common.
fn jaccard(a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> f64 {
    let common = a.intersection(b).count();
    common as f64 / (a.len() + b.len() - common) as f64
}

fn shingles(ad: &Posted) -> BTreeSet<u64> {
    let text = format!("{} {}", ad.title, ad.text).to_lowercase();
    let letters: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let hash = |window: &[char]| {
        window.iter().fold(7u64, |h, c| h.wrapping_mul(1_099_511_628_211).wrapping_add(u64::from(*c)))
    };
    letters.windows(5.min(letters.len()).max(1)).map(hash).collect()
}

#[test]
fn no_two_ads_but_twins_are_near_duplicates() {
    let ads = published();
    let shingled: Vec<BTreeSet<u64>> = ads.iter().map(shingles).collect();
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, set) in shingled.iter().enumerate() {
        set.iter().for_each(|shingle| holders.entry(*shingle).or_default().push(at));
    }
    // Ads that share so much share some rare shingle: common ones need not be followed.
    let mut shared: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for group in holders.values().filter(|group| (2..=12).contains(&group.len())) {
        for (i, a) in group.iter().enumerate() {
            group[i + 1..].iter().for_each(|b| *shared.entry((*a, *b)).or_default() += 1);
        }
    }
    let alike: Vec<String> = shared
        .into_iter()
        .filter(|((a, b), rare)| *rare >= 8 && ads[*a].pair != ads[*b].pair)
        .map(|((a, b), _)| (jaccard(&shingled[a], &shingled[b]), a, b))
        .filter(|(likeness, ..)| *likeness >= ALIKE)
        .map(|(likeness, a, b)| format!("{} {} {likeness:.2}", ads[a].id, ads[b].id))
        .collect();
    assert!(alike.is_empty(), "{alike:#?}");
}

/// Whether a word that follows a mark such as `@` says that it is made up.
fn made_up(word: &str) -> bool {
    // "Example" in the languages of the ads, and what can belong to nobody.
    const SAYS_SO: [&str; 17] = [
        "example", "xample", "ex4mple", "contoh", "ejemplo", "exemplo", "exemple", "beispiel", "primer", "pryklad",
        "misaal", "udaharan", "misale", "demo", ".invalid", ".test", "0000",
    ];
    SAYS_SO.iter().any(|said| word.to_lowercase().contains(said))
}

#[test]
fn addresses_and_links_are_made_up() {
    for ad in published() {
        for word in format!("{}\n{}", ad.title, ad.text)
            .split(|c: char| c.is_whitespace() || "()<>,;\"'「」（），。、".contains(c))
        {
            let word = word.trim_end_matches('.');
            let address = word.contains('@')
                && word
                    .split('@')
                    .next_back()
                    .is_some_and(|host| host.contains('.') && host.contains(char::is_alphabetic));
            let link = word.contains("://") || word.contains("t.me/") || word.contains("wa.me/");
            assert!(!(address || link) || made_up(word), "{}: {word}", ad.id);
        }
    }
}

#[test]
fn telephone_numbers_are_mostly_zeros() {
    for ad in published() {
        for line in format!("{}\n{}", ad.title, ad.text).lines() {
            let digits: String = line.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 9).collect();
            let zeros = digits.bytes().filter(|digit| *digit == b'0').count();
            assert!(zeros * 2 >= digits.len(), "{}: {digits}", ad.id);
        }
    }
}

#[test]
fn the_thirty_most_frequent_rules_are_told_in_every_language_of_the_page() {
    let held = |ad: &Posted| -> BTreeSet<String> {
        let reasons = BUILTIN.assess(&Ad::from_text(&ad.title, &ad.text)).reasons;
        reasons.into_iter().filter(|reason| reason.kind == ReasonKind::Rule).map(|reason| reason.id).collect()
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for id in ads().par_iter().map(held).collect::<Vec<_>>().into_iter().flatten() {
        *counts.entry(id).or_default() += 1;
    }
    let mut counts: Vec<(usize, String)> = counts.into_iter().map(|(id, count)| (count, id)).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    for (count, id) in &counts[..30] {
        let rule = BUILTIN.rules().rules().iter().find(|rule| rule.id == *id).unwrap();
        for tag in LANGUAGES.into_iter().filter(|tag| *tag != "en") {
            assert_ne!(rule.told(tag).title, rule.title, "{id} holds on {count} ads and is not told in {tag}");
        }
    }
}
