//! Which label fits the gap? The head with which the encoder was first trained to guess words that were hidden, of whose words only those that stand for labels are kept (PET, Schick and Schuetze 2021).
//!
//! ```text
//! row of the gap ─dense─> curve ─> normal ─> product with each label's words, mean over a label's words ─> logits
//! ```

use super::{Head, Read};
use crate::SplitMix64;
use crate::transformer::matmul::{Matrix, Out, multiply};
use crate::transformer::rows::{add, add_rows, bend, bend_back, normalise, normalise_back, repeated, shares, stretch};
use crate::transformer::{Curve, Gradients, Shape, Tensor, Weights};

/// The head of an encoder that guesses hidden words, as its folder holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct MaskedHead {
    /// `dense.weight`, `dense.bias`, `norm.weight`, `norm.bias`.
    pub(crate) transform: [Tensor; 4],
    /// A row for each word of the vocabulary; `None` where it is the table of embeddings.
    pub(crate) words: Option<Vec<f32>>,
    /// A number for each word.
    pub(crate) bias: Vec<f32>,
    pub(crate) curve: Curve,
    pub(crate) epsilon: f32,
}

impl MaskedHead {
    /// One that has learnt nothing, for an encoder of this shape.
    #[must_use]
    pub fn drawn(shape: &Shape, random: &mut SplitMix64) -> Self {
        let (wide, words) = (shape.hidden, shape.vocabulary);
        let transform = [
            Tensor::drawn("cloze.dense.weight", [wide, wide], 1.0 / (wide as f64).sqrt(), random),
            Tensor::filled("cloze.dense.bias", [1, wide], 0.0),
            Tensor::filled("cloze.norm.weight", [1, wide], 1.0),
            Tensor::filled("cloze.norm.bias", [1, wide], 0.0),
        ];
        Self { transform, words: None, bias: vec![0.0; words], curve: shape.curve, epsilon: shape.epsilon }
    }
}

/// What is to be learnt of a text with a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aim {
    /// The place of the gap among its tokens.
    pub gap: usize,
    /// Its label.
    pub label: usize,
}

/// One of several labels, by what stands in a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloze {
    curve: Curve,
    epsilon: f32,
    /// The four of the transform, then a row and a number for each label.
    tensors: [Tensor; 6],
}

impl Cloze {
    /// For labels that these words stand for: tokens of each label, at least one. `None` where a label has none, or a token is none of the encoder's.
    #[must_use]
    pub fn of(masked: &MaskedHead, weights: &Weights, words: &[Vec<u32>]) -> Option<Self> {
        let wide = weights.shape().hidden;
        let table = match &masked.words {
            Some(words) => words.as_slice(),
            None => &weights.tensors().first()?.values,
        };
        let (mut rows, mut bias) = (Vec::with_capacity(words.len() * wide), Vec::with_capacity(words.len()));
        for tokens in words.iter().filter(|tokens| !tokens.is_empty()) {
            let share = 1.0 / tokens.len() as f32;
            let mut row = vec![0.0; wide];
            let mut own = 0.0;
            for token in tokens {
                let from = *token as usize * wide;
                row.iter_mut().zip(table.get(from..from + wide)?).for_each(|(to, value)| *to += share * value);
                own += share * masked.bias.get(*token as usize)?;
            }
            rows.extend(row);
            bias.push(own);
        }
        if bias.len() != words.len() {
            return None;
        }
        let [dense, dense_bias, norm, norm_bias] = masked.transform.clone();
        let label = Tensor::new("cloze.label.weight", [words.len(), wide], rows);
        let label_bias = Tensor::new("cloze.label.bias", [1, words.len()], bias);
        let tensors = [dense, dense_bias, norm, norm_bias, label, label_bias];
        Some(Self { curve: masked.curve, epsilon: masked.epsilon, tensors })
    }

    /// Takes what each label has without any text from all that comes: words that are common anywhere are no sign (Zhao et al. 2021).
    pub fn without(&mut self, logits: &[f32]) {
        self.tensors[5].values.iter_mut().zip(logits).for_each(|(bias, logit)| *bias -= logit);
    }

    /// How well each label fits the gap of each text: a row of logits for each.
    #[must_use]
    pub fn logits(&self, read: Read<'_>, gaps: &[usize]) -> Vec<f32> {
        self.forward(&gathered(read, gaps)).logits
    }

    fn forward(&self, rows: &[f32]) -> Passed {
        let [dense, dense_bias, norm, norm_bias, label, label_bias] = &self.tensors;
        let wide = label.shape[1];
        let count = rows.len() / wide;
        let product = |weight: &Tensor, bias: &Tensor, rows: &[f32]| {
            let [out, wide] = weight.shape;
            let mut values = repeated(&bias.values, count);
            let to = Out { values: &mut values, row_step: out, adds: true };
            multiply(to, Matrix::new(rows, count, wide), Matrix::new(&weight.values, out, wide).turned(), 1.0);
            values
        };
        let straight = product(dense, dense_bias, rows);
        let mut normal = vec![0.0; straight.len()];
        bend(self.curve, &straight, &mut normal);
        let scales = normalise(&mut normal, wide, self.epsilon);
        let mut out = vec![0.0; normal.len()];
        stretch(&normal, &norm.values, &norm_bias.values, &mut out);
        let logits = product(label, label_bias, &out);
        Passed { straight, normal, scales, out, logits }
    }
}

/// What the way back needs.
struct Passed {
    straight: Vec<f32>,
    normal: Vec<f32>,
    scales: Vec<f32>,
    out: Vec<f32>,
    logits: Vec<f32>,
}

fn gathered(read: Read<'_>, gaps: &[usize]) -> Vec<f32> {
    let row = |(text, gap): (usize, &usize)| &read.text(text)[gap * read.wide..(gap + 1) * read.wide];
    gaps.iter().enumerate().flat_map(row).copied().collect()
}

impl Head for Cloze {
    type Target = Aim;

    fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    fn tensors_mut(&mut self) -> &mut [Tensor] {
        &mut self.tensors
    }

    fn loss(
        &self,
        read: Read<'_>,
        targets: &[&Aim],
        weight: f64,
        _word: u32,
        of_rows: &mut [f32],
        slopes: &mut Gradients,
    ) -> f64 {
        let gaps: Vec<usize> = targets.iter().map(|aim| aim.gap).collect();
        let rows = gathered(read, &gaps);
        let Passed { straight, normal, scales, out, logits: mut gradient } = self.forward(&rows);
        let [labels, wide] = self.tensors[4].shape;
        let count = targets.len();
        let mut loss = 0.0;
        for (row, aim) in gradient.chunks_exact_mut(labels).zip(targets) {
            shares(row, labels);
            loss -= (f64::from(row[aim.label]) + 1e-30).ln() / weight;
            row[aim.label] -= 1.0;
            row.iter_mut().for_each(|value| *value = (f64::from(*value) / weight) as f32);
        }
        let to_weight = |to: &mut [f32], after: &[f32], columns: usize, before: &[f32]| {
            let out = Out { values: to, row_step: wide, adds: true };
            multiply(out, Matrix::new(after, count, columns).turned(), Matrix::new(before, count, wide), 1.0);
        };
        let back = |after: &[f32], weight: &Tensor| {
            let mut before = vec![0.0; count * wide];
            let to = Out { values: &mut before, row_step: wide, adds: false };
            let [out, wide] = weight.shape;
            multiply(to, Matrix::new(after, count, out), Matrix::new(&weight.values, out, wide), 1.0);
            before
        };
        if let Some(to) = slopes.to_add(4) {
            to_weight(to, &gradient, labels, &out);
        }
        if let Some(to) = slopes.to_add(5) {
            add_rows(&gradient, to);
        }
        let mut inner = back(&gradient, &self.tensors[4]);
        let (mut of_norm, mut of_norm_bias) = (vec![0.0; wide], vec![0.0; wide]);
        let norm = &self.tensors[2].values;
        normalise_back(&mut inner, &normal, &scales, norm, Some(&mut of_norm), Some(&mut of_norm_bias));
        for (place, of) in [(2, &of_norm), (3, &of_norm_bias)] {
            if let Some(to) = slopes.to_add(place) {
                add(to, of);
            }
        }
        bend_back(self.curve, &straight, &mut inner);
        if let Some(to) = slopes.to_add(0) {
            to_weight(to, &inner, wide, &rows);
        }
        if let Some(to) = slopes.to_add(1) {
            add_rows(&inner, to);
        }
        let of_gathered = back(&inner, &self.tensors[0]);
        for ((text, gap), of) in gaps.iter().enumerate().zip(of_gathered.chunks_exact(wide)) {
            let start = read.batch.text(text).start + gap;
            add(&mut of_rows[start * wide..(start + 1) * wide], of);
        }
        loss
    }

    fn weight(&self, _: &Aim) -> f64 {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transformer::Batch;

    fn masked(wide: usize, vocabulary: usize, random: &mut SplitMix64) -> MaskedHead {
        let mut drawn = |name: &str, sides: [usize; 2]| Tensor::drawn(name, sides, 0.5, random);
        let mut norm = drawn("cloze.norm.weight", [1, wide]);
        norm.values.iter_mut().for_each(|value| *value += 1.0);
        let transform = [
            drawn("cloze.dense.weight", [wide, wide]),
            drawn("cloze.dense.bias", [1, wide]),
            norm,
            drawn("cloze.norm.bias", [1, wide]),
        ];
        let bias = drawn("bias", [1, vocabulary]).values;
        MaskedHead { transform, words: None, bias, curve: Curve::Gelu, epsilon: 1e-5 }
    }

    fn weights(random: &mut SplitMix64) -> Weights {
        let shape = Shape {
            layers: 1,
            hidden: 8,
            heads: 2,
            intermediate: 12,
            vocabulary: 11,
            positions: 9,
            first_position: 0,
            kinds: 0,
            epsilon: 1e-5,
            curve: Curve::Gelu,
            dropout: 0.0,
            attention_dropout: 0.0,
        };
        Weights::drawn(shape, random).unwrap()
    }

    #[test]
    fn each_gradient_is_a_slope() {
        let mut random = SplitMix64::new(5);
        let masked = masked(8, 11, &mut random);
        let mut head = Cloze::of(&masked, &weights(&mut random), &[vec![1, 4], vec![2], vec![3]]).unwrap();
        let mut batch = Batch::new();
        batch.push(&[1, 2, 3]);
        batch.push(&[4, 5]);
        let mut rows: Vec<f32> = (0..40).map(|_| random.next_normal() as f32).collect();
        let aims = [Aim { gap: 1, label: 2 }, Aim { gap: 0, label: 0 }];
        let targets: Vec<&Aim> = aims.iter().collect();
        let loss = |head: &Cloze, rows: &[f32]| {
            let mut slopes = Gradients::of(head.tensors());
            let mut of_rows = vec![0.0; rows.len()];
            let read = Read { batch: &batch, rows, wide: 8 };
            (head.loss(read, &targets, 2.0, 0, &mut of_rows, &mut slopes), of_rows, slopes)
        };
        let (_, of_rows, slopes) = loss(&head, &rows);
        let width = 4e-3_f32;
        let near = |up: f64, down: f64, found: f32, what: &str| {
            let slope = (up - down) / (2.0 * f64::from(width));
            assert!((slope - f64::from(found)).abs() < 3e-3 + 0.02 * slope.abs(), "{what}: {found}, not {slope}");
        };
        for place in 0..rows.len() {
            rows[place] += width;
            let up = loss(&head, &rows).0;
            rows[place] -= 2.0 * width;
            let down = loss(&head, &rows).0;
            rows[place] += width;
            near(up, down, of_rows[place], "rows");
        }
        for tensor in 0..6 {
            for value in 0..head.tensors()[tensor].values.len() {
                let mut at = |by: f32| {
                    head.tensors_mut()[tensor].values[value] += by;
                    let found = loss(&head, &rows).0;
                    head.tensors_mut()[tensor].values[value] -= by;
                    found
                };
                let (up, down) = (at(width), at(-width));
                near(up, down, slopes.get(tensor)[value], &head.tensors()[tensor].name);
            }
        }
    }

    #[test]
    fn what_is_said_without_a_text_is_taken_away_and_words_that_are_none_are_refused() {
        let mut random = SplitMix64::new(6);
        let (masked, weights) = (masked(8, 11, &mut random), weights(&mut random));
        assert!(Cloze::of(&masked, &weights, &[vec![1], vec![11]]).is_none());
        assert!(Cloze::of(&masked, &weights, &[vec![1], vec![]]).is_none());
        let mut head = Cloze::of(&masked, &weights, &[vec![1], vec![2]]).unwrap();
        let mut batch = Batch::new();
        batch.push(&[1]);
        let rows: Vec<f32> = (0..8).map(|place| place as f32 / 8.0).collect();
        let read = Read { batch: &batch, rows: &rows, wide: 8 };
        let before = head.logits(read, &[0]);
        head.without(&before);
        assert!(head.logits(read, &[0]).iter().all(|logit| logit.abs() < 1e-5));
    }
}
