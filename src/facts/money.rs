//! The words around amounts: currencies, magnitudes, periods, pay words; and what an amount is worth.
//!
//! Owns `currencies.yaml`, `wages.yaml` and `pay.yaml`, checked and compiled into one search. Knows nothing of numbers:
//! `pay` reads those and asks here what stands beside them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::commission::CommissionFile;
use super::compare::Level;
use super::lexicon::{Hit, Lexicon, LexiconBuilder};
use super::numeral::Numeral;
use super::pay::Period;
use super::tables::{Problems, Text};

/// Everything known about money.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Money {
    /// Searches every word below.
    pub(super) lexicon: Lexicon,
    /// What each form of the lexicon means, by its number.
    pub(super) words: Vec<Word>,
    /// In the order of the table, which settles ties between shared symbols.
    pub(super) currencies: Vec<CurrencyEntry>,
    /// Typical monthly wage in US dollars by country.
    wages: BTreeMap<String, f64>,
    /// The same by skill level, where statistics tell: entry and professional work.
    levels: BTreeMap<String, (f64, f64)>,
    /// The main country of a language.
    countries: BTreeMap<String, String>,
    /// The typical wage, in US dollars a month, of an ad whose country is unknown.
    fallback_wage: f64,
}

/// One currency.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CurrencyEntry {
    /// Lower-case code.
    pub(super) code: String,
    /// US dollars one unit is worth.
    pub(super) usd: f64,
    /// From this amount on, pay without a period is yearly.
    pub(super) annual_from: Option<f64>,
    /// Less than this is no pay in this currency: `PHP 7` is a language, `3 D` a size.
    pub(super) least: f64,
    /// What one of a round number stands for where nothing but a pay word or a period is beside it: 월 500 are 500 × 10,000 won.
    pub(super) spoken_in: Option<f64>,
    /// The country an international currency stands for where the field hints at it or pay is yearly.
    hint_country: Option<String>,
    country: Option<String>,
    languages: Vec<String>,
}

/// How often one field hints at each currency, in the order of the table.
#[derive(Debug)]
pub(super) struct Hints(Vec<usize>);

/// What a word near a number can mean; one form may mean several things.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Word {
    sure: Vec<usize>,
    shared: Vec<usize>,
    hints: Vec<usize>,
    /// A currency only when it touches the number: `R8 200`, `3000u`.
    pub(super) glued: bool,
    /// A glued form that stands before the number, not behind it: `R8 200`, `P5,000` but `1080p`.
    pub(super) leads: bool,
    /// A letter or word that is a currency only in talk of money: `80 000 F`, `12 pounds`.
    pub(super) loose: bool,
    /// Factor of a magnitude word behind a number, 0 when it is none.
    pub(super) magnitude: f64,
    /// Factor of a magnitude word before a number (`milioni 4`), 0 when it is none.
    pub(super) magnitude_before: f64,
    /// What it says as a number in words.
    pub(super) numeral: Numeral,
    /// The period it states.
    pub(super) period: Option<Period>,
    /// It speaks of pay: *salary*, 月薪.
    pub(super) cue: bool,
    /// It speaks of other money: *deposit*, *bonus*, *turnover*.
    pub(super) other: bool,
    /// It shows that an amount is no wage even beside a pay word: a bounty, a fine, a bond.
    pub(super) never: bool,
    /// It shows that the number before it counts something else: *years*, 人, *km*.
    pub(super) unit: bool,
    /// It joins the ends of a range: *to*, 至.
    pub(super) range: bool,
    /// It tells what the work asks for: *no experience*, *degree*.
    pub(super) level: Option<Level>,
}

impl Word {
    /// Takes on the meanings of another word.
    fn join(&mut self, other: &Self) {
        self.sure.extend(&other.sure);
        self.shared.extend(&other.shared);
        self.hints.extend(&other.hints);
        self.glued |= other.glued;
        self.leads |= other.leads;
        self.loose |= other.loose;
        self.magnitude = self.magnitude.max(other.magnitude);
        self.magnitude_before = self.magnitude_before.max(other.magnitude_before);
        self.numeral.value = self.numeral.value.max(other.numeral.value);
        self.numeral.times = self.numeral.times.max(other.numeral.times);
        self.period = self.period.or(other.period);
        self.cue |= other.cue;
        self.other |= other.other;
        self.never |= other.never;
        self.unit |= other.unit;
        self.range |= other.range;
        self.level = self.level.or(other.level);
    }

    /// Whether it names a currency, surely or not.
    pub(super) fn is_currency(&self) -> bool {
        !self.sure.is_empty() || !self.shared.is_empty()
    }

    /// Whether it may be written onto a number without a space.
    pub(super) fn may_touch(&self) -> bool {
        self.is_currency()
            || self.magnitude > 0.0
            || self.magnitude_before > 0.0
            || self.period.is_some()
            || self.range
            || self.unit
    }
}

impl Money {
    /// The currency of an amount from the currency words beside it: a sure one, else among those that share the symbol the
    /// one the field hints at, else the first spoken of in this language that makes a plausible wage, else the first.
    /// `multiple` is the amount's worth over a wage, from the dollars one unit is worth and that wage.
    pub(super) fn resolve(
        &self,
        codes: &[Hit],
        hints: &Hints,
        language: Option<&str>,
        multiple: impl Fn(f64, f64) -> f64,
    ) -> Option<usize> {
        let words = || codes.iter().map(|hit| &self.words[hit.form]);
        if let Some(sure) = words().find_map(|w| w.sure.first()) {
            return Some(*sure);
        }
        let shared = &words().find(|w| !w.shared.is_empty())?.shared;
        let plausible = |c: usize| self.worth(c, &multiple).is_some_and(|m| (0.3..10.0).contains(&m));
        let first = *shared.first()?;
        // ¥160,000 in an Indonesian ad is yen: as yuan it would be 22 wages.
        let absurd = self.worth(first, &multiple).is_some_and(|m| !(0.02..15.0).contains(&m));
        let home = self.home(language).filter(|c| shared.contains(c));
        self.hinted(hints, home, |c| shared.contains(&c) && plausible(c))
            .or_else(|| shared.iter().copied().find(|c| self.speaks(*c, language) && plausible(*c)))
            .or_else(|| shared.iter().copied().find(|c| absurd && plausible(*c)))
            // A fee is no wage to go by: then the field and the language alone tell whose money it is.
            .or_else(|| self.hinted(hints, home, |c| shared.contains(&c)).or(home).filter(|_| !plausible(first)))
            .or(Some(first))
    }

    /// An amount over the typical wage of a currency's own country, if it has one.
    fn worth(&self, currency: usize, multiple: impl Fn(f64, f64) -> f64) -> Option<f64> {
        let entry = &self.currencies[currency];
        let wage = entry.country.as_ref().and_then(|c| self.wages.get(c))?;
        Some(multiple(entry.usd, *wage))
    }

    /// The currency of an amount that names none.
    pub(super) fn unstated(&self, hints: &Hints, language: Option<&str>) -> Option<usize> {
        let home = self.home(language);
        self.hinted(hints, home, |currency| self.speaks(currency, language)).or(home)
    }

    /// The currency of the language's main country.
    fn home(&self, language: Option<&str>) -> Option<usize> {
        let country = self.countries.get(language?)?;
        self.currencies.iter().position(|c| c.country.as_ref() == Some(country))
    }

    /// The typical monthly wage, in US dollars, of a country at a level; of all work where statistics tell no level apart.
    pub(super) fn wage_at(&self, country: &str, level: Level) -> Option<f64> {
        let all = self.wages.get(country).copied()?;
        let levels = self.levels.get(country);
        Some(match level {
            Level::Entry => levels.map_or(all, |l| l.0),
            Level::Skilled => all,
            Level::Professional => levels.map_or(all, |l| l.1),
        })
    }

    /// The country whose wages an amount in `currency` is compared with, as far as the field alone tells; `domestic` if the
    /// amount is told as wages are in the currency's own country.
    pub(super) fn reference_country(
        &self,
        currency: usize,
        hints: &Hints,
        language: Option<&str>,
        domestic: bool,
    ) -> Option<&str> {
        let entry = &self.currencies[currency];
        let hinted = || domestic || self.hinted(hints, None, |c| c == currency).is_some();
        let country = entry
            .country
            .as_ref()
            .or_else(|| self.countries.get(language?))
            .or_else(|| entry.hint_country.as_ref().filter(|_| hinted()));
        country.map(String::as_str)
    }

    /// The typical monthly wage, in US dollars, that an amount in `currency` is compared with.
    pub(super) fn reference_wage(&self, country: Option<&str>) -> f64 {
        country.and_then(|c| self.wages.get(c)).copied().unwrap_or(self.fallback_wage)
    }

    /// The main country of a language, if it has one.
    pub(super) fn home_country(&self, language: &str) -> Option<&str> {
        self.countries.get(language).map(String::as_str)
    }

    /// The one country a currency belongs to; none for those used in many.
    pub(super) fn country_of(&self, code: &str) -> Option<&str> {
        self.currencies.iter().find(|c| c.code == code)?.country.as_deref()
    }

    fn speaks(&self, currency: usize, language: Option<&str>) -> bool {
        language.is_some_and(|l| self.currencies[currency].languages.iter().any(|known| known == l))
    }

    /// The currency most hinted at by the places and words of the field, among the allowed. Against the currency of the
    /// language's own country two hints are needed: a Chinese ad may well mention Hong Kong.
    fn hinted(&self, hints: &Hints, home: Option<usize>, allowed: impl Fn(usize) -> bool) -> Option<usize> {
        let least = if home.is_some() { 2 } else { 1 };
        let counts = &hints.0;
        let best = (0..counts.len()).filter(|c| counts[*c] >= least && allowed(*c));
        best.max_by_key(|c| (counts[*c], std::cmp::Reverse(*c)))
    }

    /// Counts the hints of one field.
    pub(super) fn hints<'h>(&self, hits: impl Iterator<Item = &'h Hit>) -> Hints {
        let mut counts = vec![0; self.currencies.len()];
        for hint in hits.flat_map(|hit| &self.words[hit.form].hints) {
            counts[*hint] += 1;
        }
        Hints(counts)
    }
}

/// `currencies.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CurrencyFile {
    #[serde(rename = "as_of")]
    _as_of: String,
    #[serde(rename = "source")]
    _source: String,
    currencies: Vec<RawCurrency>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCurrency {
    code: Text,
    /// The code is also an ordinary word, so that only `names` count.
    #[serde(default)]
    code_is_word: bool,
    usd: f64,
    country: Option<Text>,
    annual_from: Option<f64>,
    #[serde(default)]
    least: f64,
    spoken_in: Option<f64>,
    hint_country: Option<Text>,
    #[serde(default)]
    names: Vec<Text>,
    #[serde(default)]
    shared: Vec<Text>,
    #[serde(default)]
    glued: Vec<Text>,
    #[serde(default)]
    leads: Vec<Text>,
    #[serde(default)]
    loose: Vec<Text>,
    #[serde(default)]
    hints: Vec<Text>,
    #[serde(default)]
    languages: Vec<Text>,
}

/// `wages.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WageFile {
    #[serde(rename = "as_of")]
    _as_of: String,
    #[serde(rename = "sources")]
    _sources: Vec<String>,
    fallback: f64,
    wages: Vec<RawWage>,
    languages: Vec<RawLanguage>,
    levels: Vec<RawLevel>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLevel {
    level: Text,
    words: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWage {
    country: Text,
    usd: f64,
    /// Work that asks for no training, where statistics tell it apart.
    entry: Option<f64>,
    /// Work that asks for a degree or licence.
    professional: Option<f64>,
    /// Publisher, title and date of figures by level.
    source: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLanguage {
    language: Text,
    country: Text,
}

/// `pay.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PayFile {
    periods: Vec<RawPeriod>,
    magnitudes: Vec<RawMagnitude>,
    #[serde(default)]
    numerals: Vec<RawNumeral>,
    pay: Vec<Text>,
    other: Vec<Text>,
    never: Vec<Text>,
    units: Vec<Text>,
    ranges: Vec<Text>,
    pub(super) commission: CommissionFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPeriod {
    period: Text,
    /// Words that state the period wherever they stand beside an amount.
    words: Vec<Text>,
    /// Words that state it behind a slash.
    slash: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMagnitude {
    value: f64,
    #[serde(default)]
    after: Vec<Text>,
    #[serde(default)]
    before: Vec<Text>,
}

/// A number in words: `words` say the value, `times` multiply by it what stands before them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNumeral {
    value: f64,
    #[serde(default)]
    words: Vec<Text>,
    #[serde(default)]
    times: Vec<Text>,
}

/// Words and their lexicon while tables are read.
#[derive(Default)]
struct Words {
    builder: LexiconBuilder,
    words: Vec<Word>,
    /// The period words as written, with their numbers.
    periods: Vec<(String, usize)>,
}

impl Words {
    /// Notes that each of `forms` has a meaning, which `mark` writes into its word.
    fn add(&mut self, forms: &[Text], problems: &mut Problems, mark: impl Fn(&mut Word)) {
        for form in forms {
            let Some(number) = self.builder.add(&form.value) else {
                problems.error("F004", form, format!("`{}` leaves nothing to search for", form.value));
                continue;
            };
            if number == self.words.len() {
                self.words.push(Word::default());
            }
            mark(&mut self.words[number]);
        }
    }

    /// Gives forms that differ only in their `*` each other's meanings: 시급 is a period and, as 시급*, a pay word.
    fn unite(&mut self) {
        for group in self.builder.same_stems() {
            let mut united = self.words[group[0]].clone();
            for number in &group[1..] {
                united.join(&self.words[*number]);
            }
            for number in group {
                self.words[number] = united.clone();
            }
        }
    }

    /// Makes period words that hold a pay word pay words too: 月工资 hides the 工资 inside it from the search.
    fn spread_cues(&mut self, cues: &[Text]) {
        let cues: Vec<&str> = cues.iter().map(|cue| cue.value.as_str()).filter(|cue| cue.chars().count() > 1).collect();
        for (text, number) in &self.periods {
            self.words[*number].cue |= cues.iter().any(|cue| text.contains(cue));
        }
    }

    fn periods(&mut self, periods: &[RawPeriod], problems: &mut Problems) {
        for raw in periods {
            let Some((period, _)) = Period::ALL.iter().find(|(_, name)| *name == raw.period.value) else {
                let known = Period::ALL.iter().map(|(_, name)| *name);
                problems.unknown("F005", &raw.period, "period", known);
                continue;
            };
            let slashed: Vec<Text> = raw
                .slash
                .iter()
                .flat_map(|word| {
                    ["/", "/ "].map(|slash| Text { value: format!("{slash}{}", word.value), ..word.clone() })
                })
                .collect();
            self.add(&raw.words, problems, |w| w.period = Some(*period));
            for word in &raw.words {
                self.periods.extend(self.builder.add(&word.value).map(|number| (word.value.clone(), number)));
            }
            self.add(&slashed, problems, |w| w.period = Some(*period));
        }
    }
}

/// Checks the three tables against each other and compiles them; problems are collected, not returned.
pub(super) fn build(currencies: CurrencyFile, wages: WageFile, pay: PayFile, problems: &mut Problems) -> Money {
    let mut words = Words::default();
    let (table, levels) = typical_wages(&wages, &mut words, problems);
    problems.enter("currencies.yaml");
    let mut entries: Vec<CurrencyEntry> = Vec::new();
    for raw in &currencies.currencies {
        let index = entries.len();
        if entries.iter().any(|known| known.code == raw.code.value) {
            problems.error("F007", &raw.code, format!("`{}` stands twice", raw.code.value));
        }
        if raw.usd <= 0.0 {
            problems.error("F006", &raw.code, format!("the rate of `{}` is not above 0", raw.code.value));
        }
        if let Some(country) = raw.country.iter().chain(&raw.hint_country).find(|c| !table.contains_key(&c.value)) {
            problems.error("F008", country, format!("no wage is known for `{}`", country.value));
        }
        words.add(&raw.names, problems, |w| w.sure.push(index));
        if !raw.code_is_word {
            words.add(std::slice::from_ref(&raw.code), problems, |w| w.sure.push(index));
        }
        words.add(&raw.shared, problems, |w| w.shared.push(index));
        words.add(&raw.hints, problems, |w| w.hints.push(index));
        words.add(&raw.glued, problems, |w| {
            w.shared.push(index);
            w.glued = true;
        });
        words.add(&raw.leads, problems, |w| {
            w.shared.push(index);
            (w.glued, w.leads) = (true, true);
        });
        words.add(&raw.loose, problems, |w| {
            w.shared.push(index);
            w.loose = true;
        });
        entries.push(CurrencyEntry {
            code: raw.code.value.clone(),
            usd: raw.usd,
            annual_from: raw.annual_from,
            least: raw.least,
            spoken_in: raw.spoken_in,
            hint_country: raw.hint_country.as_ref().map(|c| c.value.clone()),
            country: raw.country.as_ref().map(|c| c.value.clone()),
            languages: raw.languages.iter().map(|l| l.value.clone()).collect(),
        });
    }
    problems.enter("pay.yaml");
    words.periods(&pay.periods, problems);
    for raw in &pay.magnitudes {
        words.add(&raw.after, problems, |w| w.magnitude = raw.value);
        words.add(&raw.before, problems, |w| w.magnitude_before = raw.value);
    }
    for raw in &pay.numerals {
        words.add(&raw.words, problems, |w| w.numeral.value = raw.value);
        words.add(&raw.times, problems, |w| w.numeral.times = raw.value);
    }
    words.add(&pay.pay, problems, |w| w.cue = true);
    words.add(&pay.other, problems, |w| w.other = true);
    words.add(&pay.never, problems, |w| (w.other, w.never) = (true, true));
    words.add(&pay.units, problems, |w| w.unit = true);
    words.add(&pay.ranges, problems, |w| w.range = true);
    words.spread_cues(&pay.pay);
    words.unite();
    Money {
        lexicon: words.builder.build(),
        words: words.words,
        currencies: entries,
        wages: table,
        levels,
        countries: wages.languages.into_iter().map(|raw| (raw.language.value, raw.country.value)).collect(),
        fallback_wage: wages.fallback,
    }
}

/// Typical wages of all work, and of entry and professional work, by country.
type Wages = (BTreeMap<String, f64>, BTreeMap<String, (f64, f64)>);

/// Checks `wages.yaml` and adds its words of level.
fn typical_wages(wages: &WageFile, words: &mut Words, problems: &mut Problems) -> Wages {
    let (mut table, mut levels): Wages = Default::default();
    problems.enter("wages.yaml");
    for raw in &wages.wages {
        let country = &raw.country.value;
        if raw.usd <= 0.0 {
            problems.error("F006", &raw.country, format!("the wage of `{country}` is not above 0"));
        }
        match (raw.entry, raw.professional, &raw.source) {
            (Some(entry), Some(expert), Some(_)) if 0.0 < entry && entry <= raw.usd && raw.usd <= expert => {
                levels.insert(country.clone(), (entry, expert));
            }
            (None, None, None) => {}
            _ => problems.error(
                "F009",
                &raw.country,
                format!("the levels of `{country}` need entry, professional and source, in rising order"),
            ),
        }
        if table.insert(country.clone(), raw.usd).is_some() {
            problems.error("F007", &raw.country, format!("`{country}` has two wages"));
        }
    }
    for raw in wages.languages.iter().filter(|raw| !table.contains_key(&raw.country.value)) {
        problems.error("F008", &raw.country, format!("no wage is known for `{}`", raw.country.value));
    }
    for raw in &wages.levels {
        let Some((level, _)) = Level::ALL.iter().find(|(_, name)| *name == raw.level.value) else {
            problems.unknown("F005", &raw.level, "level", Level::ALL.iter().map(|(_, name)| *name));
            continue;
        };
        words.add(&raw.words, problems, |w| w.level = Some(*level));
    }
    (table, levels)
}
