//! Which label does a whole text bear? One row for the text, then one product.

use super::{Head, Read};
use crate::SplitMix64;
use crate::transformer::matmul::{Matrix, Out, multiply};
use crate::transformer::rows::{LeftOut, add, add_rows, repeated, shares};
use crate::transformer::{Gradients, Tensor};

/// How the rows of its tokens become one row for a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// The first token's.
    First,
    /// The mean over all tokens.
    Mean,
}

impl Pooling {
    /// One row for each text.
    #[must_use]
    pub fn pool(self, read: Read<'_>) -> Vec<f32> {
        let mut pooled = vec![0.0; read.batch.len() * read.wide];
        for (text, row) in pooled.chunks_exact_mut(read.wide).enumerate() {
            let rows = read.text(text);
            match self {
                Self::First => row.copy_from_slice(&rows[..read.wide]),
                Self::Mean => {
                    add_rows(rows, row);
                    let share = 1.0 / read.batch.text(text).len() as f32;
                    row.iter_mut().for_each(|value| *value *= share);
                }
            }
        }
        pooled
    }

    /// The way back: adds to the gradient of the tokens' rows.
    pub(crate) fn pool_back(self, read: Read<'_>, gradient: &[f32], of_rows: &mut [f32]) {
        for (text, row) in gradient.chunks_exact(read.wide).enumerate() {
            let places = read.batch.text(text);
            let rows = &mut of_rows[places.start * read.wide..places.end * read.wide];
            match self {
                Self::First => add(&mut rows[..read.wide], row),
                Self::Mean => {
                    let share = 1.0 / places.len() as f32;
                    for of in rows.chunks_exact_mut(read.wide) {
                        of.iter_mut().zip(row).for_each(|(of, value)| *of += share * value);
                    }
                }
            }
        }
    }
}

/// One of several labels for a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Labels {
    /// The row for a text.
    pub pooling: Pooling,
    /// Share of the row's numbers that is left out while training.
    pub dropout: f32,
    /// How much each label weighs in the loss.
    pub class_weights: Vec<f32>,
    /// Share of a target that is spread evenly over all labels (Szegedy et al. 2016).
    pub smoothing: f32,
    tensors: [Tensor; 2],
}

impl Labels {
    /// For so many labels over rows of `wide` numbers, at first as good as blind.
    #[must_use]
    pub fn drawn(labels: usize, wide: usize, pooling: Pooling, random: &mut SplitMix64) -> Self {
        Self {
            pooling,
            dropout: 0.1,
            class_weights: vec![1.0; labels],
            smoothing: 0.0,
            tensors: [
                Tensor::drawn("labels.weight", [labels, wide], 0.02, random),
                Tensor::filled("labels.bias", [1, labels], 0.0),
            ],
        }
    }

    /// How well each label fits each text: a row of logits for each.
    #[must_use]
    pub fn logits(&self, read: Read<'_>) -> Vec<f32> {
        self.product(&self.pooling.pool(read))
    }

    fn product(&self, pooled: &[f32]) -> Vec<f32> {
        let [weight, bias] = &self.tensors;
        let [labels, wide] = weight.shape;
        let texts = pooled.len() / wide;
        let mut logits = repeated(&bias.values, texts);
        let out = Out { values: &mut logits, row_step: labels, adds: true };
        multiply(out, Matrix::new(pooled, texts, wide), Matrix::new(&weight.values, labels, wide).turned(), 1.0);
        logits
    }
}

impl Head for Labels {
    type Target = usize;

    fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    fn tensors_mut(&mut self) -> &mut [Tensor] {
        &mut self.tensors
    }

    fn loss(
        &self,
        read: Read<'_>,
        targets: &[&usize],
        weight: f64,
        word: u32,
        of_rows: &mut [f32],
        slopes: &mut Gradients,
    ) -> f64 {
        let labels = self.class_weights.len();
        let left_out = LeftOut { share: self.dropout, word };
        let mut pooled = self.pooling.pool(read);
        left_out.apply(&mut pooled);
        let mut gradient = self.product(&pooled);
        let mut loss = 0.0;
        let spread = self.smoothing / labels as f32;
        for (row, target) in gradient.chunks_exact_mut(labels).zip(targets) {
            shares(row, labels);
            let own = f64::from(self.class_weights[**target]) / weight;
            for (place, to) in row.iter_mut().enumerate() {
                let share = f64::from(*to);
                let aim = f64::from(spread + if place == **target { 1.0 - self.smoothing } else { 0.0 });
                loss -= own * aim * (share + 1e-30).ln();
                *to = (own * (share - aim)) as f32;
            }
        }
        let [of_weight, of_bias] = &self.tensors;
        let wide = of_weight.shape[1];
        let after = Matrix::new(&gradient, targets.len(), labels);
        if let Some(to) = slopes.to_add(0) {
            let out = Out { values: to, row_step: wide, adds: true };
            multiply(out, after.turned(), Matrix::new(&pooled, targets.len(), wide), 1.0);
        }
        if let Some(to) = slopes.to_add(1) {
            debug_assert_eq!(to.len(), of_bias.values.len());
            add_rows(&gradient, to);
        }
        let mut of_pooled = vec![0.0; pooled.len()];
        let out = Out { values: &mut of_pooled, row_step: wide, adds: false };
        multiply(out, after, Matrix::new(&of_weight.values, labels, wide), 1.0);
        left_out.apply(&mut of_pooled);
        self.pooling.pool_back(read, &of_pooled, of_rows);
        loss
    }

    fn weight(&self, target: &usize) -> f64 {
        f64::from(self.class_weights[*target])
    }
}
