//! Rows of cells as aligned text, Markdown or CSV on standard output.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use crate::report::escape;

/// Cells in rows; the first row is the header.
pub(super) type Rows = Vec<Vec<String>>;

/// The rows in a format of `--format`: text, markdown or csv. The first column is words, the others are numbers.
pub(super) fn formatted(rows: &Rows, format: &str) -> String {
    match format {
        "markdown" => markdown(rows),
        "csv" => csv(rows),
        _ => aligned(rows, |column| column > 0),
    }
}

/// Columns aligned with spaces, two between them; `right` tells which columns are numbers.
pub(super) fn aligned(rows: &Rows, right: impl Fn(usize) -> bool) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let shown: Rows = rows.iter().map(|row| row.iter().map(|cell| escape::terminal_line(cell)).collect()).collect();
    let wide =
        |column: usize| shown.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let mut text = String::new();
    for row in &shown {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let gap = " ".repeat(widths[column] - cell.width());
            let (before, after) = if right(column) { (gap.as_str(), "") } else { ("", gap.as_str()) };
            write!(line, "{before}{cell}{after}  ").expect("invariant: writing to a string does not fail");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A Markdown table.
pub(super) fn markdown(rows: &Rows) -> String {
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| escape::terminal_line(cell).replace('|', "\\|")).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
        if index == 0 {
            text.push_str(&format!("|{}\n", "---|".repeat(row.len())));
        }
    }
    text
}

/// Comma-separated values.
pub(super) fn csv(rows: &Rows) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| escape::csv_cell(cell).into_owned());
        writer.write_record(cells).expect("invariant: rows are equally long and memory takes every write");
    }
    let bytes = writer.into_inner().expect("invariant: memory takes every write");
    String::from_utf8(bytes).expect("invariant: made of strings")
}
