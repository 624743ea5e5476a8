//! Training of an encoder with what stands beside it and upon it.
//!
//! AdamW with a rate that rises over the first steps and falls evenly to 0 (as Devlin et al. 2019), gradients no longer than `clip`, a lower rate for lower layers where
//! asked (Howard and Ruder 2018). A step's texts are always taken in two halves, whose gradients add up, so that it does not matter whether both run side by side; a half with many tokens
//! is taken in several parts (`at_once`).

use super::directions::Directions;
use super::{Additions, Batch, Encoder, Gradients, Head, Read, Tensor, TransformerFault, Weights};
use crate::SplitMix64;
use crate::adamw::AdamW;

/// A text to learn from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Its tokens.
    pub tokens: Vec<u32>,
    /// Kind of segment of each; empty for one kind.
    pub kinds: Vec<u8>,
    /// Mark of each; empty for none.
    pub marks: Vec<u16>,
}

/// An encoder, what stands beside it, and what stands upon it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model<H> {
    /// The encoder.
    pub weights: Weights,
    /// Small weights beside it.
    pub added: Additions,
    /// What stands upon it.
    pub head: H,
}

/// How to train.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Rounds through the texts.
    pub rounds: usize,
    /// Texts of a step.
    pub batch: usize,
    /// Tokens that are worked on at once on one thread; a step with more is taken in parts. Ignored by heads that compare texts.
    pub at_once: usize,
    /// Highest rate of the encoder and of what stands beside it.
    pub rate: f32,
    /// Highest rate of the head.
    pub head_rate: f32,
    /// Share of all steps over which rates rise.
    pub warm_up: f64,
    /// How strongly weights are drawn to 0 (times the rate).
    pub decay: f32,
    /// Gradients of a step are made no longer than this.
    pub clip: f64,
    /// What the rate of a layer is multiplied by for the layer below; 1 for all alike.
    pub layer_decay: f32,
    /// With weighed low-rank directions: how many of all stay, as a share; 1 keeps all.
    pub directions_kept: f64,
    /// Where chance begins.
    pub seed: u64,
    /// How the two halves of a step run: one after the other, or side by side on threads of whoever trains. What is learnt does not depend on it.
    pub both: Both,
}

/// Runs two pieces of work, in any order or side by side.
pub type Both = fn(&mut (dyn FnMut() + Send), &mut (dyn FnMut() + Send));

/// Runs one after the other. Threads are not started here: whoever has some to spare hands in another.
pub fn one_by_one(first: &mut (dyn FnMut() + Send), second: &mut (dyn FnMut() + Send)) {
    first();
    second();
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            rounds: 3,
            batch: 16,
            at_once: 2_048,
            rate: 5e-5,
            head_rate: 1e-3,
            warm_up: 0.1,
            decay: 0.01,
            clip: 1.0,
            layer_decay: 1.0,
            directions_kept: 1.0,
            seed: 0,
            both: one_by_one,
        }
    }
}

/// How far training has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub all: usize,
    /// Loss of this step.
    pub loss: f64,
    /// Rate of this step.
    pub rate: f32,
    /// Whether a round through the texts ends here.
    pub ends_round: bool,
}

/// Whether to go on after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goes {
    /// On.
    On,
    /// Not on: what was learnt so far stays.
    Stop,
}

/// Trains in place. `watch` sees each step, and the model as it is then.
///
/// # Errors
/// When settings make no sense, a text cannot be read, or the loss leaves all bounds.
pub fn train<H: Head>(
    model: &mut Model<H>,
    texts: &[Text],
    targets: &[H::Target],
    pace: &Pace,
    watch: &mut dyn FnMut(Step, &Model<H>) -> Goes,
) -> Result<(), TransformerFault> {
    check(pace, texts.len(), targets.len())?;
    let per_round = texts.len().div_ceil(pace.batch);
    let all = per_round * pace.rounds;
    let mut random = SplitMix64::keyed(pace.seed, &[0x7465_7874]);
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let mut states = States::new(model);
    let halves = if model.head.is_divisible() { HALVES } else { 1 };
    let mut slopes: Vec<Slopes> = (0..halves).map(|_| Slopes::of(model)).collect();
    let mut budget = Directions::new(&model.added, pace.directions_kept);
    let mut done = 0;
    for _ in 0..pace.rounds {
        model.head.arrange(&mut order, targets, &mut random);
        for (place, batch) in order.chunks(pace.batch).enumerate() {
            let word = (random.next_u64() >> 32) as u32;
            let loss = pass(model, texts, targets, batch, pace, word, &mut slopes)?;
            if !loss.is_finite() {
                return Err(TransformerFault::Diverged { step: done + 1 });
            }
            let (first, rest) = slopes.split_first_mut().expect("there is one half at least");
            for other in rest {
                first.add(other, model);
                other.clear(model);
            }
            let share = height(done, all, pace.warm_up);
            budget.look(&model.added, &first.added);
            states.step(model, first, pace, share);
            budget.prune(&mut model.added, done, all);
            first.clear(model);
            done += 1;
            let step = Step { done, all, loss, rate: pace.rate * share, ends_round: place + 1 == per_round };
            if watch(step, model) == Goes::Stop {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn check(pace: &Pace, texts: usize, targets: usize) -> Result<(), TransformerFault> {
    let fault = |name, expected, found: String| Err(TransformerFault::Setting { name, expected, found });
    if texts == 0 || texts != targets {
        return fault("texts", "as many as their targets, and one at least", format!("{texts} with {targets} targets"));
    }
    if pace.batch == 0 || pace.rounds == 0 {
        return fault("batch and rounds", "1 or more", format!("{} and {}", pace.batch, pace.rounds));
    }
    for (name, rate) in [("rate", pace.rate), ("head rate", pace.head_rate)] {
        if !(rate.is_finite() && rate >= 0.0) {
            return fault(name, "0 or more", rate.to_string());
        }
    }
    if !(0.0..1.0).contains(&pace.warm_up) {
        return fault("warm-up", "a share from 0 to below 1", pace.warm_up.to_string());
    }
    if !(pace.directions_kept > 0.0 && pace.directions_kept <= 1.0) {
        return fault("directions kept", "a share above 0, at most 1", pace.directions_kept.to_string());
    }
    Ok(())
}

/// The rate as a share of its highest: rising over the first steps, then falling evenly.
fn height(done: usize, all: usize, warm_up: f64) -> f32 {
    let (now, rise) = (done as f64 + 1.0, warm_up * all as f64);
    let share = if now < rise { now / rise } else { (all as f64 - now + 1.0) / (all as f64 - rise + 1.0).max(1.0) };
    share.clamp(0.0, 1.0) as f32
}

/// Gradients of all that is trained.
#[derive(Debug)]
struct Slopes {
    weights: Gradients,
    added: Gradients,
    head: Gradients,
}

impl Slopes {
    fn of<H: Head>(model: &Model<H>) -> Self {
        Self {
            weights: Gradients::of(model.weights.tensors()),
            added: Gradients::of(model.added.tensors()),
            head: Gradients::of(model.head.tensors()),
        }
    }

    fn add<H: Head>(&mut self, other: &Self, model: &Model<H>) {
        self.weights.add(&other.weights, model.weights.tensors());
        self.added.add(&other.added, model.added.tensors());
        self.head.add(&other.head, model.head.tensors());
    }

    fn clear<H: Head>(&mut self, model: &Model<H>) {
        self.weights.clear(model.weights.tensors());
        self.added.clear(model.added.tensors());
        self.head.clear(model.head.tensors());
    }
}

/// How many parts a step's texts are divided into.
const HALVES: usize = 2;

/// Forward and backward over one batch; gradients lie in `slopes`, one for each half.
fn pass<H: Head>(
    model: &Model<H>,
    texts: &[Text],
    targets: &[H::Target],
    batch: &[usize],
    pace: &Pace,
    word: u32,
    slopes: &mut [Slopes],
) -> Result<f64, TransformerFault> {
    let weight: f64 = batch.iter().map(|text| model.head.weight(&targets[*text])).sum();
    let weight = if weight > 0.0 { weight } else { 1.0 };
    let shares = if slopes.len() > 1 { divided(batch, texts, slopes.len()) } else { vec![batch.to_vec()] };
    let one = |share: &[usize], place: usize, slopes: &mut Slopes| -> Result<f64, TransformerFault> {
        let mut loss = 0.0;
        let limit = if model.head.is_divisible() { pace.at_once } else { usize::MAX };
        for (part, texts_of) in parts(share, texts, limit).into_iter().enumerate() {
            let word = word.wrapping_add((place as u32) << 16).wrapping_add(part as u32).wrapping_mul(0x85eb_ca6b);
            loss += part_pass(model, texts, targets, texts_of, weight, word, slopes)?;
        }
        Ok(loss)
    };
    let (first, rest) = slopes.split_first_mut().expect("there is one half at least");
    let (mut of_first, mut of_second) = (Ok(0.0), Ok(0.0));
    let mut run_first = || of_first = one(&shares[0], 0, first);
    match (shares.get(1), rest.first_mut()) {
        (Some(share), Some(second)) => (pace.both)(&mut run_first, &mut || of_second = one(share, 1, second)),
        _ => run_first(),
    }
    Ok(of_first? + of_second?)
}

fn part_pass<H: Head>(
    model: &Model<H>,
    texts: &[Text],
    targets: &[H::Target],
    part: &[usize],
    weight: f64,
    word: u32,
    slopes: &mut Slopes,
) -> Result<f64, TransformerFault> {
    let mut batch = Batch::new();
    for text in part {
        let Text { tokens, kinds, marks } = &texts[*text];
        batch.push_whole(tokens, kinds, marks);
    }
    let encoder = Encoder::new(&model.weights, &model.added);
    let kept = encoder.forward_kept(&batch, word)?;
    let read = Read { batch: &batch, rows: kept.out(), wide: model.weights.shape().hidden };
    let mut of_rows = vec![0.0; kept.out().len()];
    let targets: Vec<&H::Target> = part.iter().map(|text| &targets[*text]).collect();
    let loss = model.head.loss(read, &targets, weight, word.wrapping_mul(3), &mut of_rows, &mut slopes.head);
    encoder.back(&kept, of_rows, &batch, &mut slopes.weights, &mut slopes.added);
    Ok(loss)
}

/// Texts shared out, so that each share has about as many tokens: the longest first, each to the share that has least.
fn divided(batch: &[usize], texts: &[Text], shares: usize) -> Vec<Vec<usize>> {
    let mut order = batch.to_vec();
    order.sort_by_key(|text| std::cmp::Reverse(texts[*text].tokens.len()));
    let mut shares = vec![(0, Vec::new()); shares];
    for text in order {
        if let Some(least) = shares.iter_mut().min_by_key(|(tokens, _)| *tokens) {
            least.0 += texts[text].tokens.len();
            least.1.push(text);
        }
    }
    shares.into_iter().map(|(_, share)| share).filter(|share| !share.is_empty()).collect()
}

/// Stretches of texts with at most so many tokens together (a single text may have more).
fn parts<'a>(share: &'a [usize], texts: &[Text], most: usize) -> Vec<&'a [usize]> {
    let mut parts = Vec::new();
    let (mut from, mut tokens) = (0, 0);
    for (place, text) in share.iter().enumerate() {
        let more = texts[*text].tokens.len();
        if place > from && tokens + more > most {
            parts.push(&share[from..place]);
            (from, tokens) = (place, 0);
        }
        tokens += more;
    }
    parts.push(&share[from..]);
    parts
}

/// The state of the steps for each matrix that is trained.
#[derive(Debug)]
struct States {
    weights: Vec<Option<AdamW>>,
    added: Vec<Option<AdamW>>,
    head: Vec<Option<AdamW>>,
}

impl States {
    fn new<H: Head>(model: &Model<H>) -> Self {
        let of = |tensors: &[Tensor]| {
            tensors.iter().map(|tensor| tensor.is_trained.then(|| AdamW::new(tensor.values.len(), None))).collect()
        };
        Self { weights: of(model.weights.tensors()), added: of(model.added.tensors()), head: of(model.head.tensors()) }
    }

    fn step<H: Head>(&mut self, model: &mut Model<H>, slopes: &Slopes, pace: &Pace, share: f32) {
        let squares = slopes.weights.squares(model.weights.tensors())
            + slopes.added.squares(model.added.tensors())
            + slopes.head.squares(model.head.tensors());
        let length = squares.sqrt();
        let shorter = if length > pace.clip { (pace.clip / length) as f32 } else { 1.0 };
        let layers = model.weights.shape().layers;
        let lower = |name: &str| pace.layer_decay.powi(below(name, layers) as i32);
        let rate = |name: &str| share * pace.rate * lower(name);
        advance(&mut self.weights, model.weights.tensors_mut(), &slopes.weights, rate, pace.decay, shorter);
        advance(&mut self.added, model.added.tensors_mut(), &slopes.added, |_| share * pace.rate, pace.decay, shorter);
        let head_rate = |_: &str| share * pace.head_rate;
        advance(&mut self.head, model.head.tensors_mut(), &slopes.head, head_rate, pace.decay, shorter);
    }
}

/// How many layers lie above the one that a weight belongs to.
fn below(name: &str, layers: usize) -> usize {
    let layer = name.strip_prefix("encoder.layer.").and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
    layer.map_or(layers, |layer| layers.saturating_sub(layer + 1))
}

fn advance(
    states: &mut [Option<AdamW>],
    tensors: &mut [Tensor],
    slopes: &Gradients,
    rate: impl Fn(&str) -> f32,
    decay: f32,
    shorter: f32,
) {
    for (place, (state, tensor)) in states.iter_mut().zip(tensors).enumerate() {
        let Some(state) = state else { continue };
        state.begin();
        // A row of numbers (a bias, a normalisation) is not drawn to 0.
        let decay = if tensor.shape[0] > 1 { decay } else { 0.0 };
        let (rate, columns) = (rate(&tensor.name), tensor.shape[1]);
        let gradient = slopes.get(place);
        match slopes.touched(place) {
            Some(rows) => {
                for row in rows {
                    let places = row as usize * columns..(row as usize + 1) * columns;
                    let shortened: Vec<f32> = gradient[places.clone()].iter().map(|value| value * shorter).collect();
                    state.move_part(places.start, &mut tensor.values[places], &shortened, rate, decay);
                }
            }
            None if shorter < 1.0 => {
                let shortened: Vec<f32> = gradient.iter().map(|value| value * shorter).collect();
                state.move_part(0, &mut tensor.values, &shortened, rate, decay);
            }
            None => state.move_part(0, &mut tensor.values, gradient, rate, decay),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transformer::{Curve, Labels, Method, Pooling, Product, Shape};

    fn shape() -> Shape {
        Shape {
            layers: 2,
            hidden: 16,
            heads: 2,
            intermediate: 32,
            vocabulary: 20,
            positions: 12,
            first_position: 0,
            kinds: 0,
            epsilon: 1e-5,
            curve: Curve::Gelu,
            dropout: 0.05,
            attention_dropout: 0.05,
        }
    }

    /// Which of two words comes first? To be told, a token must look at the others.
    fn order_of_two() -> (Vec<Text>, Vec<usize>) {
        let mut random = SplitMix64::new(2);
        let one = |_| {
            let mut tokens: Vec<u32> = (0..6).map(|_| 2 + random.next_place(18).unwrap_or(0) as u32).collect();
            let (first, other) = (random.next_place(5).unwrap_or(0), random.next_place(2).unwrap_or(0));
            tokens[first] = other as u32;
            tokens[5] = 1 - other as u32;
            (Text { tokens, ..Text::default() }, other)
        };
        (0..400).map(one).unzip()
    }

    fn model(method: &Method) -> Model<Labels> {
        let mut random = SplitMix64::new(4);
        let mut weights = Weights::drawn(shape(), &mut random).unwrap();
        weights.tensors_mut().iter_mut().filter(|tensor| tensor.shape[0] > 1).for_each(|tensor| {
            tensor.values.iter_mut().for_each(|value| *value *= 8.0);
        });
        let added = Additions::drawn(method, &shape(), 0, &mut random);
        Model { weights, added, head: Labels::drawn(2, 16, Pooling::Mean, &mut random) }
    }

    fn right(model: &Model<Labels>, texts: &[Text], targets: &[usize]) -> f64 {
        let mut batch = Batch::new();
        texts.iter().for_each(|text| batch.push(&text.tokens));
        let rows = Encoder::new(&model.weights, &model.added).forward(&batch).unwrap();
        let logits = model.head.logits(Read { batch: &batch, rows: &rows, wide: 16 });
        let hits = logits.chunks(2).zip(targets).filter(|(row, target)| usize::from(row[1] > row[0]) == **target);
        hits.count() as f64 / targets.len() as f64
    }

    #[test]
    fn each_method_learns_what_takes_looking_at_other_tokens() {
        let (texts, targets) = order_of_two();
        let low_rank =
            |is_weighed| Method::LowRank { rank: 4, alpha: 8.0, products: Product::ALL.to_vec(), is_weighed };
        let methods = [
            (Method::None, 1.0, 6e-3),
            (low_rank(false), 1.0, 6e-3),
            (low_rank(true), 0.5, 6e-3),
            (Method::Adapter { width: 8 }, 1.0, 6e-3),
            (Method::Prefix { length: 4 }, 1.0, 5e-2),
        ];
        for (method, directions_kept, rate) in methods {
            let mut model = model(&method);
            if method != Method::None {
                model.weights.train_only(|_| false);
            }
            let before = model.weights.clone();
            let pace = Pace { rounds: 15, rate, head_rate: 1e-2, directions_kept, ..Pace::default() };
            train(&mut model, &texts[..300], &targets[..300], &pace, &mut |_, _| Goes::On).unwrap();
            let right = right(&model, &texts[300..], &targets[300..]);
            assert!(right > 0.9, "{method:?}: {right}");
            assert_eq!(model.weights == before, method != Method::None, "{method:?}");
            if directions_kept < 1.0 {
                let weights: Vec<f32> = model
                    .added
                    .tensors()
                    .iter()
                    .filter(|t| t.name.ends_with("weights"))
                    .flat_map(|t| t.values.clone())
                    .collect();
                let gone = weights.iter().filter(|weight| **weight == 0.0).count();
                assert!((0.45..0.55).contains(&(gone as f64 / weights.len() as f64)), "{gone} of {}", weights.len());
            }
        }
    }

    fn two_threads(first: &mut (dyn FnMut() + Send), second: &mut (dyn FnMut() + Send)) {
        std::thread::scope(|scope| {
            scope.spawn(second);
            first();
        });
    }

    #[test]
    fn parts_add_up_to_the_same_step_and_threads_to_the_very_same() {
        let (texts, targets) = order_of_two();
        let still = Shape { dropout: 0.0, attention_dropout: 0.0, ..shape() };
        let trained = |at_once, both: Both| {
            let mut model = model(&Method::None);
            model.weights = Weights::drawn(still.clone(), &mut SplitMix64::new(5)).unwrap();
            model.head.dropout = 0.0;
            let pace = Pace { rounds: 1, at_once, both, ..Pace::default() };
            train(&mut model, &texts[..48], &targets[..48], &pace, &mut |_, _| Goes::On).unwrap();
            model
        };
        let whole = trained(1_000, one_by_one);
        assert_eq!(whole, trained(1_000, two_threads));
        for other in [trained(13, one_by_one)] {
            for (one, other) in whole.weights.tensors().iter().zip(other.weights.tensors()) {
                let apart = one.values.iter().zip(&other.values).map(|(one, other)| (one - other).abs());
                assert!(apart.fold(0.0, f32::max) < 2e-4, "{}", one.name);
            }
        }
    }

    #[test]
    fn training_stops_when_told_and_refuses_what_makes_no_sense() {
        let (texts, targets) = order_of_two();
        let mut seen = 0;
        let mut stop = |_: Step, _: &Model<Labels>| {
            seen += 1;
            if seen == 3 { Goes::Stop } else { Goes::On }
        };
        train(&mut model(&Method::None), &texts, &targets, &Pace::default(), &mut stop).unwrap();
        assert_eq!(seen, 3);
        let refused = |pace: Pace, count: usize| {
            let mut on = |_: Step, _: &Model<Labels>| Goes::On;
            train(&mut model(&Method::None), &texts[..count], &targets[..count], &pace, &mut on).unwrap_err()
        };
        assert!(refused(Pace::default(), 0).to_string().contains("texts"));
        assert!(refused(Pace { batch: 0, ..Pace::default() }, 3).to_string().contains("batch"));
        assert!(refused(Pace { rate: f32::NAN, ..Pace::default() }, 3).to_string().contains("rate"));
        let wild = Pace { rate: 1e30, head_rate: 1e30, warm_up: 0.0, rounds: 9, ..Pace::default() };
        assert!(matches!(refused(wild, 64), TransformerFault::Diverged { .. }));
    }

    #[test]
    fn rates_rise_and_fall() {
        let heights: Vec<f32> = (0..10).map(|done| height(done, 10, 0.3)).collect();
        assert!(heights.windows(2).take(2).all(|pair| pair[0] < pair[1]), "{heights:?}");
        assert!(heights.windows(2).skip(3).all(|pair| pair[0] > pair[1]), "{heights:?}");
        assert!(heights.iter().all(|height| (0.05..=1.0).contains(height)), "{heights:?}");
    }
}
