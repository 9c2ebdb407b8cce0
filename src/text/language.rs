//! Which language a text is in, of those the program serves.
//!
//! Scripts decide first, then the letters only one language uses, then small words, and the trigrams of `whatlang` where
//! those leave a doubt. Knows nothing of rules; works on original text.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_script::{Script, UnicodeScript};
use whatlang::{Detector, Lang};

use super::NormalizedText;
use super::script::{is_alphabetic, is_word};
use super::stopwords;

/// A language by its ISO 639 code: two letters where there are two, `fil` for Filipino.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(pub &'static str);

impl Language {
    /// Every language that [`identify`] can answer.
    pub const ALL: [Self; 29] = [
        Self("am"),
        Self("ar"),
        Self("bn"),
        Self("de"),
        Self("en"),
        Self("es"),
        Self("fil"),
        Self("fr"),
        Self("hi"),
        Self("id"),
        Self("ja"),
        Self("kk"),
        Self("km"),
        Self("ko"),
        Self("lo"),
        Self("ms"),
        Self("my"),
        Self("ne"),
        Self("pt"),
        Self("ru"),
        Self("sw"),
        Self("ta"),
        Self("th"),
        Self("tr"),
        Self("uk"),
        Self("ur"),
        Self("uz"),
        Self("vi"),
        Self("zh"),
    ];
}

/// Bytes of a text that are looked at.
const SAMPLE: usize = 600;
/// Letters of the leading script a text needs before anything is said about it.
const LETTERS: usize = 4;

/// The language of an original text, `None` when it has too few letters or is in none that is served.
///
/// Looks at the first 600 bytes. Hindi and Urdu in Latin letters are Hindi and Urdu; every Chinese is `zh`.
#[must_use]
pub fn identify(text: &str) -> Option<Language> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let script = leading_script(sample)?;
    let code = match script {
        Script::Thai => "th",
        Script::Lao => "lo",
        Script::Khmer => "km",
        Script::Myanmar => "my",
        Script::Hangul => "ko",
        Script::Hiragana => "ja",
        Script::Han => "zh",
        Script::Ethiopic => "am",
        Script::Bengali => "bn",
        Script::Tamil => "ta",
        Script::Cyrillic => return cyrillic(sample),
        Script::Arabic => return arabic(sample),
        Script::Devanagari => return devanagari(sample),
        Script::Latin => return latin(sample),
        _ => return None,
    };
    Some(Language(code))
}

/// The script with most bytes; a Chinese character tells more than a Latin letter. Kana make a text Japanese.
fn leading_script(sample: &str) -> Option<Script> {
    let mut counts: Vec<(Script, usize, usize)> = Vec::new();
    for c in sample.chars().filter(|c| is_alphabetic(*c)) {
        let script = match c.script() {
            Script::Katakana => Script::Hiragana,
            Script::Common | Script::Inherited => continue,
            other => other,
        };
        match counts.iter_mut().find(|(known, ..)| *known == script) {
            Some((_, bytes, letters)) => (*bytes, *letters) = (*bytes + c.len_utf8(), *letters + 1),
            None => counts.push((script, c.len_utf8(), 1)),
        }
    }
    let of = |script| counts.iter().find(|(known, ..)| *known == script).map_or(0, |(_, bytes, _)| *bytes);
    let (kana, han) = (of(Script::Hiragana), of(Script::Han));
    if kana * 10 > han {
        counts.iter_mut().filter(|(script, ..)| *script == Script::Hiragana).for_each(|(_, bytes, _)| *bytes += han);
    }
    let (script, _, letters) = counts.into_iter().max_by_key(|(_, bytes, _)| *bytes)?;
    let enough = if script == Script::Han { 2 } else { LETTERS };
    (letters >= enough).then_some(script)
}

/// How many of `letters` a sample has, in thousandths of its characters beyond ASCII.
fn share(sample: &str, letters: &str) -> usize {
    let all = sample.chars().filter(|c| !c.is_ascii() && is_alphabetic(*c)).count();
    1000 * sample.chars().filter(|c| letters.contains(*c)).count() / all.max(1)
}

/// Kazakh, Uzbek and Ukrainian by their letters, Russian otherwise; `None` for Tajik and Belarusian.
fn cyrillic(sample: &str) -> Option<Language> {
    let share = |letters| share(sample, letters);
    let code = if share("ӣӯҷӢӮҶ") > 5 || (share("ўЎ") > 5 && share("іІыЫ") > 40) {
        return None;
    } else if share("ўҳЎҲ") > 8 {
        "uz"
    } else if share("әңөұүһӘҢӨҰҮҺ") > 15 {
        "kk"
    } else if share("іїєґІЇЄҐ") > 15 && share("ыэъЫЭЪ") < 15 {
        "uk"
    } else {
        "ru"
    };
    Some(Language(code))
}

/// Urdu by its letters, Arabic otherwise; `None` for Persian, Kurdish and Uyghur.
fn arabic(sample: &str) -> Option<Language> {
    let share = |letters| share(sample, letters);
    if share("ٹڈڑںےہھۓ") > 25 {
        Some(Language("ur"))
    } else if share("ێۆەڕڵۇۈ") > 30 || share("یکگپچژ") > 60 && share("يكىة") < 30 {
        None
    } else {
        Some(Language("ar"))
    }
}

/// Hindi or Nepali by small words; `None` for Marathi.
fn devanagari(sample: &str) -> Option<Language> {
    let mut scores = DEVANAGARI.scores(sample);
    // Nepali writes its postpositions on the noun, Hindi apart from it.
    let suffixed = sample.split(|c| !is_word(c)).filter(|word| word.chars().count() > 3);
    let suffixed =
        suffixed.filter(|word| ["मा", "को", "ले", "लाई", "बाट", "हरू", "सँग"].iter().any(|s| word.ends_with(s)));
    let nepali = suffixed.map(|_| 0.4).sum::<f64>();
    scores.iter_mut().filter(|(language, _)| *language == Language("ne")).for_each(|(_, score)| *score += nepali);
    let best = scores.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?.0;
    (best != Language("mr")).then_some(best)
}

/// Languages in Latin letters: Vietnamese by its letters, the others by small words and trigrams together.
fn latin(sample: &str) -> Option<Language> {
    let letters = sample.chars().filter(|c| is_alphabetic(*c)).count();
    let vietnamese =
        sample.chars().filter(|c| matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | 'đ' | 'Đ')).count();
    if vietnamese * 25 > letters {
        return Some(Language("vi"));
    }
    let mut scores = LATIN.scores(sample);
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let ((best, score), (_, second)) = (scores[0], scores[1]);
    let words = sample.split_whitespace().count();
    if score >= 3.0 && score >= 1.5 * second && 8.0 * score >= f64::from(u32::try_from(words).unwrap_or(u32::MAX)) {
        return Some(best);
    }
    let guess = Detector::with_allowlist(KNOWN.iter().map(|(lang, _)| *lang).collect()).detect(sample);
    let reliable = guess.as_ref().is_some_and(whatlang::Info::is_reliable);
    let known = guess.and_then(|info| KNOWN.iter().find(|(lang, _)| *lang == info.lang()));
    match known.and_then(|(_, language)| *language) {
        Some(guessed) => scores.iter_mut().filter(|(l, _)| *l == guessed).for_each(|(_, score)| *score += 1.0),
        None if reliable => return None,
        None => {}
    }
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    // A single word in common, or trigrams alone that are not sure, say nothing.
    (scores[0].1 >= 1.5 || reliable && scores[0].1 >= 1.0).then_some(scores[0].0)
}

/// The languages in Latin letters that trigrams know; Malay passes for Indonesian and Swahili is missing. Those not
/// served are there so that they are not taken for their neighbors.
const KNOWN: &[(Lang, Option<Language>)] = &[
    (Lang::Eng, Some(Language("en"))),
    (Lang::Vie, Some(Language("vi"))),
    (Lang::Ind, Some(Language("id"))),
    (Lang::Tgl, Some(Language("fil"))),
    (Lang::Spa, Some(Language("es"))),
    (Lang::Por, Some(Language("pt"))),
    (Lang::Fra, Some(Language("fr"))),
    (Lang::Deu, Some(Language("de"))),
    (Lang::Tur, Some(Language("tr"))),
    (Lang::Uzb, Some(Language("uz"))),
    (Lang::Ita, None),
    (Lang::Nld, None),
    (Lang::Pol, None),
    (Lang::Ces, None),
    (Lang::Ron, None),
    (Lang::Hun, None),
    (Lang::Swe, None),
];

static LATIN: LazyLock<SmallWords> = LazyLock::new(|| SmallWords::new(stopwords::LATIN));
static DEVANAGARI: LazyLock<SmallWords> = LazyLock::new(|| SmallWords::new(stopwords::DEVANAGARI));

/// The small words of several languages, by word.
struct SmallWords {
    languages: Vec<Language>,
    /// For each word, bit `n` is set if language `n` has it.
    holders: FxHashMap<&'static str, u32>,
}

impl SmallWords {
    fn new(table: &'static [(Language, &'static str)]) -> Self {
        let mut holders: FxHashMap<&str, u32> = FxHashMap::default();
        for (at, (_, words)) in table.iter().enumerate() {
            for word in words.split_ascii_whitespace() {
                *holders.entry(word).or_default() |= 1 << at;
            }
        }
        Self { languages: table.iter().map(|(language, _)| *language).collect(), holders }
    }

    /// For every language, how many of the sample's words are among its own; words shared by two count half for each,
    /// and so on.
    fn scores(&self, sample: &str) -> Vec<(Language, f64)> {
        let folded = NormalizedText::new(sample);
        let mut scores: Vec<(Language, f64)> = self.languages.iter().map(|language| (*language, 0.0)).collect();
        // `RM5500` is a word and a number.
        for word in folded.as_str().split(|c: char| (!is_word(c) || c.is_numeric()) && c != '\'') {
            let Some(&holders) = self.holders.get(word) else { continue };
            let share = 1.0 / f64::from(holders.count_ones());
            scores
                .iter_mut()
                .enumerate()
                .filter(|(at, _)| holders & (1 << at) != 0)
                .for_each(|(_, (_, score))| *score += share);
        }
        scores
    }
}
