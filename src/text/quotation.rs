//! What stands in quotation marks.
//!
//! Folding makes one sign of most of them: two in one line open and close. The corner brackets of Chinese and Japanese keep
//! their sides and may go over lines. A word or two in quotation marks is a name or irony, and what goes on for long is a mark
//! that was never closed.

use super::NormalizedText;
use crate::span::{Normalized, Span};

/// Letters of a quotation: fewest, where a script parts words and where it does not, and most.
const FEWEST: usize = 14;
const FEWEST_UNSPACED: usize = 6;
const MOST: usize = 400;
/// Marks that open and their counterparts.
const SIDED: [(char, char); 2] = [('「', '」'), ('『', '』')];

/// The quotations of a text with their marks, in reading order.
#[must_use]
pub fn quotations(text: &NormalizedText) -> Vec<Span<Normalized>> {
    let whole = text.as_str();
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in whole.char_indices() {
        match open {
            Some((start, close)) if c == close => {
                let end = at + c.len_utf8();
                if is_quotation(&whole[start + close.len_utf8()..at]) {
                    found.push(Span::new(start, end));
                }
                open = None;
            }
            Some((_, '"')) if c == '\n' => open = None,
            Some((_, '"')) | None => {
                let sided = SIDED.iter().find(|(opens, _)| *opens == c).map(|(_, closes)| (at, *closes));
                open = sided.or((c == '"').then_some((at, '"'))).or(open);
            }
            Some(_) => {}
        }
    }
    found
}

fn is_quotation(inside: &str) -> bool {
    let letters = inside.chars().filter(|c| c.is_alphanumeric()).count();
    let unspaced = inside.chars().any(super::script::is_unspaced);
    (if unspaced { FEWEST_UNSPACED } else { FEWEST }..=MOST).contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let text = NormalizedText::new(text);
        quotations(&text).into_iter().map(|span| text.as_str()[span.range()].to_owned()).collect()
    }

    #[test]
    fn marks_of_every_kind_open_and_close() {
        assert_eq!(of("He said “free flight today” and left"), ["\"free flight today\""]);
        assert_eq!(of("Er sagte „Flug wird bezahlt“."), ["\"flug wird bezahlt\""]);
        assert_eq!(of("« bon salaire, billet payé »"), ["\" bon salaire, billet paye \""]);
        assert_eq!(of("他說「機票公司出，當作旅行」。"), ["「机票公司出,当作旅行」"]);
        assert_eq!(of("写「包吃住包机票\n月薪两万」"), ["「包吃住包机票\n月薪两万」"]);
    }

    #[test]
    fn a_name_an_inch_and_an_open_mark_are_no_quotation() {
        assert!(of("The \"boss\" sells 5\" pipes and 6\" ones to builders here").is_empty());
        assert!(of("Hotel \"Sun\" wants cooks").is_empty());
        assert!(of("a \"mark that never\ncloses\" here we go on").is_empty());
        assert!(of(&format!("「{}」", "字".repeat(401))).is_empty());
    }
}
