//! What would this person like next, given what he and others had and said before?
//!
//! ```text
//! (person, item, value) ──Ratings──> a model ──scores of all items for a Taste──> top() ──> Suggested, each with who answered
//!                                        └─ because(): which items, neighbours or words it comes from
//! ```
//!
//! | model | good for | not good for |
//! | --- | --- | --- |
//! | [`Popularity`] | nothing is known of the person | everything else |
//! | [`Means`] | what value a person would give; a baseline that is hard to beat by much | order |
//! | [`UserNeighbours`] | order, few people, reasons | many people: all are looked at for each answer |
//! | [`ItemNeighbours`] | order, reasons, persons who were not there when it was learnt | items that hardly anybody had |
//! | [`svd()`] | what value a person would give | order |
//! | [`svd_plus_plus()`] | the same, better and slower: what a person chose to judge tells something too | order |
//! | [`Als`] | order, where having an item is all that is known; large data | new items |
//! | [`Bpr`] | order | few data: it needs many steps |
//! | [`WordedAls`] | order, new items too, by the words of each item | items without words |
//! | [`Blend`] | the best order of all | being small and swift |
//!
//! All are deterministic: the same values, settings and seed give the same model, on one thread or several. Threads are not started here; whoever has some to
//! spare hands in a [`Both`](crate::transformer::Both). An item is told by its number, as is a person; who they are is for the caller to know.
//!
//! Who is new says so: each answer carries [`AnsweredBy`].

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "values are kept in single precision, and counts of people and items are small"
)]

mod als;
mod als_row;
mod answer;
mod blend;
mod bpr;
mod factors;
mod item_neighbours;
mod likeness;
mod means;
mod popularity;
mod rating_model;
mod ratings;
mod regression;
mod share;
mod svd;
mod svd_plus_plus;
mod user_neighbours;
mod worded;
mod words;

pub use als::{Als, AlsSettings};
pub use answer::{AnsweredBy, Because, Predicted, Recommender, Suggested, Taste, Weighed, top};
pub use blend::{Blend, standardised};
pub use bpr::{Bpr, BprSettings};
pub use item_neighbours::ItemNeighbours;
pub use likeness::{Likeness, NeighbourSettings};
pub use means::{Means, MeansSettings};
pub use popularity::Popularity;
pub use rating_model::{Giver, SvdModel};
pub use ratings::{Ratings, RatingsFault};
pub use share::Threads;
pub use svd::{SvdSettings, svd, svd_watched};
pub use svd_plus_plus::{svd_plus_plus, svd_plus_plus_watched};
pub use user_neighbours::UserNeighbours;
pub use worded::{WordedAls, WordedSettings};
pub use words::HashedWords;
