//! From tokens to what each means in its text: embeddings, then layer upon layer; forward and backward.

use super::additions::Additions;
use super::layer::{Kept as KeptLayer, Layer, Slopes};
use super::rows::{LeftOut, add, normalise, normalise_back, stretch};
use super::weights::{FIRST_NORM, KINDS, PLACES, WORDS, Weights, product};
use super::{Batch, Gradients, TransformerFault};

/// Tokens that are read at once: what lies between two products then stays in the nearest caches of the processor (MiniLM on 32 texts of 128 tokens: 1.30 s instead of 1.40).
const AT_ONCE: usize = 256;

/// An encoder and what stands beside it.
#[derive(Clone, Copy, Debug)]
pub struct Encoder<'a> {
    weights: &'a Weights,
    added: &'a Additions,
}

/// What the way back needs.
#[derive(Debug)]
pub struct Kept {
    normal: Vec<f32>,
    scales: Vec<f32>,
    layers: Vec<KeptLayer>,
    out: Vec<f32>,
    word: u32,
}

impl Kept {
    /// What each token means, row by row.
    #[must_use]
    pub fn out(&self) -> &[f32] {
        &self.out
    }
}

impl<'a> Encoder<'a> {
    /// An encoder with additions of the same shape.
    #[must_use]
    pub fn new(weights: &'a Weights, added: &'a Additions) -> Self {
        Self { weights, added }
    }

    /// What each token means in its text: one row of `hidden` numbers for each token of the batch.
    ///
    /// # Errors
    /// When a text is empty or too long, or a token is not known.
    pub fn forward(self, batch: &Batch) -> Result<Vec<f32>, TransformerFault> {
        batch.check(self.weights.shape())?;
        let mut all = Vec::with_capacity(batch.tokens().len() * self.weights.shape().hidden);
        for part in batch.parts(AT_ONCE) {
            let (mut rows, _, _) = self.embed(&part, None);
            for place in 0..self.weights.shape().layers {
                rows = self.layer(place, None).forward(rows, &part).0;
            }
            all.append(&mut rows);
        }
        Ok(all)
    }

    /// The same while training: some numbers are left out, by `word`, and what the way back needs is kept.
    ///
    /// # Errors
    /// As [`Self::forward`].
    pub fn forward_kept(self, batch: &Batch, word: u32) -> Result<Kept, TransformerFault> {
        batch.check(self.weights.shape())?;
        let (mut out, normal, scales) = self.embed(batch, Some(word));
        let mut layers = Vec::with_capacity(self.weights.shape().layers);
        for place in 0..self.weights.shape().layers {
            let (next, kept) = self.layer(place, Some(word)).forward(out, batch);
            out = next;
            layers.push(kept);
        }
        Ok(Kept { normal, scales, layers, out, word })
    }

    /// Takes up the gradients of all weights that are trained, given that of what came out.
    pub fn back(self, kept: &Kept, gradient: Vec<f32>, batch: &Batch, weights: &mut Gradients, added: &mut Gradients) {
        let mut slopes = Slopes { weights, added };
        let mut gradient = gradient;
        for (place, of_layer) in kept.layers.iter().enumerate().rev() {
            gradient = self.layer(place, Some(kept.word)).back(of_layer, gradient, batch, &mut slopes);
        }
        self.embed_back(kept, gradient, batch, slopes);
    }

    /// Encoder and low-rank additions as one: what answers as both together, and as fast as the encoder alone.
    #[must_use]
    pub fn merged(self) -> Weights {
        let mut weights = self.weights.clone();
        for (layer, which, low) in self.added.all_low_rank() {
            self.added.whole(low, &mut weights.tensors_mut()[product(layer, which)].values);
        }
        weights
    }

    fn layer(self, place: usize, training: Option<u32>) -> Layer<'a> {
        Layer { weights: self.weights, added: self.added, place, training }
    }

    /// Rows of the tables added up, normalised and stretched; with the normalised rows and their scales.
    fn embed(self, batch: &Batch, training: Option<u32>) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
        let shape = self.weights.shape();
        let wide = shape.hidden;
        let row = |table: usize, row: usize| &self.weights.values(table)[row * wide..(row + 1) * wide];
        let marks = self.added.marks().map(|place| self.added.tensors()[place].values.as_slice());
        let mut normal = vec![0.0; batch.tokens().len() * wide];
        for text in batch.texts() {
            for (place, token) in text.enumerate() {
                let out = &mut normal[token * wide..(token + 1) * wide];
                out.copy_from_slice(row(WORDS, batch.tokens()[token] as usize));
                add(out, row(PLACES, shape.first_position + place));
                if shape.kinds > 0 {
                    add(out, row(KINDS, usize::from(batch.kinds()[token])));
                }
                if let Some(marks) = marks {
                    let mark = usize::from(batch.marks()[token]);
                    if let Some(mark) = marks.get(mark * wide..(mark + 1) * wide) {
                        add(out, mark);
                    }
                }
            }
        }
        let scales = normalise(&mut normal, wide, shape.epsilon);
        let mut out = vec![0.0; normal.len()];
        stretch(&normal, self.weights.values(FIRST_NORM), self.weights.values(FIRST_NORM + 1), &mut out);
        self.left_out(training).apply(&mut out);
        (out, normal, scales)
    }

    fn left_out(self, training: Option<u32>) -> LeftOut {
        training.map_or(LeftOut { share: 0.0, word: 0 }, |word| LeftOut { share: self.weights.shape().dropout, word })
    }

    fn embed_back(self, kept: &Kept, mut gradient: Vec<f32>, batch: &Batch, slopes: Slopes<'_>) {
        let tables = self.weights.tensors()[..FIRST_NORM + 2].iter().any(|table| table.is_trained);
        if !tables && self.added.marks().is_none() {
            return;
        }
        let shape = self.weights.shape();
        let wide = shape.hidden;
        self.left_out(Some(kept.word)).apply(&mut gradient);
        let mut of = [vec![0.0; wide], vec![0.0; wide]];
        let [of_weight, of_bias] = &mut of;
        let weight = self.weights.values(FIRST_NORM);
        normalise_back(&mut gradient, &kept.normal, &kept.scales, weight, Some(of_weight), Some(of_bias));
        for (behind, of) in of.iter().enumerate() {
            if let Some(to) = slopes.weights.to_add(FIRST_NORM + behind) {
                add(to, of);
            }
        }
        for text in batch.texts() {
            for (place, token) in text.enumerate() {
                let from = &gradient[token * wide..(token + 1) * wide];
                let rows = [
                    (WORDS, batch.tokens()[token] as usize),
                    (PLACES, shape.first_position + place),
                    (KINDS, usize::from(batch.kinds()[token])),
                ];
                for (table, row) in rows {
                    if let Some(to) = slopes.weights.row_to_add(table, row, wide) {
                        add(to, from);
                    }
                }
                if let Some(marks) = self.added.marks() {
                    let mark = usize::from(batch.marks()[token]);
                    if mark < self.added.tensors()[marks].shape[0]
                        && let Some(to) = slopes.added.row_to_add(marks, mark, wide)
                    {
                        add(to, from);
                    }
                }
            }
        }
    }
}
