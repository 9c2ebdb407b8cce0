//! How a finished model bears up when the same ads are disguised, padded or cut: a stress table.
//!
//! Every distortion is one an advertiser could make in a minute and a reader would still understand.

use rayon::prelude::*;

use super::evaluation::Figure;
use super::{ROUNDS, SEED};
use crate::ad::Ad;
use crate::assess::{Assessor, Status};
use crate::metrics::{cluster_intervals, share_at};
use crate::train::{Corpus, Example};

/// Harmful ads distorted at most; taken evenly from all.
const MOST: usize = 400;
/// Characters left of an ad that is cut.
const CUT: usize = 200;

/// One distortion.
#[derive(Debug, Clone, PartialEq)]
pub struct Stress {
    /// What was done to the ads.
    pub name: &'static str,
    /// Harmful ads it changed.
    pub changed: usize,
    /// Share of all harmful ads still at or above the threshold that slices are measured at.
    pub recall: Figure,
    /// Change of the mean log-odds of those that have a score before and after.
    pub shift: f64,
}

/// How a text is distorted.
struct Distortion {
    name: &'static str,
    of: fn(&str) -> String,
}

const DISTORTIONS: &[Distortion] = &[
    Distortion { name: "none", of: str::to_owned },
    Distortion { name: "capital letters", of: |text| text.to_uppercase() },
    Distortion { name: "invisible characters inside words", of: |text| inside_words(text, "\u{200b}") },
    Distortion { name: "letters set apart with spaces, every third word", of: apart },
    Distortion { name: "Cyrillic letters that look Latin", of: |text| text.chars().map(look_alike).collect() },
    Distortion { name: "full-width letters", of: |text| text.chars().map(full_width).collect() },
    Distortion { name: "digits for letters, every second word", of: digits },
    Distortion { name: "line breaks taken out", of: |text| text.replace('\n', " ") },
    Distortion { name: "accents taken off Latin letters", of: |text| text.chars().map(plain).collect() },
    Distortion { name: "cut to 200 characters", of: |text| text.chars().take(CUT).collect() },
];

/// Every distortion of the harmful ads to be found, and these ads with an honest one of their language behind them.
pub(super) fn stress(assessor: &Assessor, corpus: &Corpus, chosen: &[(usize, usize)], threshold: f64) -> Vec<Stress> {
    let step = chosen.len().div_ceil(MOST).max(1);
    let chosen: Vec<(usize, usize)> = chosen.iter().copied().step_by(step).collect();
    let example = |at: usize| &corpus.examples[at];
    let distorted = |distortion: &Distortion| -> Vec<Ad> {
        chosen.iter().map(|(at, _)| with_text(example(*at), &distortion.of)).collect()
    };
    let padded: Vec<Ad> = chosen.iter().map(|(at, _)| padded(corpus, example(*at))).collect();
    let all = DISTORTIONS.iter().map(|one| (one.name, distorted(one)));
    let all: Vec<(&'static str, Vec<Ad>)> = all.chain([("an honest ad of the language behind it", padded)]).collect();
    let groups: Vec<usize> = chosen.iter().map(|(_, group)| *group).collect();
    let before = scores(assessor, &all[0].1);
    let row = |(name, ads): (&'static str, Vec<Ad>)| {
        let changed = ads.iter().zip(&chosen).filter(|(ad, (at, _))| ad.text != example(*at).ad.text).count();
        let after = scores(assessor, &ads);
        Stress { name, changed, recall: recall(&after, &groups, threshold), shift: shift(&before, &after) }
    };
    all.into_iter().map(row).collect()
}

fn scores(assessor: &Assessor, ads: &[Ad]) -> Vec<Option<f64>> {
    let score = |ad: &Ad| {
        let assessment = assessor.assess(ad);
        (assessment.status == Status::Scored).then_some(assessment.ledger.logit - assessor.shift())
    };
    ads.par_iter().map(score).collect()
}

fn recall(scores: &[Option<f64>], groups: &[usize], threshold: f64) -> Figure {
    let scores: Vec<f64> = scores.iter().map(|score| score.unwrap_or(f64::MIN)).collect();
    let share = |drawn: &[&f64]| {
        let drawn: Vec<f64> = drawn.iter().map(|score| **score).collect();
        vec![(!drawn.is_empty()).then(|| share_at(&drawn, threshold))]
    };
    let value = share(&scores.iter().collect::<Vec<_>>())[0];
    let interval = cluster_intervals(&scores, groups, ROUNDS, SEED, share).into_iter().next().flatten();
    Figure { value, interval }
}

fn shift(before: &[Option<f64>], after: &[Option<f64>]) -> f64 {
    let both: Vec<f64> = before.iter().zip(after).filter_map(|(before, after)| Some((*after)? - (*before)?)).collect();
    both.iter().sum::<f64>() / f64::from(u32::try_from(both.len().max(1)).unwrap_or(u32::MAX))
}

fn with_text(example: &Example, distort: &impl Fn(&str) -> String) -> Ad {
    Ad { title: distort(&example.ad.title), text: distort(&example.ad.text), ..example.ad.clone() }
}

/// The ad with the first genuine ad of its language and another family behind it.
fn padded(corpus: &Corpus, example: &Example) -> Ad {
    let honest = corpus
        .examples
        .iter()
        .find(|other| !other.harmful && other.language == example.language && other.family != example.family);
    let behind = honest.map_or("", |other| other.ad.text.as_str());
    Ad { text: format!("{}\n\n{behind}", example.ad.text), ..example.ad.clone() }
}

/// Puts something between the letters of every word.
fn inside_words(text: &str, between: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in text.chars() {
        if before.is_alphabetic() && c.is_alphabetic() {
            out.push_str(between);
        }
        out.push(c);
        before = c;
    }
    out
}

/// Changes every so many words of at least four Latin letters.
fn every(nth: usize, text: &str, change: impl Fn(&str) -> String) -> String {
    let mut seen = 0;
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(' ') {
        let word = part.trim_end_matches(' ');
        let long = word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        seen += usize::from(long);
        if long && seen % nth == 0 {
            out.push_str(&change(word));
            out.push_str(&part[word.len()..]);
        } else {
            out.push_str(part);
        }
    }
    out
}

fn apart(text: &str) -> String {
    every(3, text, |word| inside_words(word, " "))
}

fn digits(text: &str) -> String {
    let digit = |c: char| match c {
        'o' | 'O' => '0',
        'i' | 'I' => '1',
        'e' | 'E' => '3',
        'a' | 'A' => '4',
        other => other,
    };
    every(2, text, |word| word.chars().map(digit).collect())
}

fn look_alike(c: char) -> char {
    match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        other => other,
    }
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// The letter without its accent, for the accents that are often left out in haste.
fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'ã' | 'â' | 'ä' | 'ă' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ậ' | 'ắ' | 'ặ' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ế' | 'ề' | 'ệ' | 'ể' | 'ẹ' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ị' | 'ỉ' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ơ' | 'ọ' | 'ố' | 'ồ' | 'ộ' | 'ớ' | 'ờ' | 'ợ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ư' | 'ụ' | 'ủ' | 'ứ' | 'ừ' | 'ự' => 'u',
        'đ' => 'd',
        'ç' => 'c',
        'ñ' => 'n',
        'ş' => 's',
        'ğ' => 'g',
        other => other,
    }
}
