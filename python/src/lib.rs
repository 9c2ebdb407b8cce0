//! The Python package: `lurescan._native`, behind the names of the JSON view.
//!
//! `scanner` is what users hold; `ad` makes ads of strings and mappings, `rows` of tables that others hand over by the
//! Arrow C interface, `table` hands tables back the same way. `assessment` shows one ad, `scored` many, `campaigns` groups
//! them, `spread` gives what a cluster needs to group them itself, `evaluate` measures. What
//! takes long is done by `listening`, so that Ctrl-C ends it. Nothing here decides anything about
//! an ad: that is the library's.

mod ad;
mod assessment;
mod campaigns;
mod error;
mod evaluate;
mod listening;
mod pool;
mod rows;
mod scanner;
mod scored;
mod spread;
mod table;
mod wanted;

/// The extension module.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use super::assessment::{Assessment, Ledger, Reason, Scheme, Span};
    #[pymodule_export]
    use super::error::{ColumnError, LurescanError, ModelError, RulesError};
    #[pymodule_export]
    use super::evaluate::{Evaluation, evaluate};
    #[pymodule_export]
    use super::scanner::Scanner;
    #[pymodule_export]
    use super::spread::{Meetings, campaign_templates, near_pairs};
    #[pymodule_export]
    use super::table::Table;

    /// Version of the package and of the engine in it.
    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "the name Python expects")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// Texts a template is made of, at most.
    #[pymodule_export]
    const TEMPLATE_TEXTS: usize = lurescan::campaign::TEXTS;

    /// Contacts and links told of a campaign, at most.
    #[pymodule_export]
    const LISTED: usize = lurescan::campaign::LISTED;

    /// A contact in more campaigns than this links none.
    #[pymodule_export]
    const LINKING: usize = lurescan::campaign::LINKING;
}
