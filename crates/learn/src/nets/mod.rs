//! Nets: which class does a window of raw samples belong to, when the order in time matters? Behind the feature `nets`, as tensors take long to build.
//!
//! ```text
//! Windows ──> scaled, gaps told ──> body ──> features ──> head ──> share of one for each class
//!              prepared.rs          bodies/               one layer
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | what goes in? | [`Windows`] |
//! | which nets are there? | [`Architecture`], one body a file |
//! | how does one learn, and when does it stop? | [`Training`], on people; [`Aside`] people decide when |
//! | how does one come to know one person? | [`Net::tuned`] |
//! | how is one kept? | [`Net::to_file`], [`Net::from_file`] |
//! | why not? | [`NetFault`] |
//!
//! Good for: raw windows of many people, order in time, fine-tuning on one person. Not good for: tables (trees are as good and a hundred times quicker), a few hundred windows.
//!
//! **Missing samples** are NaN. They stand at the mean of their channel, and where windows learnt from have gaps, one more channel tells the share of channels that are missing at
//! each moment. A window without any sample is refused, and so is an infinite one.
//!
//! **Chance** comes from the seed alone: the same seed, windows and settings give the same weights, bit for bit, on the same kind of processor.

mod architecture;
mod aside;
mod batches;
mod bodies;
mod fault;
mod file;
#[cfg(test)]
mod made_up;
mod ops;
mod prepared;
mod train;
mod tune;
mod weights;
mod windows;

use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor, TensorData};

pub use architecture::Architecture;
pub use aside::Aside;
pub use bodies::{Cnn, CnnLstm, Gru, Lstm, Mlp, Temporal, Transformer};
pub use fault::NetFault;
pub use file::{KIND, VERSION};
pub use train::{ClassWeights, Rates, Round, Training};
pub use tune::Tuning;
pub use weights::Part;
pub use windows::Windows;

use bodies::Shape;
use prepared::{Prepared, Scale};
use weights::{Bound, Weight};

/// Windows that are answered together.
const TOGETHER: usize = 256;

/// A trained net.
#[derive(Clone, Debug, PartialEq)]
pub struct Net {
    architecture: Architecture,
    channels: Vec<String>,
    length: usize,
    labels: Vec<String>,
    scale: Scale,
    weights: Vec<Weight>,
}

impl Net {
    /// What kind of net it is.
    #[must_use]
    pub fn architecture(&self) -> Architecture {
        self.architecture
    }

    /// The channels that it looks at, in order.
    #[must_use]
    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    /// Samples in a window.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// What it tells apart.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// How many numbers it has learnt.
    #[must_use]
    pub fn count(&self) -> usize {
        self.weights.iter().map(|weight| weight.values.len()).sum()
    }

    /// The weights by name, in their order: inner x outer, row by row.
    pub fn weights(&self) -> impl Iterator<Item = (&str, Part, [usize; 2], &[f32])> {
        self.weights.iter().map(|weight| (weight.name.as_str(), weight.part, weight.shape, weight.values.as_slice()))
    }

    /// The share of one for each class, window by window. Classes and people of the windows are not looked at.
    ///
    /// # Errors
    /// When the windows have other channels or another length than those of the training, or are not whole.
    pub fn probabilities(&self, windows: &Windows) -> Result<Vec<f32>, NetFault> {
        self.check(windows)?;
        let prepared = Prepared::new(windows, &self.scale);
        let bound = Bound::new(&self.weights, &Device::flex(), |_| false);
        let rows: Vec<usize> = (0..windows.len()).collect();
        let answer = |rows: &[usize]| read(softmax(head(&bound, self.features(&bound, &prepared, rows)), 1));
        Ok(rows.chunks(TOGETHER).flat_map(answer).collect())
    }

    /// Features of these windows.
    fn features(&self, bound: &Bound, prepared: &Prepared, rows: &[usize]) -> Tensor<2> {
        let (values, shape) = prepared.batch(rows);
        let x = Tensor::from_data(TensorData::new(values, shape), &Device::flex());
        self.architecture.body().features(bound, x)
    }

    fn check(&self, windows: &Windows) -> Result<(), NetFault> {
        let other =
            |what: &'static str, expected: String, found: String| Err(NetFault::OtherWindows { what, expected, found });
        if windows.channels != self.channels {
            return other("the channels", self.channels.join(", "), windows.channels.join(", "));
        }
        if windows.length != self.length {
            return other("samples in a window:", self.length.to_string(), windows.length.to_string());
        }
        windows.check()
    }
}

fn head(bound: &Bound, features: Tensor<2>) -> Tensor<2> {
    features.matmul(bound.get("head.weight")) + bound.get("head.bias")
}

/// The numbers of a tensor, row by row.
fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    let data = tensor.into_data();
    data.as_slice::<f32>().expect("tensors here are of single precision").to_vec()
}

fn shape_of(windows: &Windows, scale: &Scale) -> Shape {
    Shape { steps: windows.length, channels: scale.channels() }
}
