//! The person's own word stands above any model: where they corrected, their state is the state, and says so.
//!
//! ```text
//! model        [focused        ][shifting   ][away  ]
//! corrections         [scattered   ]
//! states       [focu  ][scattered   ][shif  ][away  ]
//! ```

use attentive_types::{Reason, Span, State, StateKind};

use super::states::Judged;
use crate::sense::Correction;

/// Corrections without overlaps, in order of time; where two overlapped, the one given later stands.
#[must_use]
pub fn resolve(corrections: &[Correction]) -> Vec<(Span, StateKind)> {
    let mut by_time_given: Vec<&Correction> = corrections.iter().filter(|one| one.span.nanos() > 0).collect();
    by_time_given.sort_by_key(|one| (one.given_at.unwrap_or(one.span.start), one.span.start, one.state, &one.note));
    let mut resolved: Vec<(Span, StateKind)> = Vec::new();
    for one in by_time_given {
        let mut rest = Vec::with_capacity(resolved.len() + 2);
        for (span, state) in resolved {
            let before = Span { start: span.start, end: span.end.min(one.span.start) };
            let after = Span { start: span.start.max(one.span.end), end: span.end };
            rest.extend([before, after].into_iter().filter(|part| part.start < part.end).map(|part| (part, state)));
        }
        rest.push((one.span, one.state));
        resolved = rest;
    }
    resolved.sort_unstable_by_key(|(span, _)| *span);
    resolved
}

/// Appends the states of `range`: what the model judged, with the corrections laid over it. Ranges follow each other, and a
/// correction that goes from one into the next becomes one state.
pub fn overlay(judged: &[Judged], corrections: &[(Span, StateKind)], range: Span, states: &mut Vec<State>) {
    let first = corrections.partition_point(|(span, _)| span.end <= range.start);
    let own = corrections[first..].iter().take_while(|(span, _)| span.start < range.end);
    let mut own = own.filter_map(|(span, state)| Some((span.intersect(range)?, *state))).peekable();
    for one in judged {
        let whole = one.to_state();
        let mut from = one.span.start;
        while let Some((span, kind)) = own.next_if(|(span, _)| span.start < one.span.end) {
            push_model(states, &whole, Span { start: from, end: span.start });
            push_correction(states, span, kind);
            from = from.max(span.end);
        }
        push_model(states, &whole, Span { start: from, end: one.span.end });
    }
    own.for_each(|(span, kind)| push_correction(states, span, kind));
}

fn push_model(states: &mut Vec<State>, whole: &State, mut span: Span) {
    if let Some(last) = states.last().filter(|last| last.by == CORRECTION) {
        span.start = span.start.max(last.span.end);
    }
    if span.start < span.end {
        states.push(State { span, ..whole.clone() });
    }
}

const CORRECTION: &str = "correction";

fn push_correction(states: &mut Vec<State>, span: Span, kind: StateKind) {
    if let Some(last) = states.last_mut() {
        let is_same = last.by == CORRECTION && last.kind == Some(kind) && last.span.end == span.start;
        if is_same {
            last.span.end = span.end;
            return;
        }
    }
    let reason = Reason {
        code: "your-word".to_owned(),
        text: "you said so".to_owned(),
        value: None,
        unit: String::new(),
        weight: 1.0,
    };
    states.push(State {
        span,
        kind: Some(kind),
        confidence: Some(1.0),
        is_calibrated: false,
        by: CORRECTION.to_owned(),
        reasons: vec![reason],
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;

    fn correction(start: i64, end: i64, state: StateKind, given_at: i64) -> Correction {
        let span = Span::new(Timestamp(start), Timestamp(end));
        Correction { span, state, note: String::new(), given_at: Some(Timestamp(given_at)) }
    }

    #[test]
    fn where_corrections_overlap_the_one_given_later_stands() {
        let given = [correction(0, 10, StateKind::Focused, 5), correction(4, 6, StateKind::Away, 3)];
        assert_eq!(resolve(&given), [(Span::new(Timestamp(0), Timestamp(10)), StateKind::Focused)]);
        let given = [correction(0, 10, StateKind::Focused, 3), correction(4, 6, StateKind::Away, 5)];
        assert_eq!(resolve(&given).len(), 3);
    }

    #[test]
    fn a_correction_that_goes_over_a_border_is_one_state() {
        let resolved = resolve(&[correction(0, 10, StateKind::Focused, 5)]);
        let mut states = Vec::new();
        overlay(&[], &resolved, Span::new(Timestamp::MIN, Timestamp(4)), &mut states);
        overlay(&[], &resolved, Span::new(Timestamp(4), Timestamp::MAX), &mut states);
        assert_eq!(states.len(), 1);
        assert_eq!(states[0].span, Span::new(Timestamp(0), Timestamp(10)));
        assert_eq!(states[0].by, "correction");
    }
}
