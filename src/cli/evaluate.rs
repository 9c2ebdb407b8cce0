//! `lurescan evaluate`: what the recipe, or a finished model, is worth on labeled data.

use std::io::Write as _;
use std::path::Path;

use super::args::EvaluateArgs;
use super::engine;
use super::error::{Failure, Status};
use super::output::Output;
use super::plan::{Setup, Target};
use super::table;
use super::term::Terminal;
use super::train::read;
use crate::detect::Detector;
use crate::page;
use crate::report::escape::{self, JsonFormatter};
use crate::train::{self, Attacks, Holdout, Question, Study, TrainError};

/// Columns of a paragraph.
const WIDTH: usize = 96;

/// How an evaluation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Tables to read in a terminal.
    Human,
    /// One JSON object.
    Json,
    /// One page with plots.
    Html,
}

impl Format {
    /// Every format with its name on the command line, the extensions that choose it, and what it is for.
    pub(super) const ALL: [(Self, &'static str, &'static [&'static str], &'static str); 3] = [
        (Self::Human, "human", &["txt"], "tables to read"),
        (Self::Json, "json", &["json"], "one lurescan-evaluation/1 object"),
        (Self::Html, "html", &["html", "htm"], "one self-contained page with plots"),
    ];

    /// The format a file name asks for.
    fn of(path: &Path) -> Result<Self, Failure> {
        let Some(extension) = path.extension() else { return Ok(Self::Human) };
        let asked = |(_, _, extensions, _): &&(Self, &str, &[&str], &str)| {
            extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
        };
        match Self::ALL.iter().find(asked) {
            Some((format, ..)) => Ok(*format),
            None => Err(Failure::usage(format!("-o {}: no format has this extension", path.display()))
                .hint("extensions are txt, json, html; or name the format with --format")),
        }
    }
}

/// Cross-validates with ads held out in each of the ways asked for, or measures a finished model with `--as-is` or `--stress`.
///
/// # Errors
/// When rules, model or data are wrong, the data cannot show anything, or a solver does not converge.
pub(super) fn run(setup: &Setup, typed: &EvaluateArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let target = match &typed.output {
        Some(path) if path != Path::new("-") => Target::File(path.clone()),
        _ => Target::Stdout,
    };
    let format = match (typed.format, &target) {
        (Some(format), _) => format,
        (None, Target::File(path)) => Format::of(path)?,
        (None, Target::Stdout) => Format::Human,
    };
    let mut output = Output::open(&target, false)?;
    let study = measured(setup, typed, terminal)?;
    let text = match format {
        Format::Human => text(&study),
        Format::Json => json(&study)?,
        Format::Html => page::html(&study),
    };
    output.write_all(text.as_bytes()).map_err(|error| Failure::output(output.name(), &error))?;
    output.finish()?;
    if let Target::File(path) = &target {
        terminal.note(format!("wrote {}", path.display()));
    }
    Ok(Status::Clean)
}

/// The sections as tables, long ones cut.
fn text(study: &Study) -> String {
    let mut out = String::new();
    for section in page::sections(study) {
        let rows = section.rows.len() - 1;
        let shown: table::Rows = section.rows.into_iter().take(section.brief.saturating_add(1)).collect();
        let cut = if shown.len() <= rows { format!(" (the first {} of {rows})", section.brief) } else { String::new() };
        let about = if section.about.is_empty() { String::new() } else { wrapped(&section.about) };
        let aligned = table::aligned(&shown, |column| !section.words.contains(&column));
        let break_before = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{break_before}{}{cut}\n{about}\n{aligned}", escape::terminal_line(&section.title)));
    }
    out
}

/// A paragraph in lines.
fn wrapped(text: &str) -> String {
    textwrap::fill(&escape::terminal_line(text), WIDTH) + "\n"
}

fn measured(setup: &Setup, typed: &EvaluateArgs, terminal: &Terminal) -> Result<Study, Failure> {
    let wrong = |error: TrainError| Failure::usage(error.to_string());
    let defaults = Question::default();
    let question = Question {
        prevalences: if typed.prevalence.is_empty() { defaults.prevalences } else { typed.prevalence.clone() },
        costs: (typed.cost_fp, typed.cost_fn),
    };
    if typed.as_is || typed.stress {
        let sample = typed.sample.and_then(|sample| usize::try_from(sample).ok());
        let assessor = engine::assessor(setup)?;
        for note in assessor.notes() {
            terminal.warning(note);
        }
        let corpus = read(&typed.data.corpus, terminal)?;
        let attacks = typed.stress.then_some(Attacks { sample });
        return train::study_of(&assessor, &corpus, &question, attacks, &|| false).map_err(wrong);
    }
    let detector = Detector::new(engine::rules(setup)?);
    let corpus = read(&typed.data.corpus, terminal)?;
    let mut holdouts = typed.holdout.clone();
    if holdouts.is_empty() {
        holdouts = vec![Holdout::Campaign, Holdout::Row];
    }
    let progress = |holdout: Holdout, folds: usize| {
        terminal.note(format!("by {}: fitting {folds} times ({})", holdout.as_str(), holdout.about()));
    };
    train::study(&corpus, &detector, typed.data.settings(), &holdouts, typed.ablation, &question, &progress).map_err(
        |error| {
            let unfit = matches!(error, TrainError::Unfit(_));
            let failure = wrong(error);
            if unfit { failure.hint("--as-is measures a finished model and needs no such ads") } else { failure }
        },
    )
}

/// JSON that is harmless on a terminal, whatever names stand in it.
fn json(study: &Study) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, JsonFormatter);
    serde::Serialize::serialize(&study.view(), &mut serializer)
        .map_err(|error| Failure::internal(&error.to_string()))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|error| Failure::internal(&error.to_string()))
}
