//! Amounts of money: what is paid, in which currency, for which period, and how it compares with a typical wage.
//!
//! Owns the reading of an amount from a number and the words around it (`pay/…` tables hold the words). An amount needs a
//! currency, or a pay word beside it; phone numbers, years, ages, hours, percentages and head counts have neither.
//!
//! Rules where the ad is silent:
//! - *Period*: against the typical monthly wage W of the reference country, an amount below W/60 is by the hour, below W/8
//!   by the day, else by the month; from the currency's `annual_from` on, by the year.
//! - *A month* is 173.3 hours, 22 days, 4.33 weeks, 1/12 of a year. How many pieces make a month nobody can know: an amount by
//!   the piece counts once, as a floor.
//! - *Reference country*, while a field is read: that of the currency; for dollars and euros that of the ad's language, then the
//!   United States or France if the field names that part of the world or pays by the year, else none: W is then the table's
//!   `fallback`. Once the whole ad is read, `compare` puts the country of those it is written for in its place: a wage in
//!   Dubai is high or low for the reader in Kathmandu. The level is what the ad asks for.

use serde::{Deserialize, Serialize};

use super::compare::{self, Level};
use super::lexicon::{Hit, Words, ends_in_spaced_letter, starts_with_spaced_letter};
use super::money::{Hints, Money, Word};
use super::number::{self, Number, Shape};
use super::numeral;
use super::place::Origins;
use crate::span::{Normalized, Span};

/// A currency code in lower case: ISO 4217, or `usdt`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(pub String);

/// What an amount is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Period {
    /// One hour of work.
    Hour,
    /// One day or shift.
    Day,
    /// One week.
    Week,
    /// One month.
    Month,
    /// One year.
    Year,
    /// One task, item or trip.
    Piece,
}

impl Period {
    /// Every period, with its name in tables and rules.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Hour, "hour"),
        (Self::Day, "day"),
        (Self::Week, "week"),
        (Self::Month, "month"),
        (Self::Year, "year"),
        (Self::Piece, "piece"),
    ];

    /// The name used in tables and rules.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(period, _)| *period == self).map_or("month", |(_, name)| name)
    }

    /// How many of it make a month.
    fn per_month(self) -> f64 {
        match self {
            Self::Hour => 40.0 * 52.0 / 12.0,
            Self::Day => 22.0,
            Self::Week => 52.0 / 12.0,
            Self::Month | Self::Piece => 1.0,
            Self::Year => 1.0 / 12.0,
        }
    }
}

/// Whether an amount is what the worker earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayKind {
    /// Pay for work, as far as the words around it tell.
    Wage,
    /// Anything else: a fee, a deposit, a bonus paid once, a turnover.
    Other,
}

/// One amount or range of money.
#[derive(Debug, Clone, PartialEq)]
pub struct Pay {
    /// The amount with its currency and magnitude words.
    pub span: Span<Normalized>,
    /// Wage or other money.
    pub kind: PayKind,
    /// Low end in units of `currency`, for one `period`.
    pub low: f64,
    /// High end; equals `low` when there is no range.
    pub high: f64,
    /// What it is paid in.
    pub currency: Currency,
    /// Whether the currency is written beside the amount, rather than taken from the language.
    pub written: bool,
    /// What it is paid for, stated or inferred.
    pub period: Period,
    /// Low end in US dollars a month.
    pub monthly_usd_low: f64,
    /// High end in US dollars a month.
    pub monthly_usd_high: f64,
    /// The country whose typical wage it is compared with; none where the table's fallback stands in.
    pub country: Option<String>,
    /// Low end over the typical monthly wage of that country.
    pub multiple: f64,
    /// High end over the same wage.
    pub multiple_high: f64,
}

/// Longest gap in characters between an amount and a word that explains it.
const REACH: usize = 40;
/// The same for an amount that has no currency of its own.
const BARE_REACH: usize = 24;
/// Longest gap to a word that names the amount.
const NAMED: usize = 2;
/// Longest gap between an amount and its period word.
const PERIOD_REACH: usize = 12;
/// A month's pay beyond these multiples of a typical wage is no wage, if nothing says it is.
const PLAUSIBLE: std::ops::Range<f64> = 0.15..40.0;

/// Amounts that may be said in the unit people leave out.
const SPOKEN: std::ops::Range<f64> = 100.0..2_000.0;

/// Beyond this multiple not even a pay word makes an amount a wage: it is a turnover or a slip.
const ABSURD: f64 = 1000.0;

/// All amounts of `text` outside the spans in `taken` (contacts, licence numbers), which are sorted; and the level of work it
/// asks for, which is looked for only where numbers stand.
pub(super) fn find(
    words: &Words<'_>,
    money: &Money,
    origins: &Origins,
    language: Option<&str>,
    taken: &[Span<Normalized>],
) -> (Vec<Pay>, Option<Level>) {
    let text = words.as_str();
    let hits = money.lexicon.find(words);
    let numbers = number::merged(number::find(text), numeral::find(text, &hits, money));
    if numbers.is_empty() {
        return (Vec::new(), None);
    }
    // A country people come from is none an amount is paid in.
    let hints = money.hints(hits.iter().filter(|hit| !origins.mark(text, hit.span)));
    let scan = Scan { text, money, language, numbers: &numbers, hits: &hits, hints: &hints };
    let mut found: Vec<Pay> = Vec::new();
    let mut index = 0;
    while index < numbers.len() {
        // A currency belongs to one amount: the 6 of `480 euro 6` has none.
        let free_from = found.last().map_or(0, |pay| pay.span.end);
        match scan.money_at(index, free_from) {
            Some((pay, next)) => {
                found.extend(pay.filter(|p| !overlaps_any(taken, p.span)));
                index = next;
            }
            None => index += 1,
        }
    }
    let level = compare::level(&hits, money);
    (found, level)
}

/// One field with everything found in it so far.
struct Scan<'a> {
    text: &'a str,
    money: &'a Money,
    language: Option<&'a str>,
    numbers: &'a [Number],
    hits: &'a [Hit],
    hints: &'a Hints,
}

/// A number with its magnitude words.
#[derive(Debug, Clone, Copy)]
struct Amount {
    span: Span<Normalized>,
    value: f64,
    /// The number before magnitudes, to see which ends of a range share one.
    mantissa: f64,
    /// The product of the magnitude words, 1 without.
    magnitude: f64,
    /// The first number not part of it.
    next: usize,
}

impl Scan<'_> {
    /// The amount or range that starts with number `index`, and the first number behind it; the inner `None` is one that
    /// is read but is no money.
    fn money_at(&self, index: usize, free_from: usize) -> Option<(Option<Pay>, usize)> {
        let mut low = self.amount(index)?;
        let left = self.currency_before(low.span.start).filter(|hit| hit.span.start >= free_from);
        let mut span = left.map_or(low.span, |hit| hit.span.cover(low.span));
        let mut right = self.currency_after(low.span.end);
        span = right.map_or(span, |hit| hit.span.cover(span));
        let mut high = low;
        let mut codes: Vec<Hit> = left.into_iter().chain(right).collect();
        if let Some((upper, code)) = self.upper_end(span.end) {
            if low.magnitude <= 1.0 && upper.magnitude > 1.0 && low.mantissa <= upper.mantissa {
                low.value *= upper.magnitude;
            }
            // $80-130,000: the thousands are written once.
            if low.value < 1_000.0
                && low.magnitude <= 1.0
                && upper.value >= 10_000.0
                && low.value * 500.0 > upper.value / 10.0
                && low.value * 1_000.0 <= upper.value
                && self.text[upper.span.range()].ends_with("000")
            {
                low.value *= 1_000.0;
            }
            if low.value <= upper.value {
                high = upper;
                span = span.cover(upper.span);
                right = self.currency_after(upper.span.end);
                codes.extend(code.into_iter().chain(right));
                span = right.map_or(span, |hit| hit.span.cover(span));
            }
        }
        let next = high.next.max(low.next);
        if self.is_code(span, !codes.is_empty()) {
            return Some((None, next));
        }
        Some((self.judge(span, low.value, high.value, low.magnitude.max(high.magnitude), &codes), next))
    }

    /// Number `index` with the magnitude words around it, and a smaller amount joined to it: `1 lakh 20 hazar`.
    fn amount(&self, index: usize) -> Option<Amount> {
        let mut amount = self.single(index)?;
        let gap = usize::from(self.text[amount.span.end..].starts_with(' '));
        let touching = self.numbers.get(amount.next).filter(|n| n.span.start == amount.span.end + gap);
        let worded = touching.is_some_and(|n| n.shape == Shape::Words);
        if amount.magnitude > 1.0 && touching.is_some() && (gap > 0 || worded) {
            let rest = self.single(amount.next);
            let rest = rest.filter(|r| (r.magnitude > 1.0 || worded) && r.value < amount.magnitude);
            if let Some(rest) = rest.filter(|r| r.span.start >= amount.span.end) {
                amount.value += rest.value;
                amount.span = amount.span.cover(rest.span);
                amount.next = rest.next;
            }
        }
        Some(amount)
    }

    /// Number `index` with the magnitude words around it.
    fn single(&self, index: usize) -> Option<Amount> {
        let number = self.numbers.get(index)?;
        let start = number.span.start;
        let before = self.ending_at(start);
        // Amharic prepositions are written onto the number: ከ8,000.
        let preposition = self.text[..start].ends_with(['ከ', 'በ', 'የ', 'ለ', 'እ']);
        let glued = number.digits > 0 && !preposition && ends_in_spaced_letter(&self.text[..start]);
        if number.shape == Shape::Code || (glued && before.is_none_or(|w| !self.word(w).may_touch())) {
            return None;
        }
        let mut amount =
            Amount { span: number.span, value: number.value, mantissa: number.value, magnitude: 1.0, next: index + 1 };
        if number.shape == Shape::Numeral && number.digits > 0 {
            // 3-5万: the mantissa is what stands before the unit.
            let mantissa: String = self.text[start..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            amount.mantissa = mantissa.parse().unwrap_or(number.value);
            amount.magnitude = (number.value / amount.mantissa.max(0.01)).max(1.0);
        } else if number.digits == 0 && number.value >= 1_000.0 {
            amount.magnitude = 1_000.0;
        }
        self.raise(&mut amount);
        let gap = usize::from(self.text[..start].ends_with(' '));
        let prefix = self.ending_at(start - gap).filter(|hit| self.word(*hit).magnitude_before > 0.0);
        if let Some(hit) = prefix.filter(|_| amount.magnitude <= 1.0) {
            amount.magnitude = self.word(hit).magnitude_before;
            amount.value *= amount.magnitude;
            amount.span = amount.span.cover(hit.span);
        }
        let end = amount.span.end;
        // Korean particles follow 15만 without a space.
        let particle = number.shape == Shape::Numeral && self.text[end..].starts_with(|c| matches!(c, '가'..='힣'));
        let touches = !particle && starts_with_spaced_letter(&self.text[end..]);
        let known = self.starting_at(end).is_some_and(|w| self.word(w).may_touch());
        (!touches || known || number.digits == 0).then_some(amount)
    }

    /// Multiplies by the magnitude words that follow: `5 ratus ribu`, `15tr`, `5tr8`.
    fn raise(&self, amount: &mut Amount) {
        for _ in 0..2 {
            let end = amount.span.end;
            let gap = usize::from(self.text[end..].starts_with(' '));
            let Some(hit) = self.starting_at(end + gap).filter(|h| self.word(*h).magnitude > 0.0) else { return };
            if gap > 0 && hit.span.len() == 1 {
                return;
            }
            let factor = self.word(hit).magnitude;
            amount.magnitude *= factor;
            amount.value *= factor;
            amount.span = amount.span.cover(hit.span);
            let Some(tail) = self.numbers.get(amount.next).filter(|n| n.span.start == hit.span.end) else { continue };
            if tail.shape == Shape::Plain && tail.digits <= 3 && gap == 0 {
                amount.value += tail.value * factor / 10_f64.powi(i32::try_from(tail.digits).unwrap_or(1));
                amount.span = amount.span.cover(tail.span);
                amount.next += 1;
                return;
            }
        }
    }

    /// The upper end of a range whose lower end stops at `end`, and a currency written before it.
    fn upper_end(&self, end: usize) -> Option<(Amount, Option<Hit>)> {
        let mut at = end + usize::from(self.text[end..].starts_with(' '));
        let rest = &self.text[at..];
        let sign = rest.chars().next()?;
        // 一 stands for a dash in hasty typing: 5500一6800.
        let hasty = sign == '一' && rest[sign.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        if hasty || matches!(sign, '-' | '~' | '–' | '—' | '−' | '〜' | '∼' | '‐' | '‑') {
            at += sign.len_utf8();
        } else {
            at = self.starting_at(at).filter(|h| self.word(*h).range)?.span.end;
        }
        at += usize::from(self.text[at..].starts_with(' '));
        let mut code = self.starting_at(at).filter(|h| self.word(*h).is_currency());
        if let Some(hit) = code {
            at = hit.span.end + usize::from(self.text[hit.span.end..].starts_with(' '));
        }
        let index = self.numbers.partition_point(|n| n.span.start < at);
        let upper = self.amount(index).filter(|a| a.span.start == at || self.numbers[index].span.start == at)?;
        Some((upper, code.take()))
    }

    /// Whether the characters around `span` show a phone number, date, time, address or percentage.
    fn is_code(&self, span: Span<Normalized>, has_currency: bool) -> bool {
        let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
        let mut following = after.chars();
        let (next, second) = (following.next(), following.next());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if matches!(next, Some('%')) || after.starts_with(" %") || (matches!(next, Some(':')) && digit(second)) {
            return true;
        }
        if has_currency {
            return false;
        }
        let mut preceding = before.chars().rev();
        let (last, last_but_one) = (preceding.next(), preceding.next());
        matches!(next, Some('/' | '-' | '.' | ')')) && digit(second)
            || matches!(last, Some('/' | '-' | ':' | '.' | ',')) && digit(last_but_one)
            || matches!(last, Some('+' | '#' | '@' | '№' | '_'))
            || self.following(span.end, 1).is_some_and(|h| self.word(h).unit)
    }

    /// Decides whether an amount is money, and which.
    fn judge(&self, span: Span<Normalized>, low: f64, high: f64, magnitude: f64, codes: &[Hit]) -> Option<Pay> {
        let stated = self.period(span);
        let context = self.context(span);
        let near = |limit: usize| context.wage.is_some_and(|d| d <= limit);
        // A glued letter (`R2`, `3d`) is a currency only where money is spoken of.
        let loose = codes.iter().all(|hit| self.word(*hit).glued || self.word(*hit).loose);
        let grouped = self.text[span.range()].contains([',', '.', ' ']) && low >= 1_000.0;
        let spoken = near(REACH) || context.other.is_some() || stated.is_some() || grouped || magnitude > 1.0;
        // Without a currency: a pay word, or a period right before (เดือนละ 75,000) or beside a magnitude (一个月四万).
        let led = self.ending_at(span.start).or_else(|| self.ending_at(span.start.saturating_sub(1)));
        let led = led.is_some_and(|hit| self.word(hit).period.is_some());
        let bare = codes.is_empty() && !near(BARE_REACH) && !led && (magnitude <= 1.0 || stated.is_none());
        if low <= 0.0 || low > 1e13 || bare || (loose && !spoken) {
            return None;
        }
        let currency = if codes.is_empty() {
            self.money.unstated(self.hints, self.language)?
        } else {
            self.money.resolve(codes, self.hints, self.language, |usd, wage| {
                usd * low * stated.map_or(1.0, Period::per_month) / wage
            })?
        };
        let entry = &self.money.currencies[currency];
        let spoken = entry.spoken_in.filter(|_| codes.is_empty() && magnitude <= 1.0 && SPOKEN.contains(&low));
        let (low, high) = spoken.map_or((low, high), |unit| (low * unit, high * unit));
        if low < entry.least {
            return None;
        }
        let usd = entry.usd * low;
        let annual = stated == Some(Period::Year) || (stated.is_none() && entry.annual_from.is_some_and(|a| low >= a));
        // Who is paid in dollars far from where they are minted is told of months, days or tasks.
        let domestic = annual || stated == Some(Period::Hour);
        let country = self.money.reference_country(currency, self.hints, self.language, domestic);
        let wage = self.money.reference_wage(country);
        let period = stated.unwrap_or_else(|| if annual { Period::Year } else { infer_period(usd, wage) });
        let multiple = usd * period.per_month() / wage;
        if codes.is_empty() {
            let as_written = usd * stated.map_or(1.0, Period::per_month) / wage;
            let year = magnitude <= 1.0 && (1950.0..2036.0).contains(&low) && low.fract() == 0.0 && low >= high;
            let small = as_written < PLAUSIBLE.start && (stated != Some(Period::Piece) || magnitude <= 1.0);
            if small || as_written >= PLAUSIBLE.end || (year && stated.is_none()) {
                return None;
            }
        }
        let doubtful = context.other.is_some() || (context.wage.is_none() && stated.is_none());
        let limit = if doubtful { PLAUSIBLE.end } else { ABSURD };
        let far = multiple > limit;
        // 全勤奖:300元/月: what stands right before the amount names it, whatever its period.
        let fee = context.never
            || context.named
            || context.other.is_some_and(|other| context.wage.is_none_or(|wage| other < wage));
        let kind = if far || fee { PayKind::Other } else { PayKind::Wage };
        let ratio = high / low;
        Some(Pay {
            span,
            kind,
            low,
            high,
            currency: Currency(entry.code.clone()),
            written: !codes.is_empty(),
            country: country.map(str::to_owned),
            period,
            monthly_usd_low: usd * period.per_month(),
            monthly_usd_high: usd * period.per_month() * ratio,
            multiple,
            multiple_high: multiple * ratio,
        })
    }

    /// How near, in characters, words of pay and of other money stand on the same line.
    fn context(&self, span: Span<Normalized>) -> Context {
        let mut context = Context { wage: self.adjoining_period(span), other: None, never: false, named: false };
        let mut paid = None;
        let from = self.hits.partition_point(|h| h.span.end + 4 * REACH < span.start);
        for hit in &self.hits[from..] {
            if hit.span.start > span.end + 2 * REACH {
                break;
            }
            let word = self.word(*hit);
            let (cue, other, never) = (word.cue, word.other, word.never);
            if hit.span.overlaps(span) || !(cue || other) {
                continue;
            }
            let after = hit.span.start >= span.end;
            let gap = if after { &self.text[span.end..hit.span.start] } else { &self.text[hit.span.end..span.start] };
            let mut distance = gap.chars().count();
            // A pay word between a fine and the amount takes the amount: `no penalty salary $900`.
            let nearer = |at: usize| paid.is_some_and(|known: usize| !after && known >= at);
            context.never |= never && !nearer(hit.span.end) && same_money(gap, after);
            paid = paid.max(Some(hit.span.start).filter(|_| cue && !never));
            // A heading may stand on the line above: `Salary:\n$800`.
            if gap.contains('\n') && (after || distance > 4) {
                continue;
            }
            // What follows an amount explains it less often than what precedes it.
            distance = if after { distance * 2 } else { distance };
            if gap.contains(['.', ';', '。', '；', '!', '！']) {
                distance += REACH / 4;
            }
            context.named |= other && !cue && !after && distance <= NAMED;
            let slot = if cue { &mut context.wage } else { &mut context.other };
            if distance <= REACH && slot.is_none_or(|best| distance < best) {
                *slot = Some(distance);
            }
        }
        context
    }

    /// Distance 1 when a period is attached to the amount (`/month`), which shows pay as well as a pay word does.
    fn adjoining_period(&self, span: Span<Normalized>) -> Option<usize> {
        let period = self.following(span.end, 1).and_then(|h| self.word(h).period);
        period.filter(|p| *p != Period::Piece).map(|_| 1)
    }

    /// The period stated beside an amount: attached behind it, else before it, else further behind.
    fn period(&self, span: Span<Normalized>) -> Option<Period> {
        let attached = self.following(span.end, 2).and_then(|h| self.word(h).period);
        attached.or_else(|| self.period_before(span.start)).or_else(|| self.period_after(span.end))
    }

    fn period_before(&self, start: usize) -> Option<Period> {
        let until = self.hits.partition_point(|h| h.span.start < start);
        let near = self.hits[..until].iter().rev().take_while(|h| h.span.start + 8 * PERIOD_REACH > start);
        near.filter(|h| h.span.end <= start && same_clause(&self.text[h.span.end..start]) && !self.counted(**h))
            .find_map(|h| self.word(*h).period)
    }

    /// Whether a period word belongs to hours or days, not to pay: `35h hebdomadaire`.
    fn counted(&self, period: Hit) -> bool {
        let at = self.text[..period.span.start].trim_end_matches(' ').len();
        let unit = self.ending_at(at).filter(|h| self.word(*h).unit && self.word(*h).period.is_none());
        unit.is_some_and(|h| self.text[..h.span.start].trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit()))
    }

    fn period_after(&self, end: usize) -> Option<Period> {
        let from = self.hits.partition_point(|h| h.span.start < end);
        let near = self.hits[from..].iter().take_while(|h| same_clause(&self.text[end..h.span.start]));
        near.map(|h| self.word(*h)).find_map(|w| w.period)
    }

    /// A currency written before `start`: `$800`, `Rp. 5.000`, `USD: 900`.
    fn currency_before(&self, start: usize) -> Option<Hit> {
        let until = self.hits.partition_point(|h| h.span.start < start);
        let hit = self.hits[..until].iter().rev().take(4).find(|h| h.span.end <= start)?;
        let gap = &self.text[hit.span.end..start];
        let word = self.word(*hit);
        let near = gap.len() <= 3 && gap.chars().all(|c| matches!(c, ' ' | '.' | ':' | '~' | '+' | '≈'));
        let taken = word.glued && (!gap.is_empty() || !word.leads);
        (word.is_currency() && near && !taken).then_some(*hit)
    }

    /// A currency written behind `end`: `800$`, `15 triệu đồng`, `2,5 (USD)`.
    fn currency_after(&self, end: usize) -> Option<Hit> {
        let hit = self.following(end, 2)?;
        let word = self.word(hit);
        let gap = &self.text[end..hit.span.start];
        let sign = !self.text[hit.span.range()].chars().any(char::is_alphanumeric);
        let belongs_to_next = sign && self.text[hit.span.end..].starts_with(|c: char| c.is_ascii_digit());
        let near = gap.chars().all(|c| matches!(c, ' ' | '(' | '.')) && gap != ".";
        (word.is_currency() && near && !belongs_to_next && !(word.glued && (!gap.is_empty() || word.leads)))
            .then_some(hit)
    }

    /// The first hit that starts at most `gap` characters behind `end`, separated by spaces or brackets alone.
    fn following(&self, end: usize, gap: usize) -> Option<Hit> {
        let mut at = end;
        for _ in 0..=gap {
            if let Some(hit) = self.starting_at(at) {
                return Some(hit);
            }
            let c = self.text[at..].chars().next().filter(|c| matches!(c, ' ' | '(' | '.' | '+'))?;
            at += c.len_utf8();
        }
        None
    }

    fn starting_at(&self, at: usize) -> Option<Hit> {
        let index = self.hits.partition_point(|h| h.span.start < at);
        self.hits.get(index).copied().filter(|h| h.span.start == at)
    }

    fn ending_at(&self, at: usize) -> Option<Hit> {
        let until = self.hits.partition_point(|h| h.span.start < at);
        self.hits[..until].iter().rev().take(4).find(|h| h.span.end == at).copied()
    }

    fn word(&self, hit: Hit) -> &Word {
        &self.money.words[hit.form]
    }
}

/// Whether `span` overlaps one of `taken`, which are sorted by start and overlap each other little.
pub(super) fn overlaps_any(taken: &[Span<Normalized>], span: Span<Normalized>) -> bool {
    let until = taken.partition_point(|t| t.start < span.end);
    taken[..until].iter().rev().take(4).any(|t| t.overlaps(span))
}

/// Distances to the nearest words that explain an amount.
struct Context {
    wage: Option<usize>,
    other: Option<usize>,
    /// Whether it is said to be a bounty, a fine or a bond.
    never: bool,
    /// Whether a word of other money stands right before it.
    named: bool,
}

/// Whether nothing between an amount and a word of fines and bounties parts them.
fn same_money(gap: &str, after: bool) -> bool {
    let reach = if after { REACH / 2 } else { REACH };
    gap.len() <= 4 * reach
        && gap.chars().count() <= reach
        && !gap.contains(|c: char| {
            c.is_ascii_digit() || matches!(c, '\n' | ';' | '。' | '；' | '，' | '!' | '、' | '|' | '.')
        })
        && (!after || !gap.contains(','))
}

/// Whether the text between an amount and a word is short and holds no other number or clause.
fn same_clause(gap: &str) -> bool {
    gap.len() <= 4 * PERIOD_REACH
        && gap.chars().count() <= PERIOD_REACH
        && !gap.contains(". ")
        && !gap.contains(|c: char| {
            c.is_ascii_digit() || matches!(c, '\n' | ';' | '。' | '；' | '，' | ',' | '!' | '、' | '|')
        })
}

/// The period of an amount that states none; see the head of this file.
fn infer_period(usd: f64, wage: f64) -> Period {
    if usd < wage / 60.0 {
        Period::Hour
    } else if usd < wage / 8.0 {
        Period::Day
    } else {
        Period::Month
    }
}
