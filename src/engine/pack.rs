//! Rule packs on disk to the text of their files.
//!
//! Reads a folder or a single file; knows nothing of what a rule is. Every file that cannot be read or is not UTF-8 is
//! reported, all at once. Codes of mistakes found here begin with `F`.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::EngineError;
use super::bounded::{self, plain};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::rules::PackFileText;

/// The longest rule file, in bytes: longer ones are no rules.
const LONGEST: u64 = 8 << 20;
/// The deepest folder in a pack.
const DEEPEST: usize = 8;

/// The files of the pack at `path` that can be read as text, sorted by their path inside it; what is wrong with others is
/// added to `problems`.
///
/// # Errors
/// If there is nothing at `path` or no YAML file in it.
pub(crate) fn read(path: &Path, problems: &mut Vec<Diagnostic>) -> Result<Vec<PackFileText>, EngineError> {
    let about =
        std::fs::metadata(path).map_err(|error| EngineError::Pack { path: path.to_owned(), problem: plain(&error) })?;
    let before = problems.len();
    let found = if about.is_dir() { folder(path, problems) } else { vec![(path.to_owned(), lone(path))] };
    let mut files = Vec::new();
    for (file, inside) in found {
        match text(&file) {
            Ok(text) => files.push(PackFileText { path: inside, shown: file.display().to_string(), text }),
            Err(problem) => problems.push(problem),
        }
    }
    if files.is_empty() && problems.len() == before {
        return Err(EngineError::EmptyPack { path: path.to_owned() });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The path inside a pack of a file named by itself: what a language file or a table is stands in the folder's name.
fn lone(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    match folder.as_ref() {
        "languages" | "facts" | "translations" => format!("{folder}/{name}"),
        _ => name.into_owned(),
    }
}

/// Every YAML file below a folder, with its path inside.
fn folder(root: &Path, problems: &mut Vec<Diagnostic>) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let walk =
        WalkBuilder::new(root).standard_filters(false).hidden(true).follow_links(true).max_depth(Some(DEEPEST)).build();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(problem(root, 0, 0, "K001", format!("cannot be read: {error}"), None));
                continue;
            }
        };
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if entry.file_type().is_some_and(|kind| kind.is_dir()) || !matches!(ending, "yaml" | "yml") {
            continue;
        }
        if ending == "yml" {
            let help = Some("rule files end in .yaml; rename it".to_owned());
            problems.push(problem(path, 0, 0, "K004", "ends in .yml".to_owned(), help));
            continue;
        }
        let inside = path.strip_prefix(root).unwrap_or(path);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        found.push((path.to_owned(), parts.join("/")));
    }
    found
}

/// The text of one file, a byte order mark taken off.
fn text(path: &Path) -> Result<String, Diagnostic> {
    let fail = |error: &std::io::Error| problem(path, 0, 0, "K001", format!("cannot be read: {}", plain(error)), None);
    let length = std::fs::metadata(path).map_err(|error| fail(&error))?.len();
    if length > LONGEST {
        let message = format!("is {length} bytes long; a rule file holds at most {LONGEST}");
        return Err(problem(path, 0, 0, "K003", message, None));
    }
    let bytes = bounded::bytes(path, LONGEST).map_err(|error| fail(&error))?;
    String::from_utf8(bytes).map(|text| text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)).map_err(
        |error| {
            let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let line = valid.matches('\n').count() as u64 + 1;
            let column = valid.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
            let help = Some("save the file as UTF-8".to_owned());
            problem(path, line, column, "K002", "is not UTF-8".to_owned(), help)
        },
    )
}

fn problem(
    path: &Path,
    line: u64,
    column: u64,
    code: &'static str,
    message: String,
    help: Option<String>,
) -> Diagnostic {
    let place = Place { file: path.display().to_string(), line, column };
    Diagnostic { place, severity: Severity::Error, code, message, help }
}
