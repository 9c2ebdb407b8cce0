//! Where the value of each setting comes from, as `--show-config` prints it: TOML that could be a `lurescan.toml`.

use std::fmt::Write as _;

/// Every setting seen, with its value and origin, in order.
pub(super) struct Origins<'a> {
    /// What the configuration file is called; empty if there is none.
    file: &'a str,
    rows: Vec<(String, String)>,
}

impl<'a> Origins<'a> {
    /// Nothing yet.
    pub(super) fn new(file: &'a str) -> Self {
        Self { file, rows: Vec::new() }
    }

    /// A setting of one value: typed, else from the file, else the default, which is empty where it depends.
    pub(super) fn one<T>(
        &mut self,
        key: &str,
        typed: &mut Option<T>,
        from_file: Option<T>,
        default: &str,
        text: impl Fn(&T) -> String,
    ) {
        let origin = self.origin(key, typed.is_some(), from_file.is_some());
        *typed = typed.take().or(from_file);
        let value = typed.as_ref().map(text);
        let default = (!default.is_empty()).then(|| default.to_owned());
        let row = match value.or(default) {
            Some(value) => format!("{key} = {}", literal(&value)),
            None => format!("# {key} is not set"),
        };
        self.rows.push((row, origin));
    }

    /// A setting of several values, which are never mixed.
    pub(super) fn list<T: Clone>(
        &mut self,
        key: &str,
        typed: &mut Vec<T>,
        from_file: &[T],
        text: impl Fn(&T) -> String,
    ) {
        let origin = self.origin(key, !typed.is_empty(), !from_file.is_empty());
        if typed.is_empty() {
            typed.extend_from_slice(from_file);
        }
        let values: Vec<String> = typed.iter().map(|value| literal(&text(value))).collect();
        self.rows.push((format!("{key} = [{}]", values.join(", ")), origin));
    }

    /// A setting that a flag can only turn on.
    pub(super) fn switch(&mut self, key: &str, typed: &mut bool, from_file: Option<bool>) {
        let origin = self.origin(key, *typed, from_file.is_some());
        *typed |= from_file.unwrap_or(false);
        self.rows.push((format!("{key} = {typed}"), origin));
    }

    fn origin(&self, key: &str, typed: bool, from_file: bool) -> String {
        match (typed, from_file) {
            (true, _) => format!("--{key}"),
            (false, true) => self.file.to_owned(),
            (false, false) => "default".to_owned(),
        }
    }

    /// All of it, a line each, with the origin as a comment.
    pub(super) fn shown(&self, suppressions: usize) -> String {
        let mut text = match self.file {
            "" => "# no lurescan.toml\n".to_owned(),
            file => format!("# {}\n", one_line(file)),
        };
        let width = self.rows.iter().map(|(row, _)| row.chars().count()).max().unwrap_or(0).min(40);
        for (row, origin) in &self.rows {
            let _ = writeln!(text, "{row:width$}  # {}", one_line(origin));
        }
        if suppressions > 0 {
            let _ = writeln!(text, "# suppressions: {suppressions}");
        }
        text
    }
}

/// A number as it is, anything else between quotes; what TOML escapes, JSON escapes alike.
fn literal(value: &str) -> String {
    if value.parse::<f64>().is_ok_and(f64::is_finite) { value.to_owned() } else { serde_json::json!(value).to_string() }
}

fn one_line(text: &str) -> String {
    crate::report::escape::terminal_line(text)
}
