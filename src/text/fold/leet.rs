//! Digits and signs in place of letters: `v1sa`, `c@sino`, `S1HANOUKVILLE`.
//!
//! A false repair costs more than a missed one, so addresses, handles, codes, units and tokens with digits in a row are
//! left alone, and so is whatever follows the name of a messenger.

use super::compose::is_european;
use super::{Cell, Draft};
use crate::text::Disguise;
use crate::text::script::is_alphabetic;

/// Letters a token needs besides its signs; shorter ones (`h2o`, `b2b`) are names.
const LETTERS: usize = 3;

/// Names that hold a digit between letters by right.
const NAMES: &[&str] = &[
    "mp3", "mp4", "mp5", "web3", "b2b", "b2c", "c2c", "p2p", "o2o", "h1b", "ps4", "ps5", "3g", "4g", "5g", "3d",
    "p3mi", "4hana", "yt4p", "4th",
];

/// What may follow a number without a space.
const UNITS: &[&str] = &["k", "m", "jt", "rb", "tr", "pm", "am", "h", "x", "kg", "pax", "hrs"];

/// Words after which an account name follows, written before it or glued to it by a colon.
const LABELS: &[&str] = &[
    "id",
    "ids",
    "telegram",
    "tele",
    "tg",
    "wechat",
    "weixin",
    "wx",
    "vx",
    "line",
    "zalo",
    "viber",
    "signal",
    "skype",
    "whatsapp",
    "kakao",
    "kakaotalk",
    "qq",
    "instagram",
    "insta",
    "ig",
    "facebook",
    "fb",
    "tiktok",
    "user",
    "username",
    "account",
    "ref",
    "code",
    "no",
    "kode",
    "mã",
    "телеграм",
    "телеграмм",
    "тг",
    "код",
];

pub(super) fn fold(draft: &mut Draft) {
    if !draft.cells.iter().any(|cell| is_sign(cell.ch)) {
        return;
    }
    let mut at = 0;
    while at < draft.cells.len() {
        let mut signs = false;
        let graphic = |cell: &&Cell| {
            signs |= is_sign(cell.ch);
            is_graphic(cell.ch)
        };
        let chunk = draft.cells[at..].iter().take_while(graphic).count();
        if signs && chunk > LETTERS {
            let written: Vec<char> = draft.cells[at..at + chunk].iter().map(|cell| cell.ch).collect();
            if !is_address(&written) {
                tokens(draft, at, at + chunk);
            }
        }
        at += chunk.max(1);
    }
}

/// Repairs the tokens of one chunk between white space.
fn tokens(draft: &mut Draft, start: usize, end: usize) {
    let mut at = start;
    while at < end {
        let token = draft.cells[at..end].iter().take_while(|cell| is_european(cell.ch) || is_sign(cell.ch)).count();
        if token > LETTERS
            && let Some(letters) = repaired(&draft.cells[at..at + token])
            && !is_labelled(draft.cells[..at].iter().rev().map(|cell| cell.ch))
        {
            let (first, last) = (draft.cells[at].start, draft.cells[at + token - 1].end);
            for (cell, letter) in draft.cells[at..at + token].iter_mut().zip(letters) {
                if cell.ch != letter {
                    cell.ch = letter;
                    draft.undone.add(Disguise::Leet, first, last);
                }
            }
        }
        at += token.max(1);
    }
}

/// The token in letters, `None` if it is to be left alone.
fn repaired(token: &[Cell]) -> Option<Vec<char>> {
    let chars: Vec<char> = token.iter().map(|cell| cell.ch).collect();
    let letters = chars.iter().filter(|c| is_alphabetic(**c)).count();
    let signs = chars.len() - letters;
    let inside = chars[1..].windows(2).enumerate().any(|(at, pair)| {
        is_sign(pair[0]) && is_alphabetic(chars[at]) && (is_alphabetic(pair[1]) || pair == ['$', '$'])
    });
    let leading = chars[0] == '0' && signs == 1 && letters > LETTERS + 1;
    if !(inside || leading)
        || letters < LETTERS
        || signs >= letters
        || !is_alphabetic(chars[0]) && chars[0] != '1' && chars[0] != '0'
    {
        return None;
    }
    let lower: String = chars.iter().flat_map(|c| c.to_lowercase()).collect();
    // `RM4k` is a sum.
    let sum =
        signs == 1 && UNITS.iter().any(|unit| lower.strip_suffix(unit).is_some_and(|rest| rest.ends_with(is_sign)));
    if sum || NAMES.iter().any(|name| lower.contains(name)) {
        return None;
    }
    (0..chars.len()).map(|at| if is_sign(chars[at]) { letter_for(&chars, at) } else { Some(chars[at]) }).collect()
}

/// The letter a sign stands for, `None` if it stands for itself.
fn letter_for(chars: &[char], at: usize) -> Option<char> {
    let sign = chars[at];
    let before = at.checked_sub(1).map(|n| chars[n]);
    let after = chars.get(at + 1).copied();
    let neighbor = before.filter(|c| is_alphabetic(*c)).or(after)?;
    let digits_in_a_row = |other: Option<char>| other.is_some_and(|c| is_sign(c) && !(c == '$' && sign == '$'));
    // `Level3Support` and `D3Berpengalaman` are two words and a number.
    let capitalized = after.is_some_and(char::is_uppercase) && chars.get(at + 2).is_some_and(|c| c.is_lowercase());
    let camel = capitalized || before.is_some_and(char::is_lowercase) && after.is_some_and(char::is_uppercase);
    // An address cut off before its domain has a name on either side.
    let address = sign == '@' && at > 3 && chars.len() - at > 5;
    if digits_in_a_row(before) || digits_in_a_row(after) || camel || address {
        return None;
    }
    if ('\u{400}'..'\u{530}').contains(&neighbor) {
        return Some(match sign {
            '0' => 'о',
            '3' => 'з',
            '4' => 'ч',
            '6' => 'б',
            '@' => 'а',
            _ => return None,
        });
    }
    let letters = letters_of(sign);
    if letters.len() > 1 && is_l(chars, at) { letters.last().copied() } else { letters.first().copied() }
}

/// Whether a 1 is an l rather than an i: between vowels (`te1egram`), or second letter before a vowel (`f1ight`).
fn is_l(chars: &[char], at: usize) -> bool {
    let vowel =
        |c: Option<&char>| c.is_some_and(|c| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y'));
    let (before, after) = (at.checked_sub(1).and_then(|n| chars.get(n)), chars.get(at + 1));
    vowel(after) && (vowel(before) || at == 1)
}

/// Signs that may stand for letters.
pub(in crate::text) fn is_sign(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '@' | '$')
}

/// The Latin letters a sign may stand for, the likeliest first.
pub(in crate::text) fn letters_of(sign: char) -> &'static [char] {
    match sign {
        '0' => &['o'],
        '1' => &['i', 'l'],
        '3' => &['e'],
        '4' | '@' => &['a'],
        '5' | '$' => &['s'],
        '7' => &['t'],
        _ => &[],
    }
}

/// What a chunk is made of; Chinese and other scripts end it as white space does.
fn is_graphic(c: char) -> bool {
    c.is_ascii_graphic() || is_european(c)
}

/// Whether a chunk is or holds an e-mail address, a handle, a link or an account name.
pub(in crate::text) fn is_address(chunk: &[char]) -> bool {
    let char_at = |at: usize| chunk.get(at).copied();
    let letter_at = |at: usize| char_at(at).is_some_and(char::is_alphanumeric);
    let marked = (0..chunk.len()).any(|at| match chunk[at] {
        '_' | '=' | '\\' => true,
        '@' => at == 0 || !letter_at(at - 1) && char_at(at - 1) != Some('$'),
        ':' => char_at(at + 1) == Some('/') && char_at(at + 2) == Some('/'),
        '.' => at > 0 && letter_at(at - 1) && letter_at(at + 1) && letter_at(at + 2),
        _ => false,
    });
    marked || chunk.iter().position(|c| *c == '@').is_some_and(|at| dotted(&chunk[at..]))
}

/// Whether a dot stands between letters, as in a domain.
fn dotted(chunk: &[char]) -> bool {
    chunk.windows(3).any(|three| three[1] == '.' && three[0].is_alphanumeric() && three[2].is_alphanumeric())
}

/// Whether the text before a token, read backwards, announces an account name or a code.
pub(in crate::text) fn is_labelled(before: impl Iterator<Item = char>) -> bool {
    let glued = |c: char| matches!(c, ':' | '=' | '#' | '(' | '"' | '\'' | '.') || c.is_whitespace() && c != '\n';
    let mut before = before.peekable();
    let (mut colon, mut marked) = (false, false);
    while let Some(c) = before.next_if(|c| glued(*c)) {
        colon |= c == ':';
        marked |= !c.is_whitespace();
    }
    let word: Vec<char> = before.take(16).take_while(|c| c.is_alphanumeric()).collect();
    let word: String = word.into_iter().rev().flat_map(char::to_lowercase).collect();
    // `no visa` is no number.
    let label = LABELS.contains(&word.as_str()) && (marked || word != "no");
    label || colon && word.chars().last().is_some_and(|c| c >= '\u{600}')
}
