//! A set of words searched for in one pass, each hit checked for word boundaries.
//!
//! Owns what counts as a boundary: letters of spaced scripts (Latin, Cyrillic, Arabic, Indic, Ethiopic, Hangul) and katakana must
//! not go on past the form, digits may; Chinese, the rest of Japanese, Thai, Lao, Khmer and Burmese ask for none. Also when accents
//! may be missing: never different ones, and none in text that writes Vietnamese accents, where *động* is not *đồng* and *lao* not
//! *Lào*. Knows nothing of what the words mean. Forms are folded as the text is, so tables are written naturally.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::packed::{self, Lists, Numbers};
use crate::span::{Normalized, Span};
use crate::text::script::is_alphabetic;
use crate::text::trie::{Trie, starts};
use crate::text::{Accents, NormalizedText};

/// One occurrence of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Where it stands.
    pub(super) span: Span<Normalized>,
    /// The number [`LexiconBuilder::add`] gave the form.
    pub(super) form: usize,
}

/// A text with the places at which its words begin, found once for every lexicon.
#[derive(Debug)]
pub(super) struct Words<'t> {
    text: &'t NormalizedText,
    /// Where no letter of a spaced script stands before a character.
    starts: Vec<u32>,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t NormalizedText) -> Self {
        let mut inside = false;
        let mut starts = Vec::with_capacity(text.as_str().len() / 4);
        for (at, c) in text.as_str().char_indices() {
            if !inside {
                starts.extend(u32::try_from(at));
            }
            inside = is_spaced_letter(c);
        }
        Self { text, starts }
    }

    /// The text.
    pub(super) fn as_str(&self) -> &'t str {
        self.text.as_str()
    }
}

/// The forms, ready to search.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Lexicon {
    /// Forms by number of their text, those that ask for a boundary at their start apart from the others.
    bounded: Trie,
    open: Trie,
    /// For each text, its forms.
    forms: Lists,
    /// By form, see [`Edges::written`].
    edges: Numbers,
    /// For each form, the ways it was written.
    ways: Lists,
    /// For each way, the places and letters of its accents in turn.
    accents: Lists,
}

/// Which ends of a form ask for a boundary.
#[derive(Debug, Clone, Copy)]
struct Edges {
    start: bool,
    end: bool,
    /// The hit goes on to the end of the word: `рубл*` reports *рублей*. Not in Korean, where particles follow.
    grows: bool,
}

impl Edges {
    fn written(self) -> u32 {
        u32::from(self.start) | u32::from(self.end) << 1 | u32::from(self.grows) << 2
    }

    fn read(written: u32) -> Self {
        Self { start: written & 1 != 0, end: written & 2 != 0, grows: written & 4 != 0 }
    }
}

/// Collects forms; the same form added twice keeps its first number.
#[derive(Debug, Default)]
pub(super) struct LexiconBuilder {
    forms: Vec<(String, Edges)>,
    accents: Vec<Vec<Vec<(u32, char)>>>,
    numbers: FxHashMap<String, usize>,
    stems: Vec<String>,
}

impl LexiconBuilder {
    /// Adds a form and returns its number, or `None` when nothing is left of it after folding. A `*` at either end
    /// lets letters go on there.
    pub(super) fn add(&mut self, written: &str) -> Option<usize> {
        let open_start = written.starts_with('*');
        let open_end = written.ends_with('*');
        let normalized = NormalizedText::new(written.trim_matches('*').trim());
        let folded = normalized.as_str().to_owned();
        let accents = normalized.accents().within(Span::new(0, folded.len())).to_vec();
        let (first, last) = (folded.chars().next()?, folded.chars().next_back()?);
        let edges = Edges {
            start: !open_start && is_spaced_letter(first),
            end: !open_end && is_spaced_letter(last),
            grows: open_end && is_spaced_letter(last) && !matches!(last, '가'..='힣'),
        };
        // `đô` is a currency and `do` a preposition: forms too short to go without accents are told apart by them.
        let told: String = accents.iter().filter(|_| folded.len() <= SHORT).map(|(_, letter)| letter).collect();
        let key = format!("{}{folded}{}{told}", if open_start { "*" } else { "" }, if open_end { "*" } else { "" });
        let next = self.forms.len();
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.forms.push((folded, edges));
            self.accents.push(Vec::new());
            self.stems.push(format!("{}{told}", self.forms[number].0));
        }
        if !self.accents[number].contains(&accents) {
            self.accents[number].push(accents);
        }
        Some(number)
    }

    /// Groups of forms that differ only in their `*`, of which one search result shows but one.
    pub(super) fn same_stems(&self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, stem) in self.stems.iter().enumerate() {
            groups.entry(stem).or_default().push(number);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }

    /// Compiles what was added.
    pub(super) fn build(self) -> Lexicon {
        let (texts, edges): (Vec<String>, Vec<Edges>) = self.forms.into_iter().unzip();
        let mut forms: Vec<Vec<u32>> = Vec::new();
        let mut known: [BTreeMap<&str, u32>; 2] = Default::default();
        for (form, text) in texts.iter().enumerate() {
            let next = u32::try_from(forms.len()).unwrap_or(u32::MAX);
            let number = *known[usize::from(edges[form].start)].entry(text).or_insert(next);
            if number == next {
                forms.push(Vec::new());
            }
            forms[number as usize].push(packed::number(form));
        }
        let [open, bounded] = known.map(|texts| Trie::new(texts.into_iter().collect()));
        let mut next = 0..;
        let ways = Lists::new(self.accents.iter().map(|ways| next.by_ref().take(ways.len()).collect::<Vec<u32>>()));
        let turns = |way: &Vec<(u32, char)>| way.iter().flat_map(|(at, letter)| [*at, u32::from(*letter)]).collect();
        let accents = Lists::new(self.accents.iter().flatten().map(turns).collect::<Vec<Vec<u32>>>());
        let edges = edges.into_iter().map(Edges::written).collect();
        Lexicon { bounded, open, forms: Lists::new(forms), edges, ways, accents }
    }
}

impl Lexicon {
    /// Every form that stands in `text` between proper boundaries, by falling length at one start, without those that
    /// lie inside a longer one.
    pub(super) fn find(&self, words: &Words<'_>) -> Vec<Hit> {
        let text = words.as_str();
        let mut hits: Vec<Hit> = Vec::new();
        let mut add = |start: usize, number: u32, length: usize| {
            let span = Span::new(start, start + length);
            let ended = !starts_with_spaced_letter(&text[span.end..]);
            let fits = |form: &usize| ended || !self.edges(*form).end;
            let hit = |form: usize| Hit { span, form };
            let found = self.forms.get(number).map(|form| form as usize).filter(fits).map(hit);
            let spelled = found.filter(|hit| self.accents_fit(*hit, words.text.accents()));
            hits.extend(spelled.map(|hit| Hit { span: self.grown(hit, text), ..hit }));
        };
        let bytes = text.as_bytes();
        for start in words.starts.iter().map(|start| *start as usize) {
            self.bounded.beginnings(&bytes[start..], |number, length| add(start, number, length));
        }
        for start in starts(text.as_bytes()) {
            self.open.beginnings(&bytes[start..], |number, length| add(start, number, length));
        }
        hits.sort_unstable_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end), hit.form));
        let mut reach = 0;
        hits.retain(|hit| {
            let inside = hit.span.end <= reach;
            reach = reach.max(hit.span.end);
            !inside
        });
        hits
    }

    fn edges(&self, form: usize) -> Edges {
        Edges::read(self.edges.get(form))
    }

    /// The span of a hit with the rest of its word, if its form asks for it.
    fn grown(&self, hit: Hit, text: &str) -> Span<Normalized> {
        let rest = if self.edges(hit.form).grows { &text[hit.span.end..] } else { "" };
        let letters: usize = rest.chars().take_while(|c| is_spaced_letter(*c)).map(char::len_utf8).sum();
        Span::new(hit.span.start, hit.span.end + letters)
    }

    /// Whether the accents written inside a hit are those of its form, as far as they are written.
    fn accents_fit(&self, hit: Hit, accents: &Accents) -> bool {
        let written = accents.within(hit.span);
        let start = u32::try_from(hit.span.start).unwrap_or(u32::MAX);
        let around = Span::new(hit.span.start.saturating_sub(ACCENT_REACH), hit.span.end + ACCENT_REACH);
        let all_written = accents.within(around).iter().any(|(_, letter)| is_vietnamese(*letter));
        let short = hit.span.len() <= SHORT;
        self.ways.get(packed::number(hit.form)).any(|way| {
            let accents = self.accents.range(way);
            let has = |at: u32, letter: char| {
                let mut places = accents.clone().step_by(2);
                places.any(|a| self.accents.item(a) == at && self.accents.item(a + 1) == u32::from(letter))
            };
            written.iter().all(|(at, letter)| has(at - start, *letter))
                && (!(all_written || short) || 2 * written.len() == accents.len())
        })
    }
}

/// Forms of at most so many bytes count only with all their accents: `do` and `te` are words of many languages.
const SHORT: usize = 3;

/// Bytes around a hit in which Vietnamese accents show that the writer does not leave them out.
const ACCENT_REACH: usize = 64;

/// Whether only Vietnamese uses the accented letter.
fn is_vietnamese(letter: char) -> bool {
    matches!(letter, 'ơ' | 'ư' | 'đ' | '\u{1ea0}'..='\u{1ef9}')
}

/// A place's name with the forms it takes in a sentence: Amharic and Arabic write prepositions onto it, Korean, Tamil and Bengali
/// put endings behind it, Russian and Ukrainian decline it.
pub(super) fn inflected(name: &str) -> Vec<String> {
    let letters = name.chars().count();
    let (Some(first), Some(last)) = (name.chars().next(), name.chars().next_back()) else { return Vec::new() };
    if letters < 3 || name.contains('*') {
        return vec![name.to_owned()];
    }
    let stem = &name[..name.len() - last.len_utf8()];
    let with = |endings: &[&str]| endings.iter().map(|ending| format!("{stem}{ending}")).collect();
    match (first, last) {
        ('\u{1200}'..='\u{137f}', _) => vec![format!("*{name}")],
        ('ا'..='ي', _) if letters >= 4 => {
            let article = name.strip_prefix("ال").map(|rest| format!("لل{rest}"));
            let joined = ["", "ب", "ل", "في", "و", "من"].map(|prefix| format!("{prefix}{name}"));
            joined.into_iter().chain(article).collect()
        }
        (_, '가'..='힣' | '\u{980}'..='\u{9ff}' | '\u{b80}'..='\u{bff}') => vec![format!("{name}*")],
        (_, 'а') if letters >= 4 => with(&["а", "ы", "и", "е", "і", "у", "ой", "ою"]),
        (_, 'я') if letters >= 4 => with(&["я", "и", "ю", "ей", "е", "і", "ї", "єю"]),
        (_, 'б'..='ш') if letters >= 4 => {
            ["", "а", "у", "ом", "е", "і"].iter().map(|ending| format!("{name}{ending}")).collect()
        }
        _ => vec![name.to_owned()],
    }
}

/// Whether `text` begins with a letter or mark that would carry a word on.
pub(super) fn starts_with_spaced_letter(text: &str) -> bool {
    text.chars().next().is_some_and(is_spaced_letter)
}

/// Whether `text` ends with a letter or mark of a spaced script.
pub(super) fn ends_in_spaced_letter(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_spaced_letter)
}

/// Whether `c` is a letter, or a vowel or tone mark, of a script that separates words by spaces; katakana counts among them, since
/// a loan word ends where it does: the タイ of フルタイム is no country.
pub(super) fn is_spaced_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    // Marks of Arabic and Indic scripts are not alphabetic throughout, yet belong to the word.
    let mark = matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
        | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{b82}' | '\u{bbe}'..='\u{bcd}' | '\u{200d}');
    mark || matches!(c, 'ァ'..='ヺ' | 'ー') || (is_alphabetic(c) && !is_unspaced(c))
}

/// Whether `c` belongs to a script written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
