//! Who may use whom, enforced: the table of the crate's one-way flow against the `crate::` paths in every file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Module, and what it may use. `cli` may use everything and is used by nothing.
const MAY_USE: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("diagnostic", &[]),
    ("metrics", &[]),
    // What the build script embeds, and the form in which it does: both know nothing of what it means.
    ("builtin", &[]),
    ("packed", &[]),
    ("ad", &["span"]),
    ("text", &["builtin", "packed", "span"]),
    ("facts", &["packed", "span", "text", "diagnostic"]),
    ("source", &["ad", "span", "diagnostic"]),
    ("rules", &["builtin", "packed", "span", "text", "facts", "diagnostic"]),
    ("detect", &["builtin", "packed", "rules", "text", "facts", "ad", "span", "diagnostic"]),
    ("features", &["detect", "rules", "span", "text"]),
    ("model", &["builtin", "packed", "text", "span"]),
    ("assess", &["ad", "detect", "facts", "features", "model", "rules", "span", "text"]),
    ("campaign", &["assess", "model", "span", "text"]),
    ("engine", &["assess", "detect", "diagnostic", "features", "model", "rules"]),
    ("report", &["assess", "ad", "campaign", "span"]),
    (
        "train",
        &[
            "ad", "assess", "campaign", "detect", "facts", "features", "metrics", "model", "rules", "source", "span",
            "text",
        ],
    ),
    ("page", &["metrics", "model", "report", "train"]),
    ("serve", &["ad", "assess", "report", "rules", "source"]),
];

/// A dependency, and the only modules that may name it.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("linfa", &["train"]),
    ("ndarray", &["train"]),
    ("argmin", &["train"]),
    ("askama", &["page", "report"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("encoding_rs", &["source", "cli"]),
    ("scraper", &["source"]),
    ("quick_xml", &["source"]),
    ("mail_parser", &["source"]),
    ("calamine", &["source"]),
    ("parquet", &["source", "report"]),
    ("arrow_array", &["report", "source"]),
    ("arrow_ipc", &["source"]),
    ("aho_corasick", &["model"]),
    ("postcard", &["packed"]),
    ("std::fs", &["source", "cli", "engine", "train"]),
    ("std::env", &["cli"]),
    // The one part that listens; nothing connects, as another test below says.
    ("std::net", &["cli", "serve"]),
    ("tokio", &["serve"]),
    ("hyper", &["serve"]),
    ("axum", &["serve"]),
    ("toml", &["cli"]),
    ("globset", &["cli"]),
    // git, for `check --since`.
    ("std::process::Command", &["cli"]),
];

fn sources() -> BTreeMap<PathBuf, String> {
    fn walk(folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.insert(path.clone(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files
}

/// The top-level module a file belongs to.
fn module(path: &Path) -> String {
    let relative = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    relative.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Lines of code: comments may name anything.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(i, line)| (i + 1, line))
}

fn used_modules(line: &str) -> Vec<String> {
    let word =
        |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split('}').next().unwrap_or_default();
                found.extend(group.split(',').map(|part| word(part.trim())).filter(|w| !w.is_empty()));
            }
            None => found.push(word(rest)),
        }
    }
    found
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module(&path);
        if ["lib", "main", "cli"].contains(&module.as_str()) {
            continue;
        }
        let allowed =
            table.get(module.as_str()).unwrap_or_else(|| panic!("module `{module}` is missing from the table"));
        for (line, code) in code(&text) {
            for used in used_modules(code) {
                if used != module && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{}:{line}: `{module}` uses `{used}`", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_table_exists() {
    let modules: Vec<String> = sources().keys().map(|path| module(path)).collect();
    for (name, uses) in MAY_USE {
        assert!(modules.iter().any(|m| m == name), "`{name}` is in the table but not in src");
        for used in *uses {
            assert!(MAY_USE.iter().any(|(m, _)| m == used), "`{name}` may use `{used}`, which is no module");
        }
    }
}

#[test]
fn dependencies_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module(&path);
        for (line, code) in code(&text) {
            for (dependency, homes) in ONLY_IN {
                let named = code.contains(&format!("{dependency}::")) || code.contains(&format!("use {dependency};"));
                if named && !homes.contains(&module.as_str()) {
                    wrong.push(format!("{}:{line}: `{dependency}` in `{module}`", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_library_has_no_voice() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if ["cli", "main"].contains(&module(&path).as_str()) {
            continue;
        }
        for (line, code) in code(&text) {
            if ["println!(", "eprintln!(", "print!(", "process::exit"].iter().any(|call| code.contains(call)) {
                wrong.push(format!("{}:{line}: {}", path.display(), code.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_opens_a_connection() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for (line, code) in code(&text) {
            if ["::connect(", ".connect(", "::connect_timeout(", "UdpSocket", "to_socket_addrs", "lookup_host"]
                .iter()
                .any(|call| code.contains(call))
            {
                wrong.push(format!("{}:{line}: {}", path.display(), code.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_report_format_is_in_the_table() {
    let files: Vec<PathBuf> =
        sources().into_keys().filter(|path| path.parent().is_some_and(|p| p.ends_with("src/report"))).collect();
    let shared = ["mod", "escape", "finding", "position", "selection", "view", "worst"];
    let stems = files.iter().map(|p| p.file_stem().unwrap().to_string_lossy().into_owned());
    let formats: Vec<String> = stems.filter(|stem| !shared.contains(&stem.as_str())).collect();
    let listed: Vec<&str> = lurescan::report::FORMATS.iter().map(|format| format.name).collect();
    for format in &formats {
        assert!(listed.contains(&format.as_str()), "src/report/{format}.rs is not in FORMATS");
    }
    assert_eq!(formats.len(), listed.len(), "FORMATS lists {listed:?}, src/report holds {formats:?}");
}

#[test]
fn files_stay_readable() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > 600)
        .map(|(path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
