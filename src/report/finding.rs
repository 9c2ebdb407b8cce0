//! What formats of findings have in common: which reasons of an ad are findings, where each stands and how to say it.
//!
//! A finding is a reason that raises the score of an ad at or above the band asked for. Its place is that of its first
//! words if the field stands verbatim in the file, else the line of the record, else the file. Texts are returned on one
//! line with unsafe characters made visible; escaping for the sink is left to the format. Findings that are accepted are
//! left out, and an ad of which every finding is accepted is none; only SARIF tells of those that are suppressed.

use std::borrow::Cow;

use super::{Options, escape};
use crate::ad::{FieldName, FilePlace};
use crate::assess::{Assessment, Band, Evidence, Fingerprints, Reason, ReasonKind, Status};

/// Below this many log-odds a reason is no finding.
const WORTH_TELLING: f64 = 0.05;
/// Most characters of a quote.
const QUOTE: usize = 120;

/// A reason worth telling a code host about.
#[derive(Debug)]
pub(super) struct Finding<'a> {
    pub(super) reason: Cow<'a, Reason>,
    /// 0 to 100: that of the ad's strongest reason is the ad's score, the others stand below it.
    pub(super) rank: f64,
    /// The same wherever the ad stands and however it is set.
    pub(super) fingerprint: String,
}

/// What tells a finding of one run from another, or finds it again in the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Id of the reason.
    pub rule: String,
    /// 16 hexadecimal digits; see [`Fingerprints`].
    pub fingerprint: String,
}

/// The findings of an ad of whatever band, accepted or not, strongest first; an ad that is scored has at least one.
#[must_use]
pub fn identities(assessment: &Assessment) -> Vec<Identity> {
    let identity = |found: Finding<'_>| Identity { rule: found.reason.id.clone(), fingerprint: found.fingerprint };
    of_ad(assessment).into_iter().map(identity).collect()
}

/// A stretch of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) start: FilePlace,
    /// Just past the last character; `None` when only the line is known.
    pub(super) end: Option<FilePlace>,
}

/// Whether an ad is taken up by formats of findings.
pub(super) fn is_finding(assessment: &Assessment, options: Options) -> bool {
    reaches(assessment, options)
        && (assessment.accepted.is_empty() || of_ad(assessment).iter().any(|found| is_open(assessment, found)))
}

fn reaches(assessment: &Assessment, options: Options) -> bool {
    assessment.status == Status::Scored && assessment.band >= options.finding
}

/// Whether nobody has accepted it.
fn is_open(assessment: &Assessment, found: &Finding<'_>) -> bool {
    !assessment.accepted.holds(&found.fingerprint)
}

/// The findings of an ad that nobody has accepted, strongest first; none for an ad below the band asked for.
pub(super) fn findings(assessment: &Assessment, options: Options) -> Vec<Finding<'_>> {
    let found = with_suppressed(assessment, options);
    found.into_iter().filter(|found| is_open(assessment, found)).collect()
}

/// The same with those that are suppressed: the assessment knows why.
pub(super) fn with_suppressed(assessment: &Assessment, options: Options) -> Vec<Finding<'_>> {
    if !reaches(assessment, options) {
        return Vec::new();
    }
    let told =
        |found: &Finding<'_>| is_open(assessment, found) || assessment.accepted.reason(&found.fingerprint).is_some();
    of_ad(assessment).into_iter().filter(told).collect()
}

/// Every finding of an ad, whatever its band.
fn of_ad<'a>(assessment: &'a Assessment) -> Vec<Finding<'a>> {
    let told = |reason: &&Reason| {
        !matches!(reason.kind, ReasonKind::Wording | ReasonKind::Adjustment) && reason.contribution >= WORTH_TELLING
    };
    let mut reasons: Vec<Cow<'_, Reason>> = assessment.reasons.iter().filter(told).map(Cow::Borrowed).collect();
    if reasons.is_empty() {
        reasons.push(Cow::Owned(wording(assessment)));
    }
    let strongest = reasons.iter().map(|reason| reason.contribution).fold(f64::MIN_POSITIVE, f64::max);
    let fingerprints = Fingerprints::new(assessment);
    let finding = |reason: Cow<'a, Reason>| {
        let share = (reason.contribution / strongest).clamp(0.0, 1.0);
        let rank = (assessment.probability * share * 1e4).round() / 100.0;
        Finding { rank, fingerprint: fingerprints.finding(assessment, &reason), reason }
    };
    reasons.into_iter().map(finding).collect()
}

/// All the wording that raises the score, for an ad that has nothing else to show.
fn wording(assessment: &Assessment) -> Reason {
    let raising = assessment.reasons.iter().filter(|r| r.kind == ReasonKind::Wording && r.contribution > 0.0);
    Reason {
        id: "wording".to_owned(),
        kind: ReasonKind::Wording,
        title: super::human::words::wording(true).to_owned(),
        category: String::new(),
        contribution: raising.clone().map(|reason| reason.contribution).sum(),
        spans: raising.flat_map(|reason| reason.spans.iter().copied()).collect(),
        why: String::new(),
        ask: String::new(),
        references: Vec::new(),
        learned: true,
    }
}

/// Where in its file a piece of evidence stands.
pub(super) fn region(assessment: &Assessment, evidence: Option<&Evidence>) -> Option<Region> {
    let verbatim = evidence.and_then(|evidence| {
        let text = assessment.field(evidence.field);
        let places = assessment.origin.places(evidence.field, text, evidence.span.range())?;
        Some(Region { start: places.start, end: Some(places.end) })
    });
    let record = || {
        let line = assessment.origin.line;
        (line > 0).then(|| Region { start: FilePlace::line_start(line), end: None })
    };
    verbatim.or_else(record)
}

/// The words of one line: `Critical risk, 97 of 100`.
pub(super) fn verdict(assessment: &Assessment) -> String {
    if assessment.status == Status::Insufficient {
        return super::human::words::INSUFFICIENT.to_owned();
    }
    format!("{}, {} of 100", super::human::words::headline(assessment.band), assessment.score)
}

/// Where features of the ad were seen before: `recruitment into scam compounds abroad`.
pub(super) fn scheme(assessment: &Assessment) -> Option<String> {
    assessment.schemes.first().map(|scheme| escape::terminal_line(&scheme.title))
}

/// A finding in one sentence or two: what it is, the words it rests on, and how the ad stands as a whole.
pub(super) fn message(assessment: &Assessment, reason: &Reason) -> String {
    let title = escape::terminal_line(&reason.title);
    let quote = quote(assessment, reason).map(|quote| format!(": “{quote}”")).unwrap_or_default();
    let scheme = scheme(assessment).map(|scheme| format!("; features seen in {scheme}")).unwrap_or_default();
    let ask = escape::terminal_line(&reason.ask);
    let ask = if ask.is_empty() { ask } else { format!(" {ask}") };
    format!("{title}{quote}. {} for the ad{scheme}.{ask}", verdict(assessment))
}

/// The first words a reason rests on.
pub(super) fn quote(assessment: &Assessment, reason: &Reason) -> Option<String> {
    let quote = reason.spans.iter().map(|evidence| assessment.quote(evidence)).find(|quote| !quote.is_empty())?;
    Some(cut(&escape::terminal_line(quote), QUOTE))
}

/// What to call an ad: its title, or the beginning of its text, or its id.
pub(super) fn name(assessment: &Assessment, most: usize) -> String {
    let named = FieldName::ALL.map(|field| escape::terminal_line(start(assessment.field(field), 4 * most)));
    let name = named.iter().find(|name| !name.is_empty()).cloned();
    cut(&name.unwrap_or_else(|| escape::terminal_line(&assessment.ad_id)), most)
}

/// Not more than so many bytes of a text.
fn start(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Not more than so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// How serious, in the words of tools that know three.
pub(super) fn severity(band: Band) -> &'static str {
    match band {
        Band::Low => "note",
        Band::Elevated => "warning",
        Band::High | Band::Critical => "error",
    }
}

/// A path as a host of code names files: forward slashes, no `./` before it.
pub(super) fn path(assessment: &Assessment) -> Option<String> {
    let path = assessment.origin.path.as_deref()?;
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let mut rest = path.as_str();
    while let Some(after) = rest.strip_prefix("./") {
        rest = after.trim_start_matches('/');
    }
    Some(if rest.is_empty() { path.clone() } else { rest.to_owned() })
}

/// The address of a page that a source ends with, as `Title (2025), https://example.org/page` does.
pub(super) fn address(source: &str) -> Option<&str> {
    let last = source.split(char::is_whitespace).next_back()?;
    let scheme = last.starts_with("https://") || last.starts_with("http://");
    let odd = |byte: u8| !byte.is_ascii_graphic() || b"<>\"'`^{|}\\".contains(&byte);
    (scheme && !last.bytes().any(odd)).then_some(last)
}
