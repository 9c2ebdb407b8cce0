//! YAML front matter: the fields between `---` lines at the top of a text, as repositories of job ads have them.
//!
//! Knows where it ends and what its fields are; not what the text after it is.

use serde_json::{Map, Value};

use super::columns::Columns;
use super::{jsonld, posting};
use crate::ad::{Ad, FieldName, FilePlace, Origin, Piece};

/// Bytes of front matter; more is a text that begins with a line of hyphens.
const LONGEST: usize = 1 << 16;

/// The fields of a text.
pub(super) struct FrontMatter {
    fields: Map<String, Value>,
    /// Where the text after it begins.
    pub(super) end: usize,
}

/// The front matter that a text begins with; `None` if it begins with something else.
pub(super) fn parse(file: &str) -> Option<FrontMatter> {
    let start = file.len() - file.strip_prefix("---")?.trim_start_matches([' ', '\t']).len();
    if !file[start..].starts_with(['\n', '\r']) {
        return None;
    }
    let mut at = start;
    for line in file[start..].split_inclusive('\n') {
        let end = at + line.len();
        if at > start && matches!(line.trim_end(), "---" | "...") {
            let fields = match serde_yaml::from_str(&file[start..at]) {
                Ok(Value::Object(fields)) => fields,
                _ => return None,
            };
            return Some(FrontMatter { fields, end });
        }
        if end > LONGEST {
            return None;
        }
        at = end;
    }
    None
}

impl FrontMatter {
    /// The ad of the text with what the fields say: its title and id if they are there, the facts of a posting as lines
    /// after the text.
    pub(super) fn lay_over(self, mut ad: Ad, file: &str, columns: &mut Columns) -> Ad {
        let header = &file[..self.end];
        let place = |at: usize| FilePlace::line_start(1).after(&file[..at]);
        let mut fields = posting::of_fields(self.fields);
        // Without a text of its own there would be no fields.
        fields.entry("description").or_insert_with(|| Value::String(String::new()));
        let Ok(found) = columns.of_object(&fields) else { return ad };
        if let Some(id) = found.id.filter(|id| !id.is_empty()) {
            ad.id = id;
        }
        if !found.title.is_empty() {
            if !ad.title.is_empty() {
                // The heading of the text belongs to the text again.
                let start = ad.origin.field_offsets[0].and_then(|at| usize::try_from(at).ok()).unwrap_or(self.end);
                ad.text = file[start..].trim_end().to_owned();
                ad.origin.field_offsets[1] = Some(start as u64);
                ad.origin.field_starts[1] = Some(place(start));
            }
            let stands = jsonld::sole(header, &found.title);
            ad.origin.field_offsets[0] = stands.map(|at| at as u64);
            ad.origin.field_starts[0] = stands.map(place);
            ad.title = found.title;
        }
        ad.columns = found.keep;
        ad.origin.line = 1;
        if !found.text.is_empty() {
            let Origin { field_offsets, field_starts, pieces, .. } = &mut ad.origin;
            if let (Some(at), Some(starts)) = (field_offsets[1].take(), field_starts[1].take()) {
                let (start, end) = (0, ad.text.len());
                pieces.push(Piece { field: FieldName::Text, start, end, file: at..at + end as u64, starts });
            }
            let apart = if ad.text.is_empty() { "" } else { "\n" };
            ad.text = format!("{}{apart}{}", ad.text, found.text);
        }
        ad
    }
}
