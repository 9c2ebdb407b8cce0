//! The normalizer and its way back to the original.

use lurescan::span::Span;
use lurescan::text::{Disguise, NormalizedText, language};

/// Folds a text and checks that every place in the folded text leads to a place in the original.
pub(crate) fn normalizer(data: &[u8]) {
    let original = String::from_utf8_lossy(data);
    let text = NormalizedText::new(&original);
    let folded = text.as_str();
    let slice = |start, end| {
        let span = text.original(Span::new(start, end));
        (span, original.get(span.range()).unwrap_or_else(|| panic!("{span:?} is no part of {original:?}")))
    };
    let mut last = (0, 0);
    for (at, c) in folded.char_indices() {
        let (span, words) = slice(at, at + c.len_utf8());
        assert!(!words.is_empty(), "{c:?} at {at} comes from nothing");
        assert!((span.start, span.end) >= last, "{span:?} steps back behind {last:?}");
        assert!(text.original(Span::new(at, at)).is_empty());
        let (whole, _) = slice(0, at + c.len_utf8());
        assert!(whole.end == span.end, "the text up to {at} ends at {whole:?}, its last character at {span:?}");
        last = (span.start, span.end);
    }
    // Any span, also one that no character begins or ends at, or that lies beyond the text.
    for (start, end) in [(0, folded.len()), (1, 2), (folded.len() / 2, folded.len() + 7), (usize::MAX, usize::MAX)] {
        slice(start, end);
    }
    assert!(!folded.contains("  ") && folded.trim_matches([' ', '\n']) == folded, "white space left: {folded:?}");
    for kind in Disguise::ALL {
        for span in text.obfuscation().spans(kind) {
            assert!(original.get(span.range()).is_some(), "{kind:?} at {span:?}");
        }
    }
    let accents = text.accents().within(Span::new(0, folded.len()));
    assert!(accents.iter().all(|(at, _)| folded.is_char_boundary(*at as usize)), "{accents:?}");
    let _ = language::identify(&original);
}
