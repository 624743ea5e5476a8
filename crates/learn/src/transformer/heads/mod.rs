//! What stands upon an encoder and is trained with it: from rows of numbers to labels, tags, closeness.

mod closeness;
mod cloze;
mod labels;
mod tags;
mod text_head;

pub use closeness::Closeness;
pub use cloze::{Aim, Cloze, MaskedHead};
pub use labels::{Labels, Pooling};
pub use tags::{Tags, Words};
pub use text_head::TextHead;

use super::{Batch, Gradients, Tensor};
use crate::SplitMix64;

/// What the encoder made of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Read<'a> {
    /// The texts.
    pub batch: &'a Batch,
    /// A row for each token.
    pub rows: &'a [f32],
    /// Numbers of a row.
    pub wide: usize,
}

impl Read<'_> {
    /// The rows of one text.
    #[must_use]
    pub fn text(&self, text: usize) -> &[f32] {
        let places = self.batch.text(text);
        &self.rows[places.start * self.wide..places.end * self.wide]
    }
}

/// What stands upon an encoder.
pub trait Head: Clone + Sync + Send {
    /// What is to be learnt of one text.
    type Target: Sync;

    /// Its weights.
    fn tensors(&self) -> &[Tensor];

    /// Its weights, to train them.
    fn tensors_mut(&mut self) -> &mut [Tensor];

    /// The loss over the texts, already divided by how much the whole batch weighs (`weight`); adds to the gradient of the rows and to those of its
    /// own weights. `word` decides what is left out.
    fn loss(
        &self,
        read: Read<'_>,
        targets: &[&Self::Target],
        weight: f64,
        word: u32,
        of_rows: &mut [f32],
        slopes: &mut Gradients,
    ) -> f64;

    /// How much a text weighs in the loss.
    fn weight(&self, target: &Self::Target) -> f64;

    /// The order in which texts are taken in a round; batches are cut from it.
    fn arrange(&self, order: &mut [usize], _targets: &[Self::Target], random: &mut SplitMix64) {
        random.shuffle(order);
    }

    /// Whether a batch may be shared among threads: false when texts are compared with one another.
    fn is_divisible(&self) -> bool {
        true
    }
}
