//! Which column of a record holds its id, title and text.
//!
//! Names given by the user win; else the built-in names of `columns.txt` are tried in order. Formats hand over headers
//! and objects; nothing here reads.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::error::SourceErrorKind;
use super::stream::Context;
use super::{ColumnMap, posting};
use crate::ad::{Ad, Origin};

/// The fields of one record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) id: Option<String>,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) keep: Vec<(String, String)>,
    /// The keys of title and text, where each is one plain string of the record.
    pub(super) verbatim: [Option<String>; 2],
}

/// The columns of a header, as indices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Indices {
    pub(super) id: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) text: Vec<usize>,
    pub(super) keep: Vec<(String, usize)>,
}

impl Indices {
    /// Every column that is read, in order and once.
    #[cfg(feature = "parquet")]
    pub(super) fn all(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.id.iter().chain(&self.title).chain(&self.text).copied().collect();
        all.extend(self.keep.iter().map(|(_, index)| *index));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The ad of a row whose cells do not stand in the file as text.
    pub(super) fn ad(&self, context: &Context, record: u64, cell: impl Fn(usize) -> String) -> Ad {
        let mut text: Vec<String> =
            self.text.iter().map(|index| cell(*index)).filter(|text| !text.is_empty()).collect();
        let text = if text.len() == 1 { text.remove(0) } else { text.join("\n") };
        let origin = Origin { path: context.path.clone(), record, ..Origin::default() };
        Ad {
            id: self.id.map(&cell).filter(|id| !id.is_empty()).unwrap_or_else(|| context.made_id(record)),
            title: self.title.map(&cell).unwrap_or_default(),
            text,
            columns: self.keep.iter().map(|(name, index)| (name.clone(), cell(*index))).collect(),
            origin,
        }
    }
}

/// Finds columns by the names a user gave and the built-in ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    map: ColumnMap,
    /// Named columns that some record of the stream had: their absence from another is an empty value.
    seen: Vec<String>,
    /// The keys of the last object and what the built-in names make of them: most objects of a stream are alike.
    keys: Vec<String>,
    known: Indices,
}

impl Columns {
    pub(super) fn new(map: &ColumnMap) -> Self {
        Self { map: map.clone(), ..Self::default() }
    }

    /// How many of these names are given by the user or built in.
    pub(super) fn known_names(&self, names: &[String]) -> usize {
        let map = &self.map;
        let given: Vec<String> =
            map.id.iter().chain(&map.title).chain(&map.text).chain(&map.keep).map(|name| folded(name)).collect();
        let known = |name: String| given.contains(&name) || NAMES.all().any(|built_in| *built_in == name);
        names.iter().filter(|name| known(folded(name))).count()
    }

    /// The columns of a header.
    pub(super) fn of_header(&self, header: &[String]) -> Result<Indices, SourceErrorKind> {
        let mut found = NAMES.among(header);
        let named = |name: &String| {
            let exact = header.iter().position(|column| column == name);
            let close = || header.iter().position(|column| folded(column) == folded(name));
            exact.or_else(close).ok_or_else(|| missing(Some(name), header.iter()))
        };
        if let Some(name) = &self.map.id {
            found.id = Some(named(name)?);
        }
        if let Some(name) = &self.map.title {
            found.title = Some(named(name)?);
        }
        if !self.map.text.is_empty() {
            found.text = self.map.text.iter().map(named).collect::<Result<_, _>>()?;
            // A column named as text does not become the title by itself.
            found.title = found.title.filter(|title| self.map.title.is_some() || !found.text.contains(title));
        }
        for name in &self.map.keep {
            match named(name) {
                Ok(index) => found.keep.push((name.clone(), index)),
                Err(missing) if self.map.keep_strictly => return Err(missing),
                // They are for the caller to interpret: one that is absent has no value.
                Err(_) => {}
            }
        }
        if found.text.is_empty() {
            return Err(missing(None, header.iter()));
        }
        Ok(found)
    }

    /// The fields of an object.
    pub(super) fn of_object(&mut self, object: &Map<String, Value>) -> Result<Fields, SourceErrorKind> {
        if !object.keys().eq(&self.keys) {
            self.keys = object.keys().cloned().collect();
            self.known = NAMES.among(&self.keys);
        }
        let mut fields = Fields::default();
        let seen = &mut self.seen;
        fields.id = match (&self.map.id, self.known.id) {
            (Some(name), _) => named(object, name, seen)?.map(|value| posting::identifier(&value)),
            (None, Some(known)) => object.get(&self.keys[known]).map(posting::identifier),
            (None, None) => None,
        };
        let title = match (&self.map.title, self.known.title) {
            (Some(name), _) => named(object, name, seen)?.map(|value| (name, value)),
            (None, Some(known)) if self.map.text.contains(&self.keys[known]) => None,
            (None, Some(known)) => object.get(&self.keys[known]).map(|value| (&self.keys[known], Cow::Borrowed(value))),
            (None, None) => None,
        };
        if let Some((key, value)) = title {
            fields.verbatim[0] = verbatim(object, key, &value);
            fields.title = posting::readable(&value);
        }
        for name in &self.map.keep {
            let value = lookup(object, name).map_or_else(String::new, |value| posting::json_text(&value));
            fields.keep.push((name.clone(), value));
        }
        self.text_of(object, &mut fields)?;
        Ok(fields)
    }

    /// Sets the text, from the columns named or from those known.
    fn text_of(&self, object: &Map<String, Value>, fields: &mut Fields) -> Result<(), SourceErrorKind> {
        let named = &self.map.text;
        let found: Vec<(&String, Cow<'_, Value>)> = if named.is_empty() {
            let known = self.known.text.iter().map(|index| &self.keys[*index]);
            known.filter_map(|key| Some((key, Cow::Borrowed(object.get(key)?)))).collect()
        } else {
            named.iter().filter_map(|name| Some((name, lookup(object, name)?))).collect()
        };
        if found.is_empty() {
            return Err(missing(named.first().map(String::as_str), object.keys()));
        }
        let mut parts: Vec<String> = found.iter().map(|(_, value)| posting::readable(value)).collect();
        if named.is_empty() && posting::is_posting(object) {
            parts.extend(posting::lines(object));
        }
        if let ([(key, value)], [_]) = (found.as_slice(), parts.as_slice()) {
            fields.verbatim[1] = verbatim(object, key, value);
        }
        parts.retain(|part| !part.is_empty());
        fields.text = parts.join("\n");
        Ok(())
    }

    /// Whether an object with these keys is an ad rather than something that wraps ads.
    pub(super) fn is_ad(&self, keys: &[String]) -> bool {
        match self.map.text.as_slice() {
            [] => !NAMES.among(keys).text.is_empty(),
            names => {
                names.iter().any(|name| keys.iter().any(|key| key == name || name.starts_with(&format!("{key}."))))
            }
        }
    }
}

/// The built-in names, folded.
static NAMES: LazyLock<Names> = LazyLock::new(|| Names::parse(include_str!("columns.txt")));

#[derive(Debug, Default)]
struct Names {
    id: Vec<String>,
    title: Vec<String>,
    whole: Vec<String>,
    parts: Vec<Vec<String>>,
}

impl Names {
    fn parse(file: &str) -> Self {
        let mut names = Self::default();
        for (kind, list) in file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "))
        {
            let list = list.split(", ").map(folded);
            match kind {
                "id" => names.id.extend(list),
                "title" => names.title.extend(list),
                "whole" => names.whole.extend(list),
                _ => names.parts.push(list.collect()),
            }
        }
        names
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.id.iter().chain(&self.title).chain(&self.whole).chain(self.parts.iter().flatten())
    }

    /// The built-in columns among those of a record.
    fn among(&self, columns: &[String]) -> Indices {
        let folds: Vec<String> = columns.iter().map(|column| folded(column)).collect();
        let first = |names: &[String]| names.iter().find_map(|name| folds.iter().position(|fold| fold == name));
        let text = match first(&self.whole) {
            Some(whole) => vec![whole],
            None => self.parts.iter().filter_map(|names| first(names)).collect(),
        };
        Indices { id: first(&self.id), title: first(&self.title), text, keep: Vec::new() }
    }
}

/// The value of a column the user named; absent is `None` only if another record had it.
fn named<'a>(
    object: &'a Map<String, Value>,
    name: &str,
    seen: &mut Vec<String>,
) -> Result<Option<Cow<'a, Value>>, SourceErrorKind> {
    let value = lookup(object, name);
    let known = seen.iter().any(|seen| seen == name);
    match value {
        None if !known => return Err(missing(Some(name), object.keys())),
        Some(_) if !known => seen.push(name.to_owned()),
        _ => {}
    }
    Ok(value)
}

/// The value under a name: a key, or a path of keys and indices joined by dots.
fn lookup<'a>(object: &'a Map<String, Value>, name: &str) -> Option<Cow<'a, Value>> {
    if let Some(value) = object.get(name) {
        return Some(Cow::Borrowed(value));
    }
    if let Some((head, rest)) = name.split_once('.') {
        return descend(object.get(head)?, rest);
    }
    object.iter().find(|(key, _)| folded(key) == folded(name)).map(|(_, value)| Cow::Borrowed(value))
}

/// The value at a dotted path; of an array every element that has it, unless the path names an index.
fn descend<'a>(value: &'a Value, path: &str) -> Option<Cow<'a, Value>> {
    match value {
        Value::Object(object) => lookup(object, path),
        Value::Array(items) => {
            let (head, rest) = path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
            if let Some(item) = head.parse().ok().and_then(|index: usize| items.get(index)) {
                return rest.map_or(Some(Cow::Borrowed(item)), |rest| descend(item, rest));
            }
            let found: Vec<Value> = items.iter().filter_map(|item| descend(item, path)).map(Cow::into_owned).collect();
            (!found.is_empty()).then_some(Cow::Owned(Value::Array(found)))
        }
        _ => None,
    }
}

/// The key, if the object holds this very string under it.
fn verbatim(object: &Map<String, Value>, key: &str, value: &Value) -> Option<String> {
    (value.is_string() && object.get(key) == Some(value)).then(|| key.to_owned())
}

fn missing<'a>(wanted: Option<&str>, known: impl Iterator<Item = &'a String>) -> SourceErrorKind {
    SourceErrorKind::MissingColumn { wanted: wanted.map(str::to_owned), known: known.cloned().collect() }
}

/// A name without case, spaces, underscores and hyphens.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
}
