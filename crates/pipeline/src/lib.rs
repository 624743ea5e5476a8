//! The eight stages from events to evaluated help. Pure: no clock, no disk, no network, no chance.
//!
//! ```text
//! sense -> preprocess -> features -> patterns -> decide -> recommend -> guide -> evaluate
//! Event    Signal        Window      Features    State     State        Decision  Prompt
//!          |             |           |           |         |            |         |
//!          v             v           v           v         v            v         v
//! Signal   Episode       Features    State       Decision  Suggestion   Prompt    Outcome
//! ```
//!
//! A stage names only the stages to its left, and [`run`] alone names all (`tests/arrows.rs` enforces both). Time and
//! chance come in as arguments, so that the same recording gives the same answer, live or from a file.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod decide;
pub mod evaluate;
pub mod features;
pub mod guide;
pub mod patterns;
pub mod preprocess;
pub mod recommend;
pub mod run;
pub mod sense;
