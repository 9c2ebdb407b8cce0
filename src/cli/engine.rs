//! Rules and model, loaded as the plan says; what is wrong with them in the words of the command line.

use super::error::Failure;
use super::plan::Setup;
use crate::assess::{Assessor, Policy};
use crate::engine::{self, EngineError, Settings};
use crate::model::ModelFile;
use crate::rules::RuleSet;

/// The built-in rules with the user's laid over them.
///
/// # Errors
/// Every mistake in any file.
pub(super) fn rules(setup: &Setup) -> Result<RuleSet, Failure> {
    Ok(engine::rules(&setup.packs)?)
}

/// Everything a verb needs to assess ads.
///
/// # Errors
/// If the rules or the model are wrong, or the model given knows nothing of these rules.
pub(super) fn assessor(setup: &Setup) -> Result<Assessor, Failure> {
    let policy = Policy { prior: setup.prior, language: setup.language.clone(), without: setup.without };
    Ok(engine::assessor(&Settings { packs: setup.packs.clone(), model: setup.model.clone(), policy })?)
}

/// The model file in use, for what it tells beside its weights; `None` for a built-in model that cannot be read.
///
/// # Errors
/// If the file given is no model file.
pub(super) fn model_file(setup: &Setup) -> Result<Option<ModelFile>, Failure> {
    match &setup.model {
        None => Ok(ModelFile::builtin().ok()),
        Some(path) => {
            let parsed = ModelFile::parse(&engine::model_text(path)?);
            parsed.map(Some).map_err(|error| Failure::model(Some(path), &error))
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Pack { path, problem } => Self::usage(format!("--rules {}: {problem}", path.display()))
                .hint("name a folder of rules or one rule file"),
            EngineError::EmptyPack { path } => {
                Self::usage(format!("--rules {}: there is no rule file in it", path.display()))
                    .hint("a rule is a file ending in .yaml, such as money/example-fee.yaml")
            }
            EngineError::Rules(problems) => Self::files(problems),
            EngineError::Language { code, known } => Self::usage(format!("--reason-language {code}: no such language"))
                .hint(format!("the rules have {}", known.join(", "))),
            EngineError::ModelFile { path, problem } => Self::usage(format!("--model {}: {problem}", path.display())),
            EngineError::Model { path, error } => Self::model(path.as_deref(), &error),
            EngineError::ForeignModel { path } => Self::foreign_model(&path),
        }
    }
}
