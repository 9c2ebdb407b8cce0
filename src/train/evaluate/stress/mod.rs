//! How a finished model bears up when the same ads are disguised, padded, cut or merely set in other type.
//!
//! `attacks` says what is done to an ad, `chance` makes it the same every time, `words` finds the words to change, `moved`
//! measures what came of it. Knows no rule and no weight by name.

mod attacks;
mod chance;
mod moved;
mod words;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::judged::{Basis, Role};
use crate::ad::Ad;
use crate::assess::{Assessor, Status};
use crate::rules::{Polarity, RuleSet};
use crate::train::{Corpus, Example};
use attacks::{Attack, FAMILIES, Subject};
pub use attacks::{Change, Limit};
pub use moved::{Fallen, Moved};

/// Every attack on the ads of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct StressTable {
    /// Harmful ads taken, and how many there are.
    pub harmful: (usize, usize),
    /// Genuine ads taken, and how many there are.
    pub genuine: (usize, usize),
    /// One per attack.
    pub rows: Vec<Stress>,
}

/// One attack.
#[derive(Debug, Clone, PartialEq)]
pub struct Stress {
    /// What was done to the ads.
    pub name: &'static str,
    /// What that changes.
    pub change: Change,
    /// What came of the harmful ads it changed.
    pub harmful: Moved,
    /// What came of the genuine ads it changed.
    pub genuine: Moved,
}

impl Stress {
    /// Whether the model stayed within what is asked of it; `None` where nothing is asked or no ad was changed.
    #[must_use]
    pub fn held(&self) -> Option<bool> {
        match self.change.limit()? {
            Limit::Recall(points) => Some(self.harmful.fall.value? * 100.0 <= points),
            Limit::Score(points) => (self.genuine.ads > 0).then_some(self.genuine.largest.abs() <= points),
        }
    }
}

/// An ad to be changed, with the group it is drawn with for intervals.
struct Target<'c> {
    example: &'c Example,
    group: usize,
    /// Its log-odds as written; `None` with too little text.
    before: Option<f64>,
}

/// Attacks at most `most` harmful and as many genuine ads, taken evenly from all. `logits` and `groups` are those of the
/// examples as written.
pub(super) fn stress(
    assessor: &Assessor,
    corpus: &Corpus,
    logits: &[Option<f64>],
    groups: &[usize],
    most: Option<usize>,
) -> StressTable {
    let basis = Basis::of(corpus.examples.iter().map(|e| (e.harmful, e.kind)));
    let target = |at: usize| Target { example: &corpus.examples[at], group: groups[at], before: logits[at] };
    let found = |harmful: bool| -> Vec<Target<'_>> {
        let chosen = |at: &usize| {
            let example = &corpus.examples[*at];
            example.harmful == harmful && (!harmful || basis.role(true, example.kind) == Role::Harmful)
        };
        (0..corpus.examples.len()).filter(chosen).map(target).collect()
    };
    let (all_harmful, all_genuine) = (found(true), found(false));
    let counts = (all_harmful.len(), all_genuine.len());
    let (harmful, genuine) = (sampled(all_harmful, most), sampled(all_genuine, most));
    let stock = Stock::of(assessor.rules(), corpus);
    let row = |attack: &Attack| Stress {
        name: attack.name,
        change: attack.change,
        harmful: attacked(assessor, attack, &stock, &harmful),
        genuine: attacked(assessor, attack, &stock, &genuine),
    };
    StressTable {
        harmful: (harmful.len(), counts.0),
        genuine: (genuine.len(), counts.1),
        rows: FAMILIES.iter().copied().flatten().map(row).collect(),
    }
}

/// At most so many of all, evenly spread.
fn sampled(all: Vec<Target<'_>>, most: Option<usize>) -> Vec<Target<'_>> {
    let count = all.len();
    let most = most.unwrap_or(count).min(count);
    let kept = |at: usize| (at * most) / count != ((at + 1) * most) / count;
    all.into_iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, target)| target).collect()
}

/// What an advertiser could add to an ad, by language.
struct Stock<'c> {
    /// Sentences of protective rules: the first of each rule.
    credentials: BTreeMap<String, Vec<String>>,
    /// Genuine ads with their families.
    honest: BTreeMap<&'c str, Vec<(&'c str, &'c str)>>,
}

impl<'c> Stock<'c> {
    fn of(rules: &RuleSet, corpus: &'c Corpus) -> Self {
        let mut stock = Self { credentials: BTreeMap::new(), honest: BTreeMap::new() };
        for rule in rules.rules().iter().filter(|rule| rule.polarity == Polarity::Protective) {
            for block in &rule.blocks {
                let first = block.hits().first().map(|hit| hit.text.clone());
                stock.credentials.entry(block.language.clone()).or_default().extend(first);
            }
        }
        for example in corpus.examples.iter().filter(|example| !example.harmful) {
            let ads = stock.honest.entry(&example.language).or_default();
            ads.push((&example.family, &example.ad.text));
        }
        stock
    }

    /// Sentences in the language as labeled, or else in English.
    fn credentials(&self, language: &str) -> &[String] {
        let code = language.split('-').next().unwrap_or(language);
        // Tagalog is written Filipino in the rules.
        let code = if code == "tl" { "fil" } else { code };
        self.credentials.get(code).or_else(|| self.credentials.get("en")).map_or(&[], Vec::as_slice)
    }

    /// Genuine texts of the language that are of no kin to the ad.
    fn honest(&self, example: &Example) -> Vec<&'c str> {
        let there = self.honest.get(example.language.as_str()).into_iter().flatten();
        there.filter(|(family, _)| *family != example.family).map(|(_, text)| *text).collect()
    }
}

/// One attack on some ads; what it does not change does not count.
fn attacked(assessor: &Assessor, attack: &Attack, stock: &Stock<'_>, targets: &[Target<'_>]) -> Moved {
    let change = |target: &Target<'_>| {
        let Ad { id, title, text, .. } = &target.example.ad;
        let language = target.example.language.as_str();
        let (credentials, honest) = (stock.credentials(language), stock.honest(target.example));
        let (changed_title, changed_text) =
            attack.on(&Subject { title, text, language, credentials, honest: &honest }, id);
        if changed_title == *title && changed_text == *text {
            return None;
        }
        let ad = Ad { title: changed_title, text: changed_text, ..target.example.ad.clone() };
        Some(moved::Pair {
            id: id.clone(),
            language: target.example.language.clone(),
            group: target.group,
            before: target.before,
            after: logit(assessor, &ad),
        })
    };
    let pairs: Vec<moved::Pair> = targets.par_iter().filter_map(change).collect();
    Moved::of(&pairs, assessor.model().bands())
}

/// Log-odds at the model's own prior, `None` with too little text.
fn logit(assessor: &Assessor, ad: &Ad) -> Option<f64> {
    let assessment = assessor.assess(ad);
    (assessment.status == Status::Scored).then_some(assessment.ledger.logit - assessor.shift())
}
