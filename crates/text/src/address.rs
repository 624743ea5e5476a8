//! Whose page is this? A URL in, its parts out.
//!
//! The parts are those that ActivityWatch's `split_url_events` adds to browser events. Its Rust server reads addresses
//! as the WHATWG URL standard says and puts the query in `$params`; its Python server puts it in `$options` and has the
//! fragment in `$identifier`. Both sets of keys are served, the Rust reading wins where they differ. Not done here:
//! names of hosts that are not in Latin letters stay as they are (browsers hand them over encoded already).

/// The parts of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressParts {
    /// The scheme in small letters, such as `https`.
    pub protocol: String,
    /// The host without port and without `www.`; the scheme where there is no host, as in `file:///` and `about:blank`.
    pub domain: String,
    /// The path; `/` when a web address has none.
    pub path: String,
    /// The query without `?`; empty when there is none. This is the Rust server's name for it.
    pub params: String,
    /// The query again, under the Python server's name.
    pub options: String,
    /// The fragment without `#`; empty when there is none.
    pub identifier: String,
}

/// Takes an address apart; `None` when it is no absolute URL.
///
/// ```
/// let parts = attentive_text::address::split("https://www.example.org/a?b=1#c").unwrap();
/// assert_eq!((parts.domain.as_str(), parts.path.as_str(), parts.params.as_str()), ("example.org", "/a", "b=1"));
/// ```
#[must_use]
pub fn split(url: &str) -> Option<AddressParts> {
    let url: String =
        url.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let (scheme, rest) = url.split_once(':')?;
    let protocol = scheme_of(scheme)?;
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_special = matches!(protocol.as_str(), "http" | "https" | "ws" | "wss" | "ftp" | "file");
    let (host, path) = if is_special { special(&protocol, rest)? } else { general(rest)? };
    let domain = host.map_or_else(|| protocol.clone(), |host| host.trim_start_matches("www.").to_owned());
    let params = encoded(query, if is_special { " \"#<>'" } else { " \"#<>" });
    let identifier = encoded(fragment, " \"<>`");
    Some(AddressParts { protocol, domain, path, options: params.clone(), params, identifier })
}

/// The site of a web page: its host without `www.`; `None` for what is not on the web, such as `about:blank` or a file.
#[must_use]
pub fn site(url: &str) -> Option<String> {
    let parts = split(url)?;
    matches!(parts.protocol.as_str(), "http" | "https").then_some(parts.domain).filter(|domain| !domain.is_empty())
}

fn scheme_of(text: &str) -> Option<String> {
    let is_scheme = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then(|| text.to_ascii_lowercase())
}

/// Host and path of the schemes that the standard calls special: back-slashes are slashes, and a host must be there.
fn special(protocol: &str, rest: &str) -> Option<(Option<String>, String)> {
    let rest = rest.replace('\\', "/");
    let (authority, path) = if protocol == "file" {
        match rest.strip_prefix("//") {
            Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
            None => ("", rest.as_str()),
        }
    } else {
        let after = rest.trim_start_matches('/');
        after.split_at(after.find('/').unwrap_or(after.len()))
    };
    let host = host_of(authority)?;
    if host.is_empty() && protocol != "file" {
        return None;
    }
    // In a file address `localhost` is no host.
    let is_nowhere = host.is_empty() || protocol == "file" && host == "localhost";
    let host = (!is_nowhere).then_some(host);
    Some((host, without_dots(&encoded(path, " \"#<>?`{}^"), true)))
}

/// Host and path of all other schemes: `//` announces a host, else all is path.
fn general(rest: &str) -> Option<(Option<String>, String)> {
    if let Some(after) = rest.strip_prefix("//") {
        let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
        let host = Some(host_of(authority)?).filter(|host| !host.is_empty());
        return Some((host, without_dots(&encoded(path, " \"#<>?`{}^"), false)));
    }
    let path =
        if rest.starts_with('/') { without_dots(&encoded(rest, " \"#<>?`{}^"), false) } else { encoded(rest, "") };
    Some((None, path))
}

/// The host in small letters, without user and port; `None` when it cannot be one.
fn host_of(authority: &str) -> Option<String> {
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match host_and_port.rfind(']') {
        Some(end) if host_and_port.starts_with('[') => host_and_port.split_at(end + 1),
        _ => host_and_port.split_at(host_and_port.find(':').unwrap_or(host_and_port.len())),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    let is_port = port.is_empty() || port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = !host.contains(|c: char| c <= ' ' || "#/<>?@\\^|%\u{7f}".contains(c));
    (is_port && is_host).then(|| host.to_lowercase())
}

/// Percent-encodes what the standard encodes: control characters, all beyond ASCII, and the given ones.
fn encoded(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if (' '..='~').contains(&c) && !also.contains(c) {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push('%');
                out.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0').to_ascii_uppercase());
                out.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

/// The path with `.` and `..` resolved.
fn without_dots(path: &str, needs_slash: bool) -> String {
    if path.is_empty() {
        return if needs_slash { "/".to_owned() } else { String::new() };
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.trim_start_matches('/').split('/').peekable();
    // Only the first slash announces the path; further ones are empty segments of it.
    let leading = path.len() - path.trim_start_matches('/').len();
    kept.extend(std::iter::repeat_n("", leading.saturating_sub(1)));
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment.to_ascii_lowercase().as_str() {
            "." | "%2e" if is_last => kept.push(""),
            "." | "%2e" => {}
            ".." | ".%2e" | "%2e." | "%2e%2e" => {
                kept.pop();
                if is_last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart_as_the_url_standard_says() {
        for (url, protocol, domain, path, params, identifier) in [
            ("http://www.example.org/path?query=1", "http", "example.org", "/path", "query=1", ""),
            ("HTTPS://User:Pass@Example.ORG:8443", "https", "example.org", "/", "", ""),
            ("https://news.example.org/a/../b/./c;v=1?x#y", "https", "news.example.org", "/b/c;v=1", "x", "y"),
            (
                "https://zh.example.org/中 文?问=答",
                "https",
                "zh.example.org",
                "/%E4%B8%AD%20%E6%96%87",
                "%E9%97%AE=%E7%AD%94",
                "",
            ),
            ("file:///home/user/document.pdf", "file", "file", "/home/user/document.pdf", "", ""),
            ("file://server/share", "file", "server", "/share", "", ""),
            ("about:blank", "about", "about", "blank", "", ""),
            ("chrome://newtab/", "chrome", "newtab", "/", "", ""),
            ("chrome-extension://abc/page.html#top", "chrome-extension", "abc", "/page.html", "", "top"),
            ("localhost:5600/api", "localhost", "localhost", "5600/api", "", ""),
            ("http://[::1]:5600/", "http", "[::1]", "/", "", ""),
            ("http:example.org", "http", "example.org", "/", "", ""),
            ("  https://example.org\n/x ", "https", "example.org", "/x", "", ""),
            ("https://www.www.example.org", "https", "example.org", "/", "", ""),
            ("mailto:a@example.org", "mailto", "mailto", "a@example.org", "", ""),
        ] {
            let parts = split(url).unwrap_or_default();
            let found = (parts.protocol.as_str(), parts.domain.as_str(), parts.path.as_str());
            assert_eq!(found, (protocol, domain, path), "{url}");
            assert_eq!((parts.params.as_str(), parts.identifier.as_str()), (params, identifier), "{url}");
            assert_eq!(parts.options, parts.params);
        }
    }

    #[test]
    fn what_is_no_address_has_no_parts() {
        for text in
            ["", "example.org", "/path", "1http://x", "http://", "https://a b/", "http://x:99999/", "http://x:+1/"]
        {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn only_pages_on_the_web_have_a_site() {
        assert_eq!(site("https://www.zhihu.com/question/1").as_deref(), Some("zhihu.com"));
        assert_eq!(site("http://localhost:3000").as_deref(), Some("localhost"));
        assert_eq!(site("file:///etc/passwd"), None);
        assert_eq!(site("about:blank"), None);
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_texts_never_panic(text in ".{0,80}") {
            let _ = (split(&text), site(&format!("http://{text}")), site(&format!("x:{text}")));
        }

        #[test]
        fn what_was_taken_apart_and_put_together_gives_the_same_parts(path in "[a-z/.%中 ]{0,12}", query in "[a-z=& 中]{0,8}") {
            let first = split(&format!("https://example.org/{path}?{query}")).expect("an address");
            let again = split(&format!("https://{}{}?{}", first.domain, first.path, first.params));
            proptest::prop_assert_eq!(again, Some(first));
        }
    }
}
