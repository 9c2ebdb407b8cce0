//! The file itself: its keys, and every mistake with its line.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::super::error::{Failure, plain};
use super::super::gate::{Day, Suppression, Suppressions, is_fingerprint};
use crate::assess::Band;
use crate::diagnostic::nearest;
use crate::engine::bounded;
use crate::report::Format;

/// The longest file, in bytes.
const LONGEST: u64 = 1 << 20;
/// Keys of the file.
const KEYS: [&str; 14] = [
    "baseline",
    "fail-on",
    "format",
    "id-field",
    "model",
    "prior",
    "reason-language",
    "redact",
    "rules",
    "suppress",
    "text-field",
    "threads",
    "title-field",
    "without",
];
/// Keys of one suppression.
const SUPPRESS: [&str; 5] = ["fingerprint", "path", "reason", "rule", "until"];

/// The settings of a file, checked; paths lead from the working folder.
#[derive(Default)]
pub(in crate::cli) struct Settings {
    pub(super) baseline: Option<PathBuf>,
    pub(super) fail_on: Option<Band>,
    pub(super) format: Option<&'static Format>,
    pub(super) id_field: Option<String>,
    pub(super) model: Option<PathBuf>,
    pub(super) prior: Option<f64>,
    pub(super) reason_language: Option<String>,
    pub(super) redact: Option<bool>,
    pub(super) rules: Vec<PathBuf>,
    pub(super) suppressions: Vec<Suppression>,
    pub(super) text_field: Vec<String>,
    pub(super) threads: Option<u16>,
    pub(super) title_field: Option<String>,
    pub(super) without: Vec<String>,
    /// The real path of the file's folder.
    root: PathBuf,
}

impl Settings {
    /// What is suppressed today.
    pub(super) fn into_suppressions(self) -> Suppressions {
        Suppressions::new(self.suppressions, self.root, Day::today())
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Written {
    baseline: Option<PathBuf>,
    fail_on: Option<Spanned<String>>,
    format: Option<Spanned<String>>,
    id_field: Option<String>,
    model: Option<PathBuf>,
    prior: Option<Spanned<f64>>,
    reason_language: Option<String>,
    redact: Option<bool>,
    #[serde(default)]
    rules: Vec<PathBuf>,
    #[serde(default)]
    suppress: Vec<Spanned<WrittenSuppression>>,
    #[serde(default)]
    text_field: Vec<String>,
    threads: Option<Spanned<u16>>,
    title_field: Option<String>,
    #[serde(default)]
    without: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
struct WrittenSuppression {
    rule: Option<String>,
    fingerprint: Option<String>,
    path: Option<String>,
    #[serde(default)]
    reason: String,
    until: Option<Until>,
}

/// A day, in quotes or not.
#[derive(Deserialize)]
#[serde(untagged)]
enum Until {
    Date(Datetime),
    Text(String),
}

/// Reads a file.
///
/// # Errors
/// The first mistake in it.
pub(super) fn read(path: &Path) -> Result<Settings, Failure> {
    let shown = path.display().to_string();
    let text = bounded::text(path, LONGEST).map_err(|error| Failure::usage(format!("{shown}: {}", plain(&error))))?;
    parse(&shown, &text, path.parent().unwrap_or(Path::new("")))
}

/// The settings that a text holds; `name` is that of the file in messages, its paths lead from `folder`.
///
/// # Errors
/// The first mistake in it.
pub(in crate::cli) fn parse(name: &str, text: &str, folder: &Path) -> Result<Settings, Failure> {
    File { name, text, folder }.settings()
}

struct File<'a> {
    name: &'a str,
    text: &'a str,
    folder: &'a Path,
}

impl File<'_> {
    fn settings(&self) -> Result<Settings, Failure> {
        let table = DeTable::parse(self.text).map_err(|error| self.toml(&error))?;
        self.keys(table.get_ref(), &KEYS)?;
        let one = table.get_ref().iter().filter(|(key, _)| key.get_ref().as_ref() == "suppress");
        for suppression in one.filter_map(|(_, value)| value.get_ref().as_array()).flatten() {
            if let DeValue::Table(table) = suppression.get_ref() {
                self.keys(table, &SUPPRESS)?;
            }
        }
        let written: Written = toml::from_str(self.text).map_err(|error| self.toml(&error))?;
        let folder = if self.folder.as_os_str().is_empty() { Path::new(".") } else { self.folder };
        let root = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        Ok(Settings {
            baseline: written.baseline.map(|path| self.folder.join(path)),
            fail_on: written.fail_on.map(|name| self.band(&name)).transpose()?,
            format: written.format.map(|name| self.format(&name)).transpose()?,
            id_field: written.id_field,
            model: written.model.map(|path| self.folder.join(path)),
            prior: written.prior.map(|share| self.prior(&share)).transpose()?,
            reason_language: written.reason_language,
            redact: written.redact,
            rules: written.rules.into_iter().map(|path| self.folder.join(path)).collect(),
            suppressions: written.suppress.into_iter().map(|one| self.suppression(one)).collect::<Result<_, _>>()?,
            text_field: written.text_field,
            threads: written.threads.map(|count| self.threads(&count)).transpose()?,
            title_field: written.title_field,
            without: written.without.into_iter().map(|part| self.part(&part)).collect::<Result<_, _>>()?,
            root,
        })
    }

    /// That every key is one of these.
    fn keys(&self, table: &DeTable<'_>, known: &[&str]) -> Result<(), Failure> {
        let unknown = table.iter().find(|(key, _)| !known.contains(&key.get_ref().as_ref()));
        let Some((key, _)) = unknown else { return Ok(()) };
        let name = key.get_ref().as_ref();
        let failure = self.fail(key.span().start, format!("unknown key '{name}'"));
        Err(failure.hint(match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("the keys are {}", known.join(", ")),
        }))
    }

    fn suppression(&self, written: Spanned<WrittenSuppression>) -> Result<Suppression, Failure> {
        let start = written.span().start;
        let WrittenSuppression { rule, fingerprint, path, reason, until } = written.into_inner();
        let fail = |what: &str| self.fail(start, format!("suppression: {what}"));
        if reason.trim().is_empty() {
            return Err(fail("it has no reason").hint("say who looked and why it is fine: reason = \"…\""));
        }
        if rule.is_none() && fingerprint.is_none() && path.is_none() {
            return Err(fail("it names nothing to suppress").hint("name a rule, a fingerprint or a path"));
        }
        if let Some(wrong) = fingerprint.as_deref().filter(|print| !is_fingerprint(print)) {
            return Err(fail(&format!("'{wrong}' is no fingerprint of 16 hexadecimal digits"))
                .hint("fingerprints stand in SARIF reports and in the file of --write-baseline"));
        }
        let path = path.map(|pattern| glob(&pattern).map_err(|error| fail(&error))).transpose()?;
        let until =
            until.map(|until| until.day().ok_or_else(|| fail("'until' is no date like 2027-01-31"))).transpose()?;
        let place = format!("{}:{}", self.name, self.line(start));
        Ok(Suppression { place, rule, fingerprint, path, reason, until })
    }

    fn band(&self, name: &Spanned<String>) -> Result<Band, Failure> {
        let bands = [Band::Elevated, Band::High, Band::Critical];
        let known = bands.map(Band::as_str);
        let found = bands.into_iter().find(|band| band.as_str() == name.get_ref());
        found.ok_or_else(|| self.no_such("fail-on", name, &known))
    }

    fn format(&self, name: &Spanned<String>) -> Result<&'static Format, Failure> {
        let known: Vec<&str> = crate::report::FORMATS.iter().map(|format| format.name).collect();
        Format::named(name.get_ref()).ok_or_else(|| self.no_such("format", name, &known))
    }

    fn part(&self, name: &Spanned<String>) -> Result<String, Failure> {
        let known = ["taggers", "wording"];
        let found = known.contains(&name.get_ref().as_str()).then(|| name.get_ref().clone());
        found.ok_or_else(|| self.no_such("without", name, &known))
    }

    fn prior(&self, share: &Spanned<f64>) -> Result<f64, Failure> {
        let value = *share.get_ref();
        let fits = value > 0.0 && value < 1.0;
        fits.then_some(value).ok_or_else(|| self.fail(share.span().start, "prior: it must lie above 0 and below 1"))
    }

    fn threads(&self, count: &Spanned<u16>) -> Result<u16, Failure> {
        let value = *count.get_ref();
        (value > 0).then_some(value).ok_or_else(|| self.fail(count.span().start, "threads: it must be at least 1"))
    }

    fn no_such(&self, key: &str, name: &Spanned<String>, known: &[&str]) -> Failure {
        let failure = self.fail(name.span().start, format!("{key}: there is no '{}'", name.get_ref()));
        match nearest(name.get_ref(), known.iter().copied()) {
            Some(near) => failure.hint(format!("did you mean '{near}'?")),
            None => failure.hint(format!("one of {}", known.join(", "))),
        }
    }

    fn toml(&self, error: &toml::de::Error) -> Failure {
        self.fail(error.span().map_or(0, |span| span.start), error.message())
    }

    fn fail(&self, at: usize, what: impl Display) -> Failure {
        Failure::usage(format!("{}:{}: {what}", self.name, self.line(at)))
    }

    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }
}

impl Until {
    fn day(&self) -> Option<Day> {
        match self {
            Self::Date(date) => Day::written(date),
            Self::Text(text) => Day::written(&text.parse().ok()?),
        }
    }
}

/// A pattern in which `*` stays in its folder and `**` does not.
fn glob(pattern: &str) -> Result<GlobMatcher, String> {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| error.to_string())
}
