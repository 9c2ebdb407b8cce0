//! Licence, job-order and registry numbers in the forms that issuing authorities use.
//!
//! Owns `licences.yaml`. Recognizes the form alone: whether a number was issued, to whom, and is still valid must be looked
//! up with the authority. Numbers of zeros, `xxx`, counting sequences and those marked as pending do not count.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::tables::{Problems, Text};
use crate::packed::Expression;
use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::trie::Trie;

/// A number in a recognized form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// The number with the words that name it.
    pub span: Span<Normalized>,
    /// ISO 3166 code of the issuing country in lower case; `zz` for international schemes.
    pub country: String,
    /// The scheme's id in the table.
    pub scheme: String,
}

/// Compiled `licences.yaml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Licences {
    literals: Trie,
    /// The schemes each literal belongs to.
    owners: Vec<Vec<usize>>,
    schemes: Vec<Scheme>,
    /// Words that say that a number is yet to come.
    pending: Trie,
}

#[derive(Debug, Serialize, Deserialize)]
struct Scheme {
    id: String,
    country: String,
    pattern: Expression,
    imo: bool,
}

/// `licences.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LicenceFile {
    pending: Vec<Text>,
    schemes: Vec<RawScheme>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScheme {
    id: Text,
    country: Text,
    /// What it is, for people who read the table.
    #[serde(rename = "title")]
    _title: String,
    literals: Vec<Text>,
    regex: Text,
    #[serde(default)]
    checksum: Option<Text>,
}

/// Largest compiled size of an expression, in bytes.
const EXPRESSION_SIZE: usize = 1 << 20;
/// Longest gap in bytes between a number and a word that says it is pending.
const PENDING_REACH: usize = 32;

impl Licences {
    /// Checks and compiles the table.
    pub(super) fn build(file: LicenceFile, problems: &mut Problems) -> Self {
        let mut owners: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let folded = |words: &[Text]| -> Vec<String> {
            let folded = words.iter().map(|word| NormalizedText::new(&word.value).as_str().to_owned());
            folded.filter(|word| !word.is_empty()).collect()
        };
        let mut schemes: Vec<Scheme> = Vec::new();
        for raw in file.schemes {
            if schemes.iter().any(|known| known.id == raw.id.value) {
                problems.error("F007", &raw.id, format!("`{}` stands twice", raw.id.value));
            }
            let literals = folded(&raw.literals);
            if literals.is_empty() {
                problems.error("F030", &raw.id, format!("`{}` has no literal to search for", raw.id.value));
            }
            let pattern = match Expression::new(&raw.regex.value, EXPRESSION_SIZE) {
                Ok(pattern) if pattern.capture_names().flatten().any(|name| name == "number") => pattern,
                Ok(_) => {
                    problems.error("F032", &raw.regex, "the regex has no group named `number`".to_owned());
                    continue;
                }
                Err(error) => {
                    problems.error("F031", &raw.regex, format!("the regex does not compile: {error}"));
                    continue;
                }
            };
            if let Some(checksum) = raw.checksum.as_ref().filter(|c| c.value != "imo") {
                problems.unknown("F033", checksum, "checksum", ["imo"].into_iter());
            }
            for literal in literals {
                owners.entry(literal).or_default().push(schemes.len());
            }
            let (id, country) = (raw.id.value, raw.country.value);
            schemes.push(Scheme { id, country, pattern, imo: raw.checksum.is_some() });
        }
        let pending: BTreeSet<String> = folded(&file.pending).into_iter().collect();
        Self {
            literals: Trie::of(owners.keys()),
            owners: owners.into_values().collect(),
            schemes,
            pending: Trie::of(&pending),
        }
    }
}

/// All licence numbers of `text`, in reading order; where two schemes fit, the longer match stands.
pub(super) fn find(text: &str, licences: &Licences) -> Vec<Licence> {
    let mut wanted = vec![false; licences.schemes.len()];
    licences.literals.anywhere(text, |literal| {
        licences.owners[literal as usize].iter().for_each(|scheme| wanted[*scheme] = true);
    });
    let mut found: Vec<Licence> = Vec::new();
    for (scheme, _) in licences.schemes.iter().zip(&wanted).filter(|(_, wanted)| **wanted) {
        for capture in scheme.pattern.captures_iter(text) {
            let (Some(whole), Some(number)) = (capture.get(0), capture.name("number")) else { continue };
            let until = (whole.end()..=text.len()).take_while(|at| at - whole.end() <= PENDING_REACH);
            let until = until.filter(|at| text.is_char_boundary(*at)).last().unwrap_or(whole.end());
            let line = text[whole.end()..until].split('\n').next().unwrap_or("");
            let hidden = text[number.end()..].starts_with(['x', '*', '×']);
            let real = !hidden
                && !is_placeholder(number.as_str())
                && !licences.pending.stands_in(line)
                && (!scheme.imo || imo_checks(number.as_str()));
            if real {
                let span = Span::new(whole.start(), whole.end());
                found.push(Licence { span, country: scheme.country.clone(), scheme: scheme.id.clone() });
            }
        }
    }
    found.sort_by_key(|l| (l.span.start, std::cmp::Reverse(l.span.end)));
    let mut reach = 0;
    found.retain(|l| {
        let free = l.span.start >= reach;
        if free {
            reach = l.span.end;
        }
        free
    });
    found
}

/// Whether a number only holds a number's place: all one digit, `xxx`, or counting up.
fn is_placeholder(number: &str) -> bool {
    let digits: Vec<u8> = number.bytes().filter(u8::is_ascii_digit).collect();
    let zeros = number.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 3 && run.bytes().all(|d| d == b'0'));
    let mostly = digits.iter().filter(|d| **d == b'0').count() * 4 > digits.len() * 3;
    let same = digits.iter().all(|d| *d == digits[0]);
    let counts = digits.len() >= 5
        && digits.windows(2).all(|pair| pair[1] == pair[0] + 1 || (pair[0] == b'9' && pair[1] == b'0'));
    digits.is_empty()
        || zeros
        || mostly
        || (same && (digits.len() >= 3 || digits[0] == b'0'))
        || counts
        || number.contains("xx")
        || number.contains("**")
}

/// The check digit of a ship's IMO number: the first six digits weighted 7 to 2 give the seventh.
fn imo_checks(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    digits.len() == 7 && digits[..6].iter().zip([7, 6, 5, 4, 3, 2]).map(|(d, w)| d * w).sum::<u32>() % 10 == digits[6]
}
