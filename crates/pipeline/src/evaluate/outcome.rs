//! What followed one prompt, delivered or held back? Minutes in focus sessions during the half hour after it.
//!
//! For a break the half hour is counted from thirty minutes after the prompt on: the first half hour is for the break itself, and
//! focus in it would say that nobody took one.

use attentive_types::time::{MINUTE, nanos_to_seconds};
use attentive_types::{FocusSession, Outcome, PresenceKind, PresenceSpan, PromptKind, Span, Timestamp};

use crate::guide::PromptRecord;

/// Length of the window in which focus is counted.
pub const WINDOW_NANOS: i64 = 30 * MINUTE;
/// A focus session shows itself only after fifteen minutes on its thing, which side steps can stretch to twenty, and watchers
/// report a little late; so an outcome is read this long after its window.
pub const SETTLES_NANOS: i64 = 25 * MINUTE;
/// Less than this sensed within the window, and the outcome is not known.
const MIN_SENSED_NANOS: i64 = 20 * MINUTE;

/// What was sensed, each list oldest first and without overlaps.
#[derive(Clone, Copy, Debug)]
pub struct Sensed<'a> {
    /// Focus sessions, the open one among them.
    pub focus_sessions: &'a [FocusSession],
    /// Presence. Away is sensed as well as present; only unknown is not.
    pub presence: &'a [PresenceSpan],
}

/// The window over which focus is counted after a prompt.
#[must_use]
pub fn window_after(kind: PromptKind, at: Timestamp) -> Span {
    let delay = if kind == PromptKind::TakeBreak { WINDOW_NANOS } else { 0 };
    let start = at.plus(delay);
    Span::new(start, start.plus(WINDOW_NANOS))
}

/// The outcome of one prompt; `None` while its window has not settled. Questions have outcomes too, for their answers.
#[must_use]
pub fn outcome_of(record: &PromptRecord, sensed: &Sensed<'_>, now: Timestamp) -> Option<Outcome> {
    let prompt = &record.prompt;
    let window = window_after(prompt.kind, prompt.at);
    if now < window.end.plus(SETTLES_NANOS) {
        return None;
    }
    let known = from(sensed.presence, window.start, |presence| presence.span)
        .filter(|presence| presence.kind != PresenceKind::Unknown);
    let sensed_nanos = within(known.map(|presence| presence.span), window);
    let focus = from(sensed.focus_sessions, window.start, |focus| focus.span);
    let focused_nanos = within(focus.map(|focus| focus.span), window);
    let focus_min = nanos_to_seconds(focused_nanos) / 60.0;
    Some(Outcome {
        prompt_id: prompt.prompt_id.clone(),
        kind: prompt.kind,
        arm: prompt.arm,
        deliver_probability: prompt.deliver_probability,
        at: prompt.at,
        focus_min: (sensed_nanos >= MIN_SENSED_NANOS).then_some(focus_min),
        answer: record.answer,
    })
}

/// What ends after a moment, of a list in order of time.
fn from<T>(items: &[T], moment: Timestamp, span: impl Fn(&T) -> Span) -> impl Iterator<Item = &T> {
    items.iter().skip(items.partition_point(|item| span(item).end <= moment))
}

fn within(spans: impl Iterator<Item = Span>, window: Span) -> i64 {
    spans.take_while(|span| span.start < window.end).filter_map(|span| span.intersect(window)).map(Span::nanos).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::{Arm, PresenceSignal, Prompt};

    fn minutes(from: i64, to: i64) -> Span {
        Span::new(Timestamp(from * MINUTE), Timestamp(to * MINUTE))
    }

    fn focus(from: i64, to: i64) -> FocusSession {
        FocusSession {
            span: minutes(from, to),
            on: "Work".into(),
            focused_s: 0.0,
            side_steps: 0,
            broken_by: "away".into(),
            is_open: false,
        }
    }

    fn presence(from: i64, to: i64, kind: PresenceKind) -> PresenceSpan {
        PresenceSpan { span: minutes(from, to), kind, decided_by: PresenceSignal::Input }
    }

    fn record(kind: PromptKind) -> PromptRecord {
        let prompt = Prompt {
            prompt_id: "p".into(),
            kind,
            subject: String::new(),
            at: Timestamp(100 * MINUTE),
            arm: Arm::HoldBack,
            deliver_probability: 0.5,
            reasons: vec![],
        };
        PromptRecord { prompt, answer: None, answered_at: None }
    }

    #[test]
    fn focus_is_counted_in_the_half_hour_after_and_for_a_break_in_the_next_one() {
        let focus_sessions = [focus(80, 112), focus(120, 150)];
        let presence = [presence(0, 200, PresenceKind::Present)];
        let sensed = Sensed { focus_sessions: &focus_sessions, presence: &presence };
        let after = |kind| outcome_of(&record(kind), &sensed, Timestamp(190 * MINUTE)).unwrap().focus_min;
        assert_eq!(after(PromptKind::StartFocus), Some(22.0));
        assert_eq!(after(PromptKind::TakeBreak), Some(20.0));
    }

    #[test]
    fn an_outcome_waits_until_sessions_have_shown_themselves() {
        let sensed = Sensed { focus_sessions: &[], presence: &[presence(0, 200, PresenceKind::Present)] };
        assert_eq!(outcome_of(&record(PromptKind::StartFocus), &sensed, Timestamp(154 * MINUTE)), None);
        assert!(outcome_of(&record(PromptKind::StartFocus), &sensed, Timestamp(155 * MINUTE)).is_some());
    }

    #[test]
    fn away_is_no_focus_but_nothing_sensed_is_no_answer() {
        let after = |kind| {
            let presence = [presence(100, 115, PresenceKind::Present), presence(115, 130, kind)];
            let sensed = Sensed { focus_sessions: &[], presence: &presence };
            outcome_of(&record(PromptKind::PickOneThing), &sensed, Timestamp(200 * MINUTE)).unwrap().focus_min
        };
        assert_eq!(after(PresenceKind::Away), Some(0.0));
        assert_eq!(after(PresenceKind::Unknown), None);
    }
}
