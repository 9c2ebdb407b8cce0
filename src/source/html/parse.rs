//! A page as a tree: parsed as browsers do, within limits.

use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::TendrilSink as _;
use scraper::{Html, HtmlTreeSink};

use super::super::error::SourceErrorKind;
use super::scan::{self, Written};

/// Bytes given to the parser between looks at what it has made of them.
const CHUNK: usize = 4096;
/// Nodes of a tree. Tags left open are repeated in every paragraph after them, so that a small page can make many.
const NODES: usize = 1 << 20;

/// A page as a tree, with the places of what is written in it.
pub(super) struct Page {
    pub(super) tree: Html,
    pub(super) written: Written,
}

/// Parses a page, unless its structure is larger than that of any honest one.
pub(super) fn parse(page: &str) -> Result<Page, SourceErrorKind> {
    let too_large = |(what, limit)| SourceErrorKind::TooLarge { what, limit };
    let written = scan::written(page).map_err(too_large)?;
    let mut parser = parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let mut rest = page;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.ceil_char_boundary(CHUNK.min(rest.len())));
        parser.process(chunk.into());
        if parser.tokenizer.sink.sink.0.borrow().tree.values().len() > NODES {
            return Err(too_large(("the tree of the page", format!("{NODES} nodes"))));
        }
        rest = after;
    }
    Ok(Page { tree: parser.finish(), written })
}
