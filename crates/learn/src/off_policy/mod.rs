//! What would another policy have earned, judged from the log of the one that ran? Off-policy evaluation.
//!
//! A log holds, for each round, which action was taken, with which probability, and what came of it. A new policy is given as the
//! probabilities with which it would have taken each action in each round.
//!
//! ```text
//! w = new probability of the action taken / logged probability       q = a guess of the reward of each action (need not be right)
//!
//! inverse propensity      w r                                     self-normalised   w r / mean w
//! direct                  sum over actions of new probability q
//! doubly robust           direct + w (r - q)                      self-normalised   direct + w (r - q) / mean w
//! switch                  direct + w (r - q) while w <= limit     shrunken          direct + s w / (w^2 + s) (r - q)
//! ```
//!
//! Sources: Horvitz and Thompson, 1952 (inverse propensity); Swaminathan and Joachims, 2015, "The self-normalized estimator for
//! counterfactual learning" (NeurIPS); Dudik, Erhan, Langford and Li, 2014, "Doubly robust policy evaluation and optimization",
//! Statistical Science 29(4); Wang, Agarwal and Dudik, 2017, "Optimal and adaptive off-policy evaluation in contextual bandits" (ICML,
//! switch); Su, Dimakopoulou, Krishnamurthy and Dudik, 2020, "Doubly robust off-policy evaluation with shrinkage" (ICML).
//!
//! - [`log`]: the log and what is checked of it. [`weights`]: how much the log tells at all. [`estimator`]: the seven estimators.
//! - [`mod@judge`]: a value with its interval, or the reason why there is none ([`refusal`]).

pub mod estimator;
pub mod judge;
pub mod log;
pub mod refusal;
pub mod weights;

pub use estimator::Estimator;
pub use judge::{Interval, Judgement, Limits, judge};
pub use log::Log;
pub use refusal::Refusal;
pub use weights::Weights;
