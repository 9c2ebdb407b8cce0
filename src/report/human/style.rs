//! Roles that text plays in a card, and the colours of each.
//!
//! The only place that knows terminal escape sequences. Without colour nothing is written but the text.

use std::io::{self, Write};

use crate::assess::Band;

/// The part a stretch of text plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Style {
    /// Ordinary text.
    #[default]
    Plain,
    /// Text to skip at first reading.
    Dim,
    /// A heading.
    Heading,
    /// The band of an ad.
    Band(Band),
    /// Words a risk indicator rests on.
    Raising,
    /// Words a protective sign rests on.
    Lowering,
}

impl Style {
    /// The parameters of the terminal's "select graphic rendition" sequence, `None` for ordinary text.
    fn codes(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Dim => Some("2"),
            Self::Heading => Some("1"),
            Self::Band(Band::Low) => Some("1;32"),
            Self::Band(Band::Elevated) => Some("1;33"),
            Self::Band(Band::High) => Some("1;31"),
            Self::Band(Band::Critical) => Some("1;97;41"),
            Self::Raising => Some("1;4;31"),
            Self::Lowering => Some("1;4;32"),
        }
    }

    /// Writes `text` in this style, back to ordinary at its end.
    pub(super) fn write(self, out: &mut dyn Write, text: &str, color: bool) -> io::Result<()> {
        match self.codes() {
            Some(codes) if color && !text.is_empty() => write!(out, "\x1b[{codes}m{text}\x1b[0m"),
            _ => out.write_all(text.as_bytes()),
        }
    }
}
