//! Slots: phrases that a language defines once under a name, each read and compiled once however many phrases ask for it.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::Alternatives;
use super::read::{Part, WrittenWord};
use crate::span::Span;
use crate::text::NormalizedText;

/// The phrases a slot stands for, as read.
pub(super) type Filling = Arc<[Vec<Part>]>;

/// A slot name and how it stands in a phrase: gaps inside one clause; a word must begin where it does, and end where it does.
type Use = (String, bool, bool, bool);

/// Phrases a language defines once under a name, each read when the first phrase asks for it.
#[derive(Debug, Default)]
pub struct Slots {
    written: BTreeMap<String, Vec<String>>,
    /// By name and by whether gaps stay inside one clause.
    read: RwLock<BTreeMap<(String, bool), Filling>>,
    compiled: RwLock<BTreeMap<Use, Arc<Alternatives>>>,
    /// Every run of letters met so far, folded: phrases of a language share most of their words.
    folded: RwLock<FxHashMap<String, WrittenWord>>,
}

impl Slots {
    /// Slots in source form, by name.
    #[must_use]
    pub fn new(written: BTreeMap<String, Vec<String>>) -> Self {
        Self { written, ..Self::default() }
    }

    /// A run of letters folded the way ads are folded.
    pub(super) fn folded(&self, run: &str) -> WrittenWord {
        if let Some(known) = self.folded.read().unwrap_or_else(PoisonError::into_inner).get(run) {
            return known.clone();
        }
        let folded = NormalizedText::new(run);
        let text = folded.as_str().to_owned();
        let accents = folded.accents().within(Span::new(0, text.len())).to_vec();
        let word = WrittenWord { text, accents, open: false };
        self.folded.write().unwrap_or_else(PoisonError::into_inner).insert(run.to_owned(), word.clone());
        word
    }

    /// What a slot stands for; `read` turns one of its phrases into parts.
    pub(super) fn filling(
        &self,
        name: &str,
        clause: bool,
        read: impl Fn(&str) -> Result<Vec<Part>, String>,
    ) -> Result<Filling, String> {
        let key = (name.to_owned(), clause);
        if let Some(known) = self.read.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(known));
        }
        let Some(phrases) = self.written.get(name) else {
            let hint = crate::diagnostic::nearest(name, self.written.keys().map(String::as_str));
            let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{{{near}}}`?"));
            return Err(format!("unknown slot `{{{name}}}`{hint}"));
        };
        let filling: Filling = phrases.iter().map(|phrase| read(phrase)).collect::<Result<_, _>>()?;
        self.read.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&filling));
        Ok(filling)
    }

    /// A slot that was read, compiled for how it stands in a phrase.
    pub(super) fn compiled(
        &self,
        name: &str,
        (clause, left, right): (bool, bool, bool),
        compile: impl FnOnce(&[Vec<Part>]) -> Alternatives,
    ) -> Arc<Alternatives> {
        let key = (name.to_owned(), clause, left, right);
        if let Some(known) = self.compiled.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(known);
        }
        let read = self.read.read().unwrap_or_else(PoisonError::into_inner);
        let filling = read.get(&(key.0.clone(), clause)).cloned().unwrap_or_else(|| Arc::new([]));
        drop(read);
        let new = Arc::new(compile(&filling));
        // Two threads may have compiled it at once: one of the two is shared from here on.
        Arc::clone(self.compiled.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(new))
    }
}
