//! What was typed: clap types and nothing else.
//!
//! Doc comments here are the help the user reads. Values are checked one by one (`values`); what they mean together, and
//! against files and the terminal, is `plan`'s business.

mod batch;
mod help;
pub(super) mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

pub(super) use batch::BatchArgs;

use crate::assess::Band;
use crate::{report, source};

/// Scores job advertisements for risk indicators of trafficking lures and employment fraud, with the reasons and the words
/// behind every score.
#[derive(Debug, Parser)]
#[command(name = "lurescan", version, about, long_about = help::ABOUT, after_help = help::SHORT, after_long_help = help::LONG)]
#[command(arg_required_else_help = true, subcommand_required = true, max_term_width = 100)]
#[command(disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// Flags every verb takes.
#[derive(Debug, Args)]
pub(super) struct Global {
    /// A folder of rules, or one rule file, laid over the built-in rules; may be given several times
    ///
    /// A rule of the same id replaces the built-in one. A `pack.yaml` in the folder may say `disable: [id]` to leave rules
    /// out, or `extends: none` to start from no rules. `lurescan rules test --rules DIR` proves a pack.
    #[arg(long, value_name = "DIR", global = true, help_heading = "Rules and model")]
    pub(super) rules: Vec<PathBuf>,
    /// A model file made by `lurescan train`, instead of the built-in model
    #[arg(long, value_name = "FILE", global = true, help_heading = "Rules and model")]
    pub(super) model: Option<PathBuf>,
    /// The share of harmful ads you expect where these come from, such as 0.01
    ///
    /// Shifts every probability by the same log-odds; bands stay where they are, for they are set by how many genuine ads
    /// reach them. Without it the probability assumes the share stated in the model file.
    #[arg(long, value_name = "P", global = true, value_parser = values::prior, allow_negative_numbers = true, help_heading = "Rules and model")]
    pub(super) prior: Option<f64>,
    /// Tell reasons in this language where a rule has its texts in it, such as vi; English otherwise
    ///
    /// Texts come from the language files of the rules: `title`, `why` and `ask` of a rule's block.
    #[arg(long, value_name = "CODE", global = true, help_heading = "Rules and model")]
    pub(super) reason_language: Option<String>,
    /// Leave a part of the model out: taggers or wording; may be given several times
    ///
    /// Rules and facts always count. Bands stay where they are, so fewer ads reach them.
    #[arg(long, value_name = "PART", global = true, value_parser = ["taggers", "wording"], help_heading = "Rules and model")]
    pub(super) without: Vec<String>,
    /// How many ads to score at once; the results never depend on it [default: every core]
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..), help_heading = "Running")]
    pub(super) threads: Option<u16>,
    /// When to use colour; NO_COLOR is honoured
    #[arg(long, value_name = "WHEN", global = true, value_parser = values::color(), default_value = "auto", help_heading = "Running")]
    pub(super) color: anstream::ColorChoice,
    /// Print no summary, notes or progress on stderr, only errors
    #[arg(short, long, global = true, help_heading = "Running")]
    pub(super) quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Score every ad: a card to read on a terminal, JSON Lines otherwise
    #[command(after_help = help::SCORE)]
    Score(ScoreArgs),
    /// Report the ads at or above a band and fail if there are any, for use in CI
    #[command(after_help = help::CHECK)]
    Check(CheckArgs),
    /// Group near-duplicate ads: what varies in them, the contacts they share, and their scores
    #[command(after_help = help::CAMPAIGNS)]
    Campaigns(CampaignsArgs),
    /// List, show, prove and review the rules
    #[command(arg_required_else_help = true, disable_help_subcommand = true)]
    Rules(RulesArgs),
    /// Fit a model on labeled data sets and write it with its model card
    #[cfg(feature = "train")]
    #[command(after_help = help::TRAIN)]
    Train(TrainArgs),
    /// Measure the recipe by cross-validation, or a finished model with --as-is
    #[cfg(feature = "train")]
    #[command(after_help = help::EVALUATE)]
    Evaluate(EvaluateArgs),
    /// Serve a page to paste ads into, and an API, on this machine
    #[cfg(feature = "serve")]
    #[command(after_help = help::SERVE)]
    Serve(ServeArgs),
    /// Write man pages, shell completions and model cards
    #[command(arg_required_else_help = true, disable_help_subcommand = true)]
    Generate(GenerateArgs),
}

/// What to read; shared by every verb that reads ads.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Files, folders, or - for standard input
    ///
    /// Folders are walked, `.gitignore` is respected, files of unknown ending in them are passed over. A file you name is
    /// always tried. `.gz`, `.bz2`, `.xz` and `.zst` are unpacked.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<String>,
    /// How to read the input, instead of by extension and content
    #[arg(long, value_name = "FORMAT", value_parser = values::input_format(), help_heading = "Input")]
    pub(super) input_format: Option<source::Format>,
    /// The encoding of the input, such as gb18030 or windows-1258, instead of by content
    #[arg(long, value_name = "NAME", value_parser = values::encoding, help_heading = "Input")]
    pub(super) encoding: Option<&'static encoding_rs::Encoding>,
    /// The column that holds the identifier; in JSON a dot descends, as in `job.id`
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(super) id_field: Option<String>,
    /// The column that holds the headline
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(super) title_field: Option<String>,
    /// A column that holds text of the ad; may be given several times, the texts are joined
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(super) text_field: Vec<String>,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

/// Where settings come from beside flags.
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    /// Read settings from this file instead of the nearest lurescan.toml above the first input
    ///
    /// The search ends with the root of a git repository. Flags win over the file.
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(super) config: Option<PathBuf>,
    /// Read no lurescan.toml
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub(super) no_config: bool,
    /// Print every setting with its origin, and do nothing else
    #[arg(long, help_heading = "Settings")]
    pub(super) show_config: bool,
}

/// What is to be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Explain {
    /// The ads, so much.
    Ads(report::Detail),
    /// A rule, and no ad.
    Rule(String),
}

/// Where to write, and how; shared by every verb that reports ads.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// How to write, instead of by the extension of the output file
    #[arg(short, long, value_name = "FORMAT", value_parser = values::output_format(), help_heading = "Output")]
    pub(super) format: Option<&'static report::Format>,
    /// Write to this file, which appears whole or not at all; - is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// How much the cards explain: plain or full; or explain the rule of this id, and read nothing [default: plain]
    ///
    /// plain: plain words and the strongest reasons. full: every reason with its id and log-odds, the whole ad, and the sum.
    /// A rule is told as `rules show` tells it, with --format markdown or json too.
    #[arg(long, value_name = "HOW|RULE", value_parser = values::explain, help_heading = "Output")]
    pub(super) explain: Option<Explain>,
    /// Mask phone numbers, e-mail addresses, handles and the names of contacts in whatever is written
    ///
    /// Names are found by the words around them, so some may stay and some other words go. Places in the file stay true:
    /// every letter is replaced by a sign of its own size.
    #[arg(long, help_heading = "Output")]
    pub(super) redact: bool,
    /// One line per ad, or per campaign, instead of a card
    #[arg(long, help_heading = "Output")]
    pub(super) brief: bool,
}

/// Arguments of `score`.
#[derive(Debug, Args)]
pub(super) struct ScoreArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) batch: BatchArgs,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) gate: GateArgs,
    /// Report every ad, not only the findings
    #[arg(long, help_heading = "Output")]
    pub(super) all: bool,
}

/// What counts, and what comes of it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Gate")]
pub(super) struct GateArgs {
    /// The lowest band that counts as a finding [default: high]
    #[arg(long, value_name = "BAND", value_parser = values::fail_on())]
    pub(super) fail_on: Option<Band>,
    /// Count only what is not in this file, made by --write-baseline
    ///
    /// Findings are known again by rule, words and letters of the ad, so moving a file or setting it anew changes nothing.
    /// An ad counts if it has a finding that is not in the baseline.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write every finding of this run to a baseline, and accept them
    #[arg(long, value_name = "FILE", conflicts_with_all = ["since", "max_ads"])]
    pub(super) write_baseline: Option<PathBuf>,
    /// Read only files that changed since a git revision, such as origin/main
    ///
    /// Files that differ in the working tree from the last commit in common with REV, and new files that git does not ignore.
    #[arg(long, value_name = "REV")]
    pub(super) since: Option<String>,
    /// Stop after so many ads
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_ads: Option<u64>,
    /// Findings are told but do not fail: exit with 0 instead of 1
    #[arg(long)]
    pub(super) exit_zero: bool,
}

/// Arguments of `campaigns`.
#[derive(Debug, Args)]
pub(super) struct CampaignsArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Leave out campaigns of fewer ads
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) min_size: u32,
    /// Name every ad of each campaign; in CSV a row is then an ad
    #[arg(long, help_heading = "Output")]
    pub(super) members: bool,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    pub(super) task: RulesTask,
}

/// What to do with the rules.
#[derive(Debug, Subcommand)]
pub(super) enum RulesTask {
    /// List every rule: id, category, polarity, weight, languages
    List {
        /// A table to read, or JSON
        #[arg(short, long, value_name = "FORMAT", value_parser = ["table", "json"], default_value = "table")]
        format: String,
    },
    /// Show one rule: why it matters, what to ask, its sources, examples, and what the model learned about it
    Show {
        /// The rule's id, as `rules list` shows it
        id: String,
        /// Text to read, Markdown for a ticket or a manual, or JSON with every example
        #[arg(short, long, value_name = "FORMAT", value_parser = super::rules::show::FORMATS, default_value = "text")]
        format: String,
    },
    /// Load every rule and prove it on its own examples; all mistakes are printed with file, line and column
    #[command(after_help = help::RULES_TEST)]
    Test,
    /// Advice for rule authors: missing sources, few phrases, risky patterns, wording; never fails a rule that loads
    Lint,
    /// Signals that advisories, cases and research describe, and what covers each of them
    Signals(SignalsArgs),
    /// How many rules of each category speak each language, or rule by rule
    Coverage(CoverageArgs),
    /// Count the genuine ads of data sets every rule fires on, by source and language
    #[cfg(feature = "train")]
    Firing(FiringArgs),
    /// Compare the rules with the signals marked in data sets: what is found, and what fires unmarked
    #[cfg(feature = "train")]
    Recall(RecallArgs),
}

/// How a table is printed.
#[derive(Debug, Args)]
pub(super) struct TableArgs {
    /// Text to read, Markdown, or CSV
    #[arg(short, long, value_name = "FORMAT", value_parser = ["text", "markdown", "csv"], default_value = "text")]
    pub(super) format: String,
}

/// Arguments of `rules signals`.
#[derive(Debug, Args)]
pub(super) struct SignalsArgs {
    /// Only those that nothing looks for, with the reason
    #[arg(long)]
    pub(super) left_out: bool,
    #[command(flatten)]
    pub(super) table: TableArgs,
}

/// Arguments of `rules coverage`.
#[derive(Debug, Args)]
pub(super) struct CoverageArgs {
    /// A row per rule, with the number of phrases and patterns in each language
    #[arg(long)]
    pub(super) by_rule: bool,
    #[command(flatten)]
    pub(super) table: TableArgs,
}

/// Which labeled data to read.
#[cfg(feature = "train")]
#[derive(Debug, Args)]
pub(super) struct CorpusArgs {
    /// Data sets: folders with a manifest.yaml, or JSON Lines files with id, title, text, label and lang
    #[arg(value_name = "DATA", required = true)]
    pub(super) data: Vec<PathBuf>,
    /// Where files lie that a manifest names but are not distributed with it; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(super) data_root: Vec<PathBuf>,
}

/// Arguments of `rules firing`.
#[cfg(feature = "train")]
#[derive(Debug, Args)]
pub(super) struct FiringArgs {
    #[command(flatten)]
    pub(super) corpus: CorpusArgs,
    /// Write the whole table to this file, as the one beside the built-in model
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Rules printed: those that fire on the largest share of any one source of at least 200 real ads
    #[arg(long, value_name = "N", default_value = "20")]
    pub(super) top: usize,
    #[command(flatten)]
    pub(super) table: TableArgs,
}

/// Arguments of `rules recall`.
#[cfg(feature = "train")]
#[derive(Debug, Args)]
pub(super) struct RecallArgs {
    #[command(flatten)]
    pub(super) corpus: CorpusArgs,
    /// Print what is marked but not found and what fires unmarked, for one documented signal or one rule
    #[arg(long, value_name = "ID")]
    pub(super) differences: Option<String>,
    #[command(flatten)]
    pub(super) table: TableArgs,
}

/// Labeled data and settings; shared by `train` and `evaluate`.
#[cfg(feature = "train")]
#[derive(Debug, Args)]
pub(super) struct DataArgs {
    #[command(flatten)]
    pub(super) corpus: CorpusArgs,
    /// Folds of the cross-validation
    #[arg(long, value_name = "N", default_value = "5", value_parser = clap::value_parser!(u8).range(2..=20))]
    pub(super) folds: u8,
    /// N-grams kept in the wording model
    #[arg(long, value_name = "N", default_value_t = crate::train::Settings::default().vocabulary)]
    pub(super) vocabulary: usize,
}

#[cfg(feature = "train")]
impl DataArgs {
    /// The settings of the recipe, with what was typed.
    pub(super) fn settings(&self) -> crate::train::Settings {
        crate::train::Settings { folds: usize::from(self.folds), vocabulary: self.vocabulary, ..Default::default() }
    }
}

/// Arguments of `train`.
#[cfg(feature = "train")]
#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Write the model to this file and its card beside it, with the ending .md
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
}

/// Arguments of `evaluate`.
#[cfg(feature = "train")]
#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Measure the model in use on these ads as users would meet it, instead of fitting again
    #[arg(long, conflicts_with = "holdout")]
    pub(super) as_is: bool,
    /// What is held out together, one whole cross-validation for each; may be given several times [default: campaign, row]
    #[arg(long, value_name = "WHAT", value_parser = values::holdout())]
    pub(super) holdout: Vec<crate::train::Holdout>,
    /// Measure the model in use, also on ads that are disguised, padded, cut or set in other type
    ///
    /// Every attack changes every ad it can, always in the same way. Not measured are paraphrase and translation, which no
    /// program here can make honestly.
    #[arg(long, conflicts_with = "holdout")]
    pub(super) stress: bool,
    /// With --stress, take at most so many harmful and so many genuine ads, evenly from all
    #[arg(long, value_name = "N", requires = "stress", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) sample: Option<u32>,
    /// Also measure the recipe with parts left out: rules alone, with facts, combinations, taggers, wording, and annotated signals
    #[arg(long, conflicts_with_all = ["as_is", "stress"])]
    pub(super) ablation: bool,
    /// A share of harmful ads to tell precision and alerts at; may be given several times [default: 0.0484, 0.01, 0.00067]
    #[arg(long, value_name = "P", value_parser = values::prior, allow_negative_numbers = true)]
    pub(super) prevalence: Vec<f64>,
    /// What a genuine ad flagged costs, for the cheapest threshold
    #[arg(long, value_name = "COST", value_parser = values::cost, allow_negative_numbers = true, default_value = "1")]
    pub(super) cost_fp: f64,
    /// What a harmful ad missed costs, in the same unit
    #[arg(long, value_name = "COST", value_parser = values::cost, allow_negative_numbers = true, default_value = "10")]
    pub(super) cost_fn: f64,
    /// How to write, instead of by the extension of the output file
    #[arg(short, long, value_name = "FORMAT", value_parser = values::evaluation_format(), help_heading = "Output")]
    pub(super) format: Option<super::evaluate::Format>,
    /// Write to this file, which appears whole or not at all; - is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
}

/// Arguments of `serve`.
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Where to listen; port 0 takes any that is free. Anything but the loopback interface needs a token, or --no-auth
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8787")]
    pub(super) listen: std::net::SocketAddr,
    /// Ask this of every caller, as a bearer token; better given in the variable LURESCAN_TOKEN, for others see command lines
    #[arg(long, value_name = "TOKEN", conflicts_with = "no_auth")]
    pub(super) token: Option<String>,
    /// Ask for no token, whoever can reach the address
    #[arg(long)]
    pub(super) no_auth: bool,
    /// Largest body that holds ads, in KiB
    #[arg(long, value_name = "KIB", default_value = "1024", value_parser = values::count(1, 1 << 20), help_heading = "Limits")]
    pub(super) max_body: usize,
    /// Largest file, in MiB
    #[arg(long, value_name = "MIB", default_value = "16", value_parser = values::count(1, 1 << 10), help_heading = "Limits")]
    pub(super) max_file: usize,
    /// Most ads in one array
    #[arg(long, value_name = "N", default_value = "1000", value_parser = values::count(1, 1 << 20), help_heading = "Limits")]
    pub(super) max_batch: usize,
    /// Most requests that score or wait for it; more are refused with 429
    #[arg(long, value_name = "N", default_value = "256", value_parser = values::count(1, 1 << 20), help_heading = "Limits")]
    pub(super) max_queue: usize,
    /// Seconds that the head of a request, and then its body, may take to arrive; later ones are refused with 408
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = values::count(1, 3600), help_heading = "Limits")]
    pub(super) timeout: usize,
    /// Most connections; one more takes the place of the one idle longest, or is closed if none is
    #[arg(long, value_name = "N", default_value = "8192", value_parser = values::count(1, 1 << 20), help_heading = "Limits")]
    pub(super) max_connections: usize,
}

/// Arguments of `generate`.
#[derive(Debug, Args)]
pub(super) struct GenerateArgs {
    #[command(subcommand)]
    pub(super) what: Generated,
}

/// What the program can write about itself.
#[derive(Debug, Subcommand)]
pub(super) enum Generated {
    /// The manual: one page to standard output, or every page into a folder
    Man {
        /// An existing folder for lurescan.1, lurescan-score.1 and so on
        dir: Option<PathBuf>,
    },
    /// Completions for a shell, to standard output
    Completions {
        /// The shell
        shell: Shell,
    },
    /// The JSON schema of a file that people write, to standard output
    Schema {
        /// Of which: config is lurescan.toml
        #[arg(value_parser = ["config"])]
        of: String,
    },
    /// The model card of the model in use, to standard output
    #[cfg(feature = "train")]
    Card {
        /// A table made by `lurescan rules firing -o` with the model's rules [default: the built-in one]
        #[arg(long, value_name = "FILE")]
        firing: Option<PathBuf>,
    },
}
