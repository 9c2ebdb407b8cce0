//! The shingles of an ad: runs of four masked words, in scripts without spaces of four characters.
//!
//! Words are those the wording model reads, so that contacts, numbers and names of peoples do not set two copies of one
//! text apart. An ad without a single word, such as one of emoji alone, is cut into its characters instead.

use crate::model::tokens;
use crate::text::NormalizedText;
use crate::text::script::is_unspaced;

/// Words in a shingle; in scripts without spaces every character counts as a word.
const WORDS: usize = 4;

/// Hands over every shingle of the units; fewer units than a shingle holds are one shingle.
pub(super) fn each(units: &[String], mut take: impl FnMut(&str)) {
    let mut shingle = String::new();
    for run in units.windows(WORDS.min(units.len()).max(1)) {
        shingle.clear();
        for (at, unit) in run.iter().enumerate() {
            if at > 0 {
                shingle.push(' ');
            }
            shingle.push_str(unit);
        }
        take(&shingle);
    }
}

/// The masked words of the fields, one field after the other.
pub(super) fn words(fields: &[NormalizedText]) -> Vec<String> {
    let mut words = Vec::new();
    for tokens in fields.iter().map(tokens::tokens) {
        for token in tokens.iter() {
            if token.text.chars().any(is_unspaced) {
                words.extend(token.text.chars().map(String::from));
            } else {
                words.push(token.text.to_owned());
            }
        }
    }
    words
}

/// The characters of the fields that can be seen.
pub(super) fn characters(fields: &[NormalizedText]) -> Vec<String> {
    let visible = |field: &NormalizedText| -> Vec<String> {
        field.as_str().chars().filter(|c| !c.is_whitespace()).map(String::from).collect()
    };
    fields.iter().flat_map(visible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shingles(units: &[String]) -> Vec<String> {
        let mut all = Vec::new();
        each(units, |shingle| all.push(shingle.to_owned()));
        all
    }

    fn of_words(title: &str, text: &str) -> Vec<String> {
        shingles(&words(&[title, text].map(NormalizedText::new)))
    }

    fn of_characters(text: &str) -> Vec<String> {
        shingles(&characters(&[NormalizedText::new(text)]))
    }

    #[test]
    fn words_make_shingles_across_title_and_text() {
        assert_eq!(
            of_words("Typist wanted", "Free flight today"),
            ["typist wanted free flight", "wanted free flight today"]
        );
        assert_eq!(of_words("", "Typist wanted"), ["typist wanted"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_characters() {
        assert_eq!(of_words("", "高薪诚聘打"), ["高 薪 诚 聘", "薪 诚 聘 打"]);
        assert_eq!(of_words("", "งานดี"), ["ง า น ด", "า น ด ี"]);
    }

    #[test]
    fn contacts_and_numbers_set_no_copies_apart() {
        let first = of_words("", "Write to +85512345678 or @lina about a wage of 1800 USD");
        assert_eq!(first, of_words("", "Write to +6698765432 or @anna about a wage of 2500 USD"));
    }

    #[test]
    fn a_text_without_words_has_characters() {
        for text in ["🔥 🔥", "+85512345678", "@lina_hr_example"] {
            assert_eq!(of_words("", text), Vec::<String>::new(), "{text}");
            assert_ne!(of_characters(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(of_characters("🔥 🔥"), of_characters("🔥🔥"));
        assert_ne!(of_characters("🔥🔥🔥🔥"), of_characters("🎉🎉🎉🎉"));
    }

    #[test]
    fn where_nothing_can_be_read_there_is_no_shingle() {
        for empty in ["", " ", "\n\t\u{3000}", "\u{200b}"] {
            assert_eq!(of_words("", empty), Vec::<String>::new(), "{empty:?}");
            assert_eq!(of_characters(empty), Vec::<String>::new(), "{empty:?}");
        }
    }
}
