//! Asking the running server of this machine.

use std::net::SocketAddr;

use attentive_server::loopback::{Method, Question, ask};
use serde_json::Value;

use super::super::Place;
use crate::exit_codes;
use crate::failure::Failure;
use crate::serving;

/// The running server, and with what key it is asked.
pub struct Door {
    address: SocketAddr,
    token: Option<String>,
    runtime: tokio::runtime::Runtime,
}

impl Door {
    /// The server that the settings name; without a token, with the person's own key if one is set.
    pub fn of(place: &Place, token: Option<String>) -> Result<Self, Failure> {
        let key = Some(place.config.server.api_key.clone()).filter(|key| !key.is_empty());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { address: serving::address(&place.config, place.config.server.port)?, token: token.or(key), runtime })
    }

    /// Reads.
    pub fn get(&self, path: &str) -> Result<Value, Failure> {
        self.ask(Method::GET, path, None)
    }

    /// Sends.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(Method::POST, path, Some(body))
    }

    /// Takes away.
    pub fn delete(&self, path: &str) -> Result<Value, Failure> {
        self.ask(Method::DELETE, path, None)
    }

    /// Puts something in the place of what is there.
    pub fn put(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(Method::PUT, path, Some(body))
    }

    fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let question = Question { method, path, headers: Vec::new(), token: self.token.as_deref(), body };
        let asked = self.runtime.block_on(ask(self.address, &question));
        let (status, answer) = asked.map_err(|error| Failure::new(exit_codes::SERVER, format!("could not {error}")))?;
        if (200..300).contains(&status) {
            return Ok(answer);
        }
        let why = answer["message"].as_str().map_or_else(|| format!("the server answered {status}"), str::to_owned);
        Err(Failure::new(exit_codes::FAILED, why))
    }
}
