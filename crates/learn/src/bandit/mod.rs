//! Which of a few actions now, so that one learns and earns at once? Bandits whose every choice can be judged later.
//!
//! ```text
//! beliefs about each arm ──> chance that each is the best ──> a floor for every arm ──> draw ──> arm and the probability it had
//! ```
//!
//! The probabilities are worked out *before* the draw and the draw is made from them. So what is logged is what was done, without error, and
//! [`off_policy`](crate::off_policy) can use it, however roughly the probabilities themselves were worked out; how roughly is told as well
//! ([`BestOf::error`]).
//!
//! - [`best_of`]: the chance that each of some independent unknowns is the greatest (Thompson, 1933), by bounds that surely hold it.
//! - [`beta_arms`]: arms that succeed or fail. [`linear_belief`]: what is believed of a line of features; [`linear_thompson`] draws by it,
//!   [`lin_ucb`] takes the arm that may be best (Li, Chu, Langford and Schapire, 2010).
//! - [`choice`]: the floor and the draw.

pub mod best_of;
pub mod beta_arms;
pub mod choice;
pub mod lin_ucb;
pub mod linear_belief;
pub mod linear_thompson;

pub use best_of::BestOf;
pub use beta_arms::BetaArms;
pub use choice::{Chosen, floored};
pub use lin_ucb::LinUcb;
pub use linear_belief::LinearBelief;
pub use linear_thompson::LinearThompson;
