//! A set of words searched for in one pass, each hit checked for word boundaries.
//!
//! Owns what counts as a boundary: letters of spaced scripts (Latin, Cyrillic, Arabic, Indic, Ethiopic, Hangul) must not
//! go on past the form, digits may; Chinese, Japanese, Thai, Lao, Khmer and Burmese ask for none. Knows nothing of what
//! the words mean: a hit names its form by number. Forms are folded as the text is, so tables are written naturally.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use crate::span::{Normalized, Span};
use crate::text::NormalizedText;

/// One occurrence of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Where it stands.
    pub(super) span: Span<Normalized>,
    /// The number [`LexiconBuilder::add`] gave the form.
    pub(super) form: usize,
}

/// The forms, ready to search.
#[derive(Debug)]
pub(super) struct Lexicon {
    automaton: AhoCorasick,
    edges: Vec<Edges>,
}

/// Which ends of a form ask for a boundary.
#[derive(Debug, Clone, Copy)]
struct Edges {
    start: bool,
    end: bool,
}

/// Collects forms; the same form added twice keeps its first number.
#[derive(Debug, Default)]
pub(super) struct LexiconBuilder {
    forms: Vec<(String, Edges)>,
    numbers: FxHashMap<String, usize>,
}

impl LexiconBuilder {
    /// Adds a form and returns its number, or `None` when nothing is left of it after folding. A `*` at either end
    /// lets letters go on there.
    pub(super) fn add(&mut self, written: &str) -> Option<usize> {
        let open_start = written.starts_with('*');
        let open_end = written.ends_with('*');
        let folded = NormalizedText::new(written.trim_matches('*').trim()).as_str().trim().to_owned();
        let (first, last) = (folded.chars().next()?, folded.chars().next_back()?);
        let edges = Edges { start: !open_start && is_spaced_letter(first), end: !open_end && is_spaced_letter(last) };
        let key = format!("{}{folded}{}", if open_start { "*" } else { "" }, if open_end { "*" } else { "" });
        let next = self.forms.len();
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.forms.push((folded, edges));
        }
        Some(number)
    }

    /// Compiles what was added.
    pub(super) fn build(self) -> Lexicon {
        let (texts, edges): (Vec<String>, Vec<Edges>) = self.forms.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&texts)
            .expect("invariant: a table holds far fewer forms than the automaton can number");
        Lexicon { automaton, edges }
    }
}

impl Lexicon {
    /// Every form that stands in `text` between proper boundaries, by falling length at one start, without those that
    /// lie inside a longer one.
    pub(super) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self
            .automaton
            .find_overlapping_iter(text)
            .filter(|found| {
                let edges = self.edges[found.pattern().as_usize()];
                (!edges.start || !ends_in_spaced_letter(&text[..found.start()]))
                    && (!edges.end || !starts_with_spaced_letter(&text[found.end()..]))
            })
            .map(|found| Hit { span: Span::new(found.start(), found.end()), form: found.pattern().as_usize() })
            .collect();
        hits.sort_unstable_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end), hit.form));
        let mut reach = 0;
        hits.retain(|hit| {
            let inside = hit.span.end <= reach;
            reach = reach.max(hit.span.end);
            !inside
        });
        hits
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

/// Whether `c` is a letter, or a vowel or tone mark, of a script that separates words by spaces.
pub(super) fn is_spaced_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    // Marks of Arabic and Indic scripts are not alphabetic throughout, yet belong to the word.
    let mark = matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
        | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{b82}' | '\u{bbe}'..='\u{bcd}' | '\u{200d}');
    mark || (c.is_alphabetic() && !is_unspaced(c))
}

/// Whether `c` belongs to a script written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
