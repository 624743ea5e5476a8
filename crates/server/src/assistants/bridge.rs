//! From a program's standard input to the running server: an assistant that starts us as its server is answered by the one that
//! already runs, which alone holds the inbox.
//!
//! ```text
//! assistant ── one message a line ──> bridge ── POST /mcp ──> server
//!           <── one message a line ──        <── JSON, or a stream of events ──
//! ```
//!
//! Messages are passed on as they are. Without a running server each request is answered by an error that says so.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::Mutex;
use tokio::task::{AbortHandle, JoinSet};

use super::caller::CLIENT;
use super::http::MCP;
use crate::loopback::{self, LoopbackError, Question};

/// The longest message, in bytes.
const LONGEST: usize = 4 << 20;
/// How long answers that are under way may still take when the assistant has closed its side.
const PATIENCE: Duration = Duration::from_secs(5);
/// Where a request says which revision it speaks.
const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";

/// Where to, and as whom.
#[derive(Clone)]
pub struct Bridge {
    address: SocketAddr,
    token: Option<String>,
}

/// What is known of the assistant, once it has said hello.
#[derive(Clone, Default)]
struct Known {
    client: Option<String>,
    version: Option<String>,
}

impl Bridge {
    /// A bridge to the server at that address; without a token, as an assistant that has none.
    #[must_use]
    pub fn new(address: SocketAddr, token: Option<String>) -> Self {
        Self { address, token }
    }

    /// Passes messages on until the assistant closes its side.
    ///
    /// # Errors
    /// When its side cannot be read or written.
    pub async fn run(
        self,
        mut input: impl AsyncBufRead + Unpin,
        output: impl AsyncWrite + Unpin + Send + 'static,
    ) -> std::io::Result<()> {
        let output = Arc::new(Mutex::new(output));
        let known = Arc::new(Mutex::new(Known::default()));
        let mut under_way = JoinSet::new();
        let mut by_id: HashMap<String, AbortHandle> = HashMap::new();
        let mut line = Vec::new();
        loop {
            line.clear();
            if input.read_until(b'\n', &mut line).await? == 0 {
                break;
            }
            if line.len() > LONGEST {
                say(&output, &error(&Value::Null, -32600, "a message of more than 4 MiB")).await?;
                continue;
            }
            let Ok(message) = serde_json::from_slice::<Value>(&line) else {
                if !line.trim_ascii().is_empty() {
                    say(&output, &error(&Value::Null, -32700, "this line is no JSON")).await?;
                }
                continue;
            };
            let method = message["method"].as_str().unwrap_or_default().to_owned();
            if method == "notifications/cancelled"
                && let Some(running) = by_id.remove(&message["params"]["requestId"].to_string())
            {
                running.abort();
            }
            let id = message.get("id").map(ToString::to_string);
            let job = pass(self.clone(), message, Arc::clone(&known), Arc::clone(&output));
            if method == "initialize" {
                // What follows depends on what was agreed upon.
                job.await?;
                continue;
            }
            let handle = under_way.spawn(job);
            if let Some(id) = id {
                by_id.retain(|_, handle| !handle.is_finished());
                by_id.insert(id, handle);
            }
        }
        let all = async { while under_way.join_next().await.is_some() {} };
        let _in_time = tokio::time::timeout(PATIENCE, all).await;
        Ok(())
    }

    async fn post(&self, message: &Value, known: &Known) -> Result<Response<Incoming>, LoopbackError> {
        let method = message["method"].as_str().unwrap_or_default();
        let name = message["params"].get("name").or_else(|| message["params"].get("uri")).and_then(Value::as_str);
        let own_version = message["params"]["_meta"][VERSION_KEY].as_str().or(known.version.as_deref());
        let headers = [
            (ACCEPT.as_str(), Some("application/json, text/event-stream")),
            ("mcp-method", Some(method)),
            ("mcp-name", name),
            ("mcp-protocol-version", own_version.filter(|_| method != "initialize")),
            (CLIENT, known.client.as_deref()),
        ];
        // What cannot stand in a header is left out, and the server says what it lacks.
        let may_stand = |value: &&str| !value.is_empty() && HeaderValue::from_str(value).is_ok();
        let headers =
            headers.into_iter().filter_map(|(header, value)| Some((header, value.filter(may_stand)?))).collect();
        let question =
            Question { method: Method::POST, path: MCP, headers, token: self.token.as_deref(), body: Some(message) };
        loopback::send(self.address, &question).await
    }
}

/// Passes one message on, and its answers back.
async fn pass(
    bridge: Bridge,
    message: Value,
    known: Arc<Mutex<Known>>,
    output: Arc<Mutex<impl AsyncWrite + Unpin>>,
) -> std::io::Result<()> {
    let is_hello = message["method"] == "initialize";
    let client = message["params"]["clientInfo"]["name"]
        .as_str()
        .or_else(|| message["params"]["_meta"]["io.modelcontextprotocol/clientInfo"]["name"].as_str());
    if let Some(client) = client {
        known.lock().await.client = Some(client.to_owned());
    }
    let view = known.lock().await.clone();
    match bridge.post(&message, &view).await {
        Ok(response) if response.status() == StatusCode::ACCEPTED => Ok(()),
        Ok(response) => answers(response, &message, (is_hello, &known), &output).await,
        Err(why) => refuse(&message, &format!("could not {why}"), &output).await,
    }
}

/// Writes what the server answers, one message a line.
async fn answers(
    response: Response<Incoming>,
    message: &Value,
    (is_hello, known): (bool, &Mutex<Known>),
    output: &Mutex<impl AsyncWrite + Unpin>,
) -> std::io::Result<()> {
    let is_stream = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/event-stream"));
    let status = response.status();
    let mut body = response.into_body();
    let mut held = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { break };
        let Some(data) = frame.data_ref() else { continue };
        held.extend_from_slice(data);
        if is_stream {
            while let Some(end) = held.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = held.drain(..=end).collect();
                if let Some(event) =
                    line.strip_prefix(b"data:").map(<[u8]>::trim_ascii).filter(|event| !event.is_empty())
                {
                    say_bytes(output, event).await?;
                }
            }
        }
    }
    if is_stream {
        return Ok(());
    }
    match serde_json::from_slice::<Value>(&held) {
        Ok(answer) if answer.get("jsonrpc").is_some() => {
            if is_hello && let Some(version) = answer["result"]["protocolVersion"].as_str() {
                known.lock().await.version = Some(version.to_owned());
            }
            say(output, &answer).await
        }
        Ok(answer) => {
            let why = answer["message"].as_str().map_or_else(|| format!("the server answered {status}"), str::to_owned);
            refuse(message, &why, output).await
        }
        Err(_) => {
            let text = String::from_utf8_lossy(held.trim_ascii()).into_owned();
            let why = if text.is_empty() { format!("the server answered {status}") } else { text };
            refuse(message, &why, output).await
        }
    }
}

/// Answers a request by an error; a notification is owed no answer.
async fn refuse(message: &Value, why: &str, output: &Mutex<impl AsyncWrite + Unpin>) -> std::io::Result<()> {
    match message.get("id") {
        Some(id) => say(output, &error(id, -32000, why)).await,
        None => Ok(()),
    }
}

fn error(id: &Value, code: i32, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

async fn say(output: &Mutex<impl AsyncWrite + Unpin>, message: &Value) -> std::io::Result<()> {
    say_bytes(output, message.to_string().as_bytes()).await
}

async fn say_bytes(output: &Mutex<impl AsyncWrite + Unpin>, line: &[u8]) -> std::io::Result<()> {
    let mut output = output.lock().await;
    output.write_all(line).await?;
    output.write_all(b"\n").await?;
    output.flush().await
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    async fn talk(lines: &str) -> Vec<Value> {
        // A port that was free a moment ago, and on which nobody listens.
        let address = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let (output, mut told) = tokio::io::duplex(1 << 16);
        Bridge::new(address, None).run(lines.as_bytes(), output).await.unwrap();
        let mut text = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut told, &mut text).await.unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[tokio::test]
    async fn without_a_server_each_request_is_told_so_and_a_notification_is_not() {
        let told = talk("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n").await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["id"], 7);
        assert!(told[0]["error"]["message"].as_str().unwrap().contains("attentive start"));
    }

    #[tokio::test]
    async fn a_line_that_is_no_message_is_answered_and_the_next_one_is_read() {
        let told = talk("junk\n\n{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}\n").await;
        assert_eq!((told[0]["error"]["code"].clone(), told[1]["id"].clone()), (json!(-32700), json!("a")));
    }
}
