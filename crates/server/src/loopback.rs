//! Asking a server of ours on this machine, for the command line: one request, one answer, and never another machine.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
pub use hyper::Method;
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer, in bytes.
const LONGEST: usize = 64 << 20;

/// Why there is no answer. Each text fits after "could not ...".
#[derive(Debug, thiserror::Error)]
pub enum LoopbackError {
    /// The address is that of another machine.
    #[error("ask {0}: that is another machine, and Attentive only speaks to this one")]
    NotLoopback(SocketAddr),
    /// Nobody listens there.
    #[error("reach Attentive on {0}; start it with `attentive start`")]
    NoServer(SocketAddr),
    /// The connection broke.
    #[error("ask Attentive on {address}: {what}")]
    Broken {
        /// Where.
        address: SocketAddr,
        /// What happened.
        what: String,
    },
}

/// A request before it is sent.
pub struct Question<'a> {
    /// The method.
    pub method: Method,
    /// The path, with its query.
    pub path: &'a str,
    /// Headers besides those that every request has.
    pub headers: Vec<(&'a str, &'a str)>,
    /// A token or the key; `None` for none.
    pub token: Option<&'a str>,
    /// The body; `None` for none.
    pub body: Option<&'a Value>,
}

/// Sends a request; the answer's body is still to be read.
///
/// # Errors
/// When the address is not this machine's, nobody listens, or the connection breaks.
pub async fn send(address: SocketAddr, question: &Question<'_>) -> Result<Response<Incoming>, LoopbackError> {
    if !address.ip().is_loopback() {
        return Err(LoopbackError::NotLoopback(address));
    }
    let broken = |what: String| LoopbackError::Broken { address, what };
    let connecting = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await;
    let stream = connecting.ok().and_then(Result::ok).ok_or(LoopbackError::NoServer(address))?;
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| broken(error.to_string()))?;
    // It ends with the answer.
    drop(tokio::spawn(connection));
    let mut request = Request::builder()
        .method(question.method.clone())
        .uri(question.path)
        .header(HOST, address.to_string())
        .header(CONTENT_TYPE, "application/json");
    for (name, value) in &question.headers {
        request = request.header(*name, *value);
    }
    if let Some(token) = question.token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = Full::new(question.body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string())));
    let request = request.body(body).map_err(|error| broken(error.to_string()))?;
    sender.send_request(request).await.map_err(|error| broken(error.to_string()))
}

/// Sends a request and reads the answer: its status, and its body as JSON (`null` when it is none).
///
/// # Errors
/// As [`send`], and when the answer is too long or breaks off.
pub async fn ask(address: SocketAddr, question: &Question<'_>) -> Result<(u16, Value), LoopbackError> {
    let response = send(address, question).await?;
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), LONGEST).collect().await;
    let body = body.map_err(|error| LoopbackError::Broken { address, what: error.to_string() })?.to_bytes();
    Ok((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn another_machine_is_never_asked() {
        let question = Question { method: Method::GET, path: "/", headers: vec![], token: None, body: None };
        let error = ask("192.0.2.1:80".parse().unwrap(), &question).await.unwrap_err();
        assert!(matches!(error, LoopbackError::NotLoopback(_)));
    }
}
