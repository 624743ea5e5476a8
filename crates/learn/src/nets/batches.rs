//! One step of learning on a few windows: the loss, its gradients, the weights moved. Whole nets and heads alone learn by the same.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};

use super::weights::{Bound, Part, Weight};
use super::{NetFault, Rates, read};
use crate::adamw::{AdamW, shorten};

/// What is to be said of some rows, each class weighed.
pub(super) struct Targets<'a> {
    pub(super) class: &'a [u8],
    /// One weight for each class.
    pub(super) weight: &'a [f32],
}

impl Targets<'_> {
    /// The mean of -ln(share of the right class), each row weighed by its class (cross-entropy).
    fn loss(&self, logits: Tensor<2>, rows: &[usize], device: &Device) -> Tensor<1> {
        let classes = self.weight.len();
        let mut wanted = vec![0.0; rows.len() * classes];
        let mut total = 0.0;
        for (wanted, row) in wanted.chunks_exact_mut(classes).zip(rows) {
            let class = usize::from(self.class[*row]);
            wanted[class] = self.weight[class];
            total += self.weight[class];
        }
        let wanted = Tensor::<2>::from_data(TensorData::new(wanted, [rows.len(), classes]), device);
        (log_softmax(logits, 1) * wanted).sum() / -total.max(f32::MIN_POSITIVE)
    }

    /// The loss as a number, without learning.
    pub(super) fn judged(&self, logits: Tensor<2>, rows: &[usize]) -> f32 {
        read(self.loss(logits, rows, &Device::flex())).first().copied().unwrap_or(f32::NAN)
    }
}

/// How far and how weights move.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    pub(super) rates: Rates,
    pub(super) decay: f32,
    /// Gradients longer than this are made shorter.
    pub(super) most: f32,
}

/// Weights that learn, with the state of each.
pub(super) struct Learning {
    pub(super) weights: Vec<Weight>,
    states: Vec<AdamW>,
    pace: Pace,
    device: Device,
}

impl Learning {
    /// Begins with these weights; `goes_home` draws them back to where they began instead of to 0.
    pub(super) fn new(weights: Vec<Weight>, pace: Pace, goes_home: bool) -> Self {
        let state = |weight: &Weight| AdamW::new(weight.values.len(), goes_home.then(|| weight.values.clone()));
        let states = weights.iter().map(state).collect();
        Self { weights, states, pace, device: Device::flex().autodiff() }
    }

    pub(super) fn device(&self) -> &Device {
        &self.device
    }

    /// One step on these rows; `logits` computes them with the weights. Gives the loss before the step.
    ///
    /// # Errors
    /// When a weight that is to learn gets no gradient.
    pub(super) fn step(
        &mut self,
        targets: &Targets<'_>,
        rows: &[usize],
        logits: impl FnOnce(&Bound, &Device) -> Tensor<2>,
    ) -> Result<f32, NetFault> {
        let rates = self.pace.rates;
        let bound = Bound::new(&self.weights, &self.device, |part| rates.of(part) > 0.0);
        let loss = targets.loss(logits(&bound, &self.device), rows, &self.device);
        let mut found = loss.backward();
        let learns: Vec<usize> =
            (0..self.weights.len()).filter(|place| rates.of(self.weights[*place].part) > 0.0).collect();
        let gradient = |place: &usize| {
            let name = &self.weights[*place].name;
            let gradient = bound.get(name).grad_remove(&mut found).map(read);
            gradient.ok_or_else(|| NetFault::NoGradient { weight: name.clone() })
        };
        let mut gradients = learns.iter().map(gradient).collect::<Result<Vec<_>, _>>()?;
        shorten(&mut gradients, self.pace.most);
        for (place, gradient) in learns.iter().zip(&gradients) {
            let weight = &mut self.weights[*place];
            // Biases, which are single rows, are not drawn anywhere.
            let decay = if weight.shape[0] > 1 { self.pace.decay } else { 0.0 };
            self.states[*place].step(&mut weight.values, gradient, rates.of(weight.part), decay);
        }
        Ok(read(loss).first().copied().unwrap_or(f32::NAN))
    }
}

impl Rates {
    pub(super) fn of(self, part: Part) -> f32 {
        match part {
            Part::Body => self.body,
            Part::Head => self.head,
        }
    }
}
