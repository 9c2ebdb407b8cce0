//! Rules and model, loaded as the plan says and bound to one another.

use std::path::Path;

use super::bounded;
use super::error::{Failure, plain};
use super::pack;
use super::plan::Setup;
use crate::assess::{Assessor, Policy};
use crate::detect::{Detector, prove};
use crate::features::FeatureSpace;
use crate::model::{Model, ModelFile};
use crate::rules::{PackSources, RuleSet};

/// The longest model file, in bytes; the built-in one has two million.
const LONGEST: u64 = 128 << 20;

/// The built-in rules with the user's laid over them.
///
/// # Errors
/// Every mistake in any file.
pub(super) fn rules(setup: &Setup) -> Result<RuleSet, Failure> {
    let mut sources = PackSources::builtin();
    let mut problems = Vec::new();
    for path in &setup.packs {
        sources = sources.with(pack::read(path, &mut problems)?);
    }
    match RuleSet::load(&sources) {
        Ok(rules) if problems.is_empty() => return Ok(rules),
        Ok(_) => {}
        Err(found) => problems.extend(found),
    }
    problems.sort();
    Err(Failure::files(problems))
}

/// Everything a verb needs to assess ads.
///
/// # Errors
/// If the rules or the model are wrong, or the model given knows nothing of these rules.
pub(super) fn assessor(setup: &Setup) -> Result<Assessor, Failure> {
    let detector = Detector::new(rules(setup)?);
    if !setup.packs.is_empty() {
        let unproven = prove(&detector);
        if !unproven.is_empty() {
            return Err(Failure::files(unproven));
        }
    }
    let known = |tag: &str| detector.rules().languages().contains_key(tag.split('-').next().unwrap_or(tag));
    if let Some(code) = setup.language.as_deref().filter(|code| !known(code)) {
        let known: Vec<&str> = detector.rules().languages().keys().map(String::as_str).collect();
        let hint = format!("the rules have {}", known.join(", "));
        return Err(Failure::usage(format!("--reason-language {code}: no such language")).hint(hint));
    }
    let model = match &setup.model {
        None => Model::builtin().map_err(|error| Failure::model(None, &error))?,
        Some(path) => {
            let model = Model::from_json(&model_text(path)?).map_err(|error| Failure::model(Some(path), &error))?;
            let space = FeatureSpace::new(detector.rules());
            if !space.iter().any(|(name, ..)| model.weight(name).is_some()) {
                return Err(Failure::foreign_model(path));
            }
            model
        }
    };
    let policy = Policy { prior: setup.prior, language: setup.language.clone(), without: setup.without };
    Ok(Assessor::new(detector, model, policy))
}

/// The model file in use, for what it tells beside its weights; `None` for a built-in model that cannot be read.
///
/// # Errors
/// If the file given is no model file.
pub(super) fn model_file(setup: &Setup) -> Result<Option<ModelFile>, Failure> {
    match &setup.model {
        None => Ok(ModelFile::builtin().ok()),
        Some(path) => {
            ModelFile::parse(&model_text(path)?).map(Some).map_err(|error| Failure::model(Some(path), &error))
        }
    }
}

fn model_text(path: &Path) -> Result<String, Failure> {
    bounded::text(path, LONGEST)
        .map_err(|error| Failure::usage(format!("--model {}: {}", path.display(), plain(&error))))
}
