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

    /// The rows of texts of these tokens, each of length one, one behind the other. Tokens beyond the table are passed over; without any token all is nought.
    #[must_use]
    pub fn rows<T: AsRef<[u32]>>(&self, texts: &[T]) -> Vec<f32> {
        let mut tokens = Vec::new();
        let mut counts = Vec::with_capacity(texts.len());
        for text in texts {
            let before = tokens.len();
            text.as_ref().iter().for_each(|token| self.table.push(*token as usize, &mut tokens));
            counts.push((tokens.len() - before) / self.table.wide);
        }
        let count = tokens.len() / self.table.wide;
        let wide = self.normal.len();
        let mut side = vec![0.0; count * wide];
        put(&mut side, wide, 0, &tokens, self.table.wide);
        let mut from = self.table.wide;
        for order in &self.orders {
            put(&mut side, wide, from, &order.read(&tokens, &counts), order.normal.len());
            from += order.normal.len();
        }
        normalise(&mut side, &self.normal, &self.shift);
        let sums = self.sums(&self.dense.times(&side, count), &counts);
        let [first, last] = &self.blocks;
        let mut value = first.read(&sums, counts.len());
        value.iter_mut().for_each(|value| *value = value.max(0.0));
        let mut rows = last.read(&value, counts.len());
        for (row, count) in rows.chunks_exact_mut(self.width()).zip(&counts) {
            row.iter_mut().for_each(|value| *value = if *count == 0 { 0.0 } else { value.tanh() });
            let length = row.iter().map(|value| value * value).sum::<f32>().max(EPSILON).sqrt();
            row.iter_mut().for_each(|value| *value /= length);
        }
        rows
    }

    /// The tokens of each text summed, with the bias of each, over the root of their number.
    fn sums(&self, tokens: &[f32], counts: &[usize]) -> Vec<f32> {
        let columns = self.dense.columns;
        let mut sums = vec![0.0; counts.len() * columns];
        let mut rest = tokens;
        for (sum, count) in sums.chunks_exact_mut(columns).zip(counts) {
            let (own, behind) = rest.split_at(count * columns);
            rest = behind;
            for row in own.chunks_exact(columns) {
                sum.iter_mut().zip(row.iter().zip(&self.bias)).for_each(|(sum, (value, bias))| *sum += value + bias);
            }
            let root = (*count).max(1) as f32;
            sum.iter_mut().for_each(|value| *value /= root.sqrt());
        }
        sums
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
    /// What this many tokens side by side say, token by token, of texts of so many tokens each.
    fn read(&self, rows: &[f32], counts: &[usize]) -> Vec<f32> {
        let (wide, count) = (self.normal.len(), counts.iter().sum());
        let mut before = self.project.times(rows, count);
        before
            .chunks_exact_mut(wide)
            .for_each(|row| row.iter_mut().zip(&self.bias).for_each(|(value, bias)| *value += bias));
        normalise(&mut before, &self.normal, &self.shift);
        for (around, bias) in self.around.iter().zip(&self.around_bias) {
            let windows = windows(&before, wide, self.tokens, counts);
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
    fn read(&self, values: &[f32], count: usize) -> Vec<f32> {
        let mut inner = self.first.times(values, count);
        inner.iter_mut().for_each(|value| *value = value.max(0.0));
        let mut out = self.second.times(&inner, count);
        out.iter_mut().zip(self.around.times(values, count)).for_each(|(out, around)| *out += around);
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

/// For each row the rows of its text around it side by side, with zeros beyond the ends; of an even number the one more stands behind.
fn windows(rows: &[f32], wide: usize, tokens: usize, counts: &[usize]) -> Vec<f32> {
    let before = (tokens - 1) / 2;
    let mut out = vec![0.0; rows.len() * tokens];
    let mut begin = 0;
    for count in counts {
        let text = &rows[begin * wide..(begin + count) * wide];
        let windows = out[begin * tokens * wide..].chunks_exact_mut(tokens * wide).take(*count);
        for (place, window) in windows.enumerate() {
            for (at, cell) in window.chunks_exact_mut(wide).enumerate() {
                let from = (place + at).checked_sub(before).filter(|from| from < count);
                if let Some(from) = from {
                    cell.copy_from_slice(&text[from * wide..(from + 1) * wide]);
                }
            }
        }
        begin += count;
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
        assert_eq!(windows(&rows, 1, 2, &[3]), [1.0, 2.0, 2.0, 3.0, 3.0, 0.0]);
        assert_eq!(windows(&rows, 1, 3, &[3]), [0.0, 1.0, 2.0, 1.0, 2.0, 3.0, 2.0, 3.0, 0.0]);
        assert_eq!(windows(&rows, 1, 2, &[2, 0, 1]), [1.0, 2.0, 2.0, 0.0, 3.0, 0.0], "texts end where they end");
        assert_eq!(windows(&[1.0, 2.0], 1, 5, &[2]), [0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0]);
    }

    #[test]
    fn rows_have_length_one_order_counts_and_odd_tokens_are_passed_over() {
        let net = small();
        let length = |row: &[f32]| row.iter().map(|value| value * value).sum::<f32>().sqrt();
        let row = |tokens: &[u32]| net.rows(&[tokens]);
        let (one, other) = (row(&[1, 2, 3, 4]), row(&[4, 3, 2, 1]));
        assert_eq!((one.len(), net.width()), (4, 4));
        assert!((length(&one) - 1.0).abs() < 1e-5 && (length(&other) - 1.0).abs() < 1e-5);
        assert!(one.iter().zip(&other).any(|(one, other)| (one - other).abs() > 1e-3), "{one:?} {other:?}");
        assert_eq!(row(&[1, 2, 3, 4, 9_999]), one);
        assert!(row(&[]).iter().all(|value| *value == 0.0));
        let all: [&[u32]; 4] = [&[1, 2, 3, 4], &[], &[7], &[4, 3, 2, 1]];
        let together = net.rows(&all);
        let apart: Vec<f32> = all.iter().flat_map(|tokens| row(tokens)).collect();
        assert!(together.iter().zip(&apart).all(|(one, other)| (one - other).abs() < 1e-5), "{together:?} {apart:?}");
        assert_eq!(together.len(), 16);
        assert!(row(&vec![3; 5_000]).iter().all(|value| value.is_finite()));
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
            let weight = |row: usize, column: usize| order.around[layer].values[row * wide + column];
            for (place, row) in h.iter_mut().enumerate() {
                for (column, value) in row.iter_mut().enumerate() {
                    let own = |of: &[f32], from: usize| -> f32 {
                        of.iter().enumerate().map(|(k, value)| value * weight(from + k, column)).sum()
                    };
                    let behind = if place == 0 { own(&before[1], wide) } else { 0.0 };
                    let sum = order.around_bias[layer][column] + own(&before[place], 0) + behind;
                    *value += sum.max(0.0);
                }
            }
        }
        let found = order.read(&rows, &[2]);
        assert!(found.iter().zip(h.concat()).all(|(one, other)| (one - other).abs() < 1e-4), "{found:?} {h:?}");
    }
}
