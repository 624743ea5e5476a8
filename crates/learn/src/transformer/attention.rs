//! Each token looks at all tokens of its text: forward and backward.
//!
//! Vaswani et al. 2017, 3.2: with `q`, `k`, `v` the rows of one head and `d` their width, `shares = softmax(q k' / sqrt(d))` and `context = shares v`.
//! Prefix tuning (Li and Liang 2021) lets rows of keys and values that belong to no token stand before those of the text.

use std::borrow::Cow;

use super::matmul::{Matrix, Out, multiply};
use super::rows::{LeftOut, add, shares, shares_back};
use super::{Batch, Shape};

/// What goes in, row by row of `hidden` numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inputs<'a> {
    pub(super) query: &'a [f32],
    pub(super) key: &'a [f32],
    pub(super) value: &'a [f32],
    /// Keys and values that stand before those of each text.
    pub(super) prefix: Option<[&'a [f32]; 2]>,
}

impl Inputs<'_> {
    /// Rows that stand before each text.
    fn before(&self, wide: usize) -> usize {
        self.prefix.map_or(0, |[keys, _]| keys.len() / wide)
    }

    /// Keys (0) or values (1) of one text, with what stands before them.
    fn rows<'b>(&'b self, which: usize, places: std::ops::Range<usize>) -> Cow<'b, [f32]> {
        let own = &[self.key, self.value][which][places];
        match self.prefix {
            Some(prefix) => Cow::Owned([prefix[which], own].concat()),
            None => Cow::Borrowed(own),
        }
    }
}

/// The context of each token, and the shares of all texts and heads one behind the other.
pub(super) fn attend(inputs: Inputs<'_>, batch: &Batch, shape: &Shape, left_out: LeftOut) -> (Vec<f32>, Vec<f32>) {
    let (wide, head, before) = (shape.hidden, shape.head(), inputs.before(shape.hidden));
    let mut kept = vec![0.0; batch.texts().map(|text| shape.heads * text.len() * (text.len() + before)).sum()];
    let mut from = 0;
    for text in batch.texts() {
        let (rows, all) = (text.len(), text.len() + before);
        let keys = inputs.rows(0, text.start * wide..text.end * wide);
        for of in 0..shape.heads {
            let query = Matrix::part(&inputs.query[text.start * wide + of * head..], rows, head, wide);
            let key = Matrix::part(&keys[of * head..], all, head, wide);
            let out = Out { values: &mut kept[from + of * rows * all..], row_step: all, adds: false };
            multiply(out, query, key.turned(), scale(shape));
        }
        let places = from..from + shape.heads * rows * all;
        shares(&mut kept[places.clone()], all);
        from = places.end;
    }
    let mut context = vec![0.0; inputs.query.len()];
    let dropped = thinned(&kept, left_out);
    let mut from = 0;
    for text in batch.texts() {
        let (rows, all) = (text.len(), text.len() + before);
        let values = inputs.rows(1, text.start * wide..text.end * wide);
        for of in 0..shape.heads {
            let shares = Matrix::new(&dropped[from..], rows, all);
            let value = Matrix::part(&values[of * head..], all, head, wide);
            let out = Out { values: &mut context[text.start * wide + of * head..], row_step: wide, adds: false };
            multiply(out, shares, value, 1.0);
            from += rows * all;
        }
    }
    drop(dropped);
    (context, kept)
}

fn scale(shape: &Shape) -> f32 {
    1.0 / (shape.head() as f32).sqrt()
}

fn thinned(kept: &[f32], left_out: LeftOut) -> Cow<'_, [f32]> {
    if left_out.share <= 0.0 {
        return Cow::Borrowed(kept);
    }
    let mut dropped = kept.to_vec();
    left_out.apply(&mut dropped);
    Cow::Owned(dropped)
}

/// Gradients of queries, keys and values, and of what stands before them.
#[derive(Debug)]
pub(super) struct Back {
    pub(super) query: Vec<f32>,
    pub(super) key: Vec<f32>,
    pub(super) value: Vec<f32>,
    pub(super) prefix: Option<[Vec<f32>; 2]>,
}

/// The way back through [`attend`].
pub(super) fn attend_back(
    gradient: &[f32],
    inputs: Inputs<'_>,
    kept: &[f32],
    batch: &Batch,
    shape: &Shape,
    left_out: LeftOut,
) -> Back {
    let (wide, head, before) = (shape.hidden, shape.head(), inputs.before(shape.hidden));
    let zeros = || vec![0.0; inputs.query.len()];
    let mut back = Back {
        query: zeros(),
        key: zeros(),
        value: zeros(),
        prefix: inputs.prefix.map(|prefix| prefix.map(|rows| vec![0.0; rows.len()])),
    };
    let dropped = thinned(kept, left_out);
    let mut of_shares = vec![0.0; kept.len()];
    let mut from = 0;
    for text in batch.texts() {
        let (rows, all, first) = (text.len(), text.len() + before, text.start * wide);
        let values = inputs.rows(1, first..text.end * wide);
        let mut of_values = vec![0.0; all * wide];
        for of in 0..shape.heads {
            let gradient = Matrix::part(&gradient[first + of * head..], rows, head, wide);
            let value = Matrix::part(&values[of * head..], all, head, wide);
            let out = Out { values: &mut of_shares[from..], row_step: all, adds: false };
            multiply(out, gradient, value.turned(), 1.0);
            let shares = Matrix::new(&dropped[from..], rows, all);
            let out = Out { values: &mut of_values[of * head..], row_step: wide, adds: false };
            multiply(out, shares.turned(), gradient, 1.0);
            from += rows * all;
        }
        back.take(1, &of_values, before * wide, first);
    }
    left_out.apply(&mut of_shares);
    let mut from = 0;
    for text in batch.texts() {
        let (rows, all, first) = (text.len(), text.len() + before, text.start * wide);
        let places = from..from + shape.heads * rows * all;
        shares_back(&mut of_shares[places.clone()], &kept[places.clone()], all);
        let keys = inputs.rows(0, first..text.end * wide);
        let mut of_keys = vec![0.0; all * wide];
        for of in 0..shape.heads {
            let of_scores = Matrix::new(&of_shares[from + of * rows * all..], rows, all);
            let key = Matrix::part(&keys[of * head..], all, head, wide);
            let query = Matrix::part(&inputs.query[first + of * head..], rows, head, wide);
            let out = Out { values: &mut back.query[first + of * head..], row_step: wide, adds: false };
            multiply(out, of_scores, key, scale(shape));
            let out = Out { values: &mut of_keys[of * head..], row_step: wide, adds: false };
            multiply(out, of_scores.turned(), query, scale(shape));
        }
        back.take(0, &of_keys, before * wide, first);
        from = places.end;
    }
    back
}

impl Back {
    /// Takes up the gradient of all keys (0) or values (1) of one text: what stands before it is shared by all texts.
    fn take(&mut self, which: usize, rows: &[f32], before: usize, first: usize) {
        let (shared, own) = rows.split_at(before);
        if let Some(prefix) = &mut self.prefix {
            add(&mut prefix[which], shared);
        }
        let to = if which == 0 { &mut self.key } else { &mut self.value };
        to[first..first + own.len()].copy_from_slice(own);
    }
}
