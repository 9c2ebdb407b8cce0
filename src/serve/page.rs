//! The files of the page, embedded. They are plain HTML, CSS and JavaScript modules, and what they say in each language is one
//! JSON file in `page/texts`; nothing has to be built.

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// A file of the page.
#[derive(Debug, Clone, Copy)]
pub struct PageFile {
    /// Where it is served.
    pub path: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub text: &'static str,
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";

macro_rules! page_file {
    ($path:literal, $kind:expr) => {
        PageFile { path: concat!("/", $path), media_type: $kind, text: include_str!(concat!("page/", $path)) }
    };
}

/// Every file.
pub static FILES: &[PageFile] = &[
    PageFile { path: "/", media_type: "text/html; charset=utf-8", text: include_str!("page/index.html") },
    page_file!("page.css", "text/css; charset=utf-8"),
    page_file!("page.js", JAVASCRIPT),
    page_file!("verdict.js", JAVASCRIPT),
    page_file!("table.js", JAVASCRIPT),
    page_file!("words.js", JAVASCRIPT),
    page_file!("icon.svg", "image/svg+xml"),
    page_file!("texts/en.json", JSON),
    page_file!("texts/zh-Hans.json", JSON),
    page_file!("texts/zh-Hant.json", JSON),
    page_file!("texts/es.json", JSON),
    page_file!("texts/id.json", JSON),
    page_file!("texts/th.json", JSON),
    page_file!("texts/vi.json", JSON),
];

/// Languages the page speaks.
pub const LANGUAGES: [&str; 7] = ["en", "zh-Hans", "zh-Hant", "es", "id", "th", "vi"];

/// Answers with a file.
pub(super) fn answer(file: &'static PageFile) -> Response {
    let mut response = ([(CONTENT_TYPE, file.media_type)], file.text).into_response();
    if file.media_type == "image/svg+xml" {
        let nothing = axum::http::HeaderValue::from_static("default-src 'none'");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, nothing);
    }
    response
}
