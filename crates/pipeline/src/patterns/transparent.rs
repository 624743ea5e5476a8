//! What was attention like in these five minutes? A model that a person can check by hand.
//!
//! Each feature is turned into a score from -1 to 1 by three anchors (where it says "scattered", "ordinary" and "gathered"),
//! straight lines between them. Each kind of state adds up its prior and, for each feature, `slope * score + middle * (1 - 2
//! |score|)`: the slope rewards one end, the middle rewards the ordinary. A softmax turns the four sums into weights:
//!
//! ```text
//! log-odds(kind) = prior(kind) + sum over features of slope(kind) * score + middle(kind) * (1 - 2 |score|)
//! weight(kind)   = exp(log-odds(kind)) / sum of exp over kinds
//! ```
//!
//! | feature | -1 | 0 | +1 | why these anchors |
//! | --- | --- | --- | --- | --- |
//! | `switch_rate_per_min`, on a log scale | 60/19 | 60/47 | 1/3 | a switch every 19 s (Yeykelis, Cummings and Reeves, 2014); stays of 47 s on average (Mark, 2023, "Attention Span"); about 3 minutes on one thing (Gonzalez and Mark, 2004) |
//! | `longest_visit_s`, on a log scale | 19 | 75 | 180 | the same, and 75 s on average (Mark, 2023, of her study of 2012) |
//! | `app_entropy_bits` | 2 | 1 | 0.47 | four apps in equal parts; two; nine tenths in one of two |
//! | `title_change_rate_per_min` | 6 | 2 | 0.5 | our choice; titles change by themselves, so it weighs little |
//! | `input_share` | 0 | 0.2 | 0.5 | our choice: hands that rest the whole time; that move in half of the half minutes |
//!
//! | slope / middle | switch rate | longest stay | entropy | titles | input share | prior | why |
//! | --- | --- | --- | --- | --- | --- | --- | --- |
//! | focused | 1.0 / 0 | 0.6 / 0 | 0.6 / 0 | 0.2 / 0 | 0.6 / 0 | 0 | few switches weigh most, because studies of focus measure them |
//! | shifting | 0 / 0.6 | 0 / 0.4 | 0 / 0.4 | 0 / 0 | 0 / 0 | 0.5 | ordinary in everything, and so expected a little more |
//! | scattered | -1.0 / 0 | -0.6 / 0 | -0.6 / 0 | -0.2 / 0 | 0.2 / 0 | 0 | the mirror of focused, with hands that are busy |
//! | resting | 0.4 / 0 | 0.4 / 0 | 0 / 0 | 0 / 0 | -2.0 / 0 | -0.5 | still hands on one thing; only where input is sensed |
//!
//! The model abstains when the person was present for less than a minute, when no watcher of windows was heard, and when the
//! two best kinds lie closer than [`LEAST_MARGIN`]. Its weights were reasoned, not learnt: they are not calibrated.

use attentive_learn::softmax;
use attentive_types::StateKind;

use crate::features::{ALL, Row};

/// With a smaller lead than this over the second best kind, the model says that it does not know.
pub const LEAST_MARGIN: f64 = 0.15;

/// The kinds that the model tells apart; presence tells the others.
pub const KINDS: [StateKind; 4] = [StateKind::Focused, StateKind::Shifting, StateKind::Scattered, StateKind::Resting];

/// How much each kind is expected before anything is seen, in log-odds, in the order of [`KINDS`].
const PRIORS: [f64; 4] = [0.0, 0.5, 0.0, -0.5];

/// One feature as evidence.
#[derive(Debug)]
pub struct Evidence {
    /// The feature's name.
    pub feature: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Where the score is -1, 0 and 1.
    anchors: [f64; 3],
    is_log: bool,
    slope: [f64; 4],
    middle: [f64; 4],
    /// Codes and words for a low, an ordinary and a high score.
    words: [(&'static str, &'static str); 3],
}

/// All evidence, in the order of the table above.
pub const EVIDENCE: [Evidence; 5] = [
    Evidence {
        feature: "switch_rate_per_min",
        unit: "1/min",
        anchors: [60.0 / 19.0, 60.0 / 47.0, 1.0 / 3.0],
        is_log: true,
        slope: [1.0, 0.0, -1.0, 0.4],
        middle: [0.0, 0.6, 0.0, 0.0],
        words: [
            ("many-switches", "many switches between apps"),
            ("ordinary-switches", "an ordinary pace of switching"),
            ("few-switches", "few switches between apps"),
        ],
    },
    Evidence {
        feature: "longest_visit_s",
        unit: "s",
        anchors: [19.0, 75.0, 180.0],
        is_log: true,
        slope: [0.6, 0.0, -0.6, 0.4],
        middle: [0.0, 0.4, 0.0, 0.0],
        words: [
            ("short-stays", "only short stays"),
            ("ordinary-stay", "stays of ordinary length"),
            ("long-stay", "a long stay in one window"),
        ],
    },
    Evidence {
        feature: "app_entropy_bits",
        unit: "bit",
        anchors: [2.0, 1.0, 0.47],
        is_log: false,
        slope: [0.6, 0.0, -0.6, 0.0],
        middle: [0.0, 0.4, 0.0, 0.0],
        words: [
            ("many-apps", "time spread over many apps"),
            ("some-apps", "time spread over two apps or so"),
            ("few-apps", "time gathered on one app"),
        ],
    },
    Evidence {
        feature: "title_change_rate_per_min",
        unit: "1/min",
        anchors: [6.0, 2.0, 0.5],
        is_log: false,
        slope: [0.2, 0.0, -0.2, 0.0],
        middle: [0.0; 4],
        words: [
            ("many-titles", "many changes of document or page"),
            ("some-titles", "some changes of document or page"),
            ("few-titles", "few changes of document or page"),
        ],
    },
    Evidence {
        feature: "input_share",
        unit: "1",
        anchors: [0.0, 0.2, 0.5],
        is_log: false,
        slope: [0.6, 0.0, 0.2, -2.0],
        middle: [0.0; 4],
        words: [
            ("hands-still", "keys and pointer hardly moved"),
            ("hands-some", "keys and pointer moved now and then"),
            ("hands-busy", "keys and pointer moved most of the time"),
        ],
    },
];

/// The place of the input share in [`EVIDENCE`]: without it, resting cannot be told from focused.
const INPUT_SHARE: usize = 4;

/// What a piece of evidence said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Said {
    /// The feature's value.
    pub value: f64,
    /// Its score, from -1 to 1.
    pub score: f64,
    /// What it added to the log-odds of the kind that was named.
    pub weight: f64,
}

/// Why the model does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abstained {
    /// The person was present for less than a minute, or no watcher of windows was heard.
    TooLittleData,
    /// Two kinds were nearly as likely.
    Undecided,
}

/// The model's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// The kind.
    pub kind: StateKind,
    /// Its weight, 0 to 1; not calibrated.
    pub confidence: f64,
    /// What each piece of [`EVIDENCE`] said; `None` where the feature was missing.
    pub said: [Option<Said>; EVIDENCE.len()],
}

impl Evidence {
    /// The score of a value, from -1 to 1.
    #[must_use]
    pub fn score(&self, value: f64) -> f64 {
        let scale = |x: f64| if self.is_log { x.max(1e-3).ln() } else { x };
        let [low, middle, high] = self.anchors.map(scale);
        let x = scale(value);
        let beyond = |from: f64, to: f64| ((x - from) / (to - from)).clamp(0.0, 1.0);
        beyond(middle, high) - beyond(middle, low)
    }

    /// Code and words for a score.
    #[must_use]
    pub fn words(&self, score: f64) -> (&'static str, &'static str) {
        let place = if score < -1.0 / 3.0 {
            0
        } else if score <= 1.0 / 3.0 {
            1
        } else {
            2
        };
        self.words[place]
    }
}

/// Names the state behind one row of features, or says why not.
///
/// # Errors
/// With the reason for which the model abstains.
pub fn judge(row: &Row) -> Result<Judgement, Abstained> {
    let value = |name: &str| ALL.iter().position(|feature| feature.info.name == name).and_then(|place| row[place]);
    value(EVIDENCE[0].feature).ok_or(Abstained::TooLittleData)?;
    let scores: Vec<Option<(f64, f64)>> =
        EVIDENCE.iter().map(|evidence| value(evidence.feature).map(|value| (value, evidence.score(value)))).collect();
    let has_input = scores[INPUT_SHARE].is_some();
    let adds = |kind: usize, place: usize, score: f64| {
        let evidence = &EVIDENCE[place];
        evidence.slope[kind] * score + evidence.middle[kind] * (1.0 - 2.0 * score.abs())
    };
    let odds = |kind: usize| {
        let added = scores.iter().enumerate().filter_map(|(place, score)| Some(adds(kind, place, (*score)?.1)));
        PRIORS[kind] + added.sum::<f64>()
    };
    let known = if has_input { KINDS.len() } else { KINDS.len() - 1 };
    let weights = softmax(&(0..known).map(odds).collect::<Vec<_>>()).ok_or(Abstained::TooLittleData)?;
    let mut order: Vec<usize> = (0..known).collect();
    order.sort_by(|left, right| weights[*right].total_cmp(&weights[*left]));
    let (best, second) = (order[0], order[1]);
    if weights[best] - weights[second] < LEAST_MARGIN {
        return Err(Abstained::Undecided);
    }
    let mut said = [None; EVIDENCE.len()];
    for (place, (own, score)) in said.iter_mut().zip(&scores).enumerate() {
        *own = score.map(|(value, score)| Said { value, score, weight: adds(best, place, score) });
    }
    Ok(Judgement { kind: KINDS[best], confidence: weights[best], said })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[(&str, f64)]) -> Row {
        let mut row: Row = [None; ALL.len()];
        for (name, value) in values {
            let place = ALL.iter().position(|feature| feature.info.name == *name).expect("a feature");
            row[place] = Some(*value);
        }
        row
    }

    fn window(switches: f64, longest: f64, entropy: f64) -> Vec<(&'static str, f64)> {
        vec![("switch_rate_per_min", switches), ("longest_visit_s", longest), ("app_entropy_bits", entropy)]
    }

    fn kind(values: &[(&str, f64)]) -> Result<StateKind, Abstained> {
        judge(&row(values)).map(|judgement| judgement.kind)
    }

    #[test]
    fn five_minutes_in_one_window_are_focused() {
        assert_eq!(kind(&window(0.0, 300.0, 0.0)), Ok(StateKind::Focused));
    }

    #[test]
    fn a_switch_every_fifteen_seconds_over_five_apps_is_scattered() {
        assert_eq!(kind(&window(4.0, 25.0, 2.3)), Ok(StateKind::Scattered));
    }

    #[test]
    fn an_ordinary_pace_is_shifting() {
        assert_eq!(kind(&window(1.2, 80.0, 1.0)), Ok(StateKind::Shifting));
    }

    #[test]
    fn still_hands_on_one_thing_are_resting_and_busy_ones_focused() {
        let with_input = |share: f64| [window(0.0, 300.0, 0.0), vec![("input_share", share)]].concat();
        assert_eq!(kind(&with_input(0.0)), Ok(StateKind::Resting));
        assert_eq!(kind(&with_input(0.8)), Ok(StateKind::Focused));
    }

    #[test]
    fn between_two_kinds_the_model_abstains_and_without_windows_too() {
        assert_eq!(kind(&window(0.766, 104.6, 0.799)), Err(Abstained::Undecided));
        assert_eq!(kind(&[("key_rate_per_s", 3.0)]), Err(Abstained::TooLittleData));
    }

    #[test]
    fn every_evidence_names_a_feature_and_its_anchors_score_as_written() {
        for evidence in &EVIDENCE {
            let info = ALL.iter().map(|feature| feature.info).find(|info| info.name == evidence.feature);
            assert_eq!(info.map(|info| info.unit), Some(evidence.unit));
            for (anchor, score) in evidence.anchors.into_iter().zip([-1.0, 0.0, 1.0]) {
                assert!((evidence.score(anchor) - score).abs() < 1e-9, "{} at {anchor}", evidence.feature);
            }
        }
        assert_eq!(EVIDENCE[INPUT_SHARE].feature, "input_share");
    }
}
