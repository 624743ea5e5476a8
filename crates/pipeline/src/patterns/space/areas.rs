//! How long, how soon and how often was each named area looked at?
//!
//! Terms after K. Holmqvist et al., 2011, "Eye tracking: a comprehensive guide to methods and measures", chapters 6 and 12: *dwell* is
//! the time of the fixations inside, a *visit* is a run of fixations inside without one elsewhere, a *transition* leads from one
//! area to another and may pass over fixations that lie in none. Where areas overlap, the one listed first counts.

use std::collections::BTreeMap;

use attentive_types::{GazeEventKind, GazeEvents, Span};
use serde::{Deserialize, Serialize};

use super::shape::Shape;
use super::transitions::TransitionMatrix;

/// A named area of the screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaOfInterest {
    /// Its name.
    pub name: String,
    /// Its outline.
    pub shape: Shape,
}

/// What was found for one area.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AreaDwell {
    /// The area's name.
    pub name: String,
    /// Time of the fixations inside, in seconds.
    pub dwell_s: f64,
    /// Of the time of all fixations, 0 to 1; `None` when there was no fixation at all.
    pub dwell_share: Option<f64>,
    /// Fixations inside.
    pub fixations: u64,
    /// Runs of fixations inside.
    pub visits: u64,
    /// From the first fixation of the recording to the first inside, in seconds; `None` when it was never looked at.
    pub first_fixation_s: Option<f64>,
    /// Mean duration of a visit in seconds; `None` when there was none.
    pub mean_visit_s: Option<f64>,
}

/// Takes fixations in order of time.
#[derive(Clone, Debug)]
pub struct AreaTally {
    areas: Vec<AreaOfInterest>,
    dwells: Vec<AreaDwell>,
    transitions: TransitionMatrix,
    first_nanos: Option<i64>,
    fixated_s: f64,
    /// The area of the last fixation; `None` when it lay in none.
    now_in: Option<usize>,
    /// The last area that was looked at, whatever came after.
    last_area: Option<usize>,
    /// Fixations in two areas at once: the one that they count for, the next in the list, and how many.
    shared: BTreeMap<(usize, usize), u64>,
}

impl AreaTally {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(areas: Vec<AreaOfInterest>) -> Self {
        let names = || areas.iter().map(|area| area.name.clone());
        let dwells = names().map(|name| AreaDwell { name, ..AreaDwell::default() }).collect();
        let transitions = TransitionMatrix::new(names().collect());
        let shared = BTreeMap::new();
        Self { areas, dwells, transitions, first_nanos: None, fixated_s: 0.0, now_in: None, last_area: None, shared }
    }

    /// Adds one fixation; one whose place is missing counts as time outside of all areas.
    pub fn push(&mut self, span: Span, x_deg: f64, y_deg: f64) {
        let first = *self.first_nanos.get_or_insert(span.start.0);
        self.fixated_s += span.seconds();
        let mut around = (0..self.areas.len()).filter(|place| self.areas[*place].shape.contains(x_deg, y_deg));
        let area = around.next();
        if let (Some(counted), Some(next)) = (area, around.next()) {
            *self.shared.entry((counted, next)).or_default() += 1;
        }
        if let Some(place) = area {
            let dwell = &mut self.dwells[place];
            dwell.dwell_s += span.seconds();
            dwell.fixations += 1;
            dwell.visits += u64::from(self.now_in != area);
            dwell.first_fixation_s.get_or_insert(Span::new(attentive_types::Timestamp(first), span.start).seconds());
            if let Some(from) = self.last_area.filter(|from| *from != place) {
                self.transitions.push(from, place);
            }
            self.last_area = area;
        }
        self.now_in = area;
    }

    /// Adds the fixations among the events.
    pub fn push_events(&mut self, events: &GazeEvents) {
        for place in (0..events.len()).filter(|place| events.kind[*place] == GazeEventKind::Fixation) {
            self.push(events.span(place), events.x_deg[place], events.y_deg[place]);
        }
    }

    /// Sentences on areas that overlap where fixations lay.
    #[must_use]
    pub fn overlaps(&self) -> Vec<String> {
        let name = |place: usize| &self.areas[place].name;
        let said = |((counted, next), fixations): (&(usize, usize), &u64)| {
            let (first, second) = (name(*counted), name(*next));
            format!(
                "the areas {first:?} and {second:?} overlap: {fixations} fixations lay in both and count for {first:?}, which stands first in the list"
            )
        };
        self.shared.iter().map(said).collect()
    }

    /// What was found: one entry for each area in the order of the list, and the transitions between them.
    #[must_use]
    pub fn finish(mut self) -> (Vec<AreaDwell>, TransitionMatrix) {
        for dwell in &mut self.dwells {
            dwell.dwell_share = (self.fixated_s > 0.0).then(|| dwell.dwell_s / self.fixated_s);
            dwell.mean_visit_s = (dwell.visits > 0).then(|| dwell.dwell_s / real(dwell.visits));
        }
        (self.dwells, self.transitions)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;
    use attentive_types::time::SECOND;

    fn tally() -> AreaTally {
        let half = |name: &str, left_deg| AreaOfInterest {
            name: name.into(),
            shape: Shape::Rectangle { left_deg, top_deg: -5.0, width_deg: 10.0, height_deg: 10.0 },
        };
        AreaTally::new(vec![half("left", -10.0), half("right", 0.0)])
    }

    fn look(tally: &mut AreaTally, second: i64, x_deg: f64) {
        let span = Span::new(Timestamp(second * SECOND), Timestamp((second + 1) * SECOND));
        tally.push(span, x_deg, 0.0);
    }

    #[test]
    fn dwell_visits_and_transitions_are_counted() {
        let mut tally = tally();
        for (second, x_deg) in [(10, 50.0), (11, -5.0), (12, -4.0), (13, 5.0), (14, 50.0), (15, 5.0), (16, -5.0)] {
            look(&mut tally, second, x_deg);
        }
        let (dwells, transitions) = tally.finish();
        assert_eq!((dwells[0].dwell_s, dwells[0].fixations, dwells[0].visits), (3.0, 3, 2));
        assert_eq!((dwells[1].dwell_s, dwells[1].fixations, dwells[1].visits), (2.0, 2, 2));
        assert_eq!((dwells[0].first_fixation_s, dwells[1].first_fixation_s), (Some(1.0), Some(3.0)));
        assert_eq!(dwells[0].mean_visit_s, Some(1.5));
        assert!((dwells[0].dwell_share.unwrap() - 3.0 / 7.0).abs() < 1e-12);
        assert_eq!(transitions.counts, [0, 1, 1, 0], "a look aside between two visits of one area is no transition");
    }

    #[test]
    fn areas_that_overlap_say_which_one_counts() {
        let mut tally = AreaTally::new(tally().areas.into_iter().rev().chain(tally().areas).collect());
        look(&mut tally, 0, 5.0);
        look(&mut tally, 1, 50.0);
        let said = tally.overlaps();
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("1 fixations lay in both and count for \"right\""), "{said:?}");
        assert_eq!(tally.finish().0[0].fixations, 1);
    }

    #[test]
    fn an_area_that_nobody_looked_at_has_no_first_fixation() {
        let mut tally = tally();
        look(&mut tally, 0, -5.0);
        look(&mut tally, 1, f64::NAN);
        let (dwells, _) = tally.finish();
        assert_eq!(
            (dwells[1].first_fixation_s, dwells[1].mean_visit_s, dwells[1].dwell_share),
            (None, None, Some(0.0))
        );
        assert_eq!(AreaTally::new(Vec::new()).finish().0, Vec::new());
    }
}
