//! Embeds `rules/**` and makes the Traditional-to-Simplified table.

#![expect(clippy::disallowed_methods, reason = "a build script reads its own sources and writes its output")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "build/han.rs"]
mod han;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets the output folder"));
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build");
    let mut files = Vec::new();
    yaml_files(&root.join("rules"), &mut files)?;
    files.sort();
    let mut list = String::from(
        "/// Path inside the pack and text of every embedded file, sorted by path.\npub(super) const FILES: &[(&str, &str)] = &[\n",
    );
    for file in &files {
        let path =
            file.strip_prefix(root.join("rules")).expect("walked below rules").to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({path:?}, include_str!({:?})),", file.to_string_lossy())
            .expect("a string takes every write");
    }
    list.push_str("];\n");
    fs::write(out.join("builtin_rules.rs"), list)?;
    han::write_table(&out)
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
