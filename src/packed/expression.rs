//! Regular expressions that are compiled when first asked for; those of a user's files when they are read, to be told of
//! what is wrong with them.

use std::ops::Deref;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// A regular expression known to compile.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Expression {
    source: String,
    /// Limit of its compiled size, and of the memory its search may take, in bytes.
    limit: usize,
    #[serde(skip)]
    compiled: OnceLock<Regex>,
}

impl Expression {
    /// Compiles an expression within a limit, in bytes.
    ///
    /// # Errors
    /// If it is wrong or too large.
    pub(crate) fn new(source: &str, limit: usize) -> Result<Self, regex::Error> {
        let compiled = compile(source, limit)?;
        Ok(Self { source: source.to_owned(), limit, compiled: OnceLock::from(compiled) })
    }
}

fn compile(source: &str, limit: usize) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(limit).dfa_size_limit(limit).build()
}

impl Deref for Expression {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            compile(&self.source, self.limit).expect("invariant: it was compiled when the program was built")
        })
    }
}
