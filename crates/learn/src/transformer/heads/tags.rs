//! Which tag does each word bear? A product for each word's first token, and a chain that knows which tags follow which.

use super::{Head, Read};
use crate::SplitMix64;
use crate::crf::Chain;
use crate::transformer::matmul::{Matrix, Out, multiply};
use crate::transformer::rows::{LeftOut, add, add_rows, repeated};
use crate::transformer::{Gradients, Tensor};

/// A tag for each word.
#[derive(Clone, Debug, PartialEq)]
pub struct Tags {
    /// Share of a row's numbers that is left out while training.
    pub dropout: f32,
    tensors: [Tensor; 3],
}

/// The words of a text that are to be tagged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The place of each word's first token in its text.
    pub places: Vec<usize>,
    /// The tag of each word.
    pub tags: Vec<usize>,
}

impl Tags {
    /// For so many tags over rows of `wide` numbers; `chain` says what may not follow what.
    #[must_use]
    pub fn drawn(chain: &Chain, tags: usize, wide: usize, random: &mut SplitMix64) -> Self {
        Self {
            dropout: 0.1,
            tensors: [
                Tensor::drawn("tags.weight", [tags, wide], 0.02, random),
                Tensor::filled("tags.bias", [1, tags], 0.0),
                Tensor::new("tags.chain", [tags + 2, tags], chain.values().to_vec()),
            ],
        }
    }

    /// The chain as it is now.
    #[must_use]
    pub fn chain(&self) -> Chain {
        let tags = self.tensors[1].shape[1];
        Chain::of(tags, &self.tensors[2].values).unwrap_or_else(|| Chain::new(tags))
    }

    /// How well each tag fits each of these places of one text: a row for each.
    #[must_use]
    pub fn fits(&self, read: Read<'_>, text: usize, places: &[usize]) -> Vec<f32> {
        self.product(&gathered(read, text, places))
    }

    /// The likeliest tags of these places of one text.
    #[must_use]
    pub fn likeliest(&self, read: Read<'_>, text: usize, places: &[usize]) -> Vec<usize> {
        self.chain().likeliest(&self.fits(read, text, places))
    }

    fn product(&self, rows: &[f32]) -> Vec<f32> {
        let [weight, bias, _] = &self.tensors;
        let [tags, wide] = weight.shape;
        let count = rows.len() / wide;
        let mut fits = repeated(&bias.values, count);
        let out = Out { values: &mut fits, row_step: tags, adds: true };
        multiply(out, Matrix::new(rows, count, wide), Matrix::new(&weight.values, tags, wide).turned(), 1.0);
        fits
    }
}

fn gathered(read: Read<'_>, text: usize, places: &[usize]) -> Vec<f32> {
    let rows = read.text(text);
    places.iter().flat_map(|place| &rows[place * read.wide..(place + 1) * read.wide]).copied().collect()
}

impl Head for Tags {
    type Target = Words;

    fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    fn tensors_mut(&mut self) -> &mut [Tensor] {
        &mut self.tensors
    }

    fn loss(
        &self,
        read: Read<'_>,
        targets: &[&Words],
        weight: f64,
        word: u32,
        of_rows: &mut [f32],
        slopes: &mut Gradients,
    ) -> f64 {
        let chain = self.chain();
        let [tags, wide] = self.tensors[0].shape;
        let mut rows: Vec<f32> =
            targets.iter().enumerate().flat_map(|(text, words)| gathered(read, text, &words.places)).collect();
        let left_out = LeftOut { share: self.dropout, word };
        left_out.apply(&mut rows);
        let count = rows.len() / wide;
        let fits = self.product(&rows);
        let mut gradient = vec![0.0; fits.len()];
        let (mut loss, mut from) = (0.0, 0);
        let scale = (1.0 / weight) as f32;
        for words in targets {
            let places = from..from + words.places.len() * tags;
            from = places.end;
            let Some(found) = chain.loss(&fits[places.clone()], &words.tags) else { continue };
            loss += found.loss / weight;
            gradient[places].iter_mut().zip(found.of_fits).for_each(|(to, of)| *to = scale * of);
            if let Some(to) = slopes.to_add(2) {
                to.iter_mut().zip(found.of_chain).for_each(|(to, of)| *to += scale * of);
            }
        }
        let after = Matrix::new(&gradient, count, tags);
        if let Some(to) = slopes.to_add(0) {
            let out = Out { values: to, row_step: wide, adds: true };
            multiply(out, after.turned(), Matrix::new(&rows, count, wide), 1.0);
        }
        if let Some(to) = slopes.to_add(1) {
            add_rows(&gradient, to);
        }
        let mut of_gathered = vec![0.0; rows.len()];
        let out = Out { values: &mut of_gathered, row_step: wide, adds: false };
        multiply(out, after, Matrix::new(&self.tensors[0].values, tags, wide), 1.0);
        left_out.apply(&mut of_gathered);
        let mut of = of_gathered.chunks_exact(wide);
        for (text, words) in targets.iter().enumerate() {
            let start = read.batch.text(text).start;
            for (place, of) in words.places.iter().zip(of.by_ref()) {
                add(&mut of_rows[(start + place) * wide..(start + place + 1) * wide], of);
            }
        }
        loss
    }

    fn weight(&self, target: &Words) -> f64 {
        target.tags.len() as f64
    }
}
