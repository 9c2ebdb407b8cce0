//! Rule packs: YAML files to an immutable, checked [`RuleSet`].
//!
//! Owns the rule format of `rules/README.md`: shapes as written (`file`), validation that reports every mistake at once
//! (`check`), the phrase language (`phrase`), fact tests (`condition`) and which files make a pack (`pack`). Is given strings:
//! reads no file. Knows no ad and no model; proving the examples is the detector's business.

mod check;
pub mod condition;
mod file;
mod pack;
pub mod phrase;
mod set;
mod shelve;

pub use pack::{PackFileText, PackSources};
pub use set::{Category, DocumentedSignal, HelpEntry, Indicator, RuleSet, Scheme};

use std::ops::Range;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Place;
use crate::packed::{self, Later};
use crate::span::FieldName;
use condition::FactTest;
use phrase::{PhraseNumber, PhraseRange};

/// Index of a rule in its [`RuleSet`], in id order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleIndex(pub usize);

/// Which way a rule may move the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Polarity {
    /// A feature seen in known lures: may only raise the score.
    Risk,
    /// A sign of an ordinary vacancy: may only lower it.
    Protective,
    /// The text is about lures: caps the score, weighs nothing.
    Context,
}

/// One checked rule.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Rule {
    /// Kebab-case id, the stem of its file.
    pub id: String,
    /// Plain-language title.
    pub title: String,
    /// Category id.
    pub category: String,
    /// Which way it may move the score.
    pub polarity: Polarity,
    /// Declared log-odds, used until a model has learned the rule.
    pub weight: f64,
    /// Scheme ids.
    pub schemes: Vec<String>,
    /// Crosswalk to indicator lists, such as `ilo:deception`.
    pub indicators: Vec<String>,
    /// Why it matters, for the reader.
    pub why: String,
    /// What to ask or check next.
    pub ask: String,
    /// Public sources.
    pub references: Vec<String>,
    /// Whether a negator before a match drops it.
    pub negatable: bool,
    /// Whether it moves the score by itself; one that does not serves combinations only.
    pub counts_alone: bool,
    /// Rules in whose presence this one is silent.
    pub silenced_by: Vec<RuleIndex>,
    /// Fact tests that must all hold.
    pub when: Vec<FactTest>,
    /// Set for a rule over rules.
    pub combine: Option<Combine>,
    /// One block per language.
    pub blocks: Vec<Block>,
    translations: Later<Vec<Translation>>,
    /// Where it is written.
    pub place: Place,
}

impl Rule {
    /// Whether the rule needs a phrase or pattern to match.
    #[must_use]
    pub fn has_matchers(&self) -> bool {
        self.blocks.iter().any(|block| block.matchers() > 0)
    }

    /// What readers of other languages are told of it; of two in one language the first counts.
    #[must_use]
    pub fn translations(&self) -> &[Translation] {
        &self.translations
    }

    /// Codes of the languages the rule is written in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter(|block| block.finds()).map(|block| block.language.as_str())
    }

    /// The rules whose firing decides whether this one fires.
    pub fn depends_on(&self) -> impl Iterator<Item = RuleIndex> {
        let combined = self.combine.iter().flat_map(|combine| combine.members().chain(combine.none.iter().copied()));
        combined.chain(self.silenced_by.iter().copied())
    }

    /// The texts for a reader of a language, such as `vi` or `zh-Hant`; those of the language as a whole where its script or
    /// region has none, and English where that has none.
    #[must_use]
    pub fn told(&self, language: &str) -> Told<'_> {
        let whole = language.split('-').next().unwrap_or(language);
        let there = self.blocks.iter().filter(|block| block.language == whole);
        let mut told = Told { title: &self.title, why: &self.why, ask: &self.ask };
        let of = |tag: &str| self.translations.iter().find(|translation| translation.language == tag);
        // Who asks for no script takes the first there is.
        let scripts = || self.translations.iter().rev().find(|t| t.language.split('-').next() == Some(whole));
        let any = || scripts().filter(|_| language == whole);
        let written = || script_of(language).and_then(of);
        let found = of(language).or_else(written).or_else(|| of(whole)).or_else(any);
        if let Some(Translation { title, why, ask, .. }) = found {
            told = Told { title, why, ask };
        }
        for block in there {
            told.title = block.title.as_deref().unwrap_or(told.title);
            told.why = block.why.as_deref().unwrap_or(told.why);
            told.ask = block.ask.as_deref().unwrap_or(told.ask);
        }
        told
    }
}

/// The tag of the script a region writes its language in, where regions differ.
fn script_of(language: &str) -> Option<&'static str> {
    match language {
        "zh-TW" | "zh-HK" | "zh-MO" => Some("zh-Hant"),
        "zh-CN" | "zh-SG" | "zh-MY" => Some("zh-Hans"),
        _ => None,
    }
}

/// What readers of a language are told of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// Language tag, such as `vi` or `zh-Hant`.
    pub language: String,
    /// Title.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What to ask or check next.
    pub ask: String,
}

/// What a reader is told of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told<'r> {
    /// Title.
    pub title: &'r str,
    /// Why it matters.
    pub why: &'r str,
    /// What to ask or check next.
    pub ask: &'r str,
}

/// The phrases and proofs of one rule in one language.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Block {
    /// Language code, or `any`.
    pub language: String,
    /// Any of these makes the rule match.
    pub phrases: PhraseRange,
    /// So does any of these, each with its limits.
    pub patterns: Vec<Matcher>,
    /// A match overlapping one of these does not count.
    pub unless: PhraseRange,
    proofs: Later<Proofs>,
    proven: bool,
    /// The rule's title in this language.
    pub title: Option<String>,
    /// Why it matters, in this language.
    pub why: Option<String>,
    /// What to ask, in this language.
    pub ask: Option<String>,
}

/// The examples of a block.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Proofs {
    hits: Vec<Example>,
    misses: Vec<Example>,
}

impl Block {
    /// Texts that must match, with the exact span where it is marked.
    #[must_use]
    pub fn hits(&self) -> &[Example] {
        &self.proofs.hits
    }

    /// Texts that must not match.
    #[must_use]
    pub fn misses(&self) -> &[Example] {
        &self.proofs.misses
    }

    /// How many phrases and patterns it has.
    #[must_use]
    pub fn matchers(&self) -> usize {
        self.phrases.len() + self.patterns.len()
    }

    /// The pattern of a number that counts phrases first; `None` for a phrase without limits.
    #[must_use]
    pub fn limited(&self, matcher: usize) -> Option<&Matcher> {
        self.patterns.get(matcher.checked_sub(self.phrases.len())?)
    }

    /// Whether it makes or proves the rule in its language; a block of translated texts alone does not.
    #[must_use]
    pub fn finds(&self) -> bool {
        self.matchers() > 0 || self.proven
    }
}

/// What is looked for.
#[derive(Debug, Serialize, Deserialize)]
pub enum Pattern {
    /// A phrase of the set's [book](RuleSet::phrases).
    Phrase(PhraseNumber),
    /// A regular expression and the literal every match holds.
    Regex(Box<Expression>),
}

/// A regular expression over normalized text.
#[derive(Debug, Serialize, Deserialize)]
pub struct Expression {
    regex: packed::Expression,
    /// Folded literal that every match holds.
    pub literal: String,
    /// Number of the set that the literal makes in the book of phrases.
    pub(crate) anchors: u32,
}

impl Expression {
    /// The compiled expression.
    #[must_use]
    pub fn regex(&self) -> &Regex {
        &self.regex
    }
}

/// A pattern with its limits.
#[derive(Debug, Serialize, Deserialize)]
pub struct Matcher {
    /// What is looked for.
    pub pattern: Pattern,
    /// The one field it is looked for in, or both.
    pub field: Option<FieldName>,
    /// Phrases that must stand close by.
    pub near: Option<Near>,
}

/// Most characters a closeness condition may speak of: what stands farther is of another matter.
pub const MOST_WITHIN: usize = 1000;

/// A closeness condition.
#[derive(Debug, Serialize, Deserialize)]
pub struct Near {
    /// The phrases of every list, one list behind the other.
    pub phrases: PhraseRange,
    /// Where each list ends among them. One phrase of every list is needed.
    pub ends: Vec<usize>,
    /// At most this many characters between the match and each of the phrases.
    pub within: usize,
}

impl Near {
    /// The places of each list among the phrases.
    pub fn lists(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| start..*end)
    }
}

/// A rule over rules.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Combine {
    /// Every one of these fired.
    pub all: Vec<RuleIndex>,
    /// From each group at least one fired.
    pub any: Vec<Vec<RuleIndex>>,
    /// At least `count` of `of` fired.
    pub at_least: Option<(usize, Vec<RuleIndex>)>,
    /// None of these fired.
    pub none: Vec<RuleIndex>,
}

impl Combine {
    /// Whether the condition holds, given which rules fired.
    #[must_use]
    pub fn holds(&self, fired: impl Fn(RuleIndex) -> bool) -> bool {
        self.all.iter().all(|r| fired(*r))
            && self.any.iter().all(|group| group.iter().any(|r| fired(*r)))
            && self.at_least.as_ref().is_none_or(|(n, of)| of.iter().filter(|r| fired(**r)).count() >= *n)
            && !self.none.iter().any(|r| fired(*r))
    }

    /// The rules whose firing speaks for the combination.
    pub fn members(&self) -> impl Iterator<Item = RuleIndex> {
        let counted = self.at_least.iter().flat_map(|(_, of)| of);
        self.all.iter().chain(self.any.iter().flatten()).chain(counted).copied()
    }
}

/// A proof of a rule: a text, the evidence marked in it, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Example {
    /// The text without marks.
    pub text: String,
    /// Byte ranges of the marked words in `text`; every one must be reported.
    pub marked: Vec<std::ops::Range<usize>>,
    /// What the mark-up around the text states and the text does not show, as `⟪pay: USD 9000⟫` before it says: one of
    /// [`CLAIMS`](condition::CLAIMS), and the words.
    pub stated: Vec<(&'static str, String)>,
    /// Where it is written.
    pub place: Place,
}
