//! How the detector learns from recordings that people coded by hand.

use attentive_learn::forest::{BoostedClassifier, BoostingSettings, Cuts, Labels};
use attentive_types::{GazeEventKind, GazeSignal};

use super::blocks::Cutter;
use super::decode::Costs;
use super::kinds;
use super::model::Model;
use super::sight;
use super::table::Table;
use super::trace::Trace;

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
    /// The trees.
    pub boosting: BoostingSettings,
    /// Of a longer recording only every n-th sample is learnt, so that at most this many remain: neighbours say the same, and a few long
    /// recordings should not outvote many people.
    pub most_rows_of_recording: usize,
    /// How much a sample counts, by kind: fixation, saccade, oscillation, pursuit, all else.
    pub kind_weights: [f32; kinds::COUNT],
    /// Cost of any change of kind in the decoding.
    pub change_cost: f32,
    /// How much a millisecond of evidence counts in the decoding.
    pub trust_per_ms: f32,
}

impl Default for TrainSettings {
    /// Chosen by cross-validation over groups of people on Lund2013 (Andersson et al. 2017).
    fn default() -> Self {
        let boosting =
            BoostingSettings { trees: 150, row_share: 0.25, column_share: 0.4, ..BoostingSettings::default() };
        Self {
            boosting,
            most_rows_of_recording: 8000,
            kind_weights: [1.3, 1.0, 1.5, 1.0, 1.0],
            change_cost: 0.0,
            trust_per_ms: 0.06,
        }
    }
}

/// Learns. `told` hears from 0 to 1 how much is done. Lessons whose rate cannot be read are left out; `None` when no sample remains.
#[must_use]
pub fn train(lessons: &[Lesson<'_>], settings: &TrainSettings, told: &mut dyn FnMut(f64)) -> Option<Model> {
    let mut rows = Rows::default();
    let mut changes = vec![0_u32; kinds::COUNT * kinds::COUNT];
    for (place, lesson) in lessons.iter().enumerate() {
        rows.add(lesson, settings);
        for pair in lesson.kinds.windows(2).filter(|pair| pair[0] != pair[1]) {
            changes[usize::from(kinds::class_of(pair[0])) * kinds::COUNT + usize::from(kinds::class_of(pair[1]))] += 1;
        }
        told(0.2 * (place + 1) as f64 / lessons.len() as f64);
    }
    if rows.class.is_empty() {
        return None;
    }
    let cuts = Cuts::at_quantiles(&rows.table.columns, 64);
    let binned = cuts.bin(&rows.table.columns);
    let labels = Labels { classes: kinds::COUNT, class: &rows.class, weight: &rows.weight };
    let trees = settings.boosting.trees.max(1) as f64;
    let mut told_trees = |tree: usize| told(0.2 + 0.8 * tree as f64 / trees);
    let sight = BoostedClassifier::fit(&binned, &cuts, labels, &settings.boosting, &mut told_trees);
    let costs = Costs::counted(kinds::COUNT, &changes, settings.change_cost, settings.trust_per_ms);
    Some(Model { sight_columns: rows.table.names, sight, costs })
}

/// Rows to learn from.
#[derive(Default)]
struct Rows {
    table: Table,
    class: Vec<u8>,
    weight: Vec<f32>,
}

impl Rows {
    fn add(&mut self, lesson: &Lesson<'_>, settings: &TrainSettings) {
        let (signal, rate_hz) = (lesson.signal, lesson.signal.rate_hz);
        let Some(cutter) = Cutter::new(rate_hz, sight::REACH_MILLIS) else { return };
        let count = signal.len().min(lesson.kinds.len());
        let step = count.div_ceil(settings.most_rows_of_recording.max(1)).max(1);
        // A sample stands for the time until the next.
        #[expect(clippy::cast_possible_truncation, reason = "a weight near 1")]
        let weight = (500.0 / rate_hz) as f32;
        for block in cutter.blocks(count) {
            let (x, y) = (&signal.x_deg[block.seen_from..block.seen_to], &signal.y_deg[block.seen_from..block.seen_to]);
            let mut table = sight::table(&Trace::new(x, y, rate_hz));
            table.cut(block.from - block.seen_from, block.to - block.seen_from);
            let first = (block.from.next_multiple_of(step) - block.from).min(block.to - block.from);
            self.table.append_every(&table, first, step);
            let learnt = lesson.kinds[block.from + first..block.to].iter().step_by(step);
            for class in learnt.map(|kind| kinds::class_of(*kind)) {
                self.class.push(class);
                self.weight.push(weight * settings.kind_weights[usize::from(class)]);
            }
        }
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
