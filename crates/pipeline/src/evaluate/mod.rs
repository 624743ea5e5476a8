//! Did it help? Takes prompts and what was sensed after them; gives [`Outcome`], [`Effect`] and the parts of the new
//! [`Profile`].
//!
//! ```text
//! Prompt (delivered or held back, with its probability) ──> focus in the half hour after ──> Outcome
//! Outcomes of a kind ──> difference with an interval that may be looked at every day, and whether it is worthwhile ──> Effect
//! all of it ──> what was drawn, what is not known, what came of it ──> a report that a sceptic can check
//! episodes ──> hours, lengths, returns, breakers ──> Profile of the next step
//! ```
//!
//! - [`outcome`]: what followed one prompt. [`trial`]: the trial of one kind. [`effect`]: what each kind does. [`mod@helped`]: the report.
//! - [`focus_length`], [`resumption`], [`days`]: what is learnt of the person.
//!
//! [`Outcome`]: attentive_types::Outcome
//! [`Effect`]: attentive_types::Effect
//! [`Profile`]: attentive_types::Profile

pub mod days;
pub mod effect;
pub mod focus_length;
pub mod helped;
pub mod outcome;
pub mod resumption;
pub mod trial;

pub use days::days_seen;
pub use effect::effects;
pub use focus_length::median_focus_min;
pub use helped::{Helped, helped};
pub use outcome::{Sensed, outcome_of};
pub use resumption::median_resumption_s;
pub use trial::Trial;
