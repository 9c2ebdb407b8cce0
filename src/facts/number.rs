//! Numbers as people write them: `1,200`, `1.200,50`, `30 000`, `1,20,000`, `3万5`, `三千`, `過萬`, `삼백만`.
//!
//! Owns separators and Chinese and Korean numerals. Knows nothing of currencies or of words that belong to a language: of
//! `twenty`, which `numeral` reads, and `lakh`, by which `pay` multiplies. Digits are ASCII already, Traditional numerals already Simplified.

use crate::span::{Normalized, Span};

/// Characters of one Chinese numeral that are read; longer runs are no numbers.
const LONGEST_NUMERAL: usize = 24;

/// One number in the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// From its first to its last character.
    pub(super) span: Span<Normalized>,
    /// Its value.
    pub(super) value: f64,
    /// Digits written in ASCII; 0 for one in Chinese numerals.
    pub(super) digits: usize,
    /// What separates its digits.
    pub(super) shape: Shape,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Digits alone.
    Plain,
    /// Thousands are set apart: `1,200`, `30 000`, `1.200,50`.
    Grouped,
    /// A decimal point or comma and no thousands: `1.5`.
    Decimal,
    /// Chinese numerals or a 百/千/万/亿 (만, 천) after digits: `3万5`, `三千`.
    Numeral,
    /// Words: `twenty-five`.
    Words,
    /// Digits and separators that are no number: `12.05.2025`, `0812`. Kept so that nothing reads its parts.
    Code,
}

/// Numbers of two kinds in one order; of two that overlap the one in `digits` stays.
pub(super) fn merged(digits: Vec<Number>, words: Vec<Number>) -> Vec<Number> {
    let mut all = digits;
    let apart = |number: &Number| {
        let until = all.partition_point(|known| known.span.start < number.span.end);
        until == 0 || all[until - 1].span.end <= number.span.start
    };
    let free: Vec<Number> = words.into_iter().filter(apart).collect();
    all.extend(free);
    all.sort_by_key(|number| number.span.start);
    all
}

/// All numbers of `text`, left to right, not overlapping.
pub(super) fn find(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = text[at..].find(may_begin) {
        at += step;
        let Some(c) = text[at..].chars().next() else { break };
        let number = if c.is_ascii_digit() {
            Some(digits(text, at))
        } else if numeral(c).is_some() || c == '十' || is_excess(c) || leads_korean(text, at, c) {
            chinese(text, at)
        } else if sino_korean(c).is_some() {
            korean(text, at)
        } else {
            None
        };
        at = number.map_or(at + c.len_utf8(), |n| n.span.end);
        found.extend(number);
    }
    found
}

/// Whether a number may begin with `c`: asked of every character, and true of few.
fn may_begin(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_digit(),
        '\u{3007}'..='\u{9fff}' => numeral(c).is_some() || c == '十' || is_excess(c),
        '가'..='힣' => matches!(c, '천' | '백') || sino_korean(c).is_some(),
        _ => false,
    }
}

/// A number that starts with the ASCII digit at `start`, with any 万 or 千 behind it.
fn digits(text: &str, start: usize) -> Number {
    let bytes = text.as_bytes();
    let mut groups: Vec<&str> = Vec::new();
    let mut separators: Vec<u8> = Vec::new();
    let mut at = start;
    loop {
        let group_end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        groups.push(&text[at..group_end]);
        at = group_end;
        let Some(step) = separator(text, at, &groups, &separators) else { break };
        separators.push(bytes[at]);
        at += step;
    }
    let digits = groups.iter().map(|g| g.len()).sum();
    let (value, shape) = read_groups(&groups, &separators);
    let plain = Number { span: Span::new(start, at), value, digits, shape };
    if shape == Shape::Code { plain } else { with_units(text, plain) }
}

/// Most groups of digits in one number; what goes on longer is read as several.
const LONGEST: usize = 8;

/// The length of a separator at `at` that a further group of digits follows, if one may stand there.
fn separator(text: &str, at: usize, groups: &[&str], separators: &[u8]) -> Option<usize> {
    let rest = &text[at..];
    let sign = rest.chars().next().filter(|_| groups.len() < LONGEST)?;
    let after = &rest[sign.len_utf8()..];
    let next = after.bytes().take_while(u8::is_ascii_digit).count();
    let fits = match sign {
        ',' | '.' => next > 0,
        // A space or apostrophe joins only full thousands, or `5 000` would eat neighbors such as `2 100`.
        ' ' | '\'' | '’' => {
            next == 3
                && groups[0].len() <= 3
                && !groups[0].starts_with('0')
                && groups[1..].iter().all(|g| g.len() == 3)
                && separators.iter().all(|s| *s == rest.as_bytes()[0])
        }
        _ => false,
    };
    fits.then_some(sign.len_utf8())
}

/// The value of groups of digits and the separators between them.
fn read_groups(groups: &[&str], separators: &[u8]) -> (f64, Shape) {
    let code = (0.0, Shape::Code);
    let joined = |groups: &[&str]| groups.concat().parse::<f64>().unwrap_or(f64::INFINITY);
    let (first, last) = (groups[0], groups[groups.len() - 1]);
    let Some(&mark) = separators.last() else {
        // `0812345` is a code, `0` and `0.5` are numbers.
        return if first.len() > 1 && first.starts_with('0') { code } else { (joined(groups), Shape::Plain) };
    };
    if first.starts_with('0') && (first.len() > 1 || separators.len() > 1) {
        return code;
    }
    let thousands = |groups: &[&str]| {
        let middle = &groups[1..groups.len() - 1];
        let indian = !middle.is_empty() && middle.iter().all(|g| g.len() == 2) && groups[0].len() <= 2;
        groups[groups.len() - 1].len() == 3 && groups[0].len() <= 3 && (indian || middle.iter().all(|g| g.len() == 3))
    };
    let uniform = separators.iter().all(|s| *s == mark);
    if uniform && first != "0" && thousands(groups) {
        return (joined(groups), Shape::Grouped);
    }
    let decimal = |whole: &[&str]| {
        format!("{}.{last}", whole.concat()).parse::<f64>().map_or((0.0, Shape::Code), |v| (v, Shape::Grouped))
    };
    let whole = &groups[..groups.len() - 1];
    if separators.len() == 1 && (mark == b',' || mark == b'.') && (last.len() <= 2 || first == "0") {
        return (decimal(whole).0, Shape::Decimal);
    }
    let others = &separators[..separators.len() - 1];
    if separators.len() > 1 && others.iter().all(|s| *s == others[0]) && last.len() <= 2 && thousands(whole) {
        // `1.234,56`, `1,234.56`; also `25.000.00`, a slip for `25.000,00`.
        return decimal(whole);
    }
    code
}

/// Chinese or Korean units right behind `number`: `3.5万`, `3万5`, `1万8千`, `300만`.
fn with_units(text: &str, number: Number) -> Number {
    let Some((first, mut last)) = text[number.span.end..].chars().next().and_then(unit) else { return number };
    let mut end = number.span.end + first.len_utf8();
    let mut value = number.value * last;
    // Smaller units behind it: 1万8千, 2천5백만 (the second unit may lift the whole).
    loop {
        let rest = &text[end..];
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        let glyph = rest.chars().next().and_then(numeral);
        if let Some((small, step)) = remainder(rest).filter(|(small, _)| *small < last) {
            // 343万2,000円
            value += small;
            end += step;
            break;
        }
        let (amount, step) = match (count, glyph) {
            (1..=4, _) => (rest[..count].parse::<f64>().unwrap_or(0.0), count),
            (0, Some(value)) => (value, '一'.len_utf8()),
            _ => {
                let Some((c, lift)) =
                    rest.chars().next().and_then(unit).filter(|(_, lift)| *lift > last && value < *lift)
                else {
                    break;
                };
                value *= lift;
                last = lift;
                end += c.len_utf8();
                continue;
            }
        };
        match rest[step..].chars().next().and_then(unit) {
            Some((c, next)) if next < last => {
                value += amount * next;
                last = next;
                end += step + c.len_utf8();
            }
            // 3万5 is 35,000, but the 5 of 3万5岁 or 3万500 is not.
            None if amount < 10.0 && step <= '一'.len_utf8() && last >= 100.0 && !goes_on(&rest[step..]) => {
                value += amount * last / 10.0;
                end += step;
                break;
            }
            _ => break,
        }
    }
    Number { span: Span::new(number.span.start, end), value, shape: Shape::Numeral, ..number }
}

/// Four digits written out behind a 万, with their length: `2,000`, `7500`.
fn remainder(rest: &str) -> Option<(f64, usize)> {
    let written: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    let digits = written.replace(',', "");
    let grouped = written.len() == 4 || (written.len() == 5 && written.as_bytes()[1] == b',');
    (digits.len() == 4 && grouped).then(|| (digits.parse().unwrap_or(0.0), written.len()))
}

/// Whether what follows a trailing digit shows that it counts something else.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c: char| {
        c.is_ascii_digit()
            || matches!(c, '.' | ',' | ':' | '%' | '岁' | '人' | '名' | '个' | '天' | '年' | '险' | '号' | '-' | '~')
    })
}

/// A number in Chinese numerals at `start`: 三千, 十五万, 一万六, 两百八; or 过万, 上千. At least 10, or nothing.
fn chinese(text: &str, start: usize) -> Option<Number> {
    let first = text[start..].chars().next()?;
    if is_excess(first) {
        let (c, size) = text[start + first.len_utf8()..].chars().next().and_then(unit)?;
        let end = start + first.len_utf8() + c.len_utf8();
        let again = text[end..].chars().next().is_some_and(|c| numeral(c).is_some() || unit(c).is_some());
        let span = Span::new(start + first.len_utf8(), end);
        return (size >= 100.0 && !again).then_some(Number { span, value: size, digits: 0, shape: Shape::Numeral });
    }
    let (mut total, mut section, mut digit, mut last) = (0.0, 0.0, None, 1.0);
    let mut end = start;
    let mut units = 0;
    for (at, c) in text[start..].char_indices().take(LONGEST_NUMERAL) {
        if let Some(value) = numeral(c) {
            // 三四 is no number, 一万零五 is; 零零 is none.
            if digit.is_some_and(|known| known > 0.0 || value == 0.0) {
                break;
            }
            digit = Some(value);
        } else if c == '十' || c == '拾' {
            section += digit.take().unwrap_or(1.0) * 10.0;
            (last, units) = (10.0, units + 1);
        } else if let Some((_, size)) = unit(c) {
            if size >= 10_000.0 {
                total = (total + section + digit.take().unwrap_or(0.0)) * size;
                section = 0.0;
            } else {
                section += digit.take().or((c >= '가').then_some(1.0))? * size;
            }
            (last, units) = (size, units + 1);
        } else {
            break;
        }
        end = start + at + c.len_utf8();
    }
    let tail = digit.filter(|_| last > 10.0).map_or(digit.unwrap_or(0.0), |d| d * last / 10.0);
    let value = total + section + tail;
    (units > 0 && value >= 10.0).then_some(Number {
        span: Span::new(start, end),
        value,
        digits: 0,
        shape: Shape::Numeral,
    })
}

/// Whether a Korean number begins at `at` with a bare unit: 천만원, 백만원.
fn leads_korean(text: &str, at: usize, c: char) -> bool {
    matches!(c, '천' | '백')
        && text[at + c.len_utf8()..].starts_with(['만', '억'])
        && !text[..at].ends_with(|b: char| matches!(b, '가'..='힣') || b.is_ascii_digit())
}

/// A Korean number in letters at `start`: 삼백만, 이천오백. It begins a word, and 원 or a second unit shows that it is no name:
/// 이천 is a town and 이만 *so much for now*.
fn korean(text: &str, start: usize) -> Option<Number> {
    if text[..start].ends_with(|c: char| matches!(c, '가'..='힣') || c.is_ascii_digit()) {
        return None;
    }
    let (mut total, mut section, mut digit) = (0.0, 0.0, None);
    let (mut end, mut units) = (start, 0);
    for (at, c) in text[start..].char_indices().take(LONGEST_NUMERAL) {
        if let Some(value) = sino_korean(c).filter(|_| digit.is_none()) {
            digit = Some(value);
            continue;
        }
        match if c == '십' { Some(10.0) } else { unit(c).filter(|_| c >= '가').map(|(_, size)| size) } {
            Some(size) if size >= 10_000.0 => {
                total += (section + digit.take().unwrap_or(0.0)).max(1.0) * size;
                section = 0.0;
            }
            Some(size) => section += digit.take().unwrap_or(1.0) * size,
            None => break,
        }
        units += 1;
        end = start + at + c.len_utf8();
    }
    let won = text[end..].trim_start_matches(' ').starts_with('원');
    let value = total + section;
    (value >= 1_000.0 && (won || units > 1 && total > 0.0)).then_some(Number {
        span: Span::new(start, end),
        value,
        digits: 0,
        shape: Shape::Numeral,
    })
}

/// The value of a Korean digit in letters.
fn sino_korean(c: char) -> Option<f64> {
    Some(match c {
        '일' => 1.0,
        '이' => 2.0,
        '삼' => 3.0,
        '사' => 4.0,
        '오' => 5.0,
        '육' => 6.0,
        '칠' => 7.0,
        '팔' => 8.0,
        '구' => 9.0,
        _ => return None,
    })
}

/// The value of a Chinese digit, 十 included as what may begin a number.
fn numeral(c: char) -> Option<f64> {
    Some(match c {
        '〇' | '零' => 0.0,
        '一' | '壹' => 1.0,
        '二' | '两' | '贰' | '俩' => 2.0,
        '三' | '叁' => 3.0,
        '四' | '肆' => 4.0,
        '五' | '伍' => 5.0,
        '六' | '陆' => 6.0,
        '七' | '柒' => 7.0,
        '八' | '捌' => 8.0,
        '九' | '玖' => 9.0,
        _ => return None,
    })
}

/// The value of a Chinese or Korean unit, with its character.
fn unit(c: char) -> Option<(char, f64)> {
    Some((
        c,
        match c {
            '百' | '佰' | '백' => 100.0,
            '千' | '仟' | '천' => 1_000.0,
            '万' | '만' => 10_000.0,
            '亿' | '억' => 100_000_000.0,
            _ => return None,
        },
    ))
}

/// Whether `c` says "more than": 过万, 上千, 破万.
fn is_excess(c: char) -> bool {
    matches!(c, '过' | '上' | '破' | '超' | '逾')
}
