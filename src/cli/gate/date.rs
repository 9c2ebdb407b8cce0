//! Days: the one that is now, and those that users write.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use toml::value::Datetime;

/// A day of the Gregorian calendar; later days are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::cli) struct Day {
    year: i64,
    month: u8,
    day: u8,
}

impl Day {
    /// Today in UTC.
    pub(in crate::cli) fn today() -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self::after_epoch(i64::try_from(seconds / 86_400).unwrap_or(i64::MAX / 2))
    }

    /// A date as TOML has it; `None` for one with a time, or a time alone.
    pub(in crate::cli) fn written(date: &Datetime) -> Option<Self> {
        let whole = date.time.is_none() && date.offset.is_none();
        let date = date.date.filter(|_| whole)?;
        Some(Self { year: i64::from(date.year), month: date.month, day: date.day })
    }

    /// The day so many days after 1970-01-01, none of them negative; years are counted from March so that leap days end them.
    fn after_epoch(days: i64) -> Self {
        let days = days + 719_468;
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
        Self { year: era * 400 + year + next, month: small(month), day: small(day) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
