//! Did it help? Takes prompts and what was sensed after them; gives [`Outcome`], [`Effect`] and the parts of the new
//! [`Profile`].
//!
//! ```text
//! Prompt (delivered or held back, with its probability) ──> focus in the half hour after ──> Outcome
//! Outcomes of a kind ──> inverse-probability-weighted difference with an interval that may be looked at every day ──> Effect
//! episodes ──> hours, lengths, returns, breakers ──> Profile of the next step
//! ```
//!
//! - [`outcome`]: what followed one prompt. [`effect`]: what a kind of prompt does.
//! - [`focus_length`], [`resumption`], [`days`]: what is learnt of the person.
//!
//! [`Outcome`]: attentive_types::Outcome
//! [`Effect`]: attentive_types::Effect
//! [`Profile`]: attentive_types::Profile

pub mod days;
pub mod effect;
pub mod focus_length;
pub mod outcome;
pub mod resumption;

pub use days::days_seen;
pub use effect::effects;
pub use focus_length::median_focus_min;
pub use outcome::{Sensed, outcome_of};
pub use resumption::median_resumption_s;
