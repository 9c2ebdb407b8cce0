//! Rules and model from files, bound to one another: what every program around the library needs before its first ad.
//!
//! Owns which files are read and in which order their mistakes are told; knows nothing of arguments, exit statuses or
//! whoever asks. Files of settings are read whole, and none larger than it has reason to be.

pub(crate) mod bounded;
pub(crate) mod pack;

use std::path::{Path, PathBuf};

use crate::assess::{Assessor, Policy};
use crate::detect::{Detector, prove};
use crate::diagnostic::Diagnostic;
use crate::features::FeatureSpace;
use crate::model::{Model, ModelError};
use crate::rules::{PackSources, RuleSet};

/// The longest model file, in bytes; the built-in one has two million.
const LONGEST: u64 = 128 << 20;

/// What an assessor is made of; the default is what the program has built in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// Folders of rules or single rule files laid over the built-in rules, in this order.
    pub packs: Vec<PathBuf>,
    /// A model file; `None` takes the built-in model.
    pub model: Option<PathBuf>,
    /// What the reader decides.
    pub policy: Policy,
}

/// Why there is no assessor.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// Nothing can be read where rules were named.
    #[error("{}: {problem}", .path.display())]
    Pack {
        /// As named.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// There is no rule where rules were named.
    #[error("{}: there is no rule file in it", .path.display())]
    EmptyPack {
        /// As named.
        path: PathBuf,
    },
    /// The rules hold mistakes: every one of them.
    #[error("{}", listed(.0))]
    Rules(Vec<Diagnostic>),
    /// Reasons cannot be told in that language.
    #[error("{code}: no such language; the rules have {}", .known.join(", "))]
    Language {
        /// As asked for.
        code: String,
        /// The languages there are.
        known: Vec<String>,
    },
    /// The model file cannot be read.
    #[error("{}: {problem}", .path.display())]
    ModelFile {
        /// As named.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The model is none.
    #[error("{}: {error}", .path.as_deref().map_or_else(|| "the built-in model".into(), Path::to_string_lossy))]
    Model {
        /// As named; `None` for the built-in one.
        path: Option<PathBuf>,
        /// What is wrong.
        error: ModelError,
    },
    /// The model was made for other rules altogether.
    #[error("{}: the model knows none of these rules and facts", .path.display())]
    ForeignModel {
        /// As named.
        path: PathBuf,
    },
}

fn listed(problems: &[Diagnostic]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The built-in rules with these packs laid over them.
///
/// # Errors
/// Every mistake in any file.
pub fn rules(packs: &[PathBuf]) -> Result<RuleSet, EngineError> {
    let mut sources = PackSources::builtin();
    let mut problems = Vec::new();
    for path in packs {
        sources = sources.with(pack::read(path, &mut problems)?);
    }
    match RuleSet::load(&sources) {
        Ok(rules) if problems.is_empty() => return Ok(rules),
        Ok(_) => {}
        Err(found) => problems.extend(found),
    }
    problems.sort();
    Err(EngineError::Rules(problems))
}

/// Everything it takes to assess ads. The built-in rules and model are ready in milliseconds; with packs all rules are compiled,
/// which takes about a second and 180 MB. Build one and share it.
///
/// # Errors
/// If the rules or the model are wrong, or the model given knows nothing of these rules.
pub fn assessor(settings: &Settings) -> Result<Assessor, EngineError> {
    let detector = Detector::new(rules(&settings.packs)?);
    if !settings.packs.is_empty() {
        let unproven = prove(&detector);
        if !unproven.is_empty() {
            return Err(EngineError::Rules(unproven));
        }
    }
    let languages = detector.rules().languages();
    let known = |tag: &str| languages.contains_key(tag.split('-').next().unwrap_or(tag));
    if let Some(code) = settings.policy.language.as_deref().filter(|code| !known(code)) {
        return Err(EngineError::Language { code: code.to_owned(), known: languages.keys().cloned().collect() });
    }
    let model = model(settings.model.as_deref(), &detector)?;
    Ok(Assessor::new(detector, model, settings.policy.clone()))
}

fn model(path: Option<&Path>, detector: &Detector) -> Result<Model, EngineError> {
    let Some(path) = path else {
        return Model::builtin().map_err(|error| EngineError::Model { path: None, error });
    };
    let model = Model::from_json(&model_text(path)?)
        .map_err(|error| EngineError::Model { path: Some(path.to_owned()), error })?;
    let space = FeatureSpace::new(detector.rules());
    if !space.iter().any(|(name, ..)| model.weight(name).is_some()) {
        return Err(EngineError::ForeignModel { path: path.to_owned() });
    }
    Ok(model)
}

/// The text of a model file.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn model_text(path: &Path) -> Result<String, EngineError> {
    bounded::text(path, LONGEST)
        .map_err(|error| EngineError::ModelFile { path: path.to_owned(), problem: bounded::plain(&error) })
}
