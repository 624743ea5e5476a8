//! The state over time: what presence says directly, what a model says of the rest, and equal neighbours joined. Where the person's own model was
//! learnt it answers for windows like those that it was taught by; the others are left to the transparent one.

use std::sync::Arc;

use attentive_types::time::nanos_to_seconds;
use attentive_types::{PresenceSignal, Reason, Span, State, StateKind};

use super::learned::{LearnedJudgement, LearnedStates};
use super::transparent::{Abstained, EVIDENCE, Judgement, Said, judge};
use crate::features::{ALL, Row};
use crate::preprocess::{PartKind, Window};

/// One joined stretch, without texts: a year holds tens of thousands.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// From when to when.
    pub span: Span,
    what: What,
    /// Length of the joined parts in nanoseconds; equals the span's.
    nanos: i64,
    confidence_sum: f64,
    is_calibrated: bool,
    said: [Sums; EVIDENCE.len()],
    /// Of the learned model, for each feature; empty where it did not answer.
    moved: Vec<Sums>,
}

/// What a stretch was found to be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Model(StateKind),
    Learned(StateKind),
    Away(PresenceSignal),
    InCall,
    Unknown(PresenceSignal),
    Abstained(Abstained),
    /// The learned model did.
    LearnedAbstained(Abstained),
}

/// What one of the models said of a window.
enum Answer {
    Transparent(Judgement),
    Learned(LearnedJudgement),
    /// Neither named a kind.
    None(What),
}

impl Answer {
    fn what(&self) -> What {
        match self {
            Self::Transparent(said) => What::Model(said.kind),
            Self::Learned(said) => What::Learned(said.kind),
            Self::None(what) => *what,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    nanos: i64,
    value: f64,
    score: f64,
    weight: f64,
}

/// Joins the parts of windows into stretches of one state.
#[derive(Clone, Debug, Default)]
pub struct States {
    open: Option<Judged>,
    learned: Option<Arc<LearnedStates>>,
}

impl States {
    /// Nothing seen yet; with the person's own model, where there is one.
    #[must_use]
    pub fn new(learned: Option<Arc<LearnedStates>>) -> Self {
        Self { open: None, learned }
    }

    /// Takes the next window and its row; a window without presence has none.
    pub fn push(&mut self, window: &Window, row: Option<&Row>, closed: &mut Vec<Judged>) {
        let answer = row.map_or(Answer::None(What::Abstained(Abstained::TooLittleData)), |row| self.answer(row));
        for part in &window.parts {
            let what = match part.kind {
                PartKind::Away(signal) => What::Away(signal),
                PartKind::Unknown(signal) => What::Unknown(signal),
                PartKind::InCall => What::InCall,
                PartKind::Present => answer.what(),
            };
            let heard = Some(&answer).filter(|_| part.kind == PartKind::Present);
            self.add(part.span, what, heard, row, closed);
        }
    }

    /// What is said of a window in which somebody was present.
    fn answer(&self, row: &Row) -> Answer {
        let transparent = judge(row);
        match (self.learned.as_ref().filter(|learned| learned.is_asked(&transparent)), transparent) {
            (Some(learned), _) => {
                learned.judge(row).map_or_else(|why| Answer::None(What::LearnedAbstained(why)), Answer::Learned)
            }
            (None, Ok(said)) => Answer::Transparent(said),
            (None, Err(why)) => Answer::None(What::Abstained(why)),
        }
    }

    /// Hands out the open stretch at the end.
    pub fn finish(self, closed: &mut Vec<Judged>) {
        closed.extend(self.open);
    }

    fn add(&mut self, span: Span, what: What, answer: Option<&Answer>, row: Option<&Row>, closed: &mut Vec<Judged>) {
        let goes_on = self.open.as_ref().is_some_and(|open| open.what == what && open.span.end == span.start);
        if !goes_on {
            let is_calibrated =
                matches!(what, What::Learned(_)) && self.learned.as_ref().is_some_and(|own| own.is_calibrated());
            closed.extend(self.open.replace(Judged::begin(span, what, is_calibrated)));
        }
        let Some(open) = self.open.as_mut() else { return };
        open.span.end = span.end;
        open.nanos += span.nanos();
        match (answer, row) {
            (Some(Answer::Transparent(said)), _) => open.hear(span, said),
            (Some(Answer::Learned(said)), Some(row)) => open.hear_learned(span, said, row),
            _ => {}
        }
    }
}

impl Judged {
    fn begin(span: Span, what: What, is_calibrated: bool) -> Self {
        let said = [Sums::default(); EVIDENCE.len()];
        Self { span, what, nanos: 0, confidence_sum: 0.0, is_calibrated, said, moved: Vec::new() }
    }

    fn hear(&mut self, span: Span, judgement: &Judgement) {
        self.confidence_sum += judgement.confidence * span.seconds();
        for (sums, said) in self.said.iter_mut().zip(&judgement.said) {
            let Some(Said { value, score, weight }) = said else { continue };
            sums.nanos += span.nanos();
            sums.value += value * span.seconds();
            sums.score += score * span.seconds();
            sums.weight += weight * span.seconds();
        }
    }

    fn hear_learned(&mut self, span: Span, judgement: &LearnedJudgement, row: &Row) {
        self.confidence_sum += judgement.confidence * span.seconds();
        self.moved.resize(ALL.len(), Sums::default());
        for ((sums, push), value) in self.moved.iter_mut().zip(judgement.pushes).zip(row) {
            let Some(value) = value else { continue };
            sums.nanos += span.nanos();
            sums.value += value * span.seconds();
            sums.weight += push * span.seconds();
        }
    }

    /// The state with its reasons in words.
    #[must_use]
    pub fn to_state(&self) -> State {
        let direct = |kind, code: &str, text: &str| (Some(kind), Some(1.0), vec![reason(code, text)]);
        let abstains = |code: &str, text: &str| (None, None, vec![reason(code, text)]);
        let (kind, confidence, reasons) = match self.what {
            What::Model(kind) => (Some(kind), Some(self.mean_confidence()), self.reasons()),
            What::Learned(kind) => (Some(kind), Some(self.mean_confidence()), self.learned_reasons()),
            What::InCall => direct(StateKind::InCall, "call", "a call was on"),
            What::Away(PresenceSignal::Lock) => direct(StateKind::Away, "locked", "the screen was locked"),
            What::Away(PresenceSignal::Suspend) => direct(StateKind::Away, "suspended", "the machine slept"),
            What::Away(PresenceSignal::IdleTimer) => {
                direct(StateKind::Away, "idle", "a watcher of presence said that nobody was there")
            }
            What::Away(_) => direct(StateKind::Away, "no-input", "keys and pointer lay still"),
            What::Unknown(PresenceSignal::Pause) => abstains("paused", "sensing was paused"),
            What::Unknown(_) => abstains("no-signal", "no sensor was heard"),
            What::Abstained(Abstained::TooLittleData) | What::LearnedAbstained(Abstained::TooLittleData) => {
                abstains("too-little-data", "too little was seen to tell")
            }
            What::Abstained(Abstained::Undecided) => abstains("undecided", "two kinds were nearly as likely"),
            What::LearnedAbstained(Abstained::Undecided) => abstains("not-sure", "your own model was not sure enough"),
        };
        let by =
            if matches!(self.what, What::Learned(_) | What::LearnedAbstained(_)) { "learned" } else { "transparent" };
        State { span: self.span, kind, confidence, is_calibrated: self.is_calibrated, by: by.to_owned(), reasons }
    }

    fn mean_confidence(&self) -> f64 {
        (self.confidence_sum / nanos_to_seconds(self.nanos)).clamp(0.0, 1.0)
    }

    /// The features that moved the learned model most, averaged over the windows by time, strongest first. The code is the feature's name.
    fn learned_reasons(&self) -> Vec<Reason> {
        let heard = ALL.iter().zip(&self.moved).filter(|(_, sums)| sums.nanos > 0);
        let reason = |(feature, sums): (&crate::features::Feature, &Sums)| {
            let seconds = nanos_to_seconds(sums.nanos);
            Reason {
                code: feature.info.name.to_owned(),
                text: feature.info.name.replace('_', " "),
                value: Some(sums.value / seconds),
                unit: feature.info.unit.to_owned(),
                weight: sums.weight / seconds,
            }
        };
        strongest(heard.map(reason).collect())
    }

    /// What spoke most, averaged over the windows by time, strongest first.
    fn reasons(&self) -> Vec<Reason> {
        let heard = EVIDENCE.iter().zip(&self.said).filter(|(_, sums)| sums.nanos > 0);
        let reason = |(evidence, sums): (&super::transparent::Evidence, &Sums)| {
            let seconds = nanos_to_seconds(sums.nanos);
            let (code, text) = evidence.words(sums.score / seconds);
            Reason {
                code: code.to_owned(),
                text: text.to_owned(),
                value: Some(sums.value / seconds),
                unit: evidence.unit.to_owned(),
                weight: sums.weight / seconds,
            }
        };
        strongest(heard.map(reason).collect())
    }
}

/// The four that weigh most, of those that weigh anything.
fn strongest(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.retain(|reason| reason.weight.abs() > 0.01);
    reasons.sort_by(|left, right| right.weight.abs().total_cmp(&left.weight.abs()));
    reasons.truncate(4);
    reasons
}

fn reason(code: &str, text: &str) -> Reason {
    Reason { code: code.to_owned(), text: text.to_owned(), value: None, unit: String::new(), weight: 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Rows;
    use crate::preprocess::Part;
    use attentive_types::Timestamp;
    use attentive_types::time::MINUTE;

    fn calm(start: i64) -> Window {
        let span = Span::new(Timestamp(start), Timestamp(start + 5 * MINUTE));
        Window {
            span,
            known_nanos: 5 * MINUTE,
            present_nanos: 5 * MINUTE,
            visit_nanos: vec![5 * MINUTE],
            app_nanos: vec![(0, 5 * MINUTE)],
            parts: vec![Part { span, kind: PartKind::Present }],
            ..Window::default()
        }
    }

    fn states(windows: &[Window]) -> Vec<State> {
        let (mut states, mut rows, mut closed) = (States::default(), Rows::default(), Vec::new());
        for window in windows {
            let row = rows.next(window);
            states.push(window, row.as_ref(), &mut closed);
        }
        states.finish(&mut closed);
        closed.iter().map(Judged::to_state).collect()
    }

    #[test]
    fn equal_neighbours_are_one_stretch_with_its_reasons() {
        let states = states(&[calm(0), calm(5 * MINUTE)]);
        assert_eq!(states.len(), 1);
        assert_eq!(states[0].kind, Some(StateKind::Focused));
        assert_eq!(states[0].span.nanos(), 10 * MINUTE);
        assert_eq!(states[0].reasons[0].code, "few-switches");
        assert!(states[0].confidence.is_some_and(|confidence| confidence > 0.8));
    }

    #[test]
    fn away_and_in_call_are_told_by_presence_alone() {
        let mut window = calm(0);
        let at = |start, end| Span::new(Timestamp(start), Timestamp(end));
        window.parts = vec![
            Part { span: at(0, MINUTE), kind: PartKind::InCall },
            Part { span: at(MINUTE, 5 * MINUTE), kind: PartKind::Away(PresenceSignal::Lock) },
        ];
        let states = states(&[window]);
        assert_eq!(states[0].kind, Some(StateKind::InCall));
        assert_eq!(states[1].kind, Some(StateKind::Away));
        assert_eq!(states[1].reasons[0].code, "locked");
    }

    #[test]
    fn too_little_data_is_no_state_and_says_why() {
        let mut window = calm(0);
        window.present_nanos = MINUTE / 2;
        let states = states(&[window]);
        assert_eq!(states[0].kind, None);
        assert_eq!(states[0].confidence, None);
        assert_eq!(states[0].reasons[0].code, "too-little-data");
    }
}
