//! The dashboard's files, carried inside the program.
//!
//! An address without a file ending is a page of the dashboard: it gets `index.html`, whose script shows the page.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH,
};
use axum::http::{Response as HttpResponse, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::ApiError;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

/// What a page may load: our own files and nothing else. Style attributes are what the charts set on their parts.
const POLICY: &str = "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; object-src 'none'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const FRAME_OPTIONS: HeaderName = HeaderName::from_static("x-frame-options");

/// The file at that path, the dashboard's page, or 404.
pub(crate) fn answer(path: &str, headers: &HeaderMap) -> Response {
    let name = path.trim_start_matches('/');
    if let Some(file) = Files::get(name).filter(|_| !name.is_empty()) {
        return send(name, &file, headers);
    }
    let is_page = !name.rsplit('/').next().unwrap_or(name).contains('.');
    match Files::get("index.html").filter(|_| is_page) {
        Some(file) => send("index.html", &file, headers),
        None => ApiError::not_found("there is no such file").into_response(),
    }
}

fn send(name: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = tag(file);
    let is_known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let response = HttpResponse::builder()
        .status(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK })
        .header(CONTENT_TYPE, media_type(name))
        .header(CACHE_CONTROL, lifetime(name))
        .header(ETAG, tag)
        .header(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))
        .header(FRAME_OPTIONS, HeaderValue::from_static("DENY"))
        .body(if is_known { Body::empty() } else { Body::from(file.data.clone().into_owned()) });
    response.unwrap_or_else(|error| ApiError::internal(error.to_string()).into_response())
}

/// The file's hash in quotes, by which a browser knows that it has it.
fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// Built files carry a hash in their name and never change; the rest is asked for again each time.
fn lifetime(name: &str) -> &'static str {
    if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_dashboard_gets_the_one_html_file() {
        for path in ["/", "/index.html", "/trends", "/sensors/"] {
            let response = answer(path, &HeaderMap::new());
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8", "{path}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_not_found() {
        for path in ["/assets/none.js", "/../Cargo.toml", "/favicon.none"] {
            assert_eq!(answer(path, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn a_browser_that_has_the_file_is_not_sent_it_again() {
        let first = answer("/", &HeaderMap::new());
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        assert_eq!(answer("/", &headers).status(), StatusCode::NOT_MODIFIED);
    }
}
