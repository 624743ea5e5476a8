//! Texts of one label close together, those of other labels far apart: learning from a handful of texts.
//!
//! Supervised contrastive loss (Khosla et al. 2020, 3.2.2, `L_out`) over pooled rows of length one: with `z_i z_j / t` how close two texts of the batch are, for each text `i`
//! the mean over the others `p` of its label of `-ln (exp(z_i z_p / t) / sum over a != i of exp(z_i z_a / t))`. A text without another of its label says nothing.

use std::collections::BTreeMap;

use super::labels::Pooling;
use super::{Head, Read};
use crate::SplitMix64;
use crate::transformer::{Gradients, Tensor};

/// Texts of one label are drawn together.
#[derive(Clone, Debug, PartialEq)]
pub struct Closeness {
    /// The row for a text.
    pub pooling: Pooling,
    /// `t`: the smaller, the more the hardest neighbours count.
    pub temperature: f32,
}

impl Closeness {
    /// Rows of length one, and the lengths that they had.
    #[must_use]
    pub fn unit(mut pooled: Vec<f32>, wide: usize) -> (Vec<f32>, Vec<f32>) {
        let lengths = pooled.chunks_exact_mut(wide).map(|row| {
            let length = row.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-12);
            row.iter_mut().for_each(|value| *value /= length);
            length
        });
        let lengths = lengths.collect();
        (pooled, lengths)
    }
}

impl Head for Closeness {
    type Target = usize;

    fn tensors(&self) -> &[Tensor] {
        &[]
    }

    fn tensors_mut(&mut self) -> &mut [Tensor] {
        &mut []
    }

    fn loss(
        &self,
        read: Read<'_>,
        targets: &[&usize],
        weight: f64,
        _word: u32,
        of_rows: &mut [f32],
        _slopes: &mut Gradients,
    ) -> f64 {
        let wide = read.wide;
        let (unit, lengths) = Self::unit(self.pooling.pool(read), wide);
        let row = |text: usize| &unit[text * wide..(text + 1) * wide];
        let texts = targets.len();
        let mut of_unit = vec![0.0_f32; unit.len()];
        let mut loss = 0.0;
        for text in 0..texts {
            let alike = |other: usize| other != text && targets[other] == targets[text];
            let partners = (0..texts).filter(|other| alike(*other)).count();
            if partners == 0 {
                continue;
            }
            let closeness = |other: usize| {
                let product: f32 = row(text).iter().zip(row(other)).map(|(one, other)| one * other).sum();
                if other == text { f64::NEG_INFINITY } else { f64::from(product / self.temperature) }
            };
            let all: Vec<f64> = (0..texts).map(closeness).collect();
            let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let whole = most + all.iter().map(|one| (one - most).exp()).sum::<f64>().ln();
            for other in (0..texts).filter(|other| *other != text) {
                let aim = if alike(other) { 1.0 / partners as f64 } else { 0.0 };
                loss -= aim * (all[other] - whole) / weight;
                let slope = (((all[other] - whole).exp() - aim) / weight / f64::from(self.temperature)) as f32;
                for place in 0..wide {
                    of_unit[text * wide + place] += slope * unit[other * wide + place];
                    of_unit[other * wide + place] += slope * unit[text * wide + place];
                }
            }
        }
        // Through the division by the length: (g - z (z g)) / length.
        for (text, of) in of_unit.chunks_exact_mut(wide).enumerate() {
            let along: f32 = of.iter().zip(row(text)).map(|(of, value)| of * value).sum();
            of.iter_mut().zip(row(text)).for_each(|(of, value)| *of = (*of - value * along) / lengths[text]);
        }
        self.pooling.pool_back(read, &of_unit, of_rows);
        loss
    }

    fn weight(&self, _target: &usize) -> f64 {
        1.0
    }

    /// Texts of one label stand in pairs, so that each has another of its label in the batch, and many of others.
    fn arrange(&self, order: &mut [usize], targets: &[usize], random: &mut SplitMix64) {
        random.shuffle(order);
        let mut of_label: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        order.iter().for_each(|text| of_label.entry(targets[*text]).or_default().push(*text));
        let mut pairs: Vec<&[usize]> = of_label.values().flat_map(|texts| texts.chunks(2)).collect();
        random.shuffle(&mut pairs);
        let arranged: Vec<usize> = pairs.into_iter().flatten().copied().collect();
        order.copy_from_slice(&arranged);
    }

    fn is_divisible(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_a_label_stand_together_and_no_text_is_lost() {
        let head = Closeness { pooling: Pooling::Mean, temperature: 0.1 };
        let targets: Vec<usize> = (0..30).map(|text| text % 5).collect();
        let mut order: Vec<usize> = (0..30).collect();
        head.arrange(&mut order, &targets, &mut SplitMix64::new(1));
        assert!(order.chunks(2).all(|pair| targets[pair[0]] == targets[pair[1]]), "{order:?}");
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..30) && !order.is_sorted());
        // A label with one text less: all are there still.
        let mut order: Vec<usize> = (0..29).collect();
        head.arrange(&mut order, &targets, &mut SplitMix64::new(2));
        order.sort_unstable();
        assert!(order.into_iter().eq(0..29));
    }
}
