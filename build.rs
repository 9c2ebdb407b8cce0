//! Embeds `rules/**`, and what the rules and the model become: compiled here once, not at every start of the program.
//!
//! The modules that compile them are the crate's own. Of these only `builtin` is another one here: what the crate embeds is
//! not there yet.

#![expect(clippy::disallowed_methods, reason = "a build script reads its own sources and writes its output")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use rules::PackFileText;

#[path = "build/ahead.rs"]
mod ahead;
#[path = "build/han.rs"]
mod han;

macro_rules! of_the_crate {
    ($($path:literal $name:ident)*) => {$(
        #[path = $path]
        #[allow(dead_code, unused_imports, unreachable_pub, reason = "the crate uses more of it than its build script")]
        mod $name;
    )*};
}

of_the_crate! {
    "src/ad.rs" ad
    "src/detect/mod.rs" detect
    "src/diagnostic.rs" diagnostic
    "src/facts/mod.rs" facts
    "src/model/mod.rs" model
    "src/packed/mod.rs" packed
    "src/rules/mod.rs" rules
    "src/span.rs" span
    "src/text/mod.rs" text
}

/// What the crate embeds, before it is made.
mod builtin {
    use std::sync::OnceLock;

    pub(crate) const FILES: &[(&str, &str)] = &[];
    pub(crate) static HAN: OnceLock<Vec<u8>> = OnceLock::new();

    pub(crate) fn han() -> &'static [u8] {
        HAN.get().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn rules() -> &'static [u8] {
        &[]
    }

    pub(crate) fn search() -> &'static [u8] {
        &[]
    }

    pub(crate) fn peoples() -> &'static [u8] {
        &[]
    }

    pub(crate) fn model() -> &'static [u8] {
        &[]
    }
}

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets the output folder"));
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build");
    let table = han::table()?;
    fs::write(out.join("han.bin"), &table)?;
    builtin::HAN.set(table).expect("invariant: this is the one place that sets it");
    let folder = root.join("rules");
    let mut paths = Vec::new();
    yaml_files(&folder, &mut paths)?;
    paths.sort();
    let files: Vec<PackFileText> = paths.iter().map(|path| read(&folder, path)).collect::<io::Result<_>>()?;
    fs::write(out.join("rule_files.rs"), listed(&paths, &files))?;
    ahead::write_packed(files, &out)
}

fn read(folder: &Path, file: &Path) -> io::Result<PackFileText> {
    let path = file.strip_prefix(folder).expect("walked below the folder").to_string_lossy().replace('\\', "/");
    Ok(PackFileText { shown: format!("rules/{path}"), path, text: fs::read_to_string(file)? })
}

/// The files as a constant that embeds them.
fn listed(paths: &[PathBuf], files: &[PackFileText]) -> String {
    let mut list = String::from(
        "/// Path inside the pack and text of every embedded file, sorted by path.\npub(crate) const FILES: &[(&str, &str)] = &[\n",
    );
    for (path, file) in paths.iter().zip(files) {
        writeln!(list, "    ({:?}, include_str!({:?})),", file.path, path.to_string_lossy())
            .expect("a string takes every write");
    }
    list + "];\n"
}

fn yaml_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            yaml_files(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}
