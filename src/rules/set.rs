//! [`RuleSet`]: every rule, list and table of a pack, immutable, in id order, with a content fingerprint.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::check::{self, Known, Outcome};
use super::file::{
    self, BlockFile, CategoriesFile, HelpFile, IndicatorsFile, LanguageFile, PackFile, RuleFile, SchemesFile,
    SignalFile, SignalsFile, TranslationFile,
};
use super::pack::{FileRole, PackFileText, PackSources};
use super::phrase::{PhraseBook, Slots, Writer};
use super::shelve::shelve;
use super::{Rule, RuleIndex, Translation};
use crate::builtin;
use crate::diagnostic::{Diagnostic, Place, Severity, nearest};
use crate::facts;
use crate::packed::{self, Later};
use crate::text::NormalizedText;

/// A rule category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// Kebab-case id.
    pub id: String,
    /// Plain-language title.
    pub title: String,
    /// Limit on the sum of declared weights of rules no model has learned, in log-odds.
    pub cap: f64,
}

/// A scheme an ad may resemble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// Kebab-case id.
    pub id: String,
    /// Completes "features seen in …".
    pub title: String,
}

/// An entry of a closed list outside this project, such as the ILO indicators of forced labour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// List and entry, such as `ilo:deception`.
    pub id: String,
    /// The list's own name for it.
    pub title: String,
}

/// A service a reader can turn to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpEntry {
    /// ISO 3166 code in lower case, or `any`.
    pub cc: String,
    /// Country name.
    pub country: String,
    /// What it is for: report, verify, advice, consular, consult, check.
    pub kind: String,
    /// Name of the service.
    pub name: String,
    /// Number or address.
    pub contact: String,
    /// What it gives.
    pub gives: String,
    /// Whether the number or address was seen in an official source.
    pub checked: bool,
    /// Year and month in which it was seen, such as `2026-11`.
    pub as_of: String,
}

/// A signal that official advisories, cases or research describe, and what of the pack covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentedSignal {
    /// Snake-case id, as annotated data sets name it.
    pub id: String,
    /// Rules that look for it.
    pub rules: Vec<RuleIndex>,
    /// Facts that hold it, as [`FactTest`](super::condition::FactTest) keys.
    pub facts: Vec<String>,
    /// Why nothing looks for it; set if and only if both lists are empty.
    pub left_out: Option<String>,
}

/// Words that turn a following match into its denial.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Negators {
    /// Folded words that reach over up to three following words.
    pub reaching: Vec<String>,
    /// Folded words that must stand directly before the match, or one word before it.
    pub adjacent: Vec<String>,
}

/// Immutable, checked rules: build once, share everywhere.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct RuleSet {
    rules: Vec<Rule>,
    phrases: PhraseBook,
    categories: Vec<Category>,
    schemes: Vec<Scheme>,
    indicators: Vec<Indicator>,
    help: Later<Vec<HelpEntry>>,
    signals: Vec<DocumentedSignal>,
    languages: BTreeMap<String, String>,
    homes: BTreeMap<String, Vec<String>>,
    negators: BTreeMap<String, Negators>,
    tables: facts::Tables,
    fingerprint: String,
    /// Whether it was compiled when the library was built.
    #[serde(skip)]
    ahead: bool,
}

impl RuleSet {
    /// Reads and checks every file of the packs; the built-in ones alone were read when the library was built.
    ///
    /// # Errors
    /// Every mistake found in any file, sorted by place; warnings never fail a load.
    pub fn load(sources: &PackSources) -> Result<Self, Vec<Diagnostic>> {
        let ready = sources.is_builtin().then(|| packed::unpack::<Self>(builtin::rules())).flatten();
        if let Some(ready) = ready {
            return Ok(Self { ahead: true, ..ready });
        }
        let mut draft = Draft::default();
        for (level, pack) in sources.packs.iter().enumerate() {
            draft.lay(&pack.files(), level > 0);
        }
        draft.finish()
    }

    /// The set as bytes to embed.
    #[doc(hidden)]
    #[must_use]
    pub fn packed(&self) -> Vec<u8> {
        packed::pack(self)
    }

    /// Whether it is the built-in one, compiled when the library was built.
    #[must_use]
    pub fn is_ahead(&self) -> bool {
        self.ahead
    }

    /// The phrases of every rule.
    #[must_use]
    pub fn phrases(&self) -> &PhraseBook {
        &self.phrases
    }

    /// Every rule, in id order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule at an index of this set.
    #[must_use]
    pub fn rule(&self, index: RuleIndex) -> &Rule {
        &self.rules[index.0]
    }

    /// The index of a rule id.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<RuleIndex> {
        self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok().map(RuleIndex)
    }

    /// Every category, in the order of the file.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// Every scheme, in the order of the file.
    #[must_use]
    pub fn schemes(&self) -> &[Scheme] {
        &self.schemes
    }

    /// Closed lists that rules may point to, in the order of the file.
    #[must_use]
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// Services a reader can turn to.
    #[must_use]
    pub fn help(&self) -> &[HelpEntry] {
        &self.help
    }

    /// Documented signals and what covers them, in the order of the file.
    #[must_use]
    pub fn signals(&self) -> &[DocumentedSignal] {
        &self.signals
    }

    /// Language codes and names that have a file.
    #[must_use]
    pub fn languages(&self) -> &BTreeMap<String, String> {
        &self.languages
    }

    /// Countries in which most readers of a language's job ads live, as lower-case ISO codes.
    #[must_use]
    pub fn home(&self, language: &str) -> &[String] {
        self.homes.get(language).map(Vec::as_slice).unwrap_or_default()
    }

    /// The negators of a language.
    #[must_use]
    pub fn negators(&self, language: &str) -> Option<&Negators> {
        self.negators.get(language)
    }

    /// The tables facts are read with.
    #[must_use]
    pub fn tables(&self) -> &facts::Tables {
        &self.tables
    }

    /// Sixteen hexadecimal digits over the content of every file.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// Files as parsed, before they are checked against each other.
#[derive(Default)]
struct Draft {
    rules: BTreeMap<String, (String, RuleFile)>,
    languages: Vec<(String, LanguageFile)>,
    /// How many language files come from the packs that a pack of its own replaces.
    replaced: usize,
    /// Whether a user wrote it, its path, and what it says.
    translations: Vec<(bool, String, TranslationFile)>,
    categories: Vec<Category>,
    schemes: Vec<Scheme>,
    indicators: Vec<Indicator>,
    help: Vec<HelpEntry>,
    signals: (String, Vec<SignalFile>),
    tables: BTreeMap<String, (String, String)>,
    problems: Vec<Diagnostic>,
    texts: BTreeMap<(usize, String), String>,
    levels: usize,
}

impl Draft {
    fn lay(&mut self, pack: &[PackFileText], user: bool) {
        self.levels += 1;
        if let Some(file) = pack.iter().find(|file| file.role() == FileRole::Pack) {
            self.settings(file);
        }
        let mut here: BTreeMap<String, String> = BTreeMap::new();
        for file in pack {
            // What is told of a rule moves no score.
            if file.role() != FileRole::Translation {
                self.texts.insert((self.levels, file.path.clone()), file.text.clone());
            }
            self.read(file, &mut here, user);
        }
    }

    /// Applies `pack.yaml`: what the pack builds on and what it leaves out.
    fn settings(&mut self, file: &PackFileText) {
        let settings: PackFile = match file::parse(&file.shown, &file.text) {
            Ok(settings) => settings,
            Err(problem) => return self.problems.push(problem),
        };
        match settings.extends.as_ref().map(|e| e.value.as_str()) {
            None | Some("builtin") => {}
            Some("none") => {
                self.rules.clear();
                self.replaced = self.languages.len();
                self.languages.iter_mut().for_each(|(_, language)| language.rules.clear());
            }
            Some(other) => {
                let at = settings.extends.as_ref().map(|e| file::place(&file.shown, e)).unwrap_or_default();
                self.error(
                    at,
                    "R022",
                    format!("`extends: {other}` is not known"),
                    Some("write builtin or none".into()),
                );
            }
        }
        for id in &settings.disable {
            if self.rules.remove(&id.value).is_none() {
                let help =
                    nearest(&id.value, self.rules.keys().map(String::as_str)).map(|n| format!("did you mean `{n}`?"));
                let at = file::place(&file.shown, id);
                self.error(at, "R010", format!("unknown rule id `{}`", id.value), help);
            }
            for (_, language) in &mut self.languages {
                language.rules.remove(&id.value);
            }
        }
    }

    fn read(&mut self, file: &PackFileText, here: &mut BTreeMap<String, String>, user: bool) {
        match file.role() {
            FileRole::Pack => {}
            FileRole::Categories => {
                if let Some(parsed) = self.parsed::<CategoriesFile>(file) {
                    self.categories = parsed
                        .categories
                        .into_iter()
                        .map(|c| Category { id: c.id, title: c.title, cap: c.cap })
                        .collect();
                }
            }
            FileRole::Schemes => {
                if let Some(parsed) = self.parsed::<SchemesFile>(file) {
                    self.schemes = parsed.schemes.into_iter().map(|s| Scheme { id: s.id, title: s.title }).collect();
                }
            }
            FileRole::Help => {
                if let Some(parsed) = self.parsed::<HelpFile>(file) {
                    let compiled = parsed.compiled;
                    self.help = parsed.help.into_iter().map(|entry| help_entry(entry, &compiled)).collect();
                }
            }
            FileRole::Indicators => {
                if let Some(parsed) = self.parsed::<IndicatorsFile>(file) {
                    self.indicators =
                        parsed.indicators.into_iter().map(|i| Indicator { id: i.id, title: i.title }).collect();
                }
            }
            FileRole::Signals => {
                if let Some(parsed) = self.parsed::<SignalsFile>(file) {
                    self.signals = (file.shown.clone(), parsed.signals);
                }
            }
            FileRole::Language => {
                if let Some(parsed) = self.parsed::<LanguageFile>(file) {
                    self.replace(&parsed.language.value);
                    self.languages.push((file.shown.clone(), parsed));
                }
            }
            FileRole::Translation => {
                if let Some(parsed) = self.parsed::<TranslationFile>(file) {
                    self.translations.push((user, file.shown.clone(), parsed));
                }
            }
            FileRole::Facts(name) => {
                self.tables.insert(name.to_owned(), (file.shown.clone(), file.text.clone()));
            }
            FileRole::Rule => self.read_rule(file, here, user),
        }
    }

    /// A pack that extends none brings the slots and negators of a language itself, once it has a file for it.
    fn replace(&mut self, language: &str) {
        let before = self.languages.iter_mut().take(self.replaced).map(|(_, file)| file);
        for file in before.filter(|file| file.language.value == language) {
            file.slots.clear();
            file.negators.clear();
            file.adjacent_negators.clear();
        }
    }

    fn read_rule(&mut self, file: &PackFileText, here: &mut BTreeMap<String, String>, user: bool) {
        let Some(parsed) = self.parsed::<RuleFile>(file) else { return };
        let id = parsed.id.value.clone();
        if let Some(first) = here.insert(id.clone(), file.shown.clone()) {
            let at = file::place(&file.shown, &parsed.id);
            return self.error(at, "R023", format!("rule `{id}` is also written in {first}"), None);
        }
        let folder = file.path.rsplit_once('/').map(|(folder, _)| folder.rsplit('/').next().unwrap_or(folder));
        if let Some(folder) = folder.filter(|folder| !user && *folder != parsed.category.value) {
            let at = file::place(&file.shown, &parsed.category);
            self.error(at, "R021", format!("category `{}` but folder `{folder}`", parsed.category.value), None);
        }
        self.rules.insert(id, (file.shown.clone(), parsed));
    }

    fn parsed<T: serde::de::DeserializeOwned>(&mut self, file: &PackFileText) -> Option<T> {
        file::parse(&file.shown, &file.text).map_err(|problem| self.problems.push(problem)).ok()
    }

    fn error(&mut self, place: Place, code: &'static str, message: String, help: Option<String>) {
        self.problems.push(Diagnostic { place, severity: Severity::Error, code, message, help });
    }

    fn finish(mut self) -> Result<RuleSet, Vec<Diagnostic>> {
        let ids: Vec<String> = self.rules.keys().cloned().collect();
        let categories: Vec<String> = self.categories.iter().map(|c| c.id.clone()).collect();
        let schemes: Vec<String> = self.schemes.iter().map(|s| s.id.clone()).collect();
        let indicators: Vec<String> = self.indicators.iter().map(|i| i.id.clone()).collect();
        let (slots, shared_slots) = self.slots();
        let known = Known {
            categories: &categories,
            schemes: &schemes,
            indicators: &indicators,
            rules: &ids,
            slots: &slots,
            shared_slots: &shared_slots,
        };
        let extra = language_blocks(&self.languages, &ids, &mut self.problems);
        let checked = |(id, (path, written)): (&String, &(String, RuleFile))| {
            let mine = extra.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
            let mut outcome = Outcome::default();
            (check::rule(written, mine, &known, path, &mut outcome), outcome)
        };
        let checked: Vec<(Option<Rule>, Outcome)> = self.rules.par_iter().map(checked).collect();
        let mut rules = Vec::with_capacity(checked.len());
        let mut book = Writer::default();
        for (rule, Outcome { found, phrases }) in checked {
            self.problems.extend(found);
            rules.extend(rule.map(|mut rule| {
                shelve(&mut rule, &phrases, &mut book);
                rule
            }));
        }
        translate(&mut rules, &self.translations, &ids, &mut self.problems);
        let signals = documented(&self.signals, &ids, &mut self.problems);
        let tables: Vec<(&str, &str)> =
            self.tables.values().map(|(shown, text)| (shown.as_str(), text.as_str())).collect();
        let tables = facts::Tables::parse(&tables).map_err(|problems| self.problems.extend(problems)).ok();
        match tables.filter(|_| !self.problems.iter().any(|p| p.severity == Severity::Error)) {
            Some(tables) => Ok(RuleSet {
                rules,
                phrases: book.finish(),
                negators: negators(&self.languages),
                homes: homes(&self.languages),
                languages: self.languages.iter().map(|(_, l)| (l.language.value.clone(), l.name.clone())).collect(),
                categories: self.categories,
                schemes: self.schemes,
                indicators: self.indicators,
                help: self.help.into(),
                signals,
                tables,
                fingerprint: fingerprint(&self.texts),
                ahead: false,
            }),
            None => {
                self.problems.sort();
                self.problems.dedup();
                Err(self.problems)
            }
        }
    }

    /// Slots per language, later files adding to earlier ones; those under `any` serve every language that has none of that
    /// name.
    fn slots(&self) -> (BTreeMap<String, Slots>, Slots) {
        let mut all: BTreeMap<&str, BTreeMap<String, Vec<String>>> = BTreeMap::new();
        for (_, language) in &self.languages {
            let slots = all.entry(language.language.value.as_str()).or_default();
            for (name, phrases) in &language.slots {
                slots.entry(name.clone()).or_default().extend(phrases.iter().cloned());
            }
        }
        let shared = all.get("any").cloned().unwrap_or_default();
        let with_shared = |(language, own): (&str, BTreeMap<String, Vec<String>>)| {
            let mut slots = shared.clone();
            slots.extend(own);
            (language.to_owned(), Slots::new(slots))
        };
        (all.into_iter().map(with_shared).collect(), Slots::new(shared.clone()))
    }
}

/// Gives rules their texts in other languages, later files before earlier ones. A rule that a user's pack left out is passed
/// over in the built-in files.
fn translate(
    rules: &mut [Rule],
    files: &[(bool, String, TranslationFile)],
    ids: &[String],
    problems: &mut Vec<Diagnostic>,
) {
    for (user, path, file) in files {
        for (id, told) in &file.rules {
            let language = file.language.value.clone();
            let [title, why, ask] = [&told.title.value, &told.why, &told.ask].map(|text| text.trim().to_owned());
            if let Some(rule) = rules.iter_mut().find(|rule| rule.id == *id) {
                rule.translations.make_mut().insert(0, Translation { language, title, why, ask });
            } else if *user && !ids.contains(id) {
                let help = nearest(id, ids.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
                let message = format!("unknown rule id `{id}`");
                let place = file::place(path, &told.title);
                problems.push(Diagnostic { place, severity: Severity::Error, code: "R010", message, help });
            }
        }
    }
}

/// Checks the documented signals: each has rules, facts or a reason, and only one of the two. Rules that a user's pack left
/// out are passed over.
fn documented(
    (path, written): &(String, Vec<SignalFile>),
    ids: &[String],
    problems: &mut Vec<Diagnostic>,
) -> Vec<DocumentedSignal> {
    let mut out = Vec::new();
    for signal in written {
        let id = signal.id.value.clone();
        let covered = !signal.rules.is_empty() || !signal.facts.is_empty();
        if covered == signal.left_out.is_some() {
            let place = file::place(path, &signal.id);
            let message = format!("signal `{id}` needs rules or facts, or the reason why it is left out");
            problems.push(Diagnostic { place, severity: Severity::Error, code: "R025", message, help: None });
        }
        let known = |rule: &serde_yaml::Spanned<String>| ids.binary_search(&rule.value).ok().map(RuleIndex);
        let rules = signal.rules.iter().filter_map(known).collect();
        out.push(DocumentedSignal { id, rules, facts: signal.facts.clone(), left_out: signal.left_out.clone() });
    }
    out
}

fn help_entry(h: file::HelpEntry, compiled: &str) -> HelpEntry {
    let file::HelpEntry { cc, country, kind, name, contact, gives, checked } = h;
    HelpEntry { cc, country, kind, name, contact, gives, checked, as_of: compiled.to_owned() }
}

/// The blocks language files add to rules, as `(path, language, block)` by rule id.
fn language_blocks<'a>(
    languages: &'a [(String, LanguageFile)],
    ids: &[String],
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<&'a str, Vec<(&'a str, &'a str, &'a BlockFile)>> {
    let mut by_rule: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (path, language) in languages {
        let code = language.language.value.as_str();
        for (id, block) in &language.rules {
            if !ids.contains(id) {
                let place = block.phrases.first().map(|phrase| file::place(path, phrase)).unwrap_or_default();
                let place = Place { file: path.clone(), ..place };
                let help = nearest(id, ids.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
                let message = format!("unknown rule id `{id}`");
                problems.push(Diagnostic { place, severity: Severity::Error, code: "R010", message, help });
                continue;
            }
            by_rule.entry(id).or_default().push((path.as_str(), code, block));
        }
    }
    by_rule
}

fn negators(languages: &[(String, LanguageFile)]) -> BTreeMap<String, Negators> {
    let fold = |words: &[serde_yaml::Spanned<String>]| -> BTreeSet<String> {
        words.iter().map(|word| NormalizedText::new(&word.value).as_str().to_owned()).collect()
    };
    let mut all: BTreeMap<String, Negators> = BTreeMap::new();
    for (_, language) in languages {
        let entry = all.entry(language.language.value.clone()).or_default();
        entry.reaching.extend(fold(&language.negators));
        entry.adjacent.extend(fold(&language.adjacent_negators));
    }
    all
}

fn homes(languages: &[(String, LanguageFile)]) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, language) in languages {
        all.entry(language.language.value.clone()).or_default().extend(language.home.iter().cloned());
    }
    all
}

fn fingerprint(texts: &BTreeMap<(usize, String), String>) -> String {
    let mut hash = Xxh3::new();
    for ((level, path), text) in texts {
        hash.update(format!("{level}\u{0}{path}\u{0}{}\u{0}", text.len()).as_bytes());
        hash.update(text.as_bytes());
    }
    format!("{:016x}", hash.digest())
}
