//! Tables in the documents that the program itself prints: generated, and compared word for word.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;

/// What stands between `<!-- begin NAME -->` and `<!-- end NAME -->` in a document.
fn section(document: &str, name: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let (_, rest) =
        text.split_once(&format!("<!-- begin {name} -->\n")).unwrap_or_else(|| panic!("{document}: no {name}"));
    rest.split_once(&format!("<!-- end {name} -->"))
        .unwrap_or_else(|| panic!("{document}: {name} has no end"))
        .0
        .to_owned()
}

fn printed(arguments: &str) -> String {
    let output = cargo_bin_cmd!("lurescan").args(arguments.split(' ')).output().unwrap();
    assert!(output.status.success(), "lurescan {arguments}");
    String::from_utf8(output.stdout).unwrap()
}

fn same(document: &str, name: &str, arguments: &str) {
    assert_eq!(
        section(document, name).trim(),
        printed(arguments).trim(),
        "{document}: put the output of `lurescan {arguments}` between the marks of {name}"
    );
}

#[test]
fn the_readme_shows_the_coverage_of_languages() {
    same("README.md", "coverage", "rules coverage --format markdown");
}

#[test]
fn the_readme_lists_every_output_format() {
    let row = |format: &lurescan::report::Format| {
        let extensions: Vec<String> = format.extensions.iter().map(|extension| format!("`.{extension}`")).collect();
        format!("| `{}` | {} | {} |\n", format.name, extensions.join(" "), format.about)
    };
    let rows: String = lurescan::report::FORMATS.iter().map(row).collect();
    let listed = section("README.md", "output formats");
    assert_eq!(listed, format!("| format | extension | what it is |\n|---|---|---|\n{rows}"));
}

#[test]
fn the_rule_documentation_names_every_signal_left_out() {
    same("rules/README.md", "left out", "rules signals --left-out --format markdown");
}

#[test]
fn the_readme_names_every_input_format() {
    let row = |format: &lurescan::source::Format| {
        let extensions: Vec<String> = format.extensions.iter().map(|extension| format!("`.{extension}`")).collect();
        format!(
            "| `{}` | {} | {} |\n",
            format.name,
            extensions.join(" "),
            format.about.replace('|', "\\|").replace("<job>", "`<job>`")
        )
    };
    let rows: String = lurescan::source::FORMATS.iter().map(row).collect();
    let table = format!("| format | extensions | what it is |\n|---|---|---|\n{rows}");
    assert_eq!(
        section("README.md", "formats").trim(),
        table.trim(),
        "README.md: put this table between the marks:\n{table}"
    );
}
