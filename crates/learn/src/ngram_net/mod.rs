//! What does a sentence mean, as one row of numbers? A small net of convolutions over two, three and five tokens: the "convolutional" kind of the multilingual universal sentence
//! encoder (Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval").
//!
//! ```text
//! tokens ─> table ─> x ┬─ 2 tokens ─┐                                                  ┌───────────────┐
//!                      ├─ 3 tokens ─┼─> [x | 2 | 3 | 5] ─normal─> dense ─> sum / √count ─> block ─> block ─> tanh, length 1
//!                      └─ 5 tokens ─┘
//! order n:  h = normal(project x);  a = relu(around(h)) + h;  out = relu(around(a)) + a        around: n tokens side by side, zeros beyond the ends
//! block:    relu(dense(relu(dense v)) + project v), the last one with tanh in place of its outer relu
//! ```
//!
//! It is asked, not trained. The table of tokens stays in 8 bits, as it is ten times as large as all the rest; other weights are read as single numbers.

mod weights;

use crate::transformer::matmul::{Matrix, Out, multiply};

pub use weights::{NgramNet, NgramNetFault, Quantised, Stored};

use weights::{Order, Table};

/// What is added under a root while normalising.
const EPSILON: f32 = 1e-12;

impl NgramNet {
    /// Numbers of a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.blocks[1].second.columns
    }

    /// How many tokens its table has.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.table.rows()
    }

    /// All its numbers.
    #[must_use]
    pub fn numbers(&self) -> usize {
        let dense = |dense: &weights::Dense| dense.values.len();
        let orders = self.orders.iter().map(|order| {
            dense(&order.project)
                + order.bias.len()
                + order.normal.len() * 2
                + order.around.iter().map(|around| dense(around) + around.columns).sum::<usize>()
        });
        let blocks = self.blocks.iter().map(|block| dense(&block.first) + dense(&block.second) + dense(&block.around));
        self.tokens() * self.table.wide
            + orders.sum::<usize>()
            + self.normal.len() * 2
            + dense(&self.dense)
            + self.bias.len()
            + blocks.sum::<usize>()
    }

    /// The row of a text of these tokens, of length one. Tokens beyond the table are passed over; without any token all is nought.
    #[must_use]
    pub fn row(&self, tokens: &[u32]) -> Vec<f32> {
        let mut rows = Vec::with_capacity(tokens.len() * self.table.wide);
        for token in tokens {
            self.table.push(*token as usize, &mut rows);
        }
        let count = rows.len() / self.table.wide;
        if count == 0 {
            return vec![0.0; self.width()];
        }
        let wide = self.normal.len();
        let mut side = vec![0.0; count * wide];
        put(&mut side, wide, 0, &rows, self.table.wide);
        let mut from = self.table.wide;
        for order in &self.orders {
            let out = order.read(&rows, count);
            put(&mut side, wide, from, &out, order.normal.len());
            from += order.normal.len();
        }
        normalise(&mut side, &self.normal, &self.shift);
        let token_rows = self.dense.times(&side, count);
        let columns = self.dense.columns;
        // The bias of each token is summed like all else.
        let mut sum: Vec<f32> = self.bias.iter().map(|bias| bias * count as f32).collect();
        for row in token_rows.chunks_exact(columns) {
            sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        let root = (count as f32).sqrt();
        sum.iter_mut().for_each(|value| *value /= root);
        let [first, last] = &self.blocks;
        let mut value = first.read(&sum);
        value.iter_mut().for_each(|value| *value = value.max(0.0));
        let mut row = last.read(&value);
        row.iter_mut().for_each(|value| *value = value.tanh());
        let length = row.iter().map(|value| value * value).sum::<f32>().max(EPSILON).sqrt();
        row.iter_mut().for_each(|value| *value /= length);
        row
    }
}

impl Table {
    fn rows(&self) -> usize {
        self.shards.iter().map(|shard| shard.values.len() / self.wide).sum()
    }

    /// Adds the row of a token. Tokens are dealt out over the shards in turn.
    fn push(&self, token: usize, rows: &mut Vec<f32>) {
        let shard = &self.shards[token % self.shards.len()];
        let from = token / self.shards.len() * self.wide;
        if let Some(row) = shard.values.get(from..from + self.wide) {
            rows.extend(row.iter().map(|value| shard.number(*value)));
        }
    }
}

impl Order {
    /// What this many tokens side by side say, token by token.
    fn read(&self, rows: &[f32], count: usize) -> Vec<f32> {
        let wide = self.normal.len();
        let mut before = self.project.times(rows, count);
        before
            .chunks_exact_mut(wide)
            .for_each(|row| row.iter_mut().zip(&self.bias).for_each(|(value, bias)| *value += bias));
        normalise(&mut before, &self.normal, &self.shift);
        for (around, bias) in self.around.iter().zip(&self.around_bias) {
            let windows = windows(&before, wide, self.tokens);
            let after = around.times(&windows, count);
            for (row, after) in before.chunks_exact_mut(wide).zip(after.chunks_exact(wide)) {
                for ((value, after), bias) in row.iter_mut().zip(after).zip(bias) {
                    *value += (after + bias).max(0.0);
                }
            }
        }
        before
    }
}

impl weights::Block {
    /// Without the outer curve.
    fn read(&self, value: &[f32]) -> Vec<f32> {
        let mut inner = self.first.times(value, 1);
        inner.iter_mut().for_each(|value| *value = value.max(0.0));
        let mut out = self.second.times(&inner, 1);
        out.iter_mut().zip(self.around.times(value, 1)).for_each(|(out, around)| *out += around);
        out
    }
}

impl weights::Dense {
    fn times(&self, rows: &[f32], count: usize) -> Vec<f32> {
        let inner = self.values.len() / self.columns;
        let mut out = vec![0.0; count * self.columns];
        multiply(
            Out { values: &mut out, row_step: self.columns, adds: false },
            Matrix::new(rows, count, inner),
            Matrix::new(&self.values, inner, self.columns),
            1.0,
        );
        out
    }
}

/// For each row the rows around it side by side, with zeros beyond the ends; of an even number the one more stands behind.
fn windows(rows: &[f32], wide: usize, tokens: usize) -> Vec<f32> {
    let count = rows.len() / wide;
    let before = (tokens - 1) / 2;
    let mut out = vec![0.0; count * tokens * wide];
    for (place, window) in out.chunks_exact_mut(tokens * wide).enumerate() {
        for (at, cell) in window.chunks_exact_mut(wide).enumerate() {
            let from = (place + at).checked_sub(before).filter(|from| *from < count);
            if let Some(from) = from {
                cell.copy_from_slice(&rows[from * wide..(from + 1) * wide]);
            }
        }
    }
    out
}

/// Each row made free of its mean and spread, then stretched and shifted.
fn normalise(rows: &mut [f32], stretch: &[f32], shift: &[f32]) {
    let wide = stretch.len();
    for row in rows.chunks_exact_mut(wide) {
        let mean = row.iter().sum::<f32>() / wide as f32;
        let spread = row.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() / wide as f32;
        let scale = 1.0 / (spread + EPSILON).sqrt();
        for (value, (stretch, shift)) in row.iter_mut().zip(stretch.iter().zip(shift)) {
            *value = (*value - mean) * scale * stretch + shift;
        }
    }
}

/// Puts narrow rows into wide ones, from a column on.
fn put(wide_rows: &mut [f32], wide: usize, from: usize, rows: &[f32], narrow: usize) {
    for (out, row) in wide_rows.chunks_exact_mut(wide).zip(rows.chunks_exact(narrow)) {
        out[from..from + narrow].copy_from_slice(row);
    }
}

#[cfg(test)]
mod tests {
    use super::weights::tests::small;
    use super::*;

    #[test]
    fn a_window_holds_what_stands_around_and_zeros_beyond_the_ends() {
        let rows = [1.0, 2.0, 3.0];
        assert_eq!(windows(&rows, 1, 2), [1.0, 2.0, 2.0, 3.0, 3.0, 0.0]);
        assert_eq!(windows(&rows, 1, 3), [0.0, 1.0, 2.0, 1.0, 2.0, 3.0, 2.0, 3.0, 0.0]);
        assert_eq!(windows(&[1.0, 2.0], 1, 5), [0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0]);
    }

    #[test]
    fn rows_have_length_one_order_counts_and_odd_tokens_are_passed_over() {
        let net = small();
        let length = |row: &[f32]| row.iter().map(|value| value * value).sum::<f32>().sqrt();
        let (one, other) = (net.row(&[1, 2, 3, 4]), net.row(&[4, 3, 2, 1]));
        assert_eq!((one.len(), net.width()), (4, 4));
        assert!((length(&one) - 1.0).abs() < 1e-5 && (length(&other) - 1.0).abs() < 1e-5);
        assert!(one.iter().zip(&other).any(|(one, other)| (one - other).abs() > 1e-3), "{one:?} {other:?}");
        assert_eq!(net.row(&[1, 2, 3, 4, 9_999]), one);
        assert!(net.row(&[]).iter().all(|value| *value == 0.0));
        assert!(net.row(&vec![3; 5_000]).iter().all(|value| value.is_finite()));
    }

    /// The same by the definition, number by number, for one order of two tokens.
    #[test]
    fn an_order_is_that_of_its_definition() {
        let net = small();
        let order = &net.orders[0];
        let (wide, inner) = (order.normal.len(), net.table.wide);
        let mut rows = Vec::new();
        [5, 2].iter().for_each(|token| net.table.push(*token, &mut rows));
        let mut h = vec![vec![0.0_f32; wide]; 2];
        for (row, h) in rows.chunks_exact(inner).zip(&mut h) {
            for (column, value) in h.iter_mut().enumerate() {
                *value = order.bias[column]
                    + (0..inner).map(|k| row[k] * order.project.values[k * wide + column]).sum::<f32>();
            }
            let mean = h.iter().sum::<f32>() / wide as f32;
            let spread = h.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / wide as f32;
            for (column, value) in h.iter_mut().enumerate() {
                *value = (*value - mean) / spread.sqrt() * order.normal[column] + order.shift[column];
            }
        }
        for layer in 0..2 {
            let before = h.clone();
            for place in 0..2 {
                for column in 0..wide {
                    let mut sum = order.around_bias[layer][column];
                    for k in 0..wide {
                        sum += before[place][k] * order.around[layer].values[k * wide + column];
                        if place == 0 {
                            sum += before[1][k] * order.around[layer].values[(wide + k) * wide + column];
                        }
                    }
                    h[place][column] += sum.max(0.0);
                }
            }
        }
        let found = order.read(&rows, 2);
        assert!(found.iter().zip(h.concat()).all(|(one, other)| (one - other).abs() < 1e-4), "{found:?} {h:?}");
    }
}
