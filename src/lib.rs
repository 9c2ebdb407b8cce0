//! lurescan reads job advertisements, finds risk indicators of trafficking lures and employment fraud, and weighs them.
//!
//! What it says of an ad is a score with its reasons, each pointing at the words it rests on: features that known lures
//! share, never a verdict on people. The library prints nothing, asks neither environment nor network, and reads no file
//! but those it is given; the program around it is the `cli` module.
//!
//! # One ad
//!
//! ```
//! use lurescan::ad::Ad;
//! use lurescan::assess::{Assessor, Policy};
//! use lurescan::detect::Detector;
//! use lurescan::model::Model;
//! use lurescan::rules::{PackSources, RuleSet};
//!
//! // Build once, share across threads.
//! let rules = RuleSet::load(&PackSources::builtin()).expect("the built-in rules load");
//! let assessor = Assessor::new(Detector::new(rules), Model::builtin()?, Policy::default());
//!
//! let ad = Ad::from_text(
//!     "Chat support abroad",
//!     "No experience needed, free flight and visa. Send a photo of your passport on Telegram, we leave this week.",
//! );
//! let assessment = assessor.assess(&ad);
//! println!("{}, {} of 100", assessment.band.as_str(), assessment.score);
//! for reason in &assessment.reasons {
//!     let words: Vec<&str> = reason.spans.iter().map(|evidence| assessment.quote(evidence)).collect();
//!     println!("{:+.2} {} {words:?}", reason.contribution, reason.title);
//! }
//!
//! // Whatever moved the score is a reason.
//! let sum: f64 = assessment.reasons.iter().map(|reason| reason.contribution).sum();
//! assert!((assessment.ledger.prior + sum - assessment.ledger.logit).abs() < 1e-6);
//! # Ok::<(), lurescan::model::ModelError>(())
//! ```
//!
//! # One way through
//!
//! ```text
//! files/stdin ─source─▶ Ad ─text─▶ NormalizedText ─detect─▶ signals, facts ─features─▶ named numbers ─model─▶ log-odds
//!                                                                  └──────── spans ───────▶ assess ◀────────────┘
//!                                                                                             └─▶ Assessment ─report─▶ bytes
//!                                                        Assessments ─campaign─▶ Campaigns ──┘
//! ```
//!
//! | stage | module | from | to | knows nothing of |
//! |---|---|---|---|---|
//! | read | [`source`] | bytes of any supported format | [`Ad`](ad::Ad)s, or what is wrong with a record | what a text means |
//! | normalize | [`text`] | original text | [`NormalizedText`](text::NormalizedText) with an exact way back | ads, rules |
//! | detect | [`detect`], with [`rules`] and [`facts`] | an ad and a [`RuleSet`](rules::RuleSet) | [`Detection`](detect::Detection): signals, facts and their spans | weights |
//! | vectorize | [`features`] | a detection | named numbers, each with the one direction it may push | how hard they push |
//! | score | [`model`] | named numbers and folded text | log-odds | rules, ads |
//! | assess | [`assess`] | all of the above | [`Assessment`](assess::Assessment): band, reasons, a ledger that sums | files, formats |
//! | group | [`campaign`] | assessments and their texts | [`Campaign`](campaign::Campaign)s: near-duplicate ads | files, formats |
//! | report | [`report`] | assessments or campaigns | bytes | how a score is made |
//!
//! `serve` (feature of that name) answers the same over HTTP on the loopback interface, with a page to paste ads into.
//!
//! `train` (feature of that name) fits models with the same detection and features that score ads and evaluates them,
//! [`engine`] binds rules and a model from files, [`metrics`] holds the measures it reports, `page` shows an evaluation to people, [`span`] and [`diagnostic`] are what every module speaks in. Who may use whom is a table in
//! `tests/suite/architecture.rs`, and a test.
//!
//! # Words
//!
//! - **ad**: one job advertisement as decoded, never rewritten; every span that leaves the program points into it.
//! - **rule**: a claim about texts with its evidence and its proof, a YAML file under `rules/`; what it finds is a **signal**.
//! - **fact**: a typed value read from the text: pay, place, contact, licence number, disguised letters.
//! - **wording**: n-grams the model has learned by themselves, whose weights it itemizes.
//! - **polarity**: whether a rule may only raise the score (*risk*), only lower it (*protective*), or marks a text about
//!   lures (*context*).
//! - **reason**: anything that moved the score, with its contribution in log-odds and its words.
//! - **ledger**: the reasons added up: prior + rules + facts + wording + adjustments = logit.
//! - **band**: *low*, *elevated*, *high* or *critical*: how few genuine ads get that far.
//! - **scheme**: a kind of harm whose known lures share the features found.
//! - **campaign**: near-duplicate ads; in training they are kept on one side of every split.
//! - **template**: what the texts of a campaign have in common, with a **slot** wherever they differ.
//!
//! # Features
//!
//! `cli` (the program), `train` (fitting and evaluating models) and `serve` (the page and the API) are on by default; without them the crate is the
//! scoring library alone, free of clap, linfa and tokio.

pub mod ad;
pub mod assess;
mod builtin;
pub mod campaign;
#[cfg(feature = "cli")]
pub mod cli;
pub mod detect;
pub mod diagnostic;
pub mod engine;
pub mod facts;
pub mod features;
pub mod metrics;
pub mod model;
mod packed;
#[cfg(feature = "train")]
pub mod page;
pub mod report;
pub mod rules;
#[cfg(feature = "serve")]
pub mod serve;
pub mod source;
pub mod span;
pub mod text;
#[cfg(feature = "train")]
pub mod train;
