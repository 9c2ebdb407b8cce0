//! Styled paragraphs, wrapped and written.
//!
//! [`Painted`] is text with a style per stretch; [`Sheet`] is the page it goes to. Neither knows what a card says.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::style::Style;
use super::wrap::{Breaks, wrap};

/// Text whose stretches have styles. Whoever pushes text of an ad escapes it first.
#[derive(Debug, Default)]
pub(super) struct Painted {
    text: String,
    /// Where each stretch ends and its style; covers the text without gaps.
    stretches: Vec<(usize, Style)>,
    breaks: Breaks,
}

impl Painted {
    /// Text of one style.
    pub(super) fn of(text: &str, style: Style) -> Self {
        Self::default().and(text, style)
    }

    /// The same with more text behind it.
    pub(super) fn and(mut self, text: &str, style: Style) -> Self {
        self.push(text, style);
        self
    }

    /// Appends text.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        self.text.push_str(text);
        self.stretches.push((self.text.len(), style));
    }

    /// Keeps the last `bytes` of the text on one line.
    pub(super) fn keep(&mut self, bytes: usize) {
        self.breaks.kept.push(self.text.len() - bytes..self.text.len());
    }

    /// Lets a line begin with what is pushed next.
    pub(super) fn may_break(&mut self) {
        self.breaks.added.push(self.text.len());
    }

    /// The lines of a part, as byte ranges.
    fn lines(&self, part: Range<usize>, width: usize) -> Vec<Range<usize>> {
        wrap(&self.text, part, width.max(1), &self.breaks)
    }

    /// Writes a part of the text in its styles.
    fn write(&self, out: &mut dyn Write, part: Range<usize>, color: bool) -> io::Result<()> {
        let mut from = part.start;
        let first = self.stretches.partition_point(|(end, _)| *end <= from);
        for &(end, style) in &self.stretches[first..] {
            if from >= part.end {
                break;
            }
            let to = end.min(part.end);
            style.write(out, &self.text[from..to], color)?;
            from = to;
        }
        Ok(())
    }

    /// The byte ranges between line breaks.
    fn paragraphs(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut next = 0;
        self.text.split('\n').map(move |paragraph| {
            let start = next;
            next += paragraph.len() + 1;
            start..start + paragraph.trim_end().len()
        })
    }
}

/// The page a report writes on.
pub(super) struct Sheet<'a> {
    /// The sink.
    pub(super) out: &'a mut dyn Write,
    /// Whether it takes colours.
    pub(super) color: bool,
    /// Its columns.
    pub(super) width: usize,
}

impl Sheet<'_> {
    /// An empty line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// A line across the page.
    pub(super) fn rule(&mut self) -> io::Result<()> {
        Style::Dim.write(self.out, &"─".repeat(self.width), self.color)?;
        self.blank()
    }

    /// A heading after an empty line.
    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.blank()?;
        self.block("", &Painted::of(text, Style::Heading))
    }

    /// Wrapped text whose first line begins with `label`, plain; the others are indented as far.
    pub(super) fn block(&mut self, label: &str, text: &Painted) -> io::Result<()> {
        let indent = " ".repeat(label.width());
        let mut prefix = label;
        for paragraph in text.paragraphs() {
            for line in text.lines(paragraph, self.width.saturating_sub(indent.len())) {
                self.out.write_all(prefix.as_bytes())?;
                text.write(self.out, line, self.color)?;
                self.blank()?;
                prefix = &indent;
            }
        }
        Ok(())
    }

    /// Wrapped text with a bar before every line, so that no line of it can pass for one of the card. Empty lines at the
    /// ends are dropped, several in a row become one.
    pub(super) fn barred(&mut self, text: &Painted) -> io::Result<()> {
        const BAR: &str = "  │ ";
        let (mut started, mut owed) = (false, false);
        for paragraph in text.paragraphs() {
            if paragraph.is_empty() {
                owed = started;
                continue;
            }
            if std::mem::take(&mut owed) {
                Style::Dim.write(self.out, BAR.trim_end(), self.color)?;
                self.blank()?;
            }
            started = true;
            for line in text.lines(paragraph, self.width.saturating_sub(BAR.width())) {
                Style::Dim.write(self.out, BAR, self.color)?;
                text.write(self.out, line, self.color)?;
                self.blank()?;
            }
        }
        Ok(())
    }
}
