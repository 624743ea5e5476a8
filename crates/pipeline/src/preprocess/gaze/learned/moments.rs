//! Where something may happen: around every fast movement and every loss. Elsewhere the eye rests or follows, and the first trees need not be asked.

use std::ops::Range;

use super::trace::Trace;

/// Faster than this may be a saccade, in degrees per second ...
const LEAST_DEG_PER_S: f32 = 20.0;

/// ... where it is also so many times faster than the eye seems to be at rest, which is mostly the noise of the tracker.
const TIMES_REST: f32 = 3.0;

/// How long before and after it is looked at too, in milliseconds: oscillations follow.
const BEFORE_MILLIS: f64 = 12.0;
const AFTER_MILLIS: f64 = 30.0;

/// The stretches of a trace in which something may happen, in order, apart from each other.
pub(super) fn moments(trace: &Trace, found: &mut Vec<Range<usize>>) {
    found.clear();
    let border = (TIMES_REST * trace.slow_speed(0, trace.len())).max(LEAST_DEG_PER_S);
    let (before, after) = (trace.samples(BEFORE_MILLIS), trace.samples(AFTER_MILLIS));
    for (place, (speed, is_seen)) in trace.speed.iter().zip(&trace.is_seen).enumerate() {
        if *speed <= border && *is_seen {
            continue;
        }
        let (from, to) = (place.saturating_sub(before), (place + after + 1).min(trace.len()));
        match found.last_mut() {
            Some(last) if last.end >= from => last.end = to,
            _ => found.push(from..to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_looked_at_with_its_surroundings_and_rest_is_not() {
        let x: Vec<f64> = (0..500).map(|place| if place < 250 { 0.0 } else { 5.0 }).collect();
        let mut trace = Trace::default();
        trace.fill(&x, &vec![0.0; 500], 500.0);
        let mut found = Vec::new();
        moments(&trace, &mut found);
        assert_eq!(found.len(), 1);
        assert!((235..245).contains(&found[0].start) && (263..275).contains(&found[0].end), "{found:?}");
    }

    #[test]
    fn a_loss_is_looked_at() {
        let mut x = vec![0.0; 300];
        x[100..120].fill(f64::NAN);
        let mut trace = Trace::default();
        trace.fill(&x, &[0.0; 300], 500.0);
        let mut found = Vec::new();
        moments(&trace, &mut found);
        assert_eq!((found.len(), found[0].clone()), (1, 94..135));
    }
}
