//! The wording of an ad as countable pieces: character n-grams inside words, and words one and two at a time.
//!
//! Training and scoring both read text through here. Contacts, numbers, placeholder words and the names of countries, peoples
//! and languages are masked, so that wording means wording. Knows no weights.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::peoples;
use super::token::{Token, Tokens};
use crate::span::Span;
use crate::text::NormalizedText;
use crate::text::script::{is_unspaced, is_word};

/// Shortest and longest character n-gram, the blank before and after a word included.
const CHARACTERS: std::ops::RangeInclusive<usize> = 2..=4;
/// Bytes from which on a text is long.
const LONG: usize = 1 << 16;
/// Words that stand for something left out, in the languages served; they say who wrote an example, not what it says.
const PLACEHOLDERS: [&str; 9] =
    ["example", "contoh", "ejemplo", "exemplo", "exemple", "beispiel", "示例", "xxx", "пример"];

/// The one of them in a script without spaces, where it stands inside a run.
const RUN_ON_PLACEHOLDER: &str = "示例";

static PLACEHOLDER: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(PLACEHOLDERS).expect("invariant: a few short words make an automaton"));

/// Sets the hash of a word apart from that of the same letters inside one.
const WORDS: u64 = 0x9E37_79B9_7F4A_7C15;

/// Which block of the wording model a piece belongs to; each block is weighed to the same length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Character n-grams.
    Characters,
    /// Single words and pairs.
    Words,
}

/// One piece of wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Stable hash of the block and the text of the piece.
    pub hash: u64,
    /// Its block.
    pub block: Block,
    /// Index of the word it stands in (the first, for a pair).
    pub word: usize,
    /// Index of the word it ends in.
    pub last: usize,
}

/// The hash under which a piece is known.
#[must_use]
pub fn hash(block: Block, text: &str) -> u64 {
    match block {
        Block::Characters => text.chars().fold(Gram::default(), Gram::then).hash(),
        // Told apart behind the hash: before it, two seeds would make many pairs of short texts the same.
        Block::Words => xxh3_64(text.as_bytes()) ^ WORDS,
    }
}

/// The hash of an n-gram as far as it was read: a longer one goes on from a shorter.
#[derive(Debug, Clone, Copy, Default)]
struct Gram(u64);

impl Gram {
    fn then(self, c: char) -> Self {
        Self((self.0.rotate_left(5) ^ u64::from(u32::from(c))).wrapping_mul(WORDS))
    }

    /// Spreads what was read over all bits.
    fn hash(self) -> u64 {
        let mixed = (self.0 ^ self.0 >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        mixed ^ mixed >> 32
    }
}

/// The masked words of a text, in reading order.
#[must_use]
pub fn tokens(text: &NormalizedText) -> Tokens {
    let mut out = Tokens::default();
    add(text, &mut out);
    out
}

/// Puts the masked words of a text, in reading order, behind those of the text before it.
pub(super) fn add(text: &NormalizedText, out: &mut Tokens) {
    let whole = text.as_str();
    if whole.len() > LONG {
        // Growing bit by bit would take twice the room in the end. Names and changes of script cut some words further.
        let words = whole.split(|c| !kept(c)).filter(|word| !word.is_empty()).count();
        out.reserve(words + words / 8, whole.len());
    }
    let first = out.len();
    let mut before = out.last().map_or(0, |last| last.until());
    let marks = Marks::of(whole);
    for (start, chunk) in chunks(whole) {
        if marks.is_contact(chunk) {
            continue;
        }
        let mut run: Option<usize> = None;
        for (i, c) in chunk.char_indices().chain([(chunk.len(), ' ')]) {
            match (kept(c), run) {
                (true, None) => run = Some(i),
                (false, Some(from)) => {
                    before += unnamed(out, first, (&chunk[from..i], start + from), before);
                    run = None;
                }
                _ => {}
            }
        }
    }
    without_pairs(out, first);
}

/// Drops the words from `first` on that make a name together.
fn without_pairs(tokens: &mut Tokens, first: usize) {
    let starts = |at: &usize| peoples::pair(tokens.at(*at).text, tokens.at(at + 1).text);
    let pairs: FxHashSet<usize> = (first..tokens.len().saturating_sub(1)).filter(starts).collect();
    if !pairs.is_empty() {
        tokens.without(|at| pairs.contains(&at) || at > 0 && pairs.contains(&(at - 1)));
    }
}

/// Calls `each` with every piece that begins in some words and its letters: those of characters first, then words, each in
/// reading order.
pub fn pieces(tokens: &Tokens, words: Range<usize>, mut each: impl FnMut(Piece, &str)) {
    let mut buffer = String::new();
    let mut letters: Vec<(usize, char)> = Vec::new();
    for index in words.clone() {
        buffer.clear();
        buffer.push(' ');
        buffer.push_str(tokens.at(index).text);
        buffer.push(' ');
        letters.clear();
        letters.extend(buffer.char_indices());
        for (at, (start, _)) in letters.iter().enumerate() {
            let mut gram = Gram::default();
            for (length, (from, c)) in (1..).zip(&letters[at..]).take(*CHARACTERS.end()) {
                gram = gram.then(*c);
                if length >= *CHARACTERS.start() {
                    let piece = Piece { hash: gram.hash(), block: Block::Characters, word: index, last: index };
                    each(piece, &buffer[*start..from + c.len_utf8()]);
                }
            }
        }
    }
    // The last pair may end in the word behind.
    let units = units(tokens, words.start..tokens.len().min(words.end + 1));
    for (i, (word, index)) in units.iter().enumerate().take_while(|(_, (_, index))| *index < words.end) {
        each(Piece { hash: hash(Block::Words, word), block: Block::Words, word: *index, last: *index }, word);
        if let Some((next, last)) = units.get(i + 1) {
            buffer.clear();
            buffer.push_str(word);
            buffer.push(' ');
            buffer.push_str(next);
            let piece = Piece { hash: hash(Block::Words, &buffer), block: Block::Words, word: *index, last: *last };
            each(piece, &buffer);
        }
    }
}

/// Words for the word block: in scripts without spaces every character is one.
fn units(tokens: &Tokens, words: Range<usize>) -> Vec<(&str, usize)> {
    let mut out = Vec::new();
    for index in words {
        let token: Token<'_> = tokens.at(index);
        let mut from = 0;
        for (i, c) in token.text.char_indices() {
            if is_unspaced(c) {
                if from < i {
                    out.push((&token.text[from..i], index));
                }
                out.push((&token.text[i..i + c.len_utf8()], index));
                from = i + c.len_utf8();
            }
        }
        if from < token.text.len() {
            out.push((&token.text[from..], index));
        }
    }
    out
}

/// Runs without white space, with their offsets. Where a script needs no spaces, a run ends with the script: what stands beside a
/// contact there is wording. Placeholder words of such scripts are cut out.
fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    let run_on = text.contains(RUN_ON_PLACEHOLDER);
    let runs = text.split_whitespace().flat_map(by_spacing);
    let plain = runs.flat_map(move |run| without_placeholder(run, run_on)).filter(|part| !part.is_empty());
    plain.map(move |chunk| (chunk.as_ptr() as usize - base, chunk))
}

/// What stands around placeholder words in a run, if the text has any.
fn without_placeholder(run: &str, any: bool) -> impl Iterator<Item = &str> {
    let (whole, parts) = if any { (None, Some(run.split(RUN_ON_PLACEHOLDER))) } else { (Some(run), None) };
    whole.into_iter().chain(parts.into_iter().flatten())
}

/// The parts of a run, each of scripts with spaces or of scripts without.
fn by_spacing(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let first = is_unspaced(rest.chars().next()?);
        let end = if rest.is_ascii() { None } else { rest.find(|c| is_unspaced(c) != first) };
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(part)
    })
}

/// What of contacts and placeholders a text holds at all: most hold none, and their runs need not be searched one by one.
struct Marks {
    at: bool,
    link: bool,
    placeholder: bool,
}

impl Marks {
    fn of(text: &str) -> Self {
        Self { at: text.contains('@'), link: text.contains("://"), placeholder: PLACEHOLDER.is_match(text) }
    }

    /// Whether a run is an address, a handle, a link, a phone number or a placeholder.
    fn is_contact(&self, chunk: &str) -> bool {
        self.at && chunk.contains('@')
            || self.link && chunk.contains("://")
            || chunk.starts_with("www.")
            || chunk.bytes().filter(u8::is_ascii_digit).count() >= 7
            || self.placeholder && PLACEHOLDER.is_match(chunk)
    }
}

fn is_money_sign(c: char) -> bool {
    matches!(c, '%' | '+' | '$' | '€' | '£' | '¥' | '₹' | '₫' | '฿' | '₱' | '₩' | '₽' | '₴' | '₦' | '₨')
}

fn kept(c: char) -> bool {
    is_word(c) || is_money_sign(c)
}

/// Adds what is left of a word that stands at `start`, without the names in it; a word that leads to a name is taken away, from
/// `first` on. Returns its length in characters.
fn unnamed(out: &mut Tokens, first: usize, (word, start): (&str, usize), before: usize) -> usize {
    let mut from = 0;
    let mut length = 0;
    for name in peoples::named(word).into_iter().chain(std::iter::once(word.len()..word.len())) {
        if from < name.start {
            length += push(out, &word[from..name.start], start + from, before + length);
        }
        length += word[name.clone()].chars().count();
        let leads = |out: &Tokens| out.len() > first && out.last().is_some_and(|last| peoples::leads(last.text));
        if from == name.start && !name.is_empty() && leads(out) {
            out.pop();
        }
        from = name.end;
    }
    length
}

/// Adds one word with its digits masked; returns its length in characters.
fn push(out: &mut Tokens, word: &str, start: usize, before: usize) -> usize {
    let mut zeros = 0;
    let masked = word.chars().filter_map(|c| {
        zeros = if c.is_ascii_digit() { zeros + 1 } else { 0 };
        match zeros {
            0 => Some(c),
            1..=4 => Some('0'),
            _ => None,
        }
    });
    out.push_letters(masked, Span::new(start, start + word.len()), before);
    out.last().map_or(0, |token| token.letters())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(&NormalizedText::new(text)).iter().map(|token| token.text.to_owned()).collect()
    }

    #[test]
    fn a_contact_takes_no_sentence_with_it_where_no_spaces_stand() {
        assert_eq!(words("包吃住底薪高微信@example_abc马上出发"), ["包吃住底薪高微信", "马上出发"]);
        assert_eq!(words("电话00000000000联系老板"), ["电话", "联系老板"]);
        assert_eq!(words("ติดต่อline@example.comได้เลย"), ["ติดต่อ", "ได้เลย"]);
    }

    #[test]
    fn no_two_short_pieces_are_one() {
        let texts: Vec<String> = ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("{a}{b}"))).collect();
        let blocks = [Block::Characters, Block::Words];
        let hashes: std::collections::BTreeSet<u64> =
            blocks.iter().flat_map(|block| texts.iter().map(|text| hash(*block, text))).collect();
        assert_eq!(hashes.len(), 2 * texts.len());
    }

    #[test]
    fn placeholders_and_contacts_are_masked() {
        assert_eq!(words("公司示例名称招人"), ["公司", "名称招人"]);
        assert_eq!(
            words("write to jobs@example.com or +000 000 0000000 today"),
            ["write", "to", "or", "+000", "000", "today"]
        );
        assert_eq!(words("1250 euros"), ["0000", "euros"]);
    }
}
