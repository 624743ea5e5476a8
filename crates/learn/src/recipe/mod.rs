//! From labelled rows to a model that can be trusted: how columns are prepared, which learner learns, which of several is best, how sure it may be.
//!
//! | question | file |
//! | --- | --- |
//! | what is each row? | [`Labelled`], `labelled.rs` |
//! | which learner, with which settings? | [`Learner`], `learner.rs` |
//! | are people's own ranges taken out first? | [`Ranges`], `ranges.rs` |
//! | do the asked people's own rows count more? | [`Own`], `own.rs` |
//! | learner and ranges together, before and after learning; answers averaged over the rows before | [`Recipe`], [`Fitted`], [`Past`], `fitted.rs` |
//! | which recipes are best together, judged on people left out? | [`Blend`], `blend.rs` |
//! | what answers, once chosen, and why? | [`Voters`], `voters.rs` |
//! | all of it as one model that abstains, is judged and kept | [`CautiousModel`], `cautious.rs` |
//! | as numbers of a model file, and back | `kept.rs` |
//! | is there anything to be known at all, or must it be "no evidence"? | [`Evidence`], `evidence.rs` |
//! | would labels that are dealt out anew be told as well? | `dealt.rs` |
//!
//! A model is chosen on the people it learns from alone: [`Blend::fit`] never sees the rows that it is judged on.

mod blend;
mod cautious;
mod dealt;
mod evidence;
mod fitted;
mod kept;
mod labelled;
mod learner;
mod own;
mod ranges;
mod voters;

pub use blend::{Blend, Chosen, Measure};
pub use cautious::{Answer, CannotLearn, CautiousModel, LEAST_GROUPS, Worth, log_likelihood};
pub use dealt::DEALS;
pub use evidence::Evidence;
pub use fitted::{Fitted, Past, Push, Recipe};
pub use kept::{CannotBeKept, Kind};
pub use labelled::Labelled;
pub use learner::Learner;
pub use own::Own;
pub use ranges::Ranges;
pub use voters::Voters;
