//! Questions about the past: the ActivityWatch query language, run on columns.
//!
//! ```text
//! text --language--> statements --interpret--> values --json--> answer
//!                                   |   ^
//!                     functions: lists of events as columns
//! ```
//!
//! A list of events is four columns and a table of its distinct facts ([`Engine`] never makes a JSON object per event):
//! filters, categories and addresses are worked out once for each distinct facts, not for each event, and categories
//! are remembered between questions. JSON is written only for the answer.
//!
//! The language is that of ActivityWatch's Rust server with the functions of both servers; `docs` of each function say
//! where the two differ and which one is followed.

mod category_cache;
mod engine;
mod error;
mod events;
mod functions;
mod interpret;
mod json;
mod language;
mod limits;
mod nearest;
mod table;
mod value;

pub use engine::Engine;
pub use error::QueryError;
pub use functions::names as function_names;
pub use language::ParseError;
pub use limits::Limits;
