//! Questions put to a real store: the language, every function, the canonical query, and what must not break it.
//!
//! The expected answers are facts about ActivityWatch's servers, read off their behaviour, with cases of our own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod canonical;
mod functions;
mod language;
mod robustness;
mod world;
