//! The weights of a net by name: made from a seed, bound to a record of gradients, read back.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use crate::SplitMix64;

/// The two parts of each net, which may learn at different rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What turns a window into features.
    Body,
    /// What turns features into classes: one layer.
    Head,
}

/// One matrix of weights; biases are matrices of one row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weight {
    pub(super) name: String,
    pub(super) part: Part,
    pub(super) shape: [usize; 2],
    pub(super) values: Vec<f32>,
}

/// The weights of a net while they are planned; the same seed and plan give the same numbers.
#[derive(Debug)]
pub(super) struct Plan {
    random: SplitMix64,
    part: Part,
    weights: Vec<Weight>,
}

impl Plan {
    pub(super) fn new(seed: u64) -> Self {
        Self { random: SplitMix64::keyed(seed, &[0x006e_6574]), part: Part::Body, weights: Vec::new() }
    }

    /// What is planned from here on is of the head.
    pub(super) fn head(&mut self) {
        self.part = Part::Head;
    }

    /// A matrix of even numbers about 0 whose variance is `gain`^2 / `inner`, so that sums keep their size (He et al. 2015: gain sqrt(2) before a rectifier).
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "sizes of layers")]
    pub(super) fn matrix(&mut self, name: &str, [inner, outer]: [usize; 2], gain: f32) {
        let bound = gain * (3.0 / inner as f32).sqrt();
        let values = (0..inner * outer).map(|_| (2.0 * self.random.next_unit() - 1.0) as f32 * bound).collect();
        self.add(name, [inner, outer], values);
    }

    /// A row of the same number.
    pub(super) fn row(&mut self, name: &str, wide: usize, value: f32) {
        self.add(name, [1, wide], vec![value; wide]);
    }

    /// A row that begins at 0, but at 1 in one part: the forget gate stays open at first (Jozefowicz et al. 2015).
    pub(super) fn gates(&mut self, name: &str, wide: usize, open: std::ops::Range<usize>) {
        let values = (0..wide).map(|place| if open.contains(&place) { 1.0 } else { 0.0 }).collect();
        self.add(name, [1, wide], values);
    }

    fn add(&mut self, name: &str, shape: [usize; 2], values: Vec<f32>) {
        self.weights.push(Weight { name: name.to_owned(), part: self.part, shape, values });
    }

    pub(super) fn done(self) -> Vec<Weight> {
        self.weights
    }
}

/// Weights as tensors, for one pass.
#[derive(Debug)]
pub(super) struct Bound {
    tensors: BTreeMap<String, Tensor<2>>,
}

impl Bound {
    /// All weights; those of the parts that learn ask for gradients when the device records them.
    pub(super) fn new(weights: &[Weight], device: &Device, learns: impl Fn(Part) -> bool) -> Self {
        let bind = |weight: &Weight| {
            let tensor = Tensor::from_data(TensorData::new(weight.values.clone(), weight.shape), device);
            let is_learning = device.is_autodiff() && learns(weight.part);
            (weight.name.clone(), if is_learning { tensor.require_grad() } else { tensor })
        };
        Self { tensors: weights.iter().map(bind).collect() }
    }

    /// The weights of that name, which the same body has planned.
    pub(super) fn get(&self, name: &str) -> Tensor<2> {
        self.tensors.get(name).expect("a body asks for the weights that it planned").clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_weights_of_the_planned_spread() {
        let plan = |seed| {
            let mut plan = Plan::new(seed);
            plan.matrix("a", [100, 50], 2.0);
            plan.done()
        };
        assert_eq!(plan(3), plan(3));
        assert_ne!(plan(3), plan(4));
        let moments: crate::Moments = plan(3)[0].values.iter().map(|value| f64::from(*value)).collect();
        assert!((moments.variance().unwrap() - 0.04).abs() < 0.002 && moments.mean().unwrap().abs() < 0.01);
    }
}
