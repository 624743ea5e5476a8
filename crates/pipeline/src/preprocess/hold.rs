//! Keeps a word without length until the next one: "locked" holds until "unlocked".

use super::track::Track;

/// Holds labels that came as moments, on the way to a track. What came with a length holds for its length.
#[derive(Clone, Debug)]
pub(crate) struct Hold {
    limit_nanos: i64,
    held: Option<Held>,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    label: u32,
    written_until: i64,
    at_most: i64,
}

impl Hold {
    /// Holds for at most `limit_nanos`.
    pub(crate) fn new(limit_nanos: i64) -> Self {
        Self { limit_nanos, held: None }
    }

    /// Takes the next piece, in order of time.
    pub(crate) fn push(&mut self, start: i64, end: i64, label: u32, track: &mut Track) {
        self.write(start, track);
        track.push(start, end, label);
        let at_most = start.saturating_add(self.limit_nanos);
        self.held = (start == end).then_some(Held { label, written_until: start, at_most });
    }

    /// Tells the track that everything which begins before `moment` has been pushed.
    pub(crate) fn settle(&mut self, moment: i64, track: &mut Track) {
        self.write(moment, track);
        track.settled = moment.max(track.settled);
    }

    fn write(&mut self, until: i64, track: &mut Track) {
        let Some(held) = self.held.as_mut() else { return };
        let end = until.min(held.at_most);
        track.push(held.written_until, end, held.label);
        held.written_until = held.written_until.max(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locked_holds_until_unlocked_and_never_longer_than_the_limit() {
        let (mut hold, mut track) = (Hold::new(10), Track::default());
        hold.push(2, 2, 1, &mut track);
        hold.settle(4, &mut track);
        hold.push(6, 6, 0, &mut track);
        hold.settle(40, &mut track);
        let mut label_at = |moment| {
            track.seek(moment);
            track.label
        };
        assert_eq!([1, 2, 5, 6, 15, 16].map(&mut label_at), [None, Some(1), Some(1), Some(0), Some(0), None]);
    }
}
