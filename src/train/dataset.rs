//! Data sets by manifest: which files, which columns, which labels, under which licence.
//!
//! A manifest may describe files that are not distributed with it; they are looked for under the folders the caller
//! names, and a missing one is reported, not an error.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::json;
use xxhash_rust::xxh3::Xxh3;

use crate::ad::Ad;
use crate::source::{ColumnMap, Input, ReadOptions};

/// The longest manifest, in bytes.
const LONGEST: u64 = 8 << 20;

/// Why a data set cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The manifest is missing or wrong.
    #[error("{path}: {message}")]
    Manifest {
        /// The manifest.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// A record of a data file cannot be read: training data must be whole.
    #[error("{path}: {message}")]
    Record {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
}

/// Where the texts of a source come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Written for this project.
    Authored,
    /// Published by somebody else.
    Real,
}

/// `manifest.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    name: String,
    #[serde(rename = "title")]
    _title: String,
    licence: String,
    #[serde(rename = "about")]
    _about: String,
    columns: Columns,
    labels: Labels,
    sources: Vec<SourceEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    id: String,
    title: String,
    text: Vec<String>,
    label: String,
    language: String,
    #[serde(default)]
    scheme: Option<String>,
    #[serde(default)]
    group: Option<String>,
    /// Annotated signals, as a JSON array of objects with `id` and `quote`.
    #[serde(default)]
    signals: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    harmful: Vec<String>,
    genuine: Vec<String>,
}

/// One file of a data set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// Name of the source: texts of one source were written or collected in one way.
    pub name: String,
    /// File name, relative to the manifest or to a data root.
    pub file: String,
    /// Authored or real.
    pub kind: Kind,
    /// Whether its harmful ads are used at all; weak labels are not.
    #[serde(default = "yes")]
    pub harmful: bool,
    /// Whether no rule was written from it: rules are judged on such sources, and weighed by what they find there.
    #[serde(default)]
    pub fresh: bool,
    /// How many times each of its ads counts where weights are learned: more for ads that are more like those to come.
    #[serde(default = "once")]
    pub counts: u8,
    /// For a source of harmful ads only, the source of the same data set whose genuine ads its wording is told from: ads of the
    /// same language, written as much like them as can be had.
    #[serde(default)]
    pub contrast: Option<String>,
    /// The index of that source, if its file is there.
    #[serde(skip)]
    pub(crate) beside: Option<usize>,
    /// Rows the file must hold.
    pub rows: usize,
    /// Where it was found, for sources not distributed here.
    #[serde(default)]
    pub found: Option<String>,
}

impl SourceEntry {
    /// A source whose harmful ads count, and of which nothing else is known.
    #[must_use]
    pub fn new(name: String, file: String, kind: Kind) -> Self {
        Self {
            name,
            file,
            kind,
            harmful: true,
            fresh: false,
            counts: 1,
            contrast: None,
            beside: None,
            rows: 0,
            found: None,
        }
    }
}

fn yes() -> bool {
    true
}

fn once() -> u8 {
    1
}

/// A labeled ad.
#[derive(Debug, Clone)]
pub struct Example {
    /// The ad.
    pub ad: Ad,
    /// Whether it is harmful.
    pub harmful: bool,
    /// Index into [`Corpus::sources`].
    pub source: usize,
    /// Authored or real.
    pub kind: Kind,
    /// Language code as labeled.
    pub language: String,
    /// Scheme as labeled, may be empty.
    pub scheme: String,
    /// Id shared by ads that must stay on one side of a split, such as contrast twins.
    pub family: String,
    /// The signals that stand in its words, where somebody marked them.
    pub annotations: Option<Vec<Annotation>>,
}

/// A signal somebody marked in an ad.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Annotation {
    /// Id of a documented signal.
    pub id: String,
    /// The words that carry it.
    #[serde(default)]
    pub quote: String,
}

/// Labeled ads of all data sets.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The ads, in the order of the manifests.
    pub examples: Vec<Example>,
    /// Their sources.
    pub sources: Vec<SourceEntry>,
    /// What was read, for the model file: data set, source, licence, rows and content hash.
    read: Vec<(String, String, String, usize, String)>,
    /// Sources whose file was not found.
    pub missing: Vec<String>,
}

impl Corpus {
    /// What the model was trained on, for the model file.
    #[must_use]
    pub fn provenance(&self) -> serde_json::Value {
        let entry = |(set, source, licence, rows, hash): &(String, String, String, usize, String)| json!({"set": set, "source": source, "licence": licence, "rows": rows, "hash": hash});
        self.read.iter().map(entry).collect()
    }

    /// A corpus of ads that come from no file: labeled ads of these sources, in order, under one name.
    ///
    /// # Panics
    /// If an ad is of a source that is not there.
    #[must_use]
    pub fn of_ads(set: &str, licence: &str, sources: Vec<SourceEntry>, examples: Vec<Example>) -> Self {
        let mut hashes: Vec<(Xxh3, usize)> = sources.iter().map(|_| (Xxh3::new(), 0)).collect();
        for Example { ad, source, .. } in &examples {
            let (hash, rows) = &mut hashes[*source];
            hash.update(&hashed(ad));
            *rows += 1;
        }
        let entry = |(source, (hash, rows)): (&SourceEntry, &(Xxh3, usize))| {
            let digest = format!("{:016x}", hash.digest());
            (set.to_owned(), source.name.clone(), licence.to_owned(), *rows, digest)
        };
        let read = sources.iter().zip(&hashes).map(entry).collect();
        Self { examples, sources, read, missing: Vec::new() }
    }

    /// Sources no rule was written from, in order.
    #[must_use]
    pub fn fresh_sources(&self) -> Vec<usize> {
        (0..self.sources.len()).filter(|source| self.sources[*source].fresh).collect()
    }

    /// Records read, those with a label that is not used included.
    #[must_use]
    pub fn records(&self) -> usize {
        self.read.iter().map(|(_, _, _, rows, _)| rows).sum()
    }
}

/// Reads data sets: folders with a manifest, manifests, or JSON Lines files with the columns `id`, `title`, `text`,
/// `label`, `lang` and `scheme`. Files a manifest names are looked for beside it, then in `roots`.
///
/// # Errors
/// When a manifest is wrong or a record cannot be read. A missing file is listed in [`Corpus::missing`].
pub fn read_all(paths: &[PathBuf], roots: &[PathBuf]) -> Result<Corpus, DataError> {
    let mut corpus = Corpus::default();
    for path in paths {
        if path.is_dir() {
            read_manifest(&mut corpus, &path.join("manifest.yaml"), roots)?;
        } else if path.extension().is_some_and(|e| e == "yaml") {
            read_manifest(&mut corpus, path, roots)?;
        } else {
            read_plain(&mut corpus, path)?;
        }
    }
    Ok(corpus)
}

fn read_manifest(corpus: &mut Corpus, path: &Path, roots: &[PathBuf]) -> Result<(), DataError> {
    let shown = path.display().to_string();
    let text =
        manifest_text(path).map_err(|error| DataError::Manifest { path: shown.clone(), message: error.to_string() })?;
    let manifest: Manifest = serde_yaml::from_str(&text)
        .map_err(|error| DataError::Manifest { path: shown.clone(), message: error.to_string() })?;
    let named = |name: &String| manifest.sources.iter().any(|source| source.name == *name);
    if let Some(unknown) =
        manifest.sources.iter().filter_map(|source| source.contrast.as_ref()).find(|name| !named(name))
    {
        return Err(DataError::Manifest { path: shown, message: format!("contrast: there is no source `{unknown}`") });
    }
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let first = corpus.sources.len();
    for source in &manifest.sources {
        let places = std::iter::once(&folder).chain(roots).map(|root| root.join(&source.file));
        match places.into_iter().find(|file| file.is_file()) {
            Some(file) => read_source(corpus, &manifest, source, &file)?,
            None => corpus.missing.push(format!("{}/{}", manifest.name, source.name)),
        }
    }
    let names: Vec<String> = corpus.sources[first..].iter().map(|source| source.name.clone()).collect();
    for source in &mut corpus.sources[first..] {
        let at = source.contrast.as_ref().and_then(|contrast| names.iter().position(|name| name == contrast));
        source.beside = at.map(|at| first + at);
    }
    Ok(())
}

/// The text of a manifest: a regular file of a size to be read by people.
fn manifest_text(path: &Path) -> io::Result<String> {
    if std::fs::metadata(path)?.len() > LONGEST {
        return Err(io::Error::other(format!("is larger than {} MiB, the limit", LONGEST >> 20)));
    }
    if !path.is_file() {
        return Err(io::Error::other("is not a regular file"));
    }
    #[expect(clippy::disallowed_methods, reason = "a manifest is one of the files the caller names")]
    std::fs::read_to_string(path)
}

/// A labeled file without a manifest is read as authored; such files share one set, so that twins across files meet.
fn read_plain(corpus: &mut Corpus, path: &Path) -> Result<(), DataError> {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let manifest = Manifest {
        name: "files".to_owned(),
        _title: String::new(),
        licence: "not stated".to_owned(),
        _about: String::new(),
        columns: Columns {
            id: "id".to_owned(),
            title: "title".to_owned(),
            text: vec!["text".to_owned()],
            label: "label".to_owned(),
            language: "lang".to_owned(),
            scheme: Some("scheme".to_owned()),
            group: Some("twin_of".to_owned()),
            signals: Some("signals".to_owned()),
        },
        labels: Labels {
            harmful: vec!["lure".to_owned(), "fraud".to_owned(), "harmful".to_owned()],
            genuine: vec!["legit".to_owned(), "genuine".to_owned()],
        },
        sources: Vec::new(),
    };
    let file = path.display().to_string();
    let source = SourceEntry::new(name, file, Kind::Authored);
    read_source(corpus, &manifest, &source, path)
}

fn read_source(corpus: &mut Corpus, manifest: &Manifest, source: &SourceEntry, file: &Path) -> Result<(), DataError> {
    let shown = file.display().to_string();
    let record = |message: String| DataError::Record { path: shown.clone(), message };
    let columns = &manifest.columns;
    let mut keep = vec![columns.label.clone(), columns.language.clone()];
    keep.extend(columns.scheme.clone());
    keep.extend(columns.group.clone());
    keep.extend(columns.signals.clone());
    let columns_wanted = ColumnMap {
        id: Some(columns.id.clone()),
        title: Some(columns.title.clone()),
        text: columns.text.clone(),
        keep,
        keep_strictly: false,
    };
    let options = ReadOptions { columns: columns_wanted, ..ReadOptions::default() };
    let ads = crate::source::open(&Input::file(&shown), &options).map_err(|error| record(error.to_string()))?;
    let index = corpus.sources.len();
    let mut hash = Xxh3::new();
    let mut rows = 0;
    for ad in ads {
        let ad = ad.map_err(|error| record(error.to_string()))?;
        rows += 1;
        hash.update(&hashed(&ad));
        corpus.examples.extend(labeled(ad, manifest, source, index));
    }
    if source.rows > 0 && rows != source.rows {
        return Err(record(format!("holds {rows} rows where the manifest says {}", source.rows)));
    }
    let digest = format!("{:016x}", hash.digest());
    corpus.read.push((manifest.name.clone(), source.name.clone(), manifest.licence.clone(), rows, digest));
    corpus.sources.push(source.clone());
    Ok(())
}

/// What of an ad goes into the hash of its data set.
fn hashed(ad: &Ad) -> Vec<u8> {
    format!("{}\u{0}{}\u{0}{}\u{0}", ad.id, ad.title, ad.text).into_bytes()
}

/// The example an ad makes, if its label is one that is used.
fn labeled(ad: Ad, manifest: &Manifest, source: &SourceEntry, index: usize) -> Option<Example> {
    let columns = &manifest.columns;
    let value = |name: &str| ad.column(name).unwrap_or_default().to_owned();
    let label = value(&columns.label);
    let harmful = manifest.labels.harmful.contains(&label);
    if !(harmful && source.harmful || manifest.labels.genuine.contains(&label)) {
        return None;
    }
    let group = columns.group.as_deref().map(value).unwrap_or_default();
    let twin = !group.is_empty();
    let set = &manifest.name;
    let family = match &columns.group {
        Some(_) if twin => format!("{set}/{group}"),
        Some(_) => format!("{set}/{}", ad.id),
        None => format!("{set}/{}/{}", source.name, ad.id),
    };
    Some(Example {
        harmful,
        source: index,
        kind: source.kind,
        language: value(&columns.language),
        scheme: columns.scheme.as_deref().map(value).unwrap_or_default(),
        family,
        annotations: columns.signals.as_deref().and_then(|name| serde_json::from_str(ad.column(name)?).ok()),
        ad,
    })
}
