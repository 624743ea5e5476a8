//! What is shown, when, and how? Takes suggestions, the wishes of the person and what was shown before; gives a [`Prompt`].
//!
//! ```text
//! suggestions ──> wishes (never again, snoozed) ──> retired? ──> available now? ──> limits, quiet hours ──> one of them by draw
//!                                                                                                              │
//! question of the day's stratum ──────────────────────────────> available? ──> limits ──> ask         deliver or hold back by draw
//! ```
//!
//! Every prompt but the question is a small randomised trial: it is delivered with a stated probability and otherwise held back,
//! and both are kept, so that `evaluate` can tell what prompting does (micro-randomised trial: Klasnja et al., 2015, Health
//! Psychology 34S; Liao, Klasnja, Tewari and Murphy, 2016, Statistics in Medicine 35, for drawing only when available).
//! A held-back prompt counts towards the limits like a delivered one, or the two arms would not be alike.
//!
//! - [`record`]: a prompt as it is remembered. [`preferences`]: what an answer wishes for the future.
//! - [`mod@availability`]: may anything come now? [`limits`]: how often at most. [`chance`]: with which chance. [`retire`]: kinds that do not help.
//! - [`mod@digest`]: what is written when the inbox brings something. [`escalation`]: when it is told once more.
//! - [`question`]: when to ask. [`choose`]: puts these together. [`mod@words`]: what is written, in English and Chinese.
//!
//! [`Prompt`]: attentive_types::Prompt

pub mod availability;
pub mod chance;
pub mod choose;
pub mod digest;
pub mod escalation;
pub mod limits;
pub mod preferences;
pub mod question;
pub mod record;
pub mod retire;
pub mod words;

pub use availability::{Unavailable, availability};
pub use chance::{LEAST_CHANCE, deliver_chance};
pub use choose::{Choice, choose_prompt};
pub use digest::{digest, reminder};
pub use escalation::{TOLD_AGAIN, is_left_lying, is_to_be_told_again};
pub use limits::PromptLimits;
pub use preferences::wish_after;
pub use question::QuestionSettings;
pub use record::PromptRecord;
pub use words::{Language, Words, words};
