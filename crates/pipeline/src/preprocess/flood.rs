//! Fills small gaps, because a watcher that polls sees each change a little late.
//!
//! ```text
//! before  [a  ]  [b ]      [b ]         gap limit: two signs
//! after   [a   ][b  ]      [b ]         each neighbour takes half of the gap; equal neighbours take it whole
//! ```
//!
//! Source: ActivityWatch, aw-server-rust, `aw-transform/src/flood.rs` (halves of the gap, limit 5 s by default).

use super::quality::Tally;
use super::track::Track;

/// Fills gaps up to a limit on the way to a track.
#[derive(Clone, Debug)]
pub(crate) struct Flood {
    limit_nanos: i64,
    counts: bool,
    last: Option<(i64, u32)>,
}

impl Flood {
    /// Fills gaps up to `limit_nanos` and counts them.
    pub(crate) fn counting(limit_nanos: i64) -> Self {
        Self { limit_nanos, counts: true, last: None }
    }

    /// Fills gaps up to `limit_nanos`: a bridge over silence that is no fault of the data.
    pub(crate) fn silent(limit_nanos: i64) -> Self {
        Self { limit_nanos, counts: false, last: None }
    }

    /// Takes the next piece. It may overlap the last one only if it has the same label; one without length counts as a sign
    /// of life from which gaps are filled.
    pub(crate) fn push(&mut self, start: i64, end: i64, label: u32, tally: &mut Tally, track: &mut Track) {
        let mut from = start;
        if let Some((last_end, last_label)) = self.last {
            let gap = start.saturating_sub(last_end);
            if 0 < gap && gap <= self.limit_nanos {
                from = if last_label == label { last_end } else { last_end + gap / 2 };
                track.push(last_end, from, last_label);
                if self.counts {
                    tally.at(last_end).flooded += 1;
                }
            }
            from = from.max(last_end);
        }
        track.push(from, end, label);
        let last_end = self.last.map_or(end, |(last_end, _)| last_end.max(end));
        self.last = Some((last_end, label));
    }

    /// Tells the track that everything which begins before `moment` has been pushed.
    pub(crate) fn settle(&self, moment: i64, track: &mut Track) {
        let open = self.last.filter(|(end, _)| *end < moment && moment <= end.saturating_add(self.limit_nanos));
        track.settled = open.map_or(moment, |(end, _)| end).max(track.settled);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flooded(pieces: &[(i64, i64, u32)]) -> (Vec<Option<u32>>, u64) {
        let (mut flood, mut tally, mut track) = (Flood::counting(4), Tally::default(), Track::default());
        pieces.iter().for_each(|(start, end, label)| flood.push(*start, *end, *label, &mut tally, &mut track));
        flood.settle(i64::MAX, &mut track);
        let labels = (0..20)
            .map(|moment| {
                track.seek(moment);
                track.label
            })
            .collect();
        (labels, tally.at(0).flooded)
    }

    #[test]
    fn a_small_gap_is_shared_and_a_large_one_stays() {
        let (labels, count) = flooded(&[(0, 4, 1), (8, 10, 2), (15, 16, 2)]);
        assert_eq!(labels[..10], [1, 1, 1, 1, 1, 1, 2, 2, 2, 2].map(Some));
        assert_eq!(labels[10..15], [None; 5]);
        assert_eq!(count, 1);
    }

    #[test]
    fn an_event_without_length_lives_on_in_the_gap_after_it() {
        let (labels, count) = flooded(&[(0, 0, 1), (4, 6, 2)]);
        assert_eq!(labels[..6], [1, 1, 2, 2, 2, 2].map(Some));
        assert_eq!(count, 1);
    }
}
