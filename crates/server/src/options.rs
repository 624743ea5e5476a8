//! What a server is told when it starts.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::reading::KeepReading;
use crate::support::KeepSupport;

/// The settings of one server.
#[derive(Clone)]
pub struct ServerOptions {
    /// Where to listen. Port 0 takes any free port.
    pub address: SocketAddr,
    /// Whether it may listen on an address that other machines can reach. Off by default.
    pub is_remote_allowed: bool,
    /// Whether `/api/0/info` says `testing: true`; also lets in the web pages that developers run.
    pub testing: bool,
    /// The key that every call under `/api/` must bring as `Authorization: Bearer`; `None` or empty asks for none.
    pub api_key: Option<String>,
    /// Web origins that may call besides our own, such as `http://localhost:8080`. A `*` at the end stands for any
    /// rest, and may only follow `/` or `:`, as in `moz-extension://*` or `http://localhost:*`.
    pub allowed_origins: Vec<String>,
    /// Host names, without a port, by which the server may be called besides `localhost` and the loopback addresses.
    pub allowed_hosts: Vec<String>,
    /// Whether what is served is the bundled recording and no person's own data.
    pub is_demo: bool,
    /// The name of this machine, as buckets carry it.
    pub hostname: String,
    /// The version of the program.
    pub version: String,
    /// The FAQs that messages may be asked of; `None` where there are none, as in a demo.
    pub support: Option<Arc<dyn KeepSupport>>,
    /// What interests a person, by name; `None` where nothing is kept, as in a demo.
    pub reading: Option<Arc<dyn KeepReading>>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 5600)),
            is_remote_allowed: false,
            testing: false,
            api_key: None,
            allowed_origins: Vec::new(),
            allowed_hosts: Vec::new(),
            is_demo: false,
            hostname: "unknown".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            support: None,
            reading: None,
        }
    }
}

/// Everything but the key, so that no log can hold it.
impl std::fmt::Debug for ServerOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerOptions")
            .field("address", &self.address)
            .field("is_remote_allowed", &self.is_remote_allowed)
            .field("testing", &self.testing)
            .field("has_api_key", &self.api_key.is_some())
            .field("allowed_origins", &self.allowed_origins)
            .field("allowed_hosts", &self.allowed_hosts)
            .field("is_demo", &self.is_demo)
            .field("hostname", &self.hostname)
            .field("version", &self.version)
            .field("support", &self.support)
            .field("reading", &self.reading)
            .finish()
    }
}
