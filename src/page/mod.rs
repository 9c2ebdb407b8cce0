//! An evaluation for people: sections of tables, which a terminal shows as they are, and one self-contained HTML page with
//! plots.
//!
//! `sections` says what is shown and in which words, `plots` which figures are drawn, `chart` turns numbers into paths,
//! `html` puts all into one page that needs no script, no network and no other file. Names of sources, languages and ads
//! come from strangers' files: every cell is made visible here and escaped by the template. Knows nothing of how anything
//! was measured.

mod chart;
mod html;
mod plots;
mod sections;

pub use html::html;
pub use sections::{Section, sections};
