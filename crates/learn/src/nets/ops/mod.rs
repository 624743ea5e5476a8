//! Steps of nets that burn lacks or takes apart into too many: each forward and backward by hand over plain slices, and hung into burn's record of gradients.
//!
//! | step | file |
//! | --- | --- |
//! | a stretch of time steps becomes one row, so that a convolution is one product | [`unfold`] |
//! | a whole LSTM over time | [`lstm`] |
//! | a whole GRU over time | [`gru`] |
//!
//! Everywhere the first dimension is time, the second the row (the window), the third the channel: what a recurrent step needs then lies together.

mod gru;
mod lstm;
mod panels;
mod unfold;

use std::borrow::Cow;

use burn::backend::flex::FlexTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::{Tensor, TensorData};

pub(super) use gru::gru;
pub(super) use lstm::lstm;
pub(super) use unfold::{Reach, unfold};

/// The backend with its record of gradients.
type Recording = Autodiff<Flex>;

/// `x W + b` for each time step and row.
pub(super) fn linear(x: Tensor<3>, weight: Tensor<2>, bias: Tensor<2>) -> Tensor<3> {
    let [steps, rows, inner] = x.dims();
    let outer = weight.dims()[1];
    (x.reshape([steps * rows, inner]).matmul(weight) + bias).reshape([steps, rows, outer])
}

/// Values of a tensor in order; copied only when they lie scattered.
fn values(tensor: &FlexTensor) -> Cow<'_, [f32]> {
    match tensor.as_slice::<f32>() {
        Some(values) => Cow::Borrowed(values),
        None => Cow::Owned(tensor.to_contiguous().storage::<f32>().to_vec()),
    }
}

fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

/// Tests of gradients, shared by the steps.
#[cfg(test)]
pub(super) mod check {
    use burn::tensor::{Device, Tensor, TensorData};

    use crate::SplitMix64;

    pub(super) fn drawn<const D: usize>(random: &mut SplitMix64, shape: [usize; D]) -> Vec<f32> {
        (0..shape.iter().product()).map(|_| random.next_normal() as f32).collect()
    }

    pub(super) fn on<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D> {
        Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
    }

    pub(super) fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().as_slice::<f32>().unwrap().to_vec()
    }

    /// Compares a gradient with the slope between two points about each value.
    pub(super) fn against_slopes(values: &[f32], gradient: &[f32], loss: impl Fn(&[f32]) -> f64) {
        let width = 1e-2_f32;
        assert_eq!(values.len(), gradient.len());
        for place in 0..values.len() {
            let at = |by: f32| {
                let mut moved = values.to_vec();
                moved[place] += by;
                loss(&moved)
            };
            let slope = (at(width) - at(-width)) / (2.0 * f64::from(width));
            let found = f64::from(gradient[place]);
            assert!(
                (slope - found).abs() < 2e-3 + 0.01 * slope.abs(),
                "place {place}: {found}, but the slope is {slope}"
            );
        }
    }
}
