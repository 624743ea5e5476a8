//! Does the caller hold the key, where one is set?
//!
//! All of `/api/` asks for it except `/api/0/info`, by which clients find out whether a server is there. The dashboard's files
//! hold nothing private and are open; what they show comes from the API.

use axum::http::header::{AUTHORIZATION, HeaderMap};
use subtle::ConstantTimeEq;

use crate::assistants::TOKEN_PREFIX;

/// The key, if one is set.
pub(super) struct KeyRule {
    key: Option<Box<[u8]>>,
}

impl KeyRule {
    /// An empty key is taken for none.
    pub(super) fn new(key: Option<&str>) -> Self {
        Self { key: key.filter(|key| !key.is_empty()).map(|key| key.as_bytes().into()) }
    }

    /// Whether a request to that path with these headers may pass.
    pub(super) fn opens(&self, path: &str, headers: &HeaderMap) -> bool {
        match &self.key {
            // An assistant that was let in for some things has no business elsewhere, although the rest is open to this machine.
            None => is_open(path) || !is_of_an_assistant(headers),
            Some(key) => is_open(path) || is_in(headers, key),
        }
    }
}

/// Whether the path needs no key. Written so that an odd spelling of an address is locked rather than open.
fn is_open(path: &str) -> bool {
    if matches!(path, "/api/0/info" | "/api/0/info/") {
        return true;
    }
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    // Assistants come with tokens of their own, which the doors behind these addresses ask for.
    if path.starts_with("/api/attentive/tools/")
        || matches!(path, "/api/attentive/tools" | "/api/attentive/openapi.json")
    {
        return true;
    }
    !matches!(first, "." | "..") && !first.eq_ignore_ascii_case("api") && !first.contains(['%', '\\'])
}

/// Whether the header brings a token of an assistant.
fn is_of_an_assistant(headers: &HeaderMap) -> bool {
    let value = headers.get(AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
    value.get(7..).is_some_and(|brought| brought.starts_with(TOKEN_PREFIX.as_bytes()))
}

/// Whether the header brings the key. Takes the same time wherever a wrong key differs.
fn is_in(headers: &HeaderMap, key: &[u8]) -> bool {
    let Some(value) = headers.get(AUTHORIZATION).map(|value| value.as_bytes()) else { return false };
    match value.split_at_checked(7) {
        Some((scheme, brought)) => scheme.eq_ignore_ascii_case(b"bearer ") && brought.ct_eq(key).into(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn with(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_api_is_locked_and_the_rest_is_open() {
        for open in [
            "/",
            "/index.html",
            "/assets/app.js",
            "/favicon.svg",
            "/trends",
            "/api/0/info",
            "/api/0/info/",
            "/mcp",
            "/api/attentive/tools/attention.state",
            "/api/attentive/openapi.json",
        ] {
            assert!(is_open(open), "{open}");
        }
        for locked in [
            "/api/0/buckets/",
            "//api/0/buckets/",
            "///api",
            "/api",
            "//api/0/info",
            "/API/0/buckets",
            "/%61pi/0/buckets",
            "/./api/0/buckets",
            "/api/0/infox",
            "/api/attentive/day",
            "/api/attentive/toolsx",
            "/api/attentive/inbox",
        ] {
            assert!(!is_open(locked), "{locked}");
        }
    }

    #[test]
    fn a_token_of_an_assistant_opens_its_own_door_alone_where_no_key_is_set() {
        let rule = KeyRule::new(None);
        let token = with("Bearer att_0123");
        assert!(rule.opens("/api/attentive/tools/attention.state", &token) && rule.opens("/mcp", &token));
        assert!(!rule.opens("/api/attentive/day", &token) && !rule.opens("/api/attentive/assistants", &token));
        assert!(rule.opens("/api/attentive/day", &HeaderMap::new()));
    }

    #[test]
    fn only_the_whole_key_opens() {
        let rule = KeyRule::new(Some("s3cret"));
        assert!(rule.opens("/api/0/buckets", &with("Bearer s3cret")));
        assert!(rule.opens("/api/0/buckets", &with("bearer s3cret")));
        for wrong in ["Bearer s3cre", "Bearer s3crett", "Bearer ", "s3cret", "Basic s3cret", "Bearer  s3cret"] {
            assert!(!rule.opens("/api/0/buckets", &with(wrong)), "{wrong}");
        }
        assert!(!rule.opens("/api/0/buckets", &HeaderMap::new()));
        assert!(KeyRule::new(Some("")).opens("/api/0/buckets", &HeaderMap::new()));
    }
}
