//! Training: rounds through the windows of the people learnt from, until the people put aside gain nothing more.

use burn::tensor::{Device, Tensor, TensorData};

use super::batches::{Learning, Pace, Targets};
use super::prepared::{Prepared, Scale};
use super::weights::Bound;
use super::{Architecture, Aside, Net, NetFault, TOGETHER, Windows, head, read, shape_of};
use crate::SplitMix64;
use crate::classifier::likeliest;

/// How a net is trained. The defaults were set once on made-up signals, not on any score.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// Rounds through the windows at most.
    pub rounds: usize,
    /// Windows of one step.
    pub batch: usize,
    /// How far weights move in one step, by part.
    pub rates: Rates,
    /// How strongly weights are drawn to 0 (AdamW's decay, times the rate).
    pub decay: f32,
    /// The share of features that are hidden from the head at each step, 0 to below 1 (dropout, Srivastava et al. 2014).
    pub hidden_share: f32,
    /// How much each class counts.
    pub weights: ClassWeights,
    /// Who says when to stop.
    pub aside: Aside,
    /// Gradients longer than this are made shorter.
    pub longest_gradient: f32,
    /// Where chance begins.
    pub seed: u64,
}

/// Learning rates by part of the net; a part with 0 stays as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Of what turns windows into features.
    pub body: f32,
    /// Of the layer that turns features into classes.
    pub head: f32,
}

/// How much each class counts.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassWeights {
    /// As often as it comes.
    AsTheyCome,
    /// All classes the same in sum.
    Balanced,
    /// So much for each window, class by class.
    Each(Vec<f32>),
}

/// What one round through the windows came to: a point of each curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// Counted from 1.
    pub number: usize,
    /// Mean loss over the steps of the round, in nats.
    pub loss: f32,
    /// Loss on the people put aside, in nats; `None` when nobody is.
    pub loss_aside: Option<f32>,
    /// The share of right answers on them.
    pub accuracy_aside: Option<f32>,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            rounds: 60,
            batch: 32,
            rates: Rates { body: 2e-3, head: 2e-3 },
            decay: 0.01,
            hidden_share: 0.2,
            weights: ClassWeights::Balanced,
            aside: Aside::default(),
            longest_gradient: 1.0,
            seed: 1,
        }
    }
}

impl Training {
    /// Trains a net; `told` hears of each round.
    ///
    /// # Errors
    /// When windows, classes, people or settings cannot be learnt from; the error says which. Nothing that stands in the windows panics.
    #[expect(clippy::cast_precision_loss, reason = "counts of steps")]
    pub fn fit(
        &self,
        architecture: Architecture,
        windows: &Windows,
        told: &mut dyn FnMut(&Round),
    ) -> Result<Net, NetFault> {
        self.check()?;
        windows.check()?;
        windows.check_classes()?;
        let (mut rows, aside) = self.aside.split(&windows.person, self.seed)?;
        if rows.iter().all(|row| windows.class[*row] == windows.class[rows[0]]) {
            return Err(NetFault::OneClass);
        }
        let scale = Scale::of(&windows.select(&rows));
        let shape = shape_of(windows, &scale);
        architecture.check(shape)?;
        let weight = self.weights.of(windows, &rows)?;
        let targets = Targets { class: &windows.class, weight: &weight };
        let prepared = Prepared::new(windows, &scale);
        let pace = Pace { rates: self.rates, decay: self.decay, most: self.longest_gradient };
        let first = architecture.weights(shape, windows.labels.len(), self.seed)?;
        let mut learning = Learning::new(first, pace, false);
        let mut random = SplitMix64::keyed(self.seed, &[0x0072_6f77]);
        let mut best = (f32::INFINITY, 0, learning.weights.clone());
        for number in 1..=self.rounds {
            random.shuffle(&mut rows);
            let mut sum = 0.0;
            for batch in rows.chunks(self.batch) {
                sum += learning.step(&targets, batch, |bound, device| {
                    let features = features(architecture, bound, &prepared, batch, device);
                    head(bound, hide(features, self.hidden_share, &mut random, device))
                })?;
            }
            let loss = sum / rows.len().div_ceil(self.batch) as f32;
            let judged = (!aside.is_empty()).then(|| judge(architecture, &learning, &prepared, &targets, &aside));
            let (loss_aside, accuracy_aside) = judged.unzip();
            if !loss.is_finite() || loss_aside.is_some_and(|loss| !loss.is_finite()) {
                return Err(NetFault::Diverged { round: number });
            }
            told(&Round { number, loss, loss_aside, accuracy_aside });
            match loss_aside {
                Some(found) if found >= best.0 => {
                    if number - best.1 >= self.aside.patience() {
                        break;
                    }
                }
                _ => best = (loss_aside.unwrap_or(f32::INFINITY), number, learning.weights.clone()),
            }
        }
        let (channels, labels) = (windows.channels.clone(), windows.labels.clone());
        Ok(Net { architecture, channels, length: windows.length, labels, scale, weights: best.2 })
    }

    fn check(&self) -> Result<(), NetFault> {
        let fault = |name, expected, found: String| Err(NetFault::Setting { name, expected, found });
        let is_rate = |rate: f32| rate.is_finite() && rate >= 0.0;
        if self.rounds == 0 {
            return fault("rounds", "1 at least", "0".into());
        }
        if self.batch == 0 {
            return fault("batch", "1 at least", "0".into());
        }
        if !is_rate(self.rates.body) || !is_rate(self.rates.head) || self.rates.body + self.rates.head == 0.0 {
            return fault("rates", "0 or more, and not both 0", format!("{:?}", self.rates));
        }
        if !is_rate(self.decay) {
            return fault("decay", "0 or more", self.decay.to_string());
        }
        if !(0.0..1.0).contains(&self.hidden_share) {
            return fault("hidden share", "from 0 to below 1", self.hidden_share.to_string());
        }
        if self.longest_gradient.is_nan() || self.longest_gradient <= 0.0 {
            return fault("longest gradient", "more than 0", self.longest_gradient.to_string());
        }
        Ok(())
    }
}

impl ClassWeights {
    /// One weight for each class.
    #[expect(clippy::cast_precision_loss, reason = "counts of windows")]
    pub(super) fn of(&self, windows: &Windows, rows: &[usize]) -> Result<Vec<f32>, NetFault> {
        let classes = windows.labels.len();
        match self {
            Self::AsTheyCome => Ok(vec![1.0; classes]),
            Self::Balanced => {
                let mut count = vec![0_usize; classes];
                rows.iter().for_each(|row| count[usize::from(windows.class[*row])] += 1);
                let there = count.iter().filter(|count| **count > 0).count().max(1) as f32;
                let weight =
                    |count: &usize| if *count == 0 { 0.0 } else { rows.len() as f32 / (there * *count as f32) };
                Ok(count.iter().map(weight).collect())
            }
            Self::Each(weights) => {
                let (what, expected, found) = ("the list of class weights".to_owned(), classes, weights.len());
                if expected != found {
                    return Err(NetFault::Ragged { what, expected, found });
                }
                match weights.iter().find(|weight| !(weight.is_finite() && **weight >= 0.0)) {
                    Some(odd) => {
                        Err(NetFault::Setting { name: "class weight", expected: "0 or more", found: odd.to_string() })
                    }
                    None => Ok(weights.clone()),
                }
            }
        }
    }
}

fn features(
    architecture: Architecture,
    bound: &Bound,
    prepared: &Prepared,
    rows: &[usize],
    device: &Device,
) -> Tensor<2> {
    let (values, shape) = prepared.batch(rows);
    architecture.body().features(bound, Tensor::from_data(TensorData::new(values, shape), device))
}

/// Hides a share of the features, and makes the others larger by as much.
#[expect(clippy::cast_possible_truncation, reason = "nets count in single precision")]
fn hide(features: Tensor<2>, share: f32, random: &mut SplitMix64, device: &Device) -> Tensor<2> {
    if share == 0.0 {
        return features;
    }
    let shape = features.dims();
    let mut draw = || if (random.next_unit() as f32) < share { 0.0 } else { 1.0 / (1.0 - share) };
    let mask: Vec<f32> = (0..shape[0] * shape[1]).map(|_| draw()).collect();
    features * Tensor::from_data(TensorData::new(mask, shape), device)
}

/// Loss and share of right answers on rows that are not learnt from.
#[expect(clippy::cast_precision_loss, reason = "counts of windows")]
fn judge(
    architecture: Architecture,
    learning: &Learning,
    prepared: &Prepared,
    targets: &Targets<'_>,
    rows: &[usize],
) -> (f32, f32) {
    let device = Device::flex();
    let bound = Bound::new(&learning.weights, &device, |_| false);
    let parts = rows.chunks(TOGETHER).map(|part| head(&bound, features(architecture, &bound, prepared, part, &device)));
    let logits = Tensor::cat(parts.collect(), 0);
    let loss = targets.judged(logits.clone(), rows);
    let said = read(logits);
    let answers = said.chunks_exact(targets.weight.len()).map(likeliest);
    let right = answers.zip(rows).filter(|(said, row)| *said == targets.class[**row]).count();
    (loss, right as f32 / rows.len().max(1) as f32)
}

#[cfg(test)]
mod tests {
    use super::super::bodies::Shape;
    use super::super::made_up::{LENGTH, windows};
    use super::super::{Cnn, CnnLstm, Gru, Lstm, Mlp, Part, Temporal, Transformer};
    use super::*;
    use crate::logistic_regression::{LogisticRegression, LogisticSettings};
    use crate::metrics::accuracy;
    use crate::{Classifier, classifier::views};

    fn small() -> [Architecture; 7] {
        [
            Architecture::Mlp(Mlp { hidden: 48, layers: 2 }),
            Architecture::Cnn(Cnn { filters: 16, kernel: 6, layers: 2, stride: 1 }),
            Architecture::Lstm(Lstm { hidden: 12 }),
            Architecture::Gru(Gru { hidden: 12 }),
            Architecture::CnnLstm(CnnLstm { filters: 12, kernel: 3, stride: 1, hidden: 12 }),
            Architecture::Temporal(Temporal { filters: 12, kernel: 3, levels: 3 }),
            Architecture::Transformer(Transformer { width: 16, heads: 2, layers: 1, patch: 1 }),
        ]
    }

    fn quick() -> Training {
        let rates = Rates { body: 0.01, head: 0.01 };
        Training { rounds: 40, rates, hidden_share: 0.0, ..Training::default() }
    }

    fn right(net: &Net, windows: &Windows) -> f64 {
        let said: Vec<u8> = net.probabilities(windows).unwrap().chunks_exact(2).map(likeliest).collect();
        accuracy(&said, &windows.class).unwrap()
    }

    /// How much of the unseen is right. The transformer learns late, if at all: about half of its beginnings come to nothing, and which of them do changes with the processor's rounding.
    fn best_of_beginnings(architecture: Architecture, train: &Windows, test: &Windows) -> f64 {
        let is_late = matches!(architecture, Architecture::Transformer(_));
        let aside = if is_late { Aside::People { share: 0.2, patience: 60 } } else { Aside::default() };
        let (rounds, beginnings) = if is_late { (60, 6) } else { (40, 1) };
        let found = (1..=beginnings).map(|seed| {
            let net = Training { rounds, aside, seed, ..quick() }.fit(architecture, train, &mut |_| ()).unwrap();
            right(&net, test)
        });
        let mut best = 0.0_f64;
        for found in found {
            best = best.max(found);
            if best >= 0.9 {
                break;
            }
        }
        best
    }

    #[test]
    fn each_architecture_learns_an_order_that_no_weighted_sum_tells() {
        let (train, test) = (windows(8, 100, 1), windows(3, 100, 2));
        let columns = |windows: &Windows| -> Vec<Vec<f32>> {
            let column =
                |channel: &Vec<f32>, place: usize| channel.iter().skip(place).step_by(LENGTH).copied().collect();
            windows
                .values
                .iter()
                .flat_map(|channel| (0..LENGTH).map(|place| column(channel, place)).collect::<Vec<_>>())
                .collect()
        };
        let (seen, unseen) = (columns(&train), columns(&test));
        let linear = LogisticRegression::fit(&views(&seen), &train.class, 2, &[], &LogisticSettings::default());
        let linear = accuracy(&linear.predict(&views(&unseen)), &test.class).unwrap();
        assert!(linear < 0.6, "a linear model tells it, too: {linear}");
        for architecture in small() {
            let found = best_of_beginnings(architecture, &train, &test);
            // All samples at once have no notion of "before": the perceptron sees each pair of moments apart.
            let least = if matches!(architecture, Architecture::Mlp(_)) { 0.75 } else { 0.9 };
            assert!(found >= least, "{}: {found}", architecture.name());
        }
    }

    #[test]
    fn every_weight_gets_a_gradient() {
        let data = windows(2, 8, 3);
        let scale = Scale::of(&data);
        let prepared = Prepared::new(&data, &scale);
        let rows: Vec<usize> = (0..data.len()).collect();
        let targets = Targets { class: &data.class, weight: &[1.0, 1.0] };
        for architecture in small().into_iter().chain(Architecture::all()) {
            let first = architecture.weights(shape_of(&data, &scale), 2, 5).unwrap();
            let pace = Pace { rates: Rates { body: 0.1, head: 0.1 }, decay: 0.0, most: f32::INFINITY };
            let mut learning = Learning::new(first.clone(), pace, false);
            learning
                .step(&targets, &rows, |bound, device| {
                    head(bound, features(architecture, bound, &prepared, &rows, device))
                })
                .unwrap();
            // Without a gradient AdamW leaves a number where it is.
            for (before, after) in first.iter().zip(&learning.weights) {
                let moved = before.values.iter().zip(&after.values).filter(|(before, after)| before != after).count();
                // A filter that no window wakes has none.
                let least = before.values.len().div_ceil(2);
                assert!(moved >= least, "{} {}: {moved} of {}", architecture.name(), before.name, before.values.len());
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_weights_and_a_part_without_a_rate_stays() {
        let data = windows(4, 10, 4);
        let settings = |seed| Training { rounds: 2, seed, hidden_share: 0.3, ..Training::default() };
        for architecture in small() {
            let fit = |settings: &Training| settings.fit(architecture, &data, &mut |_| ()).unwrap();
            assert_eq!(fit(&settings(1)), fit(&settings(1)), "{}", architecture.name());
            assert_ne!(fit(&settings(1)), fit(&settings(2)), "{}", architecture.name());
            let frozen = Training { rates: Rates { body: 0.0, head: 0.01 }, ..settings(1) };
            let first = architecture.weights(Shape { steps: LENGTH, channels: 2 }, 2, 1).unwrap();
            for (weight, before) in fit(&frozen).weights().zip(&first) {
                assert_eq!(weight.3 == before.values, weight.1 == Part::Body, "{} {}", architecture.name(), weight.0);
            }
        }
    }

    #[test]
    fn it_stops_on_people_put_aside_and_keeps_the_best() {
        let mut data = windows(4, 20, 5);
        // Nothing to be learnt: what helps here hurts there.
        let mut random = SplitMix64::new(6);
        data.class.iter_mut().for_each(|class| *class = u8::from(random.next_unit() < 0.5));
        let settings = Training { aside: Aside::People { share: 0.25, patience: 3 }, ..quick() };
        let mut curve = Vec::new();
        let net = settings.fit(small()[5], &data, &mut |round| curve.push(*round)).unwrap();
        let (_, aside) = settings.aside.split(&data.person, settings.seed).unwrap();
        let best = curve.iter().map(|round| round.loss_aside.unwrap()).fold(f32::INFINITY, f32::min);
        assert!(curve.len() < settings.rounds, "it never stopped");
        assert_eq!(curve[curve.len() - 4].loss_aside, Some(best));
        let judged = data.select(&aside);
        let weight = settings.weights.of(&data, &settings.aside.split(&data.person, settings.seed).unwrap().0).unwrap();
        let said = net.probabilities(&judged).unwrap();
        let (mut loss, mut total) = (0.0, 0.0);
        for (said, class) in said.chunks_exact(2).zip(&judged.class) {
            loss -= weight[usize::from(*class)] * said[usize::from(*class)].ln();
            total += weight[usize::from(*class)];
        }
        assert!((loss / total - best).abs() < 1e-4, "kept {}, best was {best}", loss / total);
    }

    #[test]
    fn a_rare_class_is_heard_when_classes_weigh_the_same() {
        let all = windows(4, 100, 7);
        let rows: Vec<usize> = (0..all.len()).filter(|row| all.class[*row] == 0 || row % 12 == 0).collect();
        let few = all.select(&rows);
        let balanced = ClassWeights::Balanced.of(&few, &(0..few.len()).collect::<Vec<_>>()).unwrap();
        let sum =
            |class| few.class.iter().filter(|found| **found == class).count() as f32 * balanced[usize::from(class)];
        assert!((sum(0) - sum(1)).abs() < 1e-2);
        let share = |weights| {
            let settings = Training { weights, rounds: 3, aside: Aside::Nobody, ..quick() };
            let net = settings.fit(small()[0], &few, &mut |_| ()).unwrap();
            net.probabilities(&few).unwrap().chunks_exact(2).map(|said| said[1]).sum::<f32>()
        };
        assert!(share(ClassWeights::Balanced) > 1.5 * share(ClassWeights::AsTheyCome));
    }

    #[test]
    fn junk_is_told_and_never_panics() {
        let good = windows(3, 6, 8);
        let settings = Training { rounds: 1, ..Training::default() };
        let fault = |change: &dyn Fn(&mut Windows), settings: &Training| {
            let mut windows = good.clone();
            change(&mut windows);
            small().map(|architecture| settings.fit(architecture, &windows, &mut |_| ()).unwrap_err())[1].to_string()
        };
        assert!(fault(&|windows| *windows = Windows::default(), &settings).contains("no windows"));
        assert!(fault(&|windows| windows.class.fill(1), &settings).contains("of one class"));
        assert!(fault(&|windows| windows.labels.truncate(1), &settings).contains("is of class 1"));
        assert!(fault(&|windows| windows.person.fill(4), &settings).contains("two people"));
        assert!(fault(&|windows| windows.values[0][..LENGTH].fill(f32::INFINITY), &settings).contains("infinite"));
        let gaps = |windows: &mut Windows| windows.values.iter_mut().flatten().for_each(|value| *value = f32::NAN);
        assert!(fault(&gaps, &settings).contains("no sample"));
        assert!(fault(&|_| (), &Training { batch: 0, ..settings.clone() }).contains("batch"));
        assert!(fault(&|_| (), &Training { rounds: 0, ..settings.clone() }).contains("rounds"));
        assert!(fault(&|_| (), &Training { hidden_share: 1.0, ..settings.clone() }).contains("hidden share"));
        let odd = Training { weights: ClassWeights::Each(vec![1.0]), ..settings.clone() };
        assert!(fault(&|_| (), &odd).contains("class weights"));
        let odd = Training { rates: Rates { body: f32::NAN, head: 0.1 }, ..settings.clone() };
        assert!(fault(&|_| (), &odd).contains("rates"));
        let short = Architecture::Cnn(Cnn { kernel: LENGTH + 1, ..Cnn::default() });
        let found = settings.fit(short, &good, &mut |_| ()).unwrap_err();
        assert!(matches!(found, NetFault::TooShort { .. }), "{found}");
        // Some gaps are no junk: they are learnt from and answered.
        let mut some = good.clone();
        some.values[1][..LENGTH].fill(f32::NAN);
        let net = settings.fit(small()[1], &some, &mut |_| ()).unwrap();
        assert!(net.probabilities(&some).unwrap().iter().all(|share| share.is_finite()));
        assert!(net.probabilities(&windows(1, 1, 9)).unwrap().iter().all(|share| share.is_finite()));
        let mut other = good.clone();
        other.channels[0] = "middle".into();
        assert!(net.probabilities(&other).unwrap_err().to_string().contains("middle"));
    }
}
