//! lurescan reads job advertisements, finds risk indicators of trafficking lures and employment fraud, and weighs them.
//!
//! ```text
//! files/stdin ─source─▶ Ad ─text─▶ NormalizedText ─detect─▶ Signals+Facts ─features─▶ FeatureVector ─model─▶ Prediction
//!                                                                  └──────── spans ───────▶ assess ◀────────────┘
//!                                                                                             └─▶ Assessment ─report─▶ bytes
//! ```
pub mod ad;
pub mod assess;
#[cfg(feature = "cli")]
pub mod cli;
pub mod detect;
pub mod diagnostic;
pub mod facts;
pub mod features;
pub mod metrics;
pub mod model;
pub mod report;
pub mod rules;
pub mod source;
pub mod span;
pub mod text;
#[cfg(feature = "train")]
pub mod train;
