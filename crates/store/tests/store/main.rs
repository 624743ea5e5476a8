//! The store from outside: what its callers may rely on.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

mod columns;
mod events;
mod following;
mod forgetting;
mod heartbeats;
mod importing;
mod killed;
mod opening;
mod sampled;
mod support;
mod trouble;
