//! What was typed, resolved once against files and the terminal: nothing after this asks for a flag.

use std::path::{Path, PathBuf};

use super::args::{Explain, Global, InputArgs, OutputArgs};
use super::error::Failure;
use super::term::Terminal;
use crate::assess::Without;
use crate::report::{self, Detail, FORMATS, Format, Options, Report, Selection};
use crate::source::{self, ColumnMap, Expanded, Input, ReadOptions, SourceError};

/// Rules, model and how to run.
#[derive(Debug, Clone)]
pub(super) struct Setup {
    /// Packs laid over the built-in one, in order.
    pub(super) packs: Vec<PathBuf>,
    /// A model file instead of the built-in model.
    pub(super) model: Option<PathBuf>,
    /// The share of harmful ads the reader expects.
    pub(super) prior: Option<f64>,
    /// The language to tell reasons in.
    pub(super) language: Option<String>,
    /// Parts of the model to leave out.
    pub(super) without: Without,
    /// How many ads to score at once, at least 1.
    pub(super) threads: usize,
}

/// The global flags, resolved.
pub(super) fn setup(typed: &Global) -> Setup {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    Setup {
        packs: typed.rules.clone(),
        model: typed.model.clone(),
        prior: typed.prior,
        language: typed.reason_language.clone(),
        without: Without {
            taggers: typed.without.iter().any(|part| part == "taggers"),
            wording: typed.without.iter().any(|part| part == "wording"),
        },
        threads: typed.threads.map_or_else(cores, usize::from),
    }
}

/// What to read and how.
#[derive(Debug)]
pub(super) struct Reading {
    /// What to read, in order.
    pub(super) inputs: Vec<Input>,
    /// What was named but cannot be read.
    pub(super) errors: Vec<SourceError>,
    /// What the user should know about the inputs.
    pub(super) notes: Vec<String>,
    /// How to read.
    pub(super) options: ReadOptions,
    /// Which records are scored, if not all.
    pub(super) shard: Option<Shard>,
    /// Records and inputs that have been dealt with before, of those to be scored.
    pub(super) done: u64,
    /// Ads to read at most.
    pub(super) most: Option<u64>,
}

impl Reading {
    /// Leaves out a file that is no input, if it is among those found in folders.
    pub(super) fn leave_out(&mut self, path: &Path) {
        let Ok(left_out) = path.canonicalize() else { return };
        let same = |input: &Input| match input {
            Input::File { path, .. } => path.canonicalize().is_ok_and(|path| path == left_out),
            _ => false,
        };
        self.inputs.retain(|input| !same(input));
    }
}

/// One of several shares of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    /// Which, from 1.
    pub(super) index: u64,
    /// Of how many.
    pub(super) of: u64,
}

impl Shard {
    /// Whether the record of this number, from 0, is in it.
    pub(super) fn holds(self, number: u64) -> bool {
        number % self.of == self.index - 1
    }
}

/// Resolves the inputs; `output` is never one of them.
///
/// # Errors
/// If none is named, or the output would replace one that is.
pub(super) fn reading(typed: &InputArgs, output: &Target, terminal: &Terminal) -> Result<Reading, Failure> {
    if typed.paths.is_empty() {
        let hint = if terminal.piped {
            "name files or folders, or give - to read what is piped in"
        } else {
            "name files or folders, or give - and paste an ad; --help has examples"
        };
        return Err(Failure::usage("there is nothing to read").hint(hint));
    }
    if typed.paths.iter().filter(|path| *path == "-").count() > 1 {
        return Err(Failure::usage("standard input (-) is named twice; it can be read once"));
    }
    let Expanded { mut inputs, errors, skipped, no_feeds, barren } = source::expand_all(&typed.paths);
    let mut notes: Vec<String> = barren.iter().map(|folder| format!("{folder}: nothing in it to read")).collect();
    if inputs.contains(&Input::Stdin) && !terminal.piped {
        notes.push("paste an ad, then press Ctrl-D on a line of its own (Ctrl-Z and Enter on Windows)".to_owned());
    }
    if skipped > 0 {
        notes.push(format!("files in folders passed over, for their ending is unknown: {skipped}"));
    }
    if no_feeds > 0 {
        notes.push(format!("XML files in folders passed over, for they are no feeds of ads: {no_feeds}"));
    }
    if let Some(output) = output.existing() {
        let same = |input: &Input| match input {
            Input::File { path, .. } => path.canonicalize().is_ok_and(|path| path == output),
            _ => false,
        };
        let named = |input: &Input| matches!(input, Input::File { name, .. } if typed.paths.contains(name));
        if inputs.iter().any(|input| named(input) && same(input)) {
            return Err(Failure::usage(format!("{} is an input; it would be replaced", output.display()))
                .hint("give -o another name"));
        }
        let before = inputs.len();
        inputs.retain(|input| !same(input));
        if inputs.len() < before {
            notes.push(format!("{} is not read, for it is the output", output.display()));
        }
    }
    let columns = ColumnMap {
        id: typed.id_field.clone(),
        title: typed.title_field.clone(),
        text: typed.text_field.clone(),
        keep: Vec::new(),
        keep_strictly: true,
    };
    let options =
        ReadOptions { columns, format: typed.input_format, encoding: typed.encoding, ..ReadOptions::default() };
    Ok(Reading { inputs, errors, notes, options, shard: None, done: 0, most: None })
}

/// Where to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// A file, device or pipe.
    File(PathBuf),
}

impl Target {
    /// The file, if there is one already: its real path.
    fn existing(&self) -> Option<PathBuf> {
        match self {
            Self::Stdout => None,
            Self::File(path) => path.canonicalize().ok().filter(|path| path.is_file()),
        }
    }
}

/// Where to write and how.
#[derive(Debug)]
pub(super) struct Writing {
    /// Where.
    pub(super) target: Target,
    /// In which format.
    pub(super) format: &'static Format,
    /// How it is to look.
    pub(super) look: Options,
    /// Whether the report appears on the terminal.
    pub(super) shown: bool,
    /// Whether what is private in the ads is masked before anything is made of them.
    pub(super) redact: bool,
    /// What of each ad is written.
    pub(super) content: Content,
}

/// What of each ad a report holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// What its format has.
    Everything,
    /// Some columns or keys of it, or more than it has; only for formats of records.
    Selected(Selection),
    /// Attributes by id, instead of what its format has.
    Attributes,
}

impl Writing {
    /// A report of this kind.
    pub(super) fn report(&self) -> Box<dyn Report> {
        match (&self.content, self.format.records) {
            (Content::Attributes, _) => report::sidecar(),
            (Content::Selected(selection), Some(records)) => (records.new)(selection.clone()),
            _ => (self.format.new)(self.look),
        }
    }

    /// Whether the report is made for people rather than programs.
    pub(super) fn for_people(&self) -> bool {
        self.format.name == HUMAN
    }
}

/// The format for people.
const HUMAN: &str = "human";

/// Resolves the output; `piped` names the format where nothing and nobody asks for another.
///
/// # Errors
/// If the file's extension is of no format, or a flag does not go with the format.
pub(super) fn writing(typed: &OutputArgs, piped: &str, terminal: &Terminal) -> Result<Writing, Failure> {
    let target = match &typed.output {
        None => Target::Stdout,
        Some(path) if path == Path::new("-") => Target::Stdout,
        Some(path) => Target::File(path.clone()),
    };
    let explain = match typed.explain {
        Some(Explain::Ads(detail)) => detail,
        _ => Detail::default(),
    };
    let for_people = typed.brief || explain == Detail::Full;
    let shown = target == Target::Stdout && terminal.interactive;
    let fallback = if shown || for_people { HUMAN } else { piped };
    let by_name = match &target {
        Target::File(path) if typed.format.is_none() => by_extension(path)?,
        _ => None,
    };
    let default = || Format::named(fallback).expect("invariant: defaults are in the table");
    let format = typed.format.or(by_name).unwrap_or_else(default);
    if for_people && format.name != HUMAN {
        let flag = if typed.brief { "--brief" } else { "--explain full" };
        return Err(Failure::usage(format!("{flag} does not go with the format {}", format.name))
            .hint("leave it out, or choose --format human"));
    }
    if format.binary && shown {
        return Err(Failure::usage(format!("the format {} is no text to show on a terminal", format.name))
            .hint("name a file with -o"));
    }
    let look = Options {
        color: if target == Target::Stdout { terminal.color } else { terminal.always },
        width: if shown { terminal.width } else { Options::default().width },
        explain,
        brief: typed.brief,
        ..Options::default()
    };
    Ok(Writing { target, format, look, shown, redact: typed.redact, content: Content::Everything })
}

/// The format a file name asks for; `None` if it has no extension.
fn by_extension(path: &Path) -> Result<Option<&'static Format>, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match Format::of_file_name(&name) {
        Some(format) => Ok(Some(format)),
        None if path.extension().is_none() => Ok(None),
        None => {
            let known: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
            Err(Failure::usage(format!("-o {}: no format has this extension", path.display()))
                .hint(format!("extensions are {}; or name the format with --format", known.join(", "))))
        }
    }
}
