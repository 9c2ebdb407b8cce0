//! A very long text, folded stretch by stretch: what folding needs is many times a text, and of one stretch it is little.
//!
//! A stretch ends with a line, where no fold joins what stands on both sides; where lines are too long with a space, and where
//! there is none with any character. Each is judged by itself: by its own script, and by its own line breaks.

use crate::span::Span;
use crate::text::NormalizedText;
use crate::text::script::is_word;

/// Bytes of a stretch; texts up to twice as long are folded at once.
const LENGTH: usize = 1 << 18;

/// The folded text of what `fold` makes of each stretch; `None` for a text that is folded at once.
pub(super) fn by_stretches(original: &str, fold: impl Fn(&str) -> NormalizedText) -> Option<NormalizedText> {
    if original.len() <= 2 * LENGTH {
        return None;
    }
    let mut all = NormalizedText::default();
    let mut start = 0;
    while start < original.len() {
        let end = end(original, start);
        let apart = original[..end].chars().next_back().filter(|c| matches!(c, '\n' | ' '));
        all.append(&fold(&original[start..end]), apart, Span::new(start, end));
        start = end;
    }
    Some(all)
}

/// Where the stretch ends that begins at `start`.
fn end(text: &str, start: usize) -> usize {
    if text.len() - start <= 2 * LENGTH {
        return text.len();
    }
    let first = text.ceil_char_boundary(start + LENGTH);
    let within = &text[first..text.floor_char_boundary(first + LENGTH)];
    // A hyphen before a line break may part a word, and what is no letter behind it may belong to what stands before.
    let between_words = |sign: char| {
        let parts = |at: &usize| within[..*at].ends_with(is_word) && within[at + 1..].starts_with(is_word);
        within.match_indices(sign).map(|(at, _)| at).find(parts).map(|at| first + at + 1)
    };
    between_words('\n').or_else(|| between_words(' ')).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_folded_as_its_stretches_at_once() {
        let line = "Ｆｒｅｅ flight — T e l e g r a m, déjà vu\u{200b}s &amp; ça\n";
        let text = line.repeat(3 * LENGTH / line.len());
        let whole = super::super::general(&text);
        let parted = by_stretches(&text, super::super::general).expect("it is long");
        assert_eq!(whole.as_str(), parted.as_str());
        assert_eq!(whole.accents(), parted.accents());
        assert_eq!(whole.obfuscation(), parted.obfuscation());
        for at in (0..whole.as_str().len()).step_by(997) {
            let span = Span::new(at, at + 40);
            assert_eq!(whole.original(span), parted.original(span), "at {at}");
        }
    }

    #[test]
    fn a_text_without_lines_or_spaces_is_cut_at_a_character() {
        let text = "é".repeat(2 * LENGTH);
        let parted = by_stretches(&text, super::super::general).expect("it is long");
        assert_eq!(parted.as_str(), "e".repeat(2 * LENGTH));
        let end = parted.as_str().len();
        assert_eq!(parted.original(Span::new(end - 1, end)), Span::new(text.len() - 2, text.len()));
    }
}
