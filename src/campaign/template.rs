//! What a few texts of a campaign have in common, and where they differ.
//!
//! The first text is laid beside each of the others, word by word, in scripts without spaces character by character. What
//! stands in all of them, in the same order, is constant; what lies between is a slot with examples of what fills it. Words
//! are compared folded and shown as written. Costs are bounded: few texts, of which only the beginning is read.

use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use super::align::Aligner;
use super::units::Text;

/// Texts a template is made of, at most.
pub const TEXTS: usize = 8;
/// Examples a slot shows, at most.
const EXAMPLES: usize = 3;
/// Characters of an example that are shown.
const EXAMPLE: usize = 60;
/// What a stretch between two slots must weigh to stand by itself: two words, or four characters without spaces.
const LEAST: usize = 4;

/// The marks around the number of a slot in [`Template::flat`].
const MARKS: [char; 2] = ['⟨', '⟩'];

/// A text with slots.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// What stands in every text and what differs, in reading order.
    pub parts: Vec<Part>,
    /// How many texts it was made of.
    pub texts: usize,
    /// Whether the texts go on where the template ends.
    pub clipped: bool,
}

/// A stretch of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The same in every text, as the first of them writes it.
    Constant(String),
    /// Different.
    Slot(Slot),
}

/// A place at which texts differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slot {
    /// Some of what stands there, the most frequent first; each cut to what one reads.
    pub examples: Vec<String>,
    /// How many different things stand there.
    pub kinds: usize,
    /// Whether nothing stands there in some of the texts.
    pub optional: bool,
}

impl Template {
    /// The template of a few texts. Its constant parts are those of the first.
    #[must_use]
    pub fn of(texts: &[&str]) -> Self {
        let texts: Vec<Text> = texts.iter().take(TEXTS).map(|text| Text::read(text)).collect();
        let Some(first) = texts.first() else { return Self::default() };
        let runs = merged(&texts, runs(&texts));
        let clipped = texts.iter().any(|text| text.clipped);
        let mut parts = Vec::new();
        let mut last = vec![0; texts.len()];
        for run in runs {
            parts.extend(slot(&texts, &last, &run.starts));
            parts.push(Part::Constant(first.constant(run.starts[0], run.len).to_owned()));
            last = run.starts.iter().map(|start| start + run.len).collect();
        }
        let ends: Vec<usize> = texts.iter().map(|text| text.len()).collect();
        parts.extend(slot(&texts, &last, &ends));
        Self { parts, texts: texts.len(), clipped }
    }

    /// The slots in reading order; the number of each in [`Template::flat`] is its place here, from 1.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.parts.iter().filter_map(|part| match part {
            Part::Slot(slot) => Some(slot),
            Part::Constant(_) => None,
        })
    }

    /// The template as one text, each slot a number in marks: `free flight to ⟨1⟩`. Marks in the text itself become
    /// visible codes.
    #[must_use]
    pub fn flat(&self) -> String {
        let mut number = 0;
        let mut text: String = self.parts.iter().map(|part| self::flat(part, &mut number)).collect();
        if self.clipped {
            text.push_str(" …");
        }
        text
    }
}

/// A part as text; `number` is that of the slot before.
fn flat(part: &Part, number: &mut usize) -> String {
    match part {
        Part::Constant(text) => unmarked(text),
        Part::Slot(_) => {
            *number += 1;
            mark(*number)
        }
    }
}

/// The mark of a slot.
#[must_use]
pub(crate) fn mark(number: usize) -> String {
    format!("{}{number}{}", MARKS[0], MARKS[1])
}

/// Text in which no one can forge the mark of a slot.
#[must_use]
pub(crate) fn unmarked(text: &str) -> String {
    MARKS.iter().fold(text.to_owned(), |text, mark| text.replace(*mark, &format!("\\u{{{:x}}}", u32::from(*mark))))
}

/// Units that follow one another in every text.
#[derive(Debug)]
struct Run {
    /// Where they start in each text.
    starts: Vec<usize>,
    len: usize,
}

/// The stretches of the first text that stand in all the others too, each in one piece.
fn runs(texts: &[Text<'_>]) -> Vec<Run> {
    let sequences = sequences(texts);
    let mut aligner = Aligner::default();
    let places: Vec<Vec<Option<usize>>> = sequences.iter().map(|other| aligner.align(&sequences[0], other)).collect();
    let mut runs: Vec<Run> = Vec::new();
    for at in 0..sequences[0].len() {
        let Some(starts) = places.iter().map(|text| text[at]).collect::<Option<Vec<usize>>>() else { continue };
        match runs.last_mut() {
            Some(run) if run.starts.iter().zip(&starts).all(|(from, to)| from + run.len == *to) => run.len += 1,
            _ => runs.push(Run { starts, len: 1 }),
        }
    }
    runs
}

/// The units of each text as numbers, the same for the same unit.
fn sequences(texts: &[Text<'_>]) -> Vec<Vec<u32>> {
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut all = Vec::with_capacity(texts.len());
    for text in texts {
        let mut sequence = Vec::with_capacity(text.len());
        for at in 0..text.len() {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            sequence.push(*numbers.entry(text.unit(at)).or_insert(next));
        }
        all.push(sequence);
    }
    all
}

/// Leaves out stretches between two slots that are too short to mean anything, unless that leaves none.
fn merged(texts: &[Text<'_>], runs: Vec<Run>) -> Vec<Run> {
    let weight = |run: &Run| texts[0].weight(run.starts[0], run.len);
    let first = |run: &Run| run.starts.iter().all(|start| *start == 0);
    let last = |run: &Run| texts.iter().zip(&run.starts).all(|(text, start)| start + run.len == text.len());
    let stands = |run: &Run| weight(run) >= LEAST || first(run) || last(run);
    if runs.iter().any(stands) { runs.into_iter().filter(stands).collect() } else { runs }
}

/// The slot between what ends at `from` and what starts at `to` in each text, if any of them has something there.
fn slot(texts: &[Text<'_>], from: &[usize], to: &[usize]) -> Option<Part> {
    let fillings = texts.iter().zip(from.iter().zip(to)).map(|(text, (from, to))| text.filling(*from, *to));
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for filling in fillings {
        match kinds.iter_mut().find(|(known, _)| *known == filling) {
            Some((_, count)) => *count += 1,
            None => kinds.push((filling, 1)),
        }
    }
    let optional = kinds.iter().any(|(filling, _)| filling.is_empty());
    if optional && kinds.len() == 1 {
        return None;
    }
    // Sorting is stable: of two that are as frequent, the one of the earlier text comes first.
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut examples: Vec<String> = Vec::new();
    for (filling, _) in kinds.iter().filter(|(filling, _)| !filling.is_empty()) {
        let example = shortened(filling);
        if examples.len() < EXAMPLES && !examples.contains(&example) {
            examples.push(example);
        }
    }
    Some(Part::Slot(Slot { examples, kinds: kinds.len(), optional }))
}

/// The beginning of an example, on one line.
fn shortened(filling: &str) -> String {
    let line = filling.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut clusters = line.grapheme_indices(true);
    match clusters.nth(EXAMPLE) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::units::excerpt;
    use super::*;

    fn flat(texts: &[&str]) -> String {
        Template::of(texts).flat()
    }

    /// The examples of every slot, and nothing as an empty one.
    fn fillings(texts: &[&str]) -> Vec<Vec<String>> {
        let filling = |slot: &Slot| {
            let mut all = slot.examples.clone();
            all.extend(slot.optional.then(String::new));
            assert_eq!(all.len(), slot.kinds);
            all
        };
        Template::of(texts).slots().map(filling).collect()
    }

    #[test]
    fn what_differs_is_a_slot_with_examples() {
        let texts = [
            "Chat agent\nFree flight to Laos, wage 1,800 USD a month. Write to @lina before Friday!",
            "Chat agent\nFree flight to Cambodia, wage 2,500 USD a month. Write to @anna before Friday!",
            "Chat agent\nFree flight to Laos, wage 1,800 USD a month. Write to @maya before Friday! Hurry",
        ];
        assert_eq!(flat(&texts), "Chat agent\nFree flight to ⟨1⟩ USD a month. Write to @⟨2⟩ before Friday!⟨3⟩");
        assert_eq!(
            fillings(&texts),
            [&["Laos, wage 1,800", "Cambodia, wage 2,500"][..], &["lina", "anna", "maya"], &["Hurry", ""]]
        );
    }

    #[test]
    fn scripts_without_spaces_are_laid_side_by_side_by_character() {
        let chinese = ["柬埔寨西港高薪诚聘打字员包机票微信abc123", "缅北高薪诚聘客服包机票微信xyz789"];
        assert_eq!(flat(&chinese), "⟨1⟩高薪诚聘⟨2⟩包机票微信⟨3⟩");
        assert_eq!(fillings(&chinese)[1], ["打字员", "客服"]);
        let thai = ["รับสมัครพนักงานคีย์ข้อมูล เงินเดือน 30000", "รับสมัครพนักงานคีย์ข้อมูล ค่าจ้าง 30000"];
        assert_eq!(flat(&thai), "รับสมัครพนักงานคีย์ข้อมูล ⟨1⟩ 30000");
    }

    #[test]
    fn scripts_from_right_to_left_and_emoji_keep_their_order() {
        let arabic = ["مطلوب موظفين في دبي راتب عالي", "مطلوب موظفين في قطر راتب عالي"];
        assert_eq!(flat(&arabic), "مطلوب موظفين في ⟨1⟩ راتب عالي");
        assert_eq!(flat(&["🔥🔥 💰 👨‍👩‍👧", "🔥🔥 🎉 👨‍👩‍👧"]), "🔥🔥 ⟨1⟩ 👨‍👩‍👧");
    }

    #[test]
    fn disguises_are_no_differences() {
        assert_eq!(flat(&["Free flight and visa", "FREE fl\u{200b}ight and ｖｉｓａ"]), "Free flight and visa");
    }

    #[test]
    fn single_words_between_slots_join_them() {
        let texts = ["good pay the red house of tomorrow we fly", "good pay a blue house in summer we fly"];
        assert_eq!(flat(&texts), "good pay ⟨1⟩ we fly");
    }

    #[test]
    fn texts_alike_or_with_nothing_in_common_have_a_template_too() {
        assert_eq!(flat(&["Hi"]), "Hi");
        assert_eq!(flat(&["one two", "one two"]), "one two");
        assert_eq!(
            (flat(&["one", "two"]), fillings(&["one", "two"])),
            ("⟨1⟩".to_owned(), vec![vec!["one".to_owned(), "two".to_owned()]])
        );
        assert_eq!((flat(&[]), flat(&["", ""])), (String::new(), String::new()));
    }

    #[test]
    fn no_text_can_forge_a_slot() {
        assert_eq!(
            flat(&["free ⟨1⟩ flight to Laos", "free ⟨1⟩ flight to Dubai"]),
            "free \\u{27e8}1\\u{27e9} flight to ⟨1⟩"
        );
    }

    #[test]
    fn long_texts_are_read_in_part_and_say_so() {
        let text = excerpt("Driver", &"word ".repeat(5_000));
        assert!(text.len() < 5_000);
        let template = Template::of(&[&text]);
        assert!(template.clipped && template.flat().ends_with("word …"), "{}", template.flat());
        assert!(!Template::of(&[&excerpt("Driver", "wanted")]).clipped);
        assert!(excerpt(&"é".repeat(9_999), "text").len() < 5_000);
    }

    proptest! {
        #[test]
        fn any_texts_have_a_template(texts in prop::collection::vec("(?s).{0,60}", 0..10)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let template = Template::of(&texts);
            prop_assert!(template.slots().all(|slot| slot.kinds > 1 && slot.examples.len() <= EXAMPLES));
            prop_assert!(!template.flat().contains("⟨1⟩") || template.slots().count() > 0);
        }

        #[test]
        fn filled_with_its_examples_a_template_is_its_first_text(
            words in prop::collection::vec("[a-z]{2,6}", 4..30), changed in 0usize..30
        ) {
            let first = words.join(" ");
            let mut other = words.clone();
            let place = changed % words.len();
            other[place] = "CHANGED".to_owned();
            let template = Template::of(&[&first, &other.join(" ")]);
            let fill = |part: &Part| match part {
                Part::Constant(text) => text.clone(),
                Part::Slot(slot) => slot.examples[0].clone(),
            };
            prop_assert_eq!(template.parts.iter().map(fill).collect::<String>(), first);
        }
    }
}
