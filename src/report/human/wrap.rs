//! Lines that fit a width, in every script.
//!
//! Widths are terminal columns of grapheme clusters: two for Chinese and for emoji, none for combining marks. Lines break
//! where Unicode allows it; a word too long for a line, as any Thai or Khmer sentence is to that rule, breaks between
//! clusters, never inside one.

use std::ops::Range;

use textwrap::WordSeparator;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Where lines may break beside what Unicode says, as byte offsets.
#[derive(Debug, Default)]
pub(super) struct Breaks {
    /// Stretches that stay in one piece if a line can hold them, in order, none overlapping another.
    pub(super) kept: Vec<Range<usize>>,
    /// Further places at which a line may begin.
    pub(super) added: Vec<usize>,
}

/// The byte ranges of the lines of `text[part]`, which holds no line break, none wider than `width` unless one cluster
/// is. Spaces at the breaks belong to no line. An empty part is one empty line.
pub(super) fn wrap(text: &str, part: Range<usize>, width: usize, breaks: &Breaks) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut line = part.start..part.start;
    let (mut used, mut gap) = (0, 0);
    for unit in units(text, part, breaks) {
        let word = text[unit.clone()].trim_end_matches(' ');
        let columns = word.width();
        if columns <= width && used + gap + columns <= width {
            used += gap + columns;
        } else if columns <= width {
            lines.push(line);
            line = unit.start..unit.start;
            used = columns;
        } else {
            used += gap;
            for (offset, cluster) in word.grapheme_indices(true) {
                if used > 0 && used + cluster.width() > width {
                    let end = unit.start + offset;
                    lines.push(line.start..line.start + text[line.start..end].trim_end_matches(' ').len());
                    line.start = end;
                    used = 0;
                }
                used += cluster.width();
            }
        }
        line.end = unit.start + word.len();
        gap = unit.end - line.end;
    }
    lines.push(line);
    lines
}

/// The stretches between the places where a line may break; together they are the whole part.
fn units(text: &str, part: Range<usize>, breaks: &Breaks) -> Vec<Range<usize>> {
    let mut at = part.start;
    let mut starts: Vec<usize> = Vec::new();
    for word in WordSeparator::UnicodeBreakProperties.find_words(&text[part.clone()]) {
        starts.push(at);
        at += word.word.len() + word.whitespace.len();
    }
    starts.extend(breaks.added.iter().filter(|at| part.contains(at)));
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|at| {
        let before = breaks.kept.partition_point(|kept| kept.start < *at);
        before == 0 || breaks.kept[before - 1].end <= *at
    });
    let ends = starts.iter().skip(1).copied().chain([part.end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// `text` cut to `width` columns, with an ellipsis in place of what did not fit.
pub(super) fn elide(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for cluster in text.graphemes(true) {
        used += cluster.width();
        if used > width {
            break;
        }
        short.push_str(cluster);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<&str> {
        wrap(text, 0..text.len(), width, &Breaks::default()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn kept_stretches_stay_whole_and_added_places_may_break() {
        let kept = 2..6;
        let breaks = Breaks { kept: vec![kept], added: vec![8] };
        let lines = wrap("a b c d efgh", 0..12, 8, &breaks);
        assert_eq!(lines, [0..7, 8..12]);
        assert_eq!(wrap("a b c d efgh", 0..12, 4, &breaks), [0..1, 2..5, 6..7, 8..12]);
    }

    #[test]
    fn breaks_at_spaces_and_drops_them() {
        assert_eq!(lines("free flight and  food", 11), ["free flight", "and  food"]);
        assert_eq!(lines("", 11), [""]);
    }

    #[test]
    fn chinese_takes_two_columns_and_breaks_anywhere() {
        assert_eq!(lines("高薪诚聘打字员包机票", 8), ["高薪诚聘", "打字员包", "机票"]);
    }

    #[test]
    fn clusters_stay_whole() {
        assert_eq!(lines("ที่นี่ดี", 2), ["ที่นี่", "ดี"]);
        assert_eq!(lines("👨‍👩‍👧👨‍👩‍👧", 2), ["👨‍👩‍👧", "👨‍👩‍👧"]);
    }

    #[test]
    fn nothing_is_lost_but_white_space() {
        let text = "งานคีย์ข้อมูล สบายๆ wage 3-5萬 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  end";
        for width in 1..40 {
            let joined: String = lines(text, width).concat();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""), "width {width}");
        }
    }

    #[test]
    fn elision_counts_columns() {
        assert_eq!(elide("高薪诚聘", 8), "高薪诚聘");
        assert_eq!(elide("高薪诚聘", 7), "高薪诚…");
        assert_eq!(elide("free flight", 6), "free…");
    }
}
