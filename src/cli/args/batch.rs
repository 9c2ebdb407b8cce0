//! What was typed for runs over many ads.

use clap::Args;

use super::values;
use crate::cli::plan::Shard;

/// Flags of `score` for runs over many ads.
#[derive(Debug, Args)]
pub(in crate::cli) struct BatchArgs {
    /// Write only these columns of CSV or top-level keys of JSON, in this order, such as id,score,band
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', help_heading = "Output")]
    pub(in crate::cli) fields: Option<Vec<String>>,
    /// Carry these columns of the input along, after the others: `input.NAME` in CSV, the object `input` in JSON
    ///
    /// Their texts stand as they are read. In JSON a dot descends, as in `job.city`. With --redact what has the shape of a
    /// phone number, an address or a handle is masked in them, but no names.
    #[arg(long, value_name = "COL,...", value_delimiter = ',', help_heading = "Output")]
    pub(in crate::cli) keep: Vec<String>,
    /// Write attributes by id and nothing of the texts: id, score, band, probability, scheme and the strongest reasons,
    /// as JSON Lines
    ///
    /// To be laid beside a corpus that stays as it is. The words that wording reasons quote are left out.
    #[arg(long, conflicts_with_all = ["fields", "keep", "brief"], help_heading = "Output")]
    pub(in crate::cli) sidecar: bool,
    /// Go on where a run was interrupted, or start one that can be gone on with; for jsonl, csv and --sidecar with -o FILE
    ///
    /// What is done so far waits in FILE.partial, and what is known of it in FILE.partial.journal; both go when FILE is
    /// complete. After an interruption give the same command once more: the result is that of a run never interrupted.
    /// If the input, rules, model or flags have changed meanwhile, it is refused. The number of threads may change.
    /// Standard input cannot be gone on with.
    #[arg(long, help_heading = "Running")]
    pub(in crate::cli) resume: bool,
    /// Score one of N shares of the records: 1/4 has the 1st, 5th, 9th and so on, 4/4 the 4th, 8th, 12th
    ///
    /// The shares together are the whole, each in the order of the input. Every share reads all of the input. Records are
    /// counted over all inputs, those that cannot be read among them.
    #[arg(long, value_name = "I/N", value_parser = values::shard, help_heading = "Running")]
    pub(in crate::cli) shard: Option<Shard>,
}
