//! Steps down the gradient, each weight at its own pace.
//!
//! AdamW: Kingma and Ba 2015, with the decay of weights apart from the gradient (Loshchilov and Hutter 2019). Defaults are theirs: .9, .999, 1e-8.
//! With `g` the gradient and `t` the count of steps:
//!
//! ```text
//! m = .9 m + .1 g     v = .999 v + .001 g^2
//! w -= rate (m / (1 - .9^t) / (sqrt(v / (1 - .999^t)) + 1e-8) + decay (w - home))
//! ```
//!
//! `home` is 0, or the weights that a personal net began with.

use pulp::Arch;

const FIRST: f32 = 0.9;
const SECOND: f32 = 0.999;
const FLOOR: f32 = 1e-8;

/// The state for one weight.
#[derive(Clone, Debug)]
pub(crate) struct AdamW {
    steps: i32,
    mean: Vec<f32>,
    square: Vec<f32>,
    home: Option<Vec<f32>>,
}

impl AdamW {
    /// For so many numbers, drawn towards 0 or towards `home`.
    pub(crate) fn new(count: usize, home: Option<Vec<f32>>) -> Self {
        Self { steps: 0, mean: vec![0.0; count], square: vec![0.0; count], home }
    }

    #[cfg(any(test, feature = "nets"))]
    pub(crate) fn step(&mut self, weights: &mut [f32], gradient: &[f32], rate: f32, decay: f32) {
        self.begin();
        self.move_part(0, weights, gradient, rate, decay);
    }

    /// One step more. What follows it moves all weights, or the parts that were touched.
    pub(crate) fn begin(&mut self) {
        self.steps = self.steps.saturating_add(1);
    }

    /// Moves the weights from place `from` on, of which `weights` and `gradient` hold as many as are to be moved.
    pub(crate) fn move_part(&mut self, from: usize, weights: &mut [f32], gradient: &[f32], rate: f32, decay: f32) {
        let places = from..from + weights.len();
        let (mean_share, square_share) = (1.0 - FIRST.powi(self.steps), 1.0 - SECOND.powi(self.steps));
        let moments = self.mean[places.clone()].iter_mut().zip(&mut self.square[places.clone()]);
        let all = weights.iter_mut().zip(gradient).zip(moments);
        let slope = |gradient: f32, mean: &mut f32, square: &mut f32| {
            *mean += (1.0 - FIRST) * (gradient - *mean);
            *square += (1.0 - SECOND) * (gradient * gradient - *square);
            (*mean / mean_share) / ((*square / square_share).sqrt() + FLOOR)
        };
        Arch::new().dispatch(
            #[inline(always)]
            || match self.home.as_ref().map(|home| &home[places]) {
                Some(home) => all.zip(home).for_each(|(((weight, gradient), (mean, square)), home)| {
                    *weight -= rate * (slope(*gradient, mean, square) + decay * (*weight - home));
                }),
                None => all.for_each(|((weight, gradient), (mean, square))| {
                    *weight -= rate * (slope(*gradient, mean, square) + decay * *weight);
                }),
            },
        );
    }
}

/// Makes the gradients of one step shorter when together they are longer than `most` (Pascanu et al. 2013), and gives their length before.
#[cfg(feature = "nets")]
pub(crate) fn shorten(gradients: &mut [Vec<f32>], most: f32) -> f32 {
    let length = gradients.iter().flatten().map(|value| value * value).sum::<f32>().sqrt();
    if length > most {
        gradients.iter_mut().flatten().for_each(|value| *value *= most / length);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_is_the_rate_whatever_the_gradient_and_a_valley_is_found() {
        let (mut weights, mut adam) = ([1.0, -2.0], AdamW::new(2, None));
        adam.step(&mut weights, &[100.0, -1e-3], 0.1, 0.0);
        assert!((weights[0] - 0.9).abs() < 1e-5 && (weights[1] + 1.9).abs() < 1e-4, "{weights:?}");
        for _ in 0..500 {
            let gradient = [weights[0] - 3.0, 4.0 * (weights[1] - 5.0)];
            adam.step(&mut weights, &gradient, 0.1, 0.0);
        }
        assert!((weights[0] - 3.0).abs() < 0.01 && (weights[1] - 5.0).abs() < 0.01, "{weights:?}");
    }

    #[test]
    fn without_a_slope_weights_go_home() {
        let (mut weights, mut adam) = ([1.0], AdamW::new(1, Some(vec![4.0])));
        (0..200).for_each(|_| adam.step(&mut weights, &[0.0], 0.1, 0.5));
        assert!((weights[0] - 4.0).abs() < 0.01, "{weights:?}");
    }

    #[cfg(feature = "nets")]
    #[test]
    fn long_gradients_become_as_long_as_allowed() {
        let mut gradients = [vec![3.0], vec![4.0, 0.0]];
        assert_eq!(shorten(&mut gradients, 1.0), 5.0);
        assert!((gradients[0][0] - 0.6).abs() < 1e-6 && (gradients[1][0] - 0.8).abs() < 1e-6);
        assert!((shorten(&mut gradients, 2.0) - 1.0).abs() < 1e-6 && (gradients[1][0] - 0.8).abs() < 1e-6);
    }
}
