//! `check --since REV`: the inputs that changed since a git revision, as git tells.
//!
//! The only place that starts another program. What the user typed is resolved to a commit first, after
//! `--end-of-options`, and only that commit's hash goes further; paths are never handed to git. Changed means: differs in the
//! working tree from where the branch left REV, or is not yet known to git and not ignored.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::error::{Failure, plain};
use super::plan::Reading;
use crate::source::Input;

/// Leaves only the inputs that changed.
///
/// # Errors
/// If there is no git, no repository around the inputs, no such revision, or an input that is no file of the repository.
pub(super) fn narrow(reading: &mut Reading, revision: &str) -> Result<(), Failure> {
    if reading.inputs.is_empty() {
        return Ok(());
    }
    let located: Vec<PathBuf> = reading.inputs.iter().map(located).collect::<Result<_, _>>()?;
    let repository = Repository::around(located[0].parent().unwrap_or(Path::new(".")))?;
    let changed = repository.changed(revision)?;
    if let Some(outside) = located.iter().find(|path| !path.starts_with(&repository.root)) {
        let root = repository.root.display();
        return Err(Failure::usage(format!("--since: {} is not in the repository {root}", outside.display()))
            .hint("check the files of one repository at a time"));
    }
    let before = reading.inputs.len();
    let mut is_changed = located.iter().map(|path| changed.contains(path));
    reading.inputs.retain(|_| is_changed.next().unwrap_or(false));
    reading.notes.push(format!("changed since {revision}: {} of {before} files", reading.inputs.len()));
    Ok(())
}

/// Where a file is, the links of its folders followed; a link itself is what changes, not what it leads to.
fn located(input: &Input) -> Result<PathBuf, Failure> {
    let Input::File { path, .. } = input else {
        return Err(Failure::usage("--since does not go with standard input").hint("name files or folders"));
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let fail = |error: &std::io::Error| Failure::usage(format!("{}: {}", folder.display(), plain(error)));
    Ok(folder.canonicalize().map_err(|error| fail(&error))?.join(path.file_name().unwrap_or_default()))
}

/// A working tree.
struct Repository {
    root: PathBuf,
}

impl Repository {
    fn around(folder: &Path) -> Result<Self, Failure> {
        let output = git(folder, &["rev-parse", "--show-toplevel"])?;
        if !output.status.success() {
            return Err(Failure::usage(format!("--since: {}: {}", folder.display(), said(&output)))
                .hint("leave --since out to check every file"));
        }
        let root = path(output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout));
        let root = root.canonicalize().unwrap_or(root);
        Ok(Self { root })
    }

    /// Files that changed since a revision, by their real paths.
    fn changed(&self, revision: &str) -> Result<BTreeSet<PathBuf>, Failure> {
        let commit = self.commit(revision)?;
        let base = git(&self.root, &["merge-base", &commit, "HEAD"])?;
        if !base.status.success() {
            return Err(Failure::usage(format!(
                "--since {revision}: it has no commit in common with the one checked out"
            ))
            .hint("fetch the whole history, such as `git fetch --unshallow` or `fetch-depth: 0`"));
        }
        let base = hash(&base);
        let lists: [&[&str]; 2] = [
            &["diff", "--name-only", "--no-renames", "--no-ext-diff", "--diff-filter=d", "-z", &base, "--"],
            &["ls-files", "--others", "--exclude-standard", "-z"],
        ];
        let mut changed = BTreeSet::new();
        for arguments in lists {
            let output = git(&self.root, arguments)?;
            if !output.status.success() {
                return Err(Failure::usage(format!("--since {revision}: git {}: {}", arguments[0], said(&output))));
            }
            let names = output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
            changed.extend(names.map(|name| self.root.join(path(name))));
        }
        Ok(changed)
    }

    /// The commit a revision stands for, as hexadecimal digits.
    fn commit(&self, revision: &str) -> Result<String, Failure> {
        let name = format!("{revision}^{{commit}}");
        let output = git(&self.root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &name])?;
        let commit = hash(&output);
        if output.status.success() && !commit.is_empty() && commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(commit);
        }
        Err(Failure::usage(format!("--since {revision}: git knows no such commit"))
            .hint("name a branch, tag or commit; a shallow clone may have to fetch it first"))
    }
}

/// Runs git in a folder, whatever repository the environment speaks of.
fn git(folder: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]).args(arguments);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").stdin(Stdio::null());
    command.output().map_err(|error| {
        Failure::usage(format!("--since needs git, which cannot be run: {}", plain(&error)))
            .hint("install git, or leave --since out to check every file")
    })
}

fn hash(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The first line of what git complained of.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().next().unwrap_or("git failed");
    line.strip_prefix("fatal: ").unwrap_or(line).to_owned()
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(&*String::from_utf8_lossy(bytes)))
}
