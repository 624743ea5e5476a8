//! Coming to know one person: the head learns on from a few of their windows, the body stays as it is.
//!
//! The body runs once over the windows; the rest is a small layer on its features, which takes a moment. Its weights are drawn back to those that were learnt
//! from everybody, so that little evidence changes little.

use burn::tensor::{Device, Tensor, TensorData};

use super::batches::{Learning, Pace, Targets};
use super::prepared::Prepared;
use super::weights::Bound;
use super::{ClassWeights, Net, NetFault, Part, Rates, Windows, head, read};
use crate::SplitMix64;

/// How a net comes to know one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    /// Rounds through the person's windows.
    pub rounds: usize,
    /// Windows of one step.
    pub batch: usize,
    /// How far weights of the head move in one step.
    pub rate: f32,
    /// How strongly they are drawn back to what was learnt from everybody.
    pub drawn_back: f32,
    /// How much each class counts. A person may show one class only.
    pub weights: ClassWeights,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { rounds: 30, batch: 16, rate: 5e-3, drawn_back: 0.1, weights: ClassWeights::AsTheyCome, seed: 1 }
    }
}

impl Net {
    /// The same net with a head that has learnt on from these windows, which are one person's. Means and spreads of the channels stay those of everybody.
    ///
    /// # Errors
    /// When the windows are not such as the net was trained on, or a setting makes no sense.
    pub fn tuned(&self, own: &Windows, settings: &Tuning) -> Result<Self, NetFault> {
        self.check(own)?;
        own.check_classes()?;
        if own.labels != self.labels {
            let (expected, found) = (self.labels.join(", "), own.labels.join(", "));
            return Err(NetFault::OtherWindows { what: "the labels", expected, found });
        }
        settings.check()?;
        let mut rows: Vec<usize> = (0..own.len()).collect();
        let weight = settings.weights.of(own, &rows)?;
        let targets = Targets { class: &own.class, weight: &weight };
        let (features, wide) = self.features_of(own, &rows);
        let (heads, bodies): (Vec<_>, Vec<_>) =
            self.weights.iter().cloned().partition(|weight| weight.part == Part::Head);
        let rates = Rates { body: 0.0, head: settings.rate };
        let mut learning = Learning::new(heads, Pace { rates, decay: settings.drawn_back, most: 1.0 }, true);
        let mut random = SplitMix64::keyed(settings.seed, &[0x006f_776e]);
        for round in 1..=settings.rounds {
            random.shuffle(&mut rows);
            for batch in rows.chunks(settings.batch) {
                let picked: Vec<f32> =
                    batch.iter().flat_map(|row| &features[row * wide..(row + 1) * wide]).copied().collect();
                let x = Tensor::from_data(TensorData::new(picked, [batch.len(), wide]), learning.device());
                let loss = learning.step(&targets, batch, |bound, _| head(bound, x))?;
                if !loss.is_finite() {
                    return Err(NetFault::Diverged { round });
                }
            }
        }
        let weights = bodies.into_iter().chain(learning.weights).collect();
        Ok(Self { weights, ..self.clone() })
    }

    /// Features of these windows, row by row, and how many each has.
    fn features_of(&self, windows: &Windows, rows: &[usize]) -> (Vec<f32>, usize) {
        let prepared = Prepared::new(windows, &self.scale);
        let bound = Bound::new(&self.weights, &Device::flex(), |_| false);
        let features: Vec<f32> =
            rows.chunks(super::TOGETHER).flat_map(|part| read(self.features(&bound, &prepared, part))).collect();
        let wide = features.len() / rows.len().max(1);
        (features, wide)
    }
}

impl Tuning {
    fn check(&self) -> Result<(), NetFault> {
        let fault = |name, expected, found: String| Err(NetFault::Setting { name, expected, found });
        if self.batch == 0 {
            return fault("batch", "1 at least", "0".into());
        }
        if !(self.rate.is_finite() && self.rate > 0.0) {
            return fault("rate", "more than 0", self.rate.to_string());
        }
        if !(self.drawn_back.is_finite() && self.drawn_back >= 0.0) {
            return fault("drawn back", "0 or more", self.drawn_back.to_string());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::windows;
    use super::super::{Architecture, Gru, Training};
    use super::*;
    use crate::classifier::likeliest;
    use crate::metrics::accuracy;

    fn net() -> Net {
        let rates = Rates { body: 0.01, head: 0.01 };
        let settings = Training { rounds: 25, rates, hidden_share: 0.0, ..Training::default() };
        settings.fit(Architecture::Gru(Gru { hidden: 12 }), &windows(6, 80, 1), &mut |_| ()).unwrap()
    }

    fn right(net: &Net, windows: &Windows) -> f64 {
        let said: Vec<u8> = net.probabilities(windows).unwrap().chunks_exact(2).map(likeliest).collect();
        accuracy(&said, &windows.class).unwrap()
    }

    #[test]
    fn a_person_for_whom_all_is_the_other_way_round_is_learnt_from_a_hundred_windows() {
        let net = net();
        let turned = |seed| {
            let mut own = windows(1, 100, seed);
            own.class.iter_mut().for_each(|class| *class = 1 - *class);
            own
        };
        let (own, later) = (turned(2), turned(3));
        let tuned = net.tuned(&own, &Tuning { rounds: 60, ..Tuning::default() }).unwrap();
        assert!(right(&net, &later) < 0.2 && right(&tuned, &later) > 0.8, "{}", right(&tuned, &later));
        // The body is the same, the head is not.
        for (before, after) in net.weights().zip(tuned.weights()) {
            assert_eq!(before.3 == after.3, before.1 == Part::Body, "{}", before.0);
        }
    }

    #[test]
    fn little_evidence_changes_little_and_junk_is_told() {
        let net = net();
        let own = windows(1, 4, 4);
        let tuned = net.tuned(&own, &Tuning { rounds: 1, ..Tuning::default() }).unwrap();
        let far = |one: &Net, other: &Net| {
            let pairs = one.weights().zip(other.weights());
            pairs
                .flat_map(|(one, other)| one.3.iter().zip(other.3))
                .map(|(one, other)| (one - other).abs())
                .fold(0.0, f32::max)
        };
        assert!(far(&net, &tuned) > 0.0 && far(&net, &tuned) < 0.02);
        let fault = |change: &dyn Fn(&mut Windows)| {
            let mut own = own.clone();
            change(&mut own);
            net.tuned(&own, &Tuning::default()).unwrap_err().to_string()
        };
        assert!(fault(&|own| own.person.clear()).contains("no windows"));
        assert!(fault(&|own| own.labels[0] = "up".into()).contains("labels"));
        assert!(fault(&|own| own.class[0] = 9).contains("class 9"));
        assert!(net.tuned(&own, &Tuning { rate: 0.0, ..Tuning::default() }).is_err());
    }
}
