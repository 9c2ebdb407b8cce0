//! Which `lurescan.toml` holds: the one named, or the nearest one above the ads.

use std::path::{Path, PathBuf};

use super::super::args::ConfigArgs;
use super::super::error::Failure;

/// What the file is called.
const NAME: &str = "lurescan.toml";

/// The file for these inputs, named as shortly as can be; `None` if there is none or none is wanted.
///
/// The search begins beside the first input that is no standard input, else in the working folder, and ends with the folder
/// that holds `.git`: nobody's file outside a repository speaks for what is in it.
///
/// # Errors
/// If the one named is not there.
pub(super) fn file(typed: &ConfigArgs, paths: &[String]) -> Result<Option<PathBuf>, Failure> {
    if typed.no_config {
        return Ok(None);
    }
    if let Some(path) = &typed.config {
        return match path.is_file() {
            true => Ok(Some(path.clone())),
            false => Err(Failure::usage(format!("--config {}: there is no such file", path.display()))),
        };
    }
    let first = paths.first().filter(|path| *path != "-").map_or(Path::new("."), |path| Path::new(path));
    let folder = if first.is_dir() { first } else { first.parent().unwrap_or(Path::new(".")) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(start) = folder.canonicalize() else { return Ok(None) };
    for folder in start.ancestors() {
        let path = folder.join(NAME);
        if path.is_file() {
            return Ok(Some(short(&path)));
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    Ok(None)
}

/// The path from the working folder, if it lies there.
fn short(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let inside = here.ok().and_then(|here| path.strip_prefix(here).ok());
    inside.unwrap_or(path).to_owned()
}
