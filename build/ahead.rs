//! The built-in rules, the search over them and the model, compiled when the crate is built.
//!
//! Uses the crate's own modules, so that what is embedded is what a user's files would have become. Rule files with mistakes
//! embed nothing: the program then compiles them as it starts, and tells of every mistake as it does for a user's.

use std::path::Path;
use std::{fs, io};

use crate::detect::Detector;
use crate::model::{Model, peoples};
use crate::rules::{PackFileText, PackSources, RuleSet};

/// Writes `rules.bin`, `search.bin`, `model.bin` and `peoples.bin` into the folder `out`, made of rule files given by their path inside the
/// pack.
#[expect(clippy::disallowed_methods, reason = "a build script writes what the crate embeds")]
pub(crate) fn write_packed(files: Vec<PackFileText>, out: &Path) -> io::Result<()> {
    let (rules, search) = match RuleSet::load(&PackSources::default().with(files)) {
        Ok(rules) => {
            let packed = rules.packed();
            (packed, Detector::new(rules).packed())
        }
        Err(problems) => {
            problems.iter().for_each(|problem| warn(&problem.to_string()));
            warn(
                "the rules are compiled at every start until they hold no mistake; `lurescan rules test` tells all of them",
            );
            (Vec::new(), Vec::new())
        }
    };
    let model = Model::written().map(|model| model.packed()).unwrap_or_else(|error| {
        warn(&format!("models/default.json: {error}"));
        Vec::new()
    });
    fs::write(out.join("peoples.bin"), peoples::packed())?;
    fs::write(out.join("rules.bin"), rules)?;
    fs::write(out.join("search.bin"), search)?;
    fs::write(out.join("model.bin"), model)
}

fn warn(message: &str) {
    println!("cargo::warning={}", message.replace("\n  ", "; "));
}
