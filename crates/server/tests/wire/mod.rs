//! A real server on a free port, and the smallest client that speaks to it: HTTP/1.1 over a socket, so that a test can also
//! say what no library would let it say.

#![allow(dead_code, reason = "not every test that shares this file uses all of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use attentive_server::{Live, LiveOptions, Server, ServerOptions};
use attentive_store::{OpenOptions, Store};
use tokio::sync::oneshot;

/// The name that the served machine says it has.
pub(crate) const HOSTNAME: &str = "desk";

/// A server that runs until it is dropped.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
    folder: tempfile::TempDir,
}

impl Served {
    /// A server over an empty database, on a free port of the loopback unless `options` say otherwise.
    pub(crate) fn start(options: ServerOptions) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(OpenOptions::new(folder.path().join("attentive.db"))).expect("a store");
        let live_options = LiveOptions { hostname: HOSTNAME.to_owned(), ..LiveOptions::default() };
        let live = Live::start(store.clone(), live_options).expect("the live part");
        let bound =
            Server::bind(store, live, ServerOptions { hostname: HOSTNAME.to_owned(), ..options }).expect("a port");
        let address = bound.local_addr();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            let shutdown = async {
                let _ = stopped.await;
            };
            runtime.expect("a runtime").block_on(bound.serve(shutdown)).expect("served to the end");
        });
        Self { address, stop: Some(stop), thread: Some(thread), folder }
    }

    /// The options of an ordinary server on a free port.
    pub(crate) fn ordinary() -> ServerOptions {
        ServerOptions { address: SocketAddr::from(([127, 0, 0, 1], 0)), ..ServerOptions::default() }
    }

    /// The folder that holds the database.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A new connection.
    pub(crate) fn connect(&self) -> Wire {
        Wire::connect(self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let ended = self.thread.take().map(std::thread::JoinHandle::join);
        if !std::thread::panicking() {
            assert!(matches!(ended, Some(Ok(()))), "the server did not end well");
        }
    }
}

/// One connection, kept open between requests.
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
    host: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The value of a header, by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Wire {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        Self { stream: BufReader::new(stream), host: format!("localhost:{}", address.port()) }
    }

    /// Sends a request and reads the answer. A `Host` in `headers` takes the place of ours; an empty one sends none.
    pub(crate) fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {}\r\n", self.host);
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            head += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() || method == "POST" || method == "PUT" {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        self.send(format!("{head}\r\n").as_bytes());
        self.send(body);
        self.read_reply(method == "HEAD")
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).expect("sent");
    }

    /// Reads one answer.
    pub(crate) fn read_reply(&mut self, is_head: bool) -> Reply {
        let status_line = self.line();
        let status = status_line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no status line: {status_line:?}"));
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').expect("a header");
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut reply = Reply { status, headers, body: Vec::new() };
        if !is_head && status != 304 && status != 204 {
            reply.body = match reply.header("content-length").map(str::to_owned) {
                Some(length) => self.exactly(length.parse().expect("a length")),
                None if reply.header("transfer-encoding") == Some("chunked") => self.chunks(),
                None => Vec::new(),
            };
        }
        reply
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("a line");
        line.trim_end_matches(['\r', '\n']).to_owned()
    }

    fn exactly(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).expect("the body");
        bytes
    }

    fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(&self.line(), 16).expect("the length of a chunk");
            body.extend(self.exactly(length));
            assert_eq!(self.line(), "");
            if length == 0 {
                return body;
            }
        }
    }
}
