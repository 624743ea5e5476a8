//! A small HTTP client for one kept-open loopback connection: it must cost less than what it measures.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, bail};

/// One connection.
pub struct Client {
    stream: TcpStream,
    address: SocketAddr,
    buffer: Vec<u8>,
    request: Vec<u8>,
    /// Headers that each request has besides the usual ones.
    more: String,
}

impl Client {
    /// Opens a connection.
    pub fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("could not connect to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(600)))?;
        Ok(Self {
            stream,
            address,
            buffer: Vec::with_capacity(65_536),
            request: Vec::with_capacity(4096),
            more: String::new(),
        })
    }

    /// The same connection, with a bearer token in each request, for callers that are asked for more than JSON.
    #[allow(dead_code, reason = "tests of the program use a part of this")]
    #[must_use]
    pub fn with_bearer(mut self, token: &str) -> Self {
        self.more = format!("Authorization: Bearer {token}\r\nAccept: application/json, text/event-stream\r\n");
        self
    }

    /// Sends one request and gives status and body.
    pub fn call(&mut self, method: &str, path: &str, body: &[u8]) -> anyhow::Result<(u16, &[u8])> {
        self.request.clear();
        write!(
            self.request,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}\r\n",
            self.address,
            body.len(),
            self.more
        )?;
        self.request.extend_from_slice(body);
        self.stream.write_all(&self.request)?;
        self.answer()
    }

    /// The same, where anything but success is an error.
    pub fn expect(&mut self, method: &str, path: &str, body: &[u8]) -> anyhow::Result<&[u8]> {
        let shown = format!("{method} {path}");
        let (status, answer) = self.call(method, path, body)?;
        if !(200..300).contains(&status) {
            bail!("{shown} answered {status}: {}", String::from_utf8_lossy(&answer[..answer.len().min(300)]));
        }
        Ok(answer)
    }

    fn answer(&mut self) -> anyhow::Result<(u16, &[u8])> {
        self.buffer.clear();
        let head_end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.read_more()?;
        };
        let head = std::str::from_utf8(&self.buffer[..head_end])?.to_ascii_lowercase();
        let status: u16 = head.split(' ').nth(1).context("no status in the answer")?.parse()?;
        if head.contains("transfer-encoding: chunked") {
            return self.chunked(status, head_end);
        }
        let length = match head.lines().find_map(|line| line.strip_prefix("content-length:")) {
            Some(text) => text.trim().parse::<usize>()?,
            None => 0,
        };
        while self.buffer.len() < head_end + length {
            self.read_more()?;
        }
        Ok((status, &self.buffer[head_end..head_end + length]))
    }

    fn chunked(&mut self, status: u16, head_end: usize) -> anyhow::Result<(u16, &[u8])> {
        let mut body = Vec::new();
        let mut at = head_end;
        loop {
            let line_end = loop {
                if let Some(end) = find(&self.buffer[at..], b"\r\n") {
                    break at + end;
                }
                self.read_more()?;
            };
            let size = usize::from_str_radix(std::str::from_utf8(&self.buffer[at..line_end])?.trim(), 16)?;
            while self.buffer.len() < line_end + 2 + size + 2 {
                self.read_more()?;
            }
            body.extend_from_slice(&self.buffer[line_end + 2..line_end + 2 + size]);
            at = line_end + 2 + size + 2;
            if size == 0 {
                break;
            }
        }
        self.buffer = body;
        Ok((status, &self.buffer))
    }

    fn read_more(&mut self) -> anyhow::Result<()> {
        let start = self.buffer.len();
        self.buffer.resize(start + 65_536, 0);
        let read = self.stream.read(&mut self.buffer[start..])?;
        self.buffer.truncate(start + read);
        if read == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
