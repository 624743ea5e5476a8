//! What does a row of tokens mean, each in the light of all others? A transformer encoder of the BERT family, asked and trained on this processor.
//!
//! ```text
//! tokens ─> embeddings ─> layer ─> layer ─> ... ─> one row of numbers for each token ─> a head: labels, tags, closeness
//!                 (attention + feed-forward, each with its small additions: low rank, adapters, prefixes)
//! ```
//!
//! Forward and backward passes are written by hand over plain slices, with the products left to the crate `gemm-f32`. Texts lie packed one behind the other
//! ([`Batch`]), so no time goes into filling; nothing is recorded but what the way back needs. Why not with burn, which trains the nets over samples: figures in
//! `docs/decisions/0015-a-transformer-of-our-own.md`.
//!
//! | what | file |
//! | --- | --- |
//! | the size of an encoder | [`Shape`] |
//! | named weights and gradients | [`Tensor`], [`Gradients`], [`Weights`] |
//! | texts, packed | [`Batch`] |
//! | encoders as others lay them on disk | [`hub`] |
//! | forward and backward | [`Encoder`] |
//! | small weights beside a large encoder | [`Additions`], [`Method`] |
//! | what stands upon it | [`Labels`] for a text, [`Cloze`] for one with a gap, [`Tags`] for its words, [`Closeness`] between texts |
//! | training | [`train`], [`Pace`] |

mod additions;
mod attention;
mod batch;
mod directions;
mod encoder;
mod fault;
mod heads;
pub mod hub;
mod layer;
pub(crate) mod matmul;
mod rows;
mod shape;
mod tensors;
mod train;
mod weights;

pub use additions::{Additions, Method};
pub use batch::Batch;
pub use encoder::{Encoder, Kept};
pub use fault::TransformerFault;
pub use heads::{Aim, Closeness, Cloze, Head, Labels, MaskedHead, Pooling, Read, Tags, TextHead, Words};
pub use shape::{Curve, Shape};
pub use tensors::{Gradients, Tensor};
pub use train::{Both, Goes, Model, Pace, Step, Text, one_by_one, train};
pub use weights::{Product, Weights};

#[cfg(test)]
mod slopes;
