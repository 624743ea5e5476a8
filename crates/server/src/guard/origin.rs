//! May the web page that sends this request call us?
//!
//! Browsers put the page's origin on every request that writes and on every request from elsewhere. Our own pages pass,
//! so do the browser extensions of ActivityWatch, the origins of the configuration and, while testing, developers' pages.

use crate::options::ServerOptions;

/// The Chrome extension aw-watcher-web, by its place in Chrome's store.
const CHROME_WATCHER: &str = "chrome-extension://nglaklhklhcoonedhgnpgddginnjdadi";
/// Firefox gives each installation of an extension its own id, so all must pass.
const FIREFOX_EXTENSIONS: &str = "moz-extension://*";
/// Any Chrome extension, while testing.
const CHROME_EXTENSIONS: &str = "chrome-extension://*";
/// The port on which developers of ActivityWatch's web pages run them.
const WEB_DEVELOPMENT_PORT: u16 = 27180;

/// An allowed origin that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{found:?} is no origin; expected one such as http://localhost:8080, or one that ends in `/*` or `:*`, such as \
     moz-extension://* or http://localhost:*"
)]
pub struct OriginError {
    found: String,
}

/// The origins that may call.
pub(super) struct OriginRule {
    exact: Vec<String>,
    beginnings: Vec<String>,
}

impl OriginRule {
    pub(super) fn new(options: &ServerOptions) -> Result<Self, OriginError> {
        let mut rule = Self { exact: Vec::new(), beginnings: Vec::new() };
        rule.add_local(options.address.port());
        if options.testing {
            rule.add_local(WEB_DEVELOPMENT_PORT);
            rule.add(CHROME_EXTENSIONS)?;
        }
        rule.add(CHROME_WATCHER)?;
        rule.add(FIREFOX_EXTENSIONS)?;
        for origin in &options.allowed_origins {
            rule.add(origin)?;
        }
        Ok(rule)
    }

    fn add_local(&mut self, port: u16) {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        // A browser leaves out the port that http has anyway.
        self.exact.extend(names.map(|name| match port {
            80 => format!("http://{name}"),
            port => format!("http://{name}:{port}"),
        }));
    }

    fn add(&mut self, origin: &str) -> Result<(), OriginError> {
        let wrong = || OriginError { found: origin.to_owned() };
        let origin = origin.trim().trim_end_matches('/');
        let (scheme, rest) = origin.split_once("://").ok_or_else(wrong)?;
        if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(wrong());
        }
        match origin.strip_suffix('*') {
            // `http://localhost*` would also let in http://localhost.evil.example.
            Some(beginning) if beginning.ends_with("://") || beginning.ends_with(':') => {
                let is_web = beginning == "http://" || beginning == "https://";
                if is_web || beginning.contains('*') {
                    return Err(wrong());
                }
                self.beginnings.push(beginning.to_ascii_lowercase());
            }
            None if !rest.is_empty() && !rest.contains(['/', '*', ' ']) => self.exact.push(origin.to_ascii_lowercase()),
            _ => return Err(wrong()),
        }
        Ok(())
    }

    /// Whether a page of `origin` may call a server that it calls by `host`, a name that was found to be ours.
    pub(super) fn allows(&self, origin: &[u8], host: &str) -> bool {
        let is_same = [&b"http://"[..], b"https://"]
            .into_iter()
            .any(|scheme| origin.strip_prefix(scheme).is_some_and(|rest| rest.eq_ignore_ascii_case(host.as_bytes())));
        is_same
            || self.exact.iter().any(|allowed| allowed.as_bytes() == origin)
            || self.beginnings.iter().any(|beginning| {
                origin.strip_prefix(beginning.as_bytes()).is_some_and(|rest| {
                    !rest.is_empty() && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(testing: bool, allowed: &[&str]) -> Result<OriginRule, OriginError> {
        let allowed_origins = allowed.iter().map(|&origin| origin.to_owned()).collect();
        OriginRule::new(&ServerOptions { testing, allowed_origins, ..ServerOptions::default() })
    }

    #[test]
    fn our_own_pages_and_the_known_extensions_pass() {
        let rule = rule(false, &["http://pages.example:8080"]).expect("a rule");
        for good in [
            "http://localhost:5600",
            "http://127.0.0.1:5600",
            CHROME_WATCHER,
            "moz-extension://0a-1b",
            "http://pages.example:8080",
        ] {
            assert!(rule.allows(good.as_bytes(), "localhost:5600"), "{good}");
        }
        for bad in [
            "null",
            "",
            "http://localhost:27180",
            "chrome-extension://other",
            "http://evil.example",
            "http://localhost:56000",
            "http://localhost",
            "moz-extension://",
            "moz-extension://a.b/c",
            "file://",
        ] {
            assert!(!rule.allows(bad.as_bytes(), "localhost:5600"), "{bad}");
        }
    }

    #[test]
    fn testing_lets_developers_pages_in() {
        let rule = rule(true, &[]).expect("a rule");
        assert!(rule.allows(b"http://localhost:27180", "localhost:5600"));
        assert!(rule.allows(b"chrome-extension://anything", "localhost:5600"));
    }

    #[test]
    fn a_page_that_we_served_under_an_allowed_name_passes() {
        let rule = rule(false, &[]).expect("a rule");
        assert!(rule.allows(b"http://desk.lan:5600", "desk.lan:5600"));
        assert!(!rule.allows(b"http://desk.lan:9999", "desk.lan:5600"));
    }

    #[test]
    fn a_star_stands_only_where_it_cannot_widen_a_name() {
        let ports = rule(false, &["http://localhost:*"]).expect("a rule");
        assert!(ports.allows(b"http://localhost:3000", "127.0.0.1:5600"));
        assert!(!ports.allows(b"http://localhost.evil.example", "127.0.0.1:5600"));
        assert!(!ports.allows(b"http://localhost:3000.evil.example", "127.0.0.1:5600"));
        for bad in ["*", "http://*", "https://*", "http://localhost*", "localhost", "http://", "http://a/b", "*://a"] {
            assert!(rule(false, &[bad]).is_err(), "{bad}");
        }
    }
}
