//! In which order were places looked at, and how alike are two such orders?
//!
//! Source of the likeness: V. I. Levenshtein, 1966, "Binary codes capable of correcting deletions, insertions and reversals"; used for
//! scan paths by S. A. Brandt and L. W. Stark, 1997, Journal of Cognitive Neuroscience 9.

use attentive_types::{GazeEventKind, GazeEvents, Span, Timestamp};
use serde::Serialize;

/// One fixation of a scan path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ScanStep {
    /// When.
    pub span: Span,
    /// Degrees to the right of the centre of the screen.
    pub x_deg: f64,
    /// Degrees below the centre of the screen.
    pub y_deg: f64,
}

/// Fixations in order of time, up to a number that can be drawn and told apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScanPath {
    /// The first fixations.
    pub steps: Vec<ScanStep>,
    /// How many there were in all, also those that are not kept.
    pub fixations: u64,
    /// Length of the whole path in degrees, also of the part that is not kept.
    pub length_deg: f64,
    /// How many are kept at most.
    pub most: usize,
    last: Option<(f64, f64)>,
}

impl ScanPath {
    /// An empty path that keeps at most so many fixations.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { steps: Vec::new(), fixations: 0, length_deg: 0.0, most, last: None }
    }

    /// Adds the fixations among the events; those without a place are passed over.
    pub fn push_events(&mut self, events: &GazeEvents) {
        for place in (0..events.len()).filter(|place| events.kind[*place] == GazeEventKind::Fixation) {
            self.push(events.span(place), events.x_deg[place], events.y_deg[place]);
        }
    }

    /// Adds one fixation.
    pub fn push(&mut self, span: Span, x_deg: f64, y_deg: f64) {
        if !(x_deg.is_finite() && y_deg.is_finite()) {
            return;
        }
        if let Some((last_x, last_y)) = self.last {
            self.length_deg += (x_deg - last_x).hypot(y_deg - last_y);
        }
        self.last = Some((x_deg, y_deg));
        self.fixations += 1;
        if self.steps.len() < self.most {
            self.steps.push(ScanStep { span, x_deg, y_deg });
        }
    }

    /// Degrees per second from the first to the last kept fixation; `None` with fewer than two.
    #[must_use]
    pub fn rate_deg_per_s(&self) -> Option<f64> {
        let (first, last) = (self.steps.first()?, self.steps.last()?);
        let seconds = Span::new(first.span.start, Timestamp(last.span.end.0)).seconds();
        let length: f64 = self
            .steps
            .windows(2)
            .map(|pair| (pair[1].x_deg - pair[0].x_deg).hypot(pair[1].y_deg - pair[0].y_deg))
            .sum();
        (self.steps.len() > 1 && seconds > 0.0).then(|| length / seconds)
    }
}

/// Likeness of two orders of places, from 0 (nothing in common) to 1 (the same): one less the edits that turn one into the other,
/// divided by the longer length. `None` when both are empty.
#[must_use]
pub fn sequence_similarity(left: &[usize], right: &[usize]) -> Option<f64> {
    let longer = left.len().max(right.len());
    if longer == 0 {
        return None;
    }
    let mut before: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.iter().enumerate() {
        let mut now = vec![row + 1];
        for (column, to) in right.iter().enumerate() {
            let changed = before[column] + usize::from(from != to);
            now.push(changed.min(before[column + 1] + 1).min(now[column] + 1));
        }
        before = now;
    }
    Some(1.0 - real(before[right.len()]) / real(longer))
}

#[expect(clippy::cast_precision_loss, reason = "lengths stay far below 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;
    use proptest::prelude::*;

    #[test]
    fn a_path_keeps_its_first_steps_and_the_length_of_all() {
        let mut path = ScanPath::new(2);
        for (second, x_deg, y_deg) in [(0, 0.0, 0.0), (1, 3.0, 4.0), (2, f64::NAN, 0.0), (3, 3.0, 10.0)] {
            path.push(Span::new(Timestamp(second * SECOND), Timestamp((second + 1) * SECOND)), x_deg, y_deg);
        }
        assert_eq!((path.steps.len(), path.fixations, path.length_deg), (2, 3, 11.0));
        assert_eq!(path.rate_deg_per_s(), Some(2.5));
        assert_eq!(ScanPath::new(5).rate_deg_per_s(), None);
    }

    #[test]
    fn kitten_and_sitting_are_three_edits_apart() {
        let letters = |word: &str| word.bytes().map(usize::from).collect::<Vec<_>>();
        let likeness = sequence_similarity(&letters("kitten"), &letters("sitting")).unwrap();
        assert!((likeness - (1.0 - 3.0 / 7.0)).abs() < 1e-12);
        assert_eq!(sequence_similarity(&[], &[]), None);
        assert_eq!(sequence_similarity(&[1, 2], &[]), Some(0.0));
    }

    proptest! {
        #[test]
        fn likeness_does_not_depend_on_the_side(
            left in prop::collection::vec(0_usize..4, 0..20), right in prop::collection::vec(0_usize..4, 1..20),
        ) {
            prop_assert_eq!(sequence_similarity(&left, &right), sequence_similarity(&right, &left));
            prop_assert_eq!(sequence_similarity(&right, &right), Some(1.0));
        }
    }
}
