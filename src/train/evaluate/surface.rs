//! The surface of an ad: what can be told of it without reading a word. None of this is a feature of the model; how far it
//! gives the label away says how easy a corpus makes it.

use crate::ad::Ad;
use crate::detect::Detection;
use crate::facts::ContactKind;

/// A kind of surface feature, judged by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surface {
    Length,
    Emoji,
    Digits,
    Punctuation,
    Contacts,
    LineBreaks,
    Title,
}

impl Surface {
    pub(super) const ALL: [Self; 7] =
        [Self::Length, Self::Emoji, Self::Digits, Self::Punctuation, Self::Contacts, Self::LineBreaks, Self::Title];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Emoji => "emoji",
            Self::Digits => "digits",
            Self::Punctuation => "punctuation",
            Self::Contacts => "contact style",
            Self::LineBreaks => "line breaks",
            Self::Title => "title present",
        }
    }

    /// Its numbers, each of about unit size; always as many for one kind.
    pub(super) fn values(self, ad: &Ad, detection: &Detection) -> Vec<f64> {
        let characters = ad.text.chars().count();
        match self {
            Self::Length => {
                let log = logarithm(characters) - 6.0;
                vec![log, log * log]
            }
            Self::Emoji => counted(&ad.text, characters, is_emoji),
            Self::Digits => counted(&ad.text, characters, char::is_numeric),
            Self::Punctuation => {
                let mut values = counted(&ad.text, characters, is_punctuation);
                values.push(logarithm(ad.text.chars().filter(|c| matches!(c, '!' | '！')).count()));
                values
            }
            Self::Contacts => {
                let found = detection.facts.per_field().iter().flat_map(|facts| &facts.contacts);
                let kinds: Vec<ContactKind> = found.map(|contact| contact.kind).collect();
                let has = |(kind, _): &(ContactKind, _)| f64::from(u8::from(kinds.contains(kind)));
                ContactKind::ALL.iter().map(has).collect()
            }
            Self::LineBreaks => counted(&ad.text, characters, |c| c == '\n'),
            Self::Title => vec![f64::from(u8::from(!ad.title.trim().is_empty()))],
        }
    }
}

/// How many characters of a kind there are, on a logarithmic scale; how many of a hundred; whether there are any.
fn counted(text: &str, characters: usize, is: impl Fn(char) -> bool) -> Vec<f64> {
    let count = text.chars().filter(|c| is(*c)).count();
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    vec![logarithm(count), 10.0 * number(count) / number(characters.max(1)), f64::from(u8::from(count > 0))]
}

fn logarithm(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)).ln_1p()
}

/// Pictures, dingbats and flags.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{2190}'..='\u{21FF}')
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
            | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '¡' | '¿' | '·' | '«' | '»' | '।' | '॥' | '،' | '؛' | '؟' | '။'
            | '၊' | '។' | '៕' | '።' | '፣')
}
