//! Convolutions that look back only, each level twice as far: after n levels a feature sees (kernel - 1)(2^n - 1) + 1 samples, at the cost of n small layers.
//!
//! Bai, Kolter and Koltun 2018, "An empirical evaluation of generic convolutional and recurrent networks for sequence modeling", with one convolution a level and a way past
//! it, and without dropout between. As nothing looks ahead, the last step may be read while samples come in.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::{Body, RECTIFIED, Shape, last, mean};
use crate::nets::ops::{Reach, linear, unfold};
use crate::nets::weights::{Bound, Plan};

/// A temporal convolutional net: dilated and causal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Temporal {
    /// Features of each level.
    pub filters: usize,
    /// Samples that a feature looks at.
    pub kernel: usize,
    /// How many levels.
    pub levels: usize,
}

impl Default for Temporal {
    fn default() -> Self {
        Self { filters: 32, kernel: 3, levels: 4 }
    }
}

impl Temporal {
    fn reach(&self, level: usize) -> Reach {
        let reach = Reach { kernel: self.kernel, apart: 1 << level, stride: 1, before: 0 };
        Reach { before: reach.span() - 1, ..reach }
    }
}

impl Body for Temporal {
    fn names(&self) -> &'static [&'static str] {
        &["filters", "kernel", "levels"]
    }

    fn numbers(&self) -> Vec<usize> {
        vec![self.filters, self.kernel, self.levels]
    }

    fn plan(&self, shape: Shape, plan: &mut Plan) -> usize {
        plan.matrix("entry.weight", [shape.channels, self.filters], 1.0);
        plan.row("entry.bias", self.filters, 0.0);
        for level in 0..self.levels {
            plan.matrix(&format!("level{level}.weight"), [self.kernel * self.filters, self.filters], RECTIFIED);
            plan.row(&format!("level{level}.bias"), self.filters, 0.0);
        }
        2 * self.filters
    }

    fn features(&self, weights: &Bound, x: Tensor<3>) -> Tensor<2> {
        let mut x = linear(x, weights.get("entry.weight"), weights.get("entry.bias"));
        for level in 0..self.levels {
            let (weight, bias) = (format!("level{level}.weight"), format!("level{level}.bias"));
            let seen = unfold(x.clone(), self.reach(level));
            x = x + relu(linear(seen, weights.get(&weight), weights.get(&bias)));
        }
        Tensor::cat(vec![last(x.clone()), mean(x)], 1)
    }
}
