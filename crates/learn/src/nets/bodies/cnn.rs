//! Convolutions over time, then mean and greatest over time: what matters may come at any moment, but must fit into what one feature of the last layer sees.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::{Body, RECTIFIED, Shape, greatest, mean};
use crate::nets::ops::{Reach, linear, unfold};
use crate::nets::weights::{Bound, Plan};

/// A one-dimensional convolutional net.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cnn {
    /// Features of each layer.
    pub filters: usize,
    /// Samples that a feature looks at.
    pub kernel: usize,
    /// How many layers.
    pub layers: usize,
    /// Each layer looks anew after so many steps.
    pub stride: usize,
}

impl Default for Cnn {
    fn default() -> Self {
        Self { filters: 32, kernel: 5, layers: 2, stride: 2 }
    }
}

impl Cnn {
    fn reach(&self) -> Reach {
        Reach { kernel: self.kernel, apart: 1, stride: self.stride, before: 0 }
    }
}

impl Body for Cnn {
    fn names(&self) -> &'static [&'static str] {
        &["filters", "kernel", "layers", "stride"]
    }

    fn numbers(&self) -> Vec<usize> {
        vec![self.filters, self.kernel, self.layers, self.stride]
    }

    fn needs(&self) -> usize {
        // One step of the last layer takes a kernel of the layer before, and so on.
        (0..self.layers).fold(1_usize, |steps, _| (steps - 1).saturating_mul(self.stride).saturating_add(self.kernel))
    }

    fn plan(&self, shape: Shape, plan: &mut Plan) -> usize {
        let mut channels = shape.channels;
        for layer in 0..self.layers {
            plan.matrix(&format!("conv{layer}.weight"), [self.kernel * channels, self.filters], RECTIFIED);
            plan.row(&format!("conv{layer}.bias"), self.filters, 0.0);
            channels = self.filters;
        }
        2 * channels
    }

    fn features(&self, weights: &Bound, x: Tensor<3>) -> Tensor<2> {
        let mut x = x;
        for layer in 0..self.layers {
            let (weight, bias) = (format!("conv{layer}.weight"), format!("conv{layer}.bias"));
            x = relu(linear(unfold(x, self.reach()), weights.get(&weight), weights.get(&bias)));
        }
        Tensor::cat(vec![mean(x.clone()), greatest(x)], 1)
    }
}
