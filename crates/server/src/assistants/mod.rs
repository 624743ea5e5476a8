//! The door for AI assistants and other programs: what they may ask, by which tool, and how each call is written down.
//!
//! ```text
//!  MCP over HTTP (/mcp) ──┐
//!  MCP over stdio ── bridge ──> who calls? (token) ──> may it? (scope) ──> tool ──> answer
//!  HTTP (/api/attentive/tools/NAME) ──┘                   │ no                │
//!                                                         └──> refused ───────┴──> audit
//! ```
//!
//! One list of tools serves all ways in; each tool is one entry with its scope, what it takes and what it gives. An assistant that
//! the person said nothing of may learn whether they are free and may ask; it never sees a title. Every call is in the audit.
//!
//! - `scope`, `registry`, `caller`: who may what.
//! - `tool`: the list; `attention`, `ask`, `time`, `advice`, `language`, `policy`: the tools by subject.
//! - `mcp`: the Model Context Protocol; `resources`, `prompts`; `http`: the same by plain HTTP; `openapi`: its description;
//!   [`bridge`]: from a program's standard input to the running server.

pub mod bridge;

mod advice;
mod ask;
mod attention;
mod caller;
mod http;
mod language;
mod mcp;
mod openapi;
mod policy;
mod prompts;
mod registry;
mod resources;
mod schema;
mod scope;
mod time;
mod tool;

use std::collections::BTreeSet;

pub use registry::{ASSISTANTS, Assistant, AssistantError, Assistants};
pub use scope::Scope;

pub(crate) use ask::ended as wait_for_end;
pub(crate) use http::routes;
pub(crate) use registry::{Registry, TOKEN_PREFIX};

/// Scopes by their names.
///
/// # Errors
/// With the first name that is none.
pub fn scopes_of(names: &[String]) -> Result<BTreeSet<Scope>, String> {
    let all = || Scope::ALL.map(Scope::name).join(", ");
    let scope = |name: &String| {
        Scope::from_name(name).ok_or_else(|| format!("no scope is named {name:?}; there are {}", all()))
    };
    names.iter().map(scope).collect()
}
