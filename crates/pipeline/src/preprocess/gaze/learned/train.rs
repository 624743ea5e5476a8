//! How the detector learns from recordings that people coded by hand.

use attentive_learn::forest::{BoostedClassifier, BoostingSettings, Cuts, Labels, SwiftClassifier};
use attentive_types::{GazeEventKind, GazeSignal};

use super::blocks::Cutter;
use super::decode::Costs;
use super::kinds;
use super::model::{Model, Trees};
use super::rows::Rows;
use super::scan::{FirstPass, Scan, slow_stretches};
use super::sight;
use super::stretches::{self, Habit, Stretches};

/// One recording with its codes.
#[derive(Clone, Copy, Debug)]
pub struct Lesson<'a> {
    /// The cleaned signal.
    pub signal: &'a GazeSignal,
    /// What the coder said of each sample.
    pub kinds: &'a [GazeEventKind],
    /// Who was recorded.
    pub person: &'a str,
}

/// How it learns.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainSettings {
    /// The first trees.
    pub boosting: BoostingSettings,
    /// The second trees.
    pub stretch_boosting: BoostingSettings,
    /// A longer recording counts no more than one of this length, in seconds: a few long recordings should not outvote many people.
    pub most_seconds_of_recording: f64,
    /// How much a sample counts, by class of the first trees: slow, saccade, oscillation, all else.
    pub kind_weights: [f32; 4],
    /// Cost of any change of kind in the decoding, beside the surprise of its direction.
    pub change_cost: f32,
    /// How much a millisecond of evidence counts in the decoding.
    pub trust_per_ms: f32,
    /// Cost of a change between resting and following without a saccade.
    pub stretch_change_cost: f32,
    /// How much a millisecond of evidence counts there.
    pub stretch_trust_per_ms: f32,
}

impl Default for TrainSettings {
    /// Trees and stretches: chosen by leaving out one after another of the ten people of the extra set of Lund2013 (Andersson et al. 2017) whom
    /// no score asks about. Decoding and weights of the first trees: by cross-validation over groups of all people there.
    fn default() -> Self {
        let boosting = BoostingSettings {
            trees: 40,
            depth: 5,
            learning_rate: 0.25,
            row_share: 0.5,
            column_share: 0.4,
            ..BoostingSettings::default()
        };
        Self {
            boosting,
            stretch_boosting: BoostingSettings { trees: 60, depth: 6, learning_rate: 0.1, l2: 100.0, ..boosting },
            most_seconds_of_recording: 60.0,
            kind_weights: [1.0, 1.0, 1.5, 1.0],
            change_cost: 0.0,
            trust_per_ms: 0.06,
            stretch_change_cost: 2.0,
            stretch_trust_per_ms: 0.02,
        }
    }
}

/// How far learning is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// How much is done, 0 to 1.
    pub share: f64,
    /// While trees grow: which (`sight` around fast movements, `stretches` between them), how many stand, and the mean loss that those before had left.
    pub loss: Option<(&'static str, u64, f64)>,
}

impl Step {
    fn done(share: f64) -> Self {
        Self { share, loss: None }
    }
}

/// Learns. `told` hears how far it is. Lessons whose rate cannot be read are left out; `None` when no sample remains.
#[must_use]
pub fn train(lessons: &[Lesson<'_>], settings: &TrainSettings, told: &mut dyn FnMut(Step)) -> Option<Model> {
    let mut first = Learnt::new(sight::names());
    let mut changes = vec![0_u32; kinds::COUNT * kinds::COUNT];
    for (place, lesson) in lessons.iter().enumerate() {
        first.add_moments(lesson, settings);
        count_changes(lesson.kinds, &mut changes);
        told(Step::done(0.1 * (place + 1) as f64 / lessons.len() as f64));
    }
    let sight = first.trees(kinds::COUNT, &settings.boosting, &mut |share, trees, loss| {
        told(Step { share: 0.1 + 0.6 * share, loss: Some(("sight", trees, loss)) });
    })?;
    let sight_costs = Costs::counted(kinds::COUNT, &changes, settings.change_cost, settings.trust_per_ms);
    let mut pass = FirstPass::new(SwiftClassifier::new(&sight)?, &sight_costs);
    let mut second = Learnt::new(stretches::names());
    for lesson in lessons {
        second.add_stretches(lesson, settings, &mut pass);
    }
    let stretches = second.trees(2, &settings.stretch_boosting, &mut |share, trees, loss| {
        told(Step { share: 0.7 + 0.3 * share, loss: Some(("stretches", trees, loss)) });
    })?;
    let (change, trust) = (settings.stretch_change_cost, settings.stretch_trust_per_ms);
    let stretch_costs = Costs { kinds: 2, change: vec![0.0, change, change, 0.0], trust_per_ms: trust };
    Some(Model {
        sight: Trees { columns: first.names, boosted: sight, costs: sight_costs },
        stretches: Trees { columns: second.names, boosted: stretches, costs: stretch_costs },
    })
}

fn count_changes(kinds: &[GazeEventKind], changes: &mut [u32]) {
    for pair in kinds.windows(2) {
        let (from, to) = (kinds::class_of(pair[0]), kinds::class_of(pair[1]));
        if from != to {
            changes[usize::from(from) * kinds::COUNT + usize::from(to)] += 1;
        }
    }
}

/// Rows to learn from.
struct Learnt {
    names: Vec<String>,
    columns: Vec<Vec<f32>>,
    class: Vec<u8>,
    weight: Vec<f32>,
    rows: Rows,
}

impl Learnt {
    fn new(names: Vec<String>) -> Self {
        let (columns, rows) = (vec![Vec::new(); names.len()], Rows::new(names.len()));
        Self { names, columns, class: Vec::new(), weight: Vec::new(), rows }
    }

    /// Keeps the row that was written last.
    fn keep(&mut self, class: u8, weight: f32) {
        for (column, row) in self.columns.iter_mut().zip(self.rows.columns()) {
            column.push(row[0]);
        }
        self.rows.clear();
        self.class.push(class);
        self.weight.push(weight);
    }

    /// Grows trees; `None` without rows.
    fn trees(
        &self,
        classes: usize,
        settings: &BoostingSettings,
        told: &mut dyn FnMut(f64, u64, f64),
    ) -> Option<BoostedClassifier> {
        if self.class.is_empty() {
            return None;
        }
        let cuts = Cuts::at_quantiles(&self.columns, 64);
        let binned = cuts.bin(&self.columns);
        let labels = Labels { classes, class: &self.class, weight: &self.weight };
        let all = settings.trees.max(1) as f64;
        Some(BoostedClassifier::fit(&binned, &cuts, labels, settings, &mut |tree, loss| {
            told(tree as f64 / all, tree as u64, loss);
        }))
    }

    /// The samples around all that may happen; of long recordings every n-th.
    fn add_moments(&mut self, lesson: &Lesson<'_>, settings: &TrainSettings) {
        let mut scan = Scan::default();
        let share = share_of(lesson, settings);
        for_blocks(lesson, &mut scan, |scan, seen| {
            // A sample stands for the time until the next, and for those that are left out.
            let millis = 1000.0 / scan.trace.rate_hz;
            let step = (1.0 / share).floor().max(1.0) as usize;
            let weight = (millis / 2.0 * share * step as f64) as f32;
            for place in scan.moments.iter().cloned().flatten().filter(|place| scan.asked.contains(place)).step_by(step)
            {
                let class = kinds::class_of(seen.at(place));
                scan.sight.look(&scan.trace, place, &mut self.rows.row());
                self.keep(class, weight * settings.kind_weights[usize::from(class)]);
            }
        });
    }

    /// The places in stretches that the first trees find and the coder calls slow.
    fn add_stretches(&mut self, lesson: &Lesson<'_>, settings: &TrainSettings, pass: &mut FirstPass) {
        let mut scan = Scan::default();
        let share = share_of(lesson, settings);
        let (mut stretches, mut past) = (Stretches::default(), Habit::default());
        for_blocks(lesson, &mut scan, |scan, seen| {
            pass.read(scan);
            stretches.fill(&scan.trace, slow_stretches(&pass.path));
            for (which, stretch) in stretches.asked(&scan.asked) {
                for part in stretch.parts(&scan.trace) {
                    let middle = part.start.midpoint(part.end);
                    let Some(class) = scan.asked.contains(&middle).then(|| kinds::follows(seen.at(middle))).flatten()
                    else {
                        continue;
                    };
                    stretches.look(&scan.trace, which, middle, &past, &mut self.rows.row());
                    self.keep(class, (share * part.len() as f64 / scan.trace.rate_hz * 50.0) as f32);
                }
            }
            stretches.remember(&scan.asked, &mut past);
        });
    }
}

/// How much of a long recording counts.
fn share_of(lesson: &Lesson<'_>, settings: &TrainSettings) -> f64 {
    (settings.most_seconds_of_recording * lesson.signal.rate_hz / lesson.kinds.len().max(1) as f64).min(1.0)
}

/// Hands on each block of a lesson, with the kinds that the coder saw at its places.
fn for_blocks(lesson: &Lesson<'_>, scan: &mut Scan, mut hand_on: impl FnMut(&Scan, Seen<'_>)) {
    let (signal, cutter) = (lesson.signal, Cutter::new(lesson.signal.rate_hz));
    if !cutter.is_readable() {
        return;
    }
    let count = signal.len().min(lesson.kinds.len());
    for block in cutter.blocks(count) {
        scan.take(&signal.x_deg, &signal.y_deg, block, cutter.rate_hz, cutter.every);
        hand_on(scan, Seen { kinds: &lesson.kinds[block.seen_from..block.seen_to], every: cutter.every });
    }
}

/// What the coder saw in a block.
#[derive(Clone, Copy)]
struct Seen<'a> {
    kinds: &'a [GazeEventKind],
    every: usize,
}

impl Seen<'_> {
    /// At the sample in the middle of those that a place stands for.
    fn at(self, place: usize) -> GazeEventKind {
        let sample = place * self.every + self.every / 2;
        self.kinds[sample.min(self.kinds.len() - 1)]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::preprocess::gaze::learned::detect;
    use attentive_learn::SplitMix64;

    /// Rests of 150 to 450 ms between jumps of 1.5 to 8 degrees that take 40 ms; noise of a hundredth of a degree.
    pub(in super::super) fn looking_around(
        seconds: usize,
        rate_hz: f64,
        seed: u64,
    ) -> (GazeSignal, Vec<GazeEventKind>) {
        let mut random = SplitMix64::new(seed);
        let mut signal = GazeSignal { rate_hz, ..GazeSignal::default() };
        let mut kinds = Vec::new();
        let (mut x, mut y) = (0.0, 0.0);
        let per_ms = rate_hz / 1000.0;
        while (kinds.len() as f64) < seconds as f64 * rate_hz {
            let rest = ((150.0 + 300.0 * random.next_unit()) * per_ms) as usize;
            let jump = ((40.0 * per_ms) as usize).max(2);
            let angle = std::f64::consts::TAU * random.next_unit();
            let amplitude = 1.5 + 6.5 * random.next_unit();
            let (to_x, to_y): (f64, f64) = (amplitude * angle.cos(), amplitude * angle.sin());
            for step in 0..rest + jump {
                let share = step.saturating_sub(rest) as f64 / jump as f64;
                let smooth = share * share * (3.0 - 2.0 * share);
                signal.x_deg.push(x + (to_x - x) * smooth + 0.01 * random.next_normal());
                signal.y_deg.push(y + (to_y - y) * smooth + 0.01 * random.next_normal());
                kinds.push(if step > rest { GazeEventKind::Saccade } else { GazeEventKind::Fixation });
            }
            (x, y) = (to_x, to_y);
        }
        signal.time_nanos = (0..kinds.len()).map(|place| (place as f64 * 1e9 / rate_hz) as i64).collect();
        (signal, kinds)
    }

    pub(in super::super) fn small() -> TrainSettings {
        TrainSettings {
            boosting: BoostingSettings { trees: 12, depth: 4, learning_rate: 0.4, ..TrainSettings::default().boosting },
            stretch_boosting: BoostingSettings { trees: 12, ..TrainSettings::default().stretch_boosting },
            ..TrainSettings::default()
        }
    }

    #[test]
    fn what_was_learnt_at_one_rate_is_told_at_another() {
        let (first, second) = (looking_around(15, 500.0, 1), looking_around(15, 250.0, 2));
        let lesson = |of: &'static str, (signal, kinds): &'static (GazeSignal, Vec<GazeEventKind>)| Lesson {
            signal,
            kinds,
            person: of,
        };
        let (first, second) = (Box::leak(Box::new(first)), Box::leak(Box::new(second)));
        let model = train(&[lesson("a", first), lesson("b", second)], &small(), &mut |_| ()).unwrap();
        for (rate_hz, seed) in [(500.0, 3), (250.0, 4), (333.0, 5)] {
            let (signal, kinds) = looking_around(10, rate_hz, seed);
            let right = detect(&signal, &model).iter().zip(&kinds).filter(|(a, b)| a == b).count();
            assert!(right as f64 > 0.93 * kinds.len() as f64, "{right} of {} at {rate_hz} Hz", kinds.len());
        }
    }

    #[test]
    fn the_same_lessons_and_seed_give_the_same_model() {
        let (signal, kinds) = looking_around(6, 500.0, 1);
        let lessons = [Lesson { signal: &signal, kinds: &kinds, person: "a" }];
        assert_eq!(train(&lessons, &small(), &mut |_| ()), train(&lessons, &small(), &mut |_| ()));
    }

    #[test]
    fn there_is_no_model_without_lessons() {
        assert_eq!(train(&[], &small(), &mut |_| ()), None);
    }
}
