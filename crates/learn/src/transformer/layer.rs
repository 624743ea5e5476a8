//! One layer: attention and a feed-forward part, each added to what came in and normalised; forward and backward.
//!
//! ```text
//! middle = norm(x + attention(x))      out = norm(middle + down(curve(up(middle))))
//! ```

use super::additions::{Adapted, Additions};
use super::attention::{Inputs, attend, attend_back};
use super::matmul::{Matrix, Out, multiply};
use super::rows::{LeftOut, add, add_rows, bend, bend_back, normalise, normalise_back, repeated, stretch};
use super::weights::{Product, Weights, last_norm, middle_norm, product};
use super::{Batch, Gradients};

/// Gradients of the encoder and of what stands beside it.
#[derive(Debug)]
pub(super) struct Slopes<'a> {
    pub(super) weights: &'a mut Gradients,
    pub(super) added: &'a mut Gradients,
}

/// Which layer of which encoder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer<'a> {
    pub(super) weights: &'a Weights,
    pub(super) added: &'a Additions,
    pub(super) place: usize,
    /// Share that is left out, and a word for this step; `None` when nothing is trained.
    pub(super) training: Option<u32>,
}

/// What the way back needs.
#[derive(Debug)]
pub(super) struct Kept {
    x: Vec<f32>,
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    shares: Vec<f32>,
    context: Vec<f32>,
    middle: Normal,
    raw: Vec<f32>,
    bent: Vec<f32>,
    last: Normal,
    adapted: [Option<Adapted>; 2],
}

/// Normalised rows, before they are stretched.
#[derive(Debug)]
struct Normal {
    rows: Vec<f32>,
    scales: Vec<f32>,
}

impl<'a> Layer<'a> {
    /// What comes out, and what the way back needs.
    pub(super) fn forward(self, x: Vec<f32>, batch: &Batch) -> (Vec<f32>, Kept) {
        let shape = self.weights.shape();
        let [query, key, value] = [Product::Query, Product::Key, Product::Value].map(|one| self.project(one, &x));
        let inputs = Inputs { query: &query, key: &key, value: &value, prefix: self.added.prefix(self.place) };
        let (context, shares) = attend(inputs, batch, shape, self.left_out(0));
        let mut attended = self.project(Product::Out, &context);
        self.left_out(1).apply(&mut attended);
        let attention_adapted = self.added.adapt(self.place, 0, &mut attended);
        add(&mut attended, &x);
        let (middle, middle_normal) = self.norm(attended, middle_norm(self.place));
        let raw = self.project(Product::Up, &middle);
        let mut bent = vec![0.0; raw.len()];
        bend(shape.curve, &raw, &mut bent);
        let mut fed = self.project(Product::Down, &bent);
        self.left_out(2).apply(&mut fed);
        let output_adapted = self.added.adapt(self.place, 1, &mut fed);
        add(&mut fed, &middle);
        let (out, last) = self.norm(fed, last_norm(self.place));
        let adapted = [attention_adapted, output_adapted];
        (out, Kept { x, query, key, value, shares, context, middle: middle_normal, raw, bent, last, adapted })
    }

    /// The way back: the gradient of what came out becomes that of what went in.
    pub(super) fn back(self, kept: &Kept, mut gradient: Vec<f32>, batch: &Batch, slopes: &mut Slopes<'_>) -> Vec<f32> {
        let shape = self.weights.shape();
        self.norm_back(&kept.last, &mut gradient, last_norm(self.place), slopes);
        let mut fed = gradient.clone();
        if let Some(adapted) = &kept.adapted[1] {
            self.added.adapt_back(adapted, &mut fed, slopes.added);
        }
        self.left_out(2).apply(&mut fed);
        let mut bent = vec![0.0; kept.bent.len()];
        self.project_back(Product::Down, &kept.bent, &fed, &mut bent, slopes);
        bend_back(shape.curve, &kept.raw, &mut bent);
        let middle = self.stretched(&kept.middle, middle_norm(self.place));
        self.project_back(Product::Up, &middle, &bent, &mut gradient, slopes);
        self.norm_back(&kept.middle, &mut gradient, middle_norm(self.place), slopes);
        let mut attended = gradient.clone();
        if let Some(adapted) = &kept.adapted[0] {
            self.added.adapt_back(adapted, &mut attended, slopes.added);
        }
        self.left_out(1).apply(&mut attended);
        let mut context = vec![0.0; kept.context.len()];
        self.project_back(Product::Out, &kept.context, &attended, &mut context, slopes);
        let prefix = self.added.prefix(self.place);
        let inputs = Inputs { query: &kept.query, key: &kept.key, value: &kept.value, prefix };
        let back = attend_back(&context, inputs, &kept.shares, batch, shape, self.left_out(0));
        for (one, of) in [(Product::Query, &back.query), (Product::Key, &back.key), (Product::Value, &back.value)] {
            self.project_back(one, &kept.x, of, &mut gradient, slopes);
        }
        if let Some(of) = back.prefix {
            self.added.take_prefix(self.place, of, slopes.added);
        }
        gradient
    }

    /// `W x + b` for each row, and what stands beside it.
    fn project(self, which: Product, x: &[f32]) -> Vec<f32> {
        let [outer, inner] = which.sides(self.weights.shape());
        let (place, rows) = (product(self.place, which), x.len() / inner);
        let mut out = repeated(self.weights.values(place + 1), rows);
        let weight = Matrix::new(self.weights.values(place), outer, inner);
        let to = Out { values: &mut out, row_step: outer, adds: true };
        multiply(to, Matrix::new(x, rows, inner), weight.turned(), 1.0);
        if let Some(low) = self.added.low_rank(self.place, which) {
            self.added.add_low_rank(low, x, &mut out);
        }
        out
    }

    /// The way back through [`Self::project`]; adds to the gradient of `x`.
    fn project_back(self, which: Product, x: &[f32], gradient: &[f32], of_x: &mut [f32], slopes: &mut Slopes<'_>) {
        let [outer, inner] = which.sides(self.weights.shape());
        let (place, rows) = (product(self.place, which), x.len() / inner);
        let after = Matrix::new(gradient, rows, outer);
        if let Some(of) = slopes.weights.to_add(place) {
            let to = Out { values: of, row_step: inner, adds: true };
            multiply(to, after.turned(), Matrix::new(x, rows, inner), 1.0);
        }
        if let Some(of) = slopes.weights.to_add(place + 1) {
            add_rows(gradient, of);
        }
        if let Some(low) = self.added.low_rank(self.place, which) {
            self.added.low_rank_back(low, x, gradient, of_x, slopes.added);
        }
        let to = Out { values: of_x, row_step: inner, adds: true };
        multiply(to, after, Matrix::new(self.weights.values(place), outer, inner), 1.0);
    }

    fn norm(self, mut rows: Vec<f32>, place: usize) -> (Vec<f32>, Normal) {
        let shape = self.weights.shape();
        let scales = normalise(&mut rows, shape.hidden, shape.epsilon);
        let normal = Normal { rows, scales };
        (self.stretched(&normal, place), normal)
    }

    fn stretched(self, normal: &Normal, place: usize) -> Vec<f32> {
        let mut out = vec![0.0; normal.rows.len()];
        stretch(&normal.rows, self.weights.values(place), self.weights.values(place + 1), &mut out);
        out
    }

    fn norm_back(self, normal: &Normal, gradient: &mut [f32], place: usize, slopes: &mut Slopes<'_>) {
        let weight = self.weights.values(place);
        let mut of = [vec![0.0; weight.len()], vec![0.0; weight.len()]];
        let [of_weight, of_bias] = &mut of;
        normalise_back(gradient, &normal.rows, &normal.scales, weight, Some(of_weight), Some(of_bias));
        for (behind, of) in of.iter().enumerate() {
            if let Some(to) = slopes.weights.to_add(place + behind) {
                add(to, of);
            }
        }
    }

    /// What is left out of attention (0), after it (1), after the feed-forward part (2).
    fn left_out(self, part: u32) -> LeftOut {
        let shape = self.weights.shape();
        let share = if part == 0 { shape.attention_dropout } else { shape.dropout };
        match self.training {
            Some(word) => {
                LeftOut { share, word: word.wrapping_add(part + 3 * self.place as u32).wrapping_mul(0x9e37_79b9) }
            }
            None => LeftOut { share: 0.0, word: 0 },
        }
    }
}
