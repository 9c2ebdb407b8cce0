//! Excel workbooks (.xlsx): every sheet with a header that names a column of text.
//!
//! A workbook is held as a whole, as its own format demands, so it may unpack to no more than a JSON document.

use std::io::{self, Read as _};

use calamine::{Data, DataRef, Reader as _, Xlsx};

use super::archive::is_office;
use super::bytes::{Bytes, ReadSeek, Store};
use super::columns::{Columns, Indices};
use super::error::{SourceError, SourceErrorKind, size};
use super::stream::Context;
use super::{Ads, Format, Kind, Limits, ReadOptions};
use crate::ad::Ad;

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "xlsx",
    extensions: &["xlsx", "xlsm"],
    about: "Excel workbooks; the first row of a sheet names its columns",
    kind: Kind::Binary { sniff: |start| start.starts_with(b"PK\x03\x04") && is_workbook(start), read },
};

/// Columns beyond this are no table of ads.
const COLUMNS: u32 = 1000;

/// Whether an archive of an office program is a workbook.
fn is_workbook(start: &[u8]) -> bool {
    is_office(start) && start.windows(3).any(|name| name == b"xl/")
}

/// Wraps what the library says.
fn damaged(error: impl std::fmt::Display) -> SourceErrorKind {
    SourceErrorKind::Syntax { format: "XLSX", message: error.to_string() }
}

fn read(bytes: Bytes, options: &ReadOptions) -> Result<Ads, SourceError> {
    let context = Context { path: bytes.path.clone(), encoding: encoding_rs::UTF_8 };
    let whole = |kind| SourceError::whole(context.path.as_deref(), kind);
    let store = bytes.seekable(&options.limits).map_err(whole)?;
    fits(&store, &options.limits).map_err(whole)?;
    let file = store.open().map_err(|error| whole(error.into()))?;
    let mut book = Xlsx::new(io::BufReader::new(file)).map_err(|error| whole(damaged(error)))?;
    let mut table = Table {
        columns: Columns::new(&options.columns),
        context: context.clone(),
        ads: Vec::new(),
        limit: options.limits.record,
    };
    let mut told = (None, Vec::new());
    for sheet in book.sheet_names() {
        match table.sheet(&mut book, &sheet) {
            Ok(()) => {}
            // Of sheets without ads the widest was most likely meant to hold them.
            Err(SourceErrorKind::MissingColumn { wanted, known }) if known.len() > told.1.len() => {
                told = (wanted, known)
            }
            Err(SourceErrorKind::MissingColumn { .. }) => {}
            Err(kind) => table.ads.push(Err(whole(kind))),
        }
    }
    let (wanted, known) = told;
    match table.ads.is_empty() && !known.is_empty() {
        true => Err(whole(SourceErrorKind::MissingColumn { wanted, known })),
        false => Ok(Box::new(table.ads.into_iter())),
    }
}

/// That a workbook unpacks to no more than may be held.
fn fits(store: &Store, limits: &Limits) -> Result<(), SourceErrorKind> {
    let mut archive = zip::ZipArchive::new(store.open()?).map_err(damaged)?;
    let mut left = limits.document as u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        left = left.saturating_sub(io::copy(&mut part.take(left + 1), &mut io::sink())?);
        if left == 0 {
            let limit = size(limits.document as u64);
            return Err(SourceErrorKind::TooLarge { what: "the unpacked workbook", limit });
        }
    }
    Ok(())
}

struct Table {
    context: Context,
    columns: Columns,
    ads: Vec<Result<Ad, SourceError>>,
    limit: usize,
}

impl Table {
    /// Adds the ads of a sheet.
    fn sheet(&mut self, book: &mut Xlsx<io::BufReader<Box<dyn ReadSeek>>>, name: &str) -> Result<(), SourceErrorKind> {
        let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
        let mut header: Option<Indices> = None;
        let mut row: Vec<String> = Vec::new();
        let mut at = None;
        loop {
            let cell = cells.next_cell().map_err(damaged)?;
            let place = cell.as_ref().map(|cell| cell.get_position());
            if at.is_some() && place.map(|(row, _)| row) != at {
                self.row(&mut header, std::mem::take(&mut row))?;
            }
            let (Some(cell), Some((line, column))) = (cell, place) else { return Ok(()) };
            at = Some(line);
            if column < COLUMNS {
                let column = column as usize;
                row.resize(row.len().max(column + 1), String::new());
                row[column] = text(cell.get_value());
            }
        }
    }

    /// Takes a row: the header, or an ad.
    fn row(&mut self, header: &mut Option<Indices>, row: Vec<String>) -> Result<(), SourceErrorKind> {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let Some(indices) = header else {
            let names: Vec<String> = row.iter().map(|name| name.trim().to_owned()).collect();
            *header = Some(self.columns.of_header(&names)?);
            return Ok(());
        };
        let record = self.ads.len() as u64 + 1;
        let ad = indices.ad(&self.context, record, |index| row.get(index).cloned().unwrap_or_default());
        let large = ad.title.len() + ad.text.len() > self.limit;
        self.ads.push(if large {
            let kind = SourceErrorKind::TooLarge { what: "the row", limit: size(self.limit as u64) };
            Err(self.context.unplaced(record, kind))
        } else {
            Ok(ad)
        });
        Ok(())
    }
}

/// The text of a cell; line breaks as in other texts.
fn text(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        other => Data::from(other.clone()).to_string(),
    };
    text.replace("\r\n", "\n").replace("_x000D_", "")
}
