//! What an assessment is made of: the data every report reads.
//!
//! Plain values, owned and complete: a renderer finds the text, the words each reason rests on, the wording to show and
//! the sums here and looks nothing up. Knows nothing of how a score is made and nothing of output formats.

use std::ops::Range;

use super::Accepted;
use crate::ad::{FieldName, Origin};
pub use crate::detect::Evidence;

/// The operating point an ad reaches, by rising risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Below every threshold, as nearly all genuine ads are.
    Low,
    /// Reached by at most 5 % of genuine ads.
    Elevated,
    /// Reached by at most 1 % of genuine ads.
    High,
    /// Reached by at most 0.1 % of genuine ads.
    Critical,
}

impl Band {
    /// Every band, by rising risk; the order of [`Summary::by_band`].
    pub const ALL: [Self; 4] = [Self::Low, Self::Elevated, Self::High, Self::Critical];

    /// The name used in output and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Elevated => "elevated",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Place in [`Band::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Whether there was enough text to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The ad has a score.
    Scored,
    /// Too little text: neither low nor high.
    Insufficient,
}

impl Status {
    /// The name used in output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scored => "scored",
            Self::Insufficient => "insufficient",
        }
    }
}

/// The finished verdict on one ad, with the ad itself.
///
/// `ledger.prior + Σ reasons[i].contribution == ledger.logit` to 1e-6, whatever the status; with [`Status::Scored`] also
/// `probability == σ(ledger.logit)` to 1e-6.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Identifier of the ad in its source.
    pub ad_id: String,
    /// Where the ad was read.
    pub origin: Origin,
    /// Legacy encoding the source was decoded from, such as `big5`; `None` for UTF-8 or unknown.
    pub encoding: Option<&'static str>,
    /// The ad's headline, original text; may be empty.
    pub title: String,
    /// The ad's body, original text.
    pub text: String,
    /// Language code such as `vi`, `None` when it could not be told.
    pub language: Option<&'static str>,
    /// Whether `score`, `probability` and `band` mean anything: only with [`Status::Scored`].
    pub status: Status,
    /// Probability in hundredths, 0 to 100.
    pub score: u8,
    /// Calibrated probability, 0 to 1.
    pub probability: f64,
    /// The operating point reached.
    pub band: Band,
    /// Schemes whose features were seen, by falling share; may be empty.
    pub schemes: Vec<SchemeShare>,
    /// Everything that moved the score, by falling absolute contribution.
    pub reasons: Vec<Reason>,
    /// How the score adds up.
    pub ledger: Ledger,
    /// Where the reader can turn for help; may be empty.
    pub help: Vec<HelpLine>,
    /// Contacts in one comparable form, such as `+85500000000` or `telegram:name`: ads that share one have one recruiter.
    pub contacts: Vec<String>,
    /// Where phone numbers, e-mail addresses and handles stand, in reading order; links to pages are not among them.
    pub private: Vec<Evidence>,
    /// Columns of the source that the reader was asked to keep, as `(name, value)`.
    pub kept: Vec<(String, String)>,
    /// Where the title and the text have been masked; `None` as long as they are as read.
    pub masked: Option<[Vec<Range<usize>>; 2]>,
    /// Which of its findings the reader has accepted before; [`Assessor`](super::Assessor) knows of none.
    pub accepted: Accepted,
}

impl Assessment {
    /// The original text of one field, which spans of that field index.
    #[must_use]
    pub fn field(&self, name: FieldName) -> &str {
        match name {
            FieldName::Title => &self.title,
            FieldName::Text => &self.text,
        }
    }

    /// The words a piece of evidence points at; empty when the span lies outside the field or off character boundaries.
    #[must_use]
    pub fn quote(&self, evidence: &Evidence) -> &str {
        self.field(evidence.field).get(evidence.span.range()).unwrap_or_default()
    }
}

/// How much of the evidence speaks for one scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemeShare {
    /// Id from the closed list of schemes.
    pub id: String,
    /// Plain words that complete "features seen in …".
    pub title: String,
    /// Share of the risk evidence, 0 to 1.
    pub share: f64,
}

/// What kind of finding a reason is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// A rule matched words of the ad.
    Rule,
    /// Several rules fired together.
    Combination,
    /// A value read from the ad, such as pay or a place.
    Fact,
    /// A sentence that resembles those in which annotators saw a signal, where no rule of that signal matched.
    Tagger,
    /// Wording the model learned; one reason per word or passage.
    Wording,
    /// A cap, a gate or a change of the prior; points at no words.
    Adjustment,
}

impl ReasonKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Rule, Self::Combination, Self::Fact, Self::Tagger, Self::Wording, Self::Adjustment];

    /// The name used in output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Combination => "combination",
            Self::Fact => "fact",
            Self::Tagger => "tagger",
            Self::Wording => "wording",
            Self::Adjustment => "adjustment",
        }
    }
}

/// One thing that moved the score, with all a reader needs to check it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Stable id: a rule's, a fact's, or a name of the wording or adjustment.
    pub id: String,
    /// What kind of finding.
    pub kind: ReasonKind,
    /// Plain title, one line.
    pub title: String,
    /// Id of its category, empty when it has none.
    pub category: String,
    /// Log-odds it added; negative when it speaks for an ordinary vacancy.
    pub contribution: f64,
    /// The words it rests on, in reading order; empty when it rests on the ad as a whole.
    pub spans: Vec<Evidence>,
    /// Why it matters, for the reader; may be empty.
    pub why: String,
    /// What to ask or check next; may be empty.
    pub ask: String,
    /// Public sources.
    pub references: Vec<String>,
    /// Whether a model learned its weight; `false` when the rule's declared weight counted.
    pub learned: bool,
}

/// How the score adds up, in log-odds: `prior + rules + facts + taggers + wording + adjustments == logit` to
/// 1e-6.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ledger {
    /// Where every ad starts.
    pub prior: f64,
    /// Sum over rules and combinations.
    pub rules: f64,
    /// Sum over facts.
    pub facts: f64,
    /// Sum over taggers.
    pub taggers: f64,
    /// Sum over wording.
    pub wording: f64,
    /// Sum over caps, gates and the reader's own prior.
    pub adjustments: f64,
    /// The sum of all, whose logistic is the probability.
    pub logit: f64,
}

/// Someone the reader can turn to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLine {
    /// ISO country code in lower case, or empty when it serves any country.
    pub country: String,
    /// What sort of service, such as `hotline` or `police`.
    pub kind: String,
    /// Who it is.
    pub name: String,
    /// Number, address or page.
    pub contact: String,
    /// What one gets there, in plain words.
    pub gives: String,
    /// Year and month in which the contact was seen in an official source, such as `2026-11`.
    pub as_of: String,
}

/// What produced the assessments of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Version of the program.
    pub program: &'static str,
    /// Fingerprint of the rules.
    pub rules: String,
    /// Fingerprint of the model.
    pub model: String,
    /// Lowest probability of the bands elevated, high and critical.
    pub bands: [f64; 3],
}

/// Counts over one run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Ads with a score.
    pub scored: u64,
    /// Ads with too little text.
    pub insufficient: u64,
    /// Records that could not be read.
    pub unreadable: u64,
    /// Scored ads per band, in the order of [`Band::ALL`].
    pub by_band: [u64; 4],
    /// Ads per legacy encoding they were decoded from, by name; UTF-8 is not listed.
    pub encodings: Vec<(&'static str, u64)>,
}

impl Summary {
    /// Counts one assessment.
    pub fn count(&mut self, assessment: &Assessment) {
        match assessment.status {
            Status::Scored => {
                self.scored += 1;
                self.by_band[assessment.band.index()] += 1;
            }
            Status::Insufficient => self.insufficient += 1,
        }
        if let Some(name) = assessment.encoding {
            match self.encodings.binary_search_by_key(&name, |(known, _)| known) {
                Ok(at) => self.encodings[at].1 += 1,
                Err(at) => self.encodings.insert(at, (name, 1)),
            }
        }
    }

    /// Ads assessed, whatever the outcome.
    #[must_use]
    pub fn assessed(&self) -> u64 {
        self.scored + self.insufficient
    }
}
