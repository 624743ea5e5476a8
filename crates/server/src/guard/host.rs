//! Is the server called by a name of its own?
//!
//! A foreign page can point its own name at 127.0.0.1 and then counts as "same origin" for the browser (DNS rebinding),
//! but the Host header still shows that name. On the loopback only the loopback's names pass. A server that other machines
//! may reach also passes addresses in digits, which nobody can re-point, and the machine's own name.

use std::net::IpAddr;

use axum::http::Uri;
use axum::http::header::{HOST, HeaderMap};

use crate::options::ServerOptions;

/// The names by which this server may be called.
pub(super) struct HostRule {
    names: Vec<String>,
    is_remote: bool,
}

impl HostRule {
    pub(super) fn new(options: &ServerOptions) -> Self {
        let is_remote = !options.address.ip().is_loopback();
        let mut names = options.allowed_hosts.clone();
        if is_remote {
            names.push(options.hostname.clone());
        }
        Self { names, is_remote }
    }

    /// The Host header with its port when the request carries exactly one and its name is ours.
    pub(super) fn name_of<'r>(&self, uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
        let mut all = headers.get_all(HOST).iter();
        let host = all.next()?.to_str().ok()?;
        let is_single = all.next().is_none();
        // A request line may carry a host of its own (`GET http://name/ HTTP/1.1`); it must pass as well.
        let is_line_ours = uri.authority().is_none_or(|authority| self.is_ours(authority.as_str()));
        (is_single && is_line_ours && self.is_ours(host)).then_some(host)
    }

    fn is_ours(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else { return false };
        if name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost") || name == "[::1]" {
            return true;
        }
        if self.is_remote && name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok() {
            return true;
        }
        self.names.iter().any(|ours| !ours.is_empty() && ours.eq_ignore_ascii_case(name))
    }
}

/// The name before the port; `None` when what follows the colon is no port.
fn without_port(host: &str) -> Option<&str> {
    let name_end = host.rfind(']').map_or(0, |bracket| bracket + 1);
    let (name, port) = match host[name_end..].find(':') {
        Some(colon) => (&host[..name_end + colon], &host[name_end + colon + 1..]),
        None => (host, ""),
    };
    port.bytes().all(|byte| byte.is_ascii_digit()).then_some(name)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    fn rule(address: &str) -> HostRule {
        let address: SocketAddr = address.parse().expect("an address");
        let allowed_hosts = vec!["desk.lan".to_owned()];
        HostRule::new(&ServerOptions {
            address,
            allowed_hosts,
            hostname: "desk".to_owned(),
            ..ServerOptions::default()
        })
    }

    #[test]
    fn on_the_loopback_only_its_names_pass() {
        let rule = rule("127.0.0.1:5600");
        for good in ["localhost", "localhost:5600", "LocalHost:1", "127.0.0.1:5600", "[::1]:5600", "desk.lan:5600"] {
            assert!(rule.is_ours(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.168.1.5:5600",
            "desk",
            "localhost:evil",
            "evil@localhost",
            "0.0.0.0:5600",
            ":5600",
            "[::2]",
            "]",
            "[::1]x",
        ] {
            assert!(!rule.is_ours(bad), "{bad}");
        }
    }

    #[test]
    fn a_server_for_other_machines_also_passes_digits_and_its_own_name() {
        let rule = rule("0.0.0.0:5600");
        for good in ["192.168.1.5:5600", "[fe80::1]:5600", "desk:5600", "localhost:5600"] {
            assert!(rule.is_ours(good), "{good}");
        }
        assert!(!rule.is_ours("evil.example:5600"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_ours_unless_it_is_a_loopback_name_and_a_port(host in "[\\[\\]:.a-z0-9@é]{0,20}") {
            if rule("127.0.0.1:5600").is_ours(&host) {
                let name = host.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(':');
                let ours = ["localhost", "127.0.0.1", "[::1]", "desk.lan"];
                proptest::prop_assert!(ours.iter().any(|ours| *ours == host || *ours == name), "{host}");
            }
        }
    }
}
