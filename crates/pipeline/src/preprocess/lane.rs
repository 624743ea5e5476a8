//! A lane: one stream on its way from pieces in any order to runs, and to one label at a time.
//!
//! ```text
//! pieces   [A ][A ]    [A]     cut anywhere, in any order within what is not yet settled
//!              [B        ]
//! runs     [A     ]            touching or overlapping pieces of one label are one run
//!              [B        ]
//! paint    [A ][B        ]     at each moment the run that began last holds; if two began together, the one whose
//!                              facts come later in order
//! ```
//!
//! Because a run is the union of its pieces, nothing below depends on how an event was cut.

use std::cmp::Ordering;

use super::quality::Tally;
use crate::sense::Piece;

/// What a lane tells while it settles, in order of time.
pub(crate) trait Runs {
    /// A run began; it may still grow.
    fn began(&mut self, _piece: Piece, _tally: &mut Tally) {}
    /// A run grew from one end to another.
    fn grew(&mut self, _from: i64, _to: i64, _label: u32, _tally: &mut Tally) {}
    /// This label held from `start` to `end`; without length when it was seen and nothing else after it.
    fn holds(&mut self, _start: i64, _end: i64, _label: u32, _tally: &mut Tally) {}
}

#[derive(Clone, Copy, Debug)]
struct Run {
    start: i64,
    /// Where its last piece ended.
    end: i64,
    /// Beyond this it is not believed.
    limit: i64,
    label: u32,
    is_long: bool,
}

impl Run {
    fn believed_end(&self) -> i64 {
        self.end.min(self.limit)
    }
}

/// From which lengths on a run is doubtful, and not believed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lengths {
    /// Longer runs are counted.
    pub(crate) too_long_nanos: i64,
    /// Longer runs are cut.
    pub(crate) longest_nanos: i64,
}

/// One stream on its way.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    waiting: Vec<Piece>,
    is_sorted: bool,
    active: Vec<Run>,
    painted: i64,
    settled: i64,
}

impl Default for Lane {
    fn default() -> Self {
        Self { waiting: Vec::new(), is_sorted: true, active: Vec::new(), painted: i64::MIN, settled: i64::MIN }
    }
}

impl Lane {
    /// Takes a piece. What lies before the settled time is cut off and counted.
    pub(crate) fn push(&mut self, mut piece: Piece, tally: &mut Tally) {
        if piece.start < self.settled {
            tally.at(piece.start).out_of_order += 1;
            if piece.end <= self.settled {
                return;
            }
            piece.start = self.settled;
        }
        self.is_sorted &= self.waiting.last().is_none_or(|last| last.start <= piece.start);
        self.waiting.push(piece);
    }

    /// How many pieces wait that begin after `moment`.
    pub(crate) fn waiting_after(&self, moment: i64) -> usize {
        self.waiting.iter().filter(|piece| piece.start > moment).count()
    }

    /// Drops the waiting pieces that begin after `moment`.
    pub(crate) fn drop_after(&mut self, moment: i64) {
        self.waiting.retain(|piece| piece.start <= moment);
    }

    /// Settles everything before `moment`: no piece that begins before it may come any more.
    pub(crate) fn settle(
        &mut self,
        moment: i64,
        lengths: Lengths,
        order: &dyn Fn(u32, u32) -> Ordering,
        tally: &mut Tally,
        runs: &mut impl Runs,
    ) {
        if moment <= self.settled {
            return;
        }
        let due = self.take_due(moment);
        let mut rest = due.as_slice();
        while let Some(first) = rest.first() {
            let together = rest.partition_point(|piece| piece.start == first.start);
            let (group, later) = rest.split_at(together);
            self.paint(first.start, order, tally, runs);
            self.join(group, lengths, tally, runs);
            rest = later;
        }
        self.paint(moment, order, tally, runs);
        self.settled = moment;
    }

    fn take_due(&mut self, moment: i64) -> Vec<Piece> {
        if !self.is_sorted {
            self.waiting.sort_unstable();
            self.is_sorted = true;
        }
        let due = self.waiting.partition_point(|piece| piece.start < moment);
        if due == self.waiting.len() {
            return std::mem::take(&mut self.waiting);
        }
        self.waiting.drain(..due).collect()
    }

    /// Joins pieces that begin together to the runs that they touch, or begins new runs.
    fn join(&mut self, group: &[Piece], lengths: Lengths, tally: &mut Tally, runs: &mut impl Runs) {
        let known = self.active.len();
        for piece in group {
            let Some(run) = self.active.iter_mut().find(|run| run.label == piece.label) else {
                let limit = piece.start.saturating_add(lengths.longest_nanos);
                let run = Run { start: piece.start, end: piece.end, limit, label: piece.label, is_long: false };
                self.active.push(run);
                runs.began(Piece { end: run.believed_end(), ..*piece }, tally);
                continue;
            };
            if piece.end > run.end {
                let from = run.believed_end();
                run.end = piece.end;
                if run.believed_end() > from {
                    runs.grew(from, run.believed_end(), piece.label, tally);
                }
            }
        }
        for run in &mut self.active {
            if !run.is_long && run.end.saturating_sub(run.start) > lengths.too_long_nanos {
                run.is_long = true;
                tally.at(run.start).too_long += 1;
            }
        }
        for place in known..self.active.len() {
            let run = self.active[place];
            let is_on = |other: &Run| other.believed_end() > run.start && other.label != run.label;
            if run.end > run.start && self.active[..place].iter().any(is_on) {
                tally.at(run.start).overlaps += 1;
            }
        }
    }

    /// Tells what held up to `moment`, and forgets the runs that nothing can touch any more.
    fn paint(&mut self, moment: i64, order: &dyn Fn(u32, u32) -> Ordering, tally: &mut Tally, runs: &mut impl Runs) {
        let later =
            |left: &&Run, right: &&Run| left.start.cmp(&right.start).then_with(|| order(left.label, right.label));
        while self.painted < moment {
            let holds = self.active.iter().filter(|run| run.believed_end() > self.painted).max_by(later);
            let Some(run) = holds else {
                let seen = self.active.iter().filter(|run| run.start == self.painted).max_by(later);
                if let Some(run) = seen {
                    runs.holds(run.start, run.start, run.label, tally);
                }
                self.painted = moment;
                break;
            };
            let end = run.believed_end().min(moment);
            runs.holds(self.painted, end, run.label, tally);
            self.painted = end;
        }
        self.active.retain(|run| run.end >= moment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTHS: Lengths = Lengths { too_long_nanos: 100, longest_nanos: 1000 };

    #[derive(Default)]
    struct Held(Vec<(i64, i64, u32)>);

    impl Runs for Held {
        fn began(&mut self, piece: Piece, tally: &mut Tally) {
            tally.at(piece.start).events += 1;
        }

        fn holds(&mut self, start: i64, end: i64, label: u32, _tally: &mut Tally) {
            match self.0.last_mut() {
                Some(last) if last.1 == start && last.2 == label => last.1 = end,
                _ => self.0.push((start, end, label)),
            }
        }
    }

    fn painted(pieces: &[(i64, i64, u32)], stops: &[i64]) -> (Vec<(i64, i64, u32)>, Tally) {
        let (mut lane, mut tally, mut held) = (Lane::default(), Tally::default(), Held::default());
        let mut stops = stops.iter().copied().peekable();
        let mut pieces: Vec<Piece> = pieces.iter().map(|p| Piece { start: p.0, end: p.1, label: p.2 }).collect();
        pieces.sort_by_key(|piece| piece.start);
        for piece in pieces {
            while let Some(stop) = stops.next_if(|stop| *stop <= piece.start) {
                lane.settle(stop, LENGTHS, &|a, b| a.cmp(&b), &mut tally, &mut held);
            }
            lane.push(piece, &mut tally);
        }
        lane.settle(i64::MAX, LENGTHS, &|a, b| a.cmp(&b), &mut tally, &mut held);
        (held.0, tally)
    }

    #[test]
    fn the_run_that_began_later_holds_and_the_earlier_one_comes_back() {
        let (held, mut tally) = painted(&[(0, 10, 1), (4, 6, 2)], &[]);
        assert_eq!(held, [(0, 4, 1), (4, 6, 2), (6, 10, 1)]);
        assert_eq!(tally.at(0).overlaps, 1);
        assert_eq!(tally.at(0).events, 2);
    }

    #[test]
    fn cutting_an_event_changes_nothing() {
        let whole = painted(&[(0, 10, 1), (4, 6, 2), (10, 12, 3)], &[]);
        let cut = painted(&[(0, 4, 1), (4, 5, 1), (5, 10, 1), (4, 5, 2), (5, 6, 2), (10, 12, 3)], &[3, 4, 5, 9]);
        assert_eq!(whole.0, cut.0);
        assert_eq!(whole.1.clone().at(0), cut.1.clone().at(0));
    }

    #[test]
    fn an_event_without_length_is_seen_only_where_nothing_follows_at_once() {
        assert_eq!(painted(&[(0, 5, 1), (5, 5, 2), (8, 9, 3)], &[]).0, [(0, 5, 1), (5, 5, 2), (8, 9, 3)]);
        assert_eq!(painted(&[(0, 5, 1), (3, 3, 2)], &[]).0, [(0, 5, 1)]);
    }

    #[test]
    fn a_run_is_counted_when_long_and_cut_when_longer_than_can_be_believed() {
        let whole = painted(&[(0, 5000, 1), (2000, 2010, 2)], &[]);
        assert_eq!(whole.0, [(0, 1000, 1), (2000, 2010, 2)]);
        assert_eq!(whole.1.clone().at(0).too_long, 1);
        let cut = painted(&[(0, 900, 1), (900, 1500, 1), (1500, 5000, 1), (2000, 2010, 2)], &[950, 1400, 2005]);
        assert_eq!((whole.0, whole.1.clone().at(0)), (cut.0, cut.1.clone().at(0)));
    }

    #[test]
    fn a_piece_that_comes_too_late_is_cut_and_counted() {
        let (mut lane, mut tally, mut held) = (Lane::default(), Tally::default(), Held::default());
        lane.settle(10, LENGTHS, &|a, b| a.cmp(&b), &mut tally, &mut held);
        lane.push(Piece { start: 4, end: 12, label: 1 }, &mut tally);
        lane.push(Piece { start: 4, end: 8, label: 1 }, &mut tally);
        lane.settle(20, LENGTHS, &|a, b| a.cmp(&b), &mut tally, &mut held);
        assert_eq!(held.0, [(10, 12, 1)]);
        assert_eq!(tally.at(0).out_of_order, 2);
    }
}
