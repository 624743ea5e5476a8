//! How is a filter that looks both ways run on a stream? Block by block, each with margins on both sides for the filter to settle.
//!
//! ```text
//! stream   |----------|----------|----------|--- ...     blocks of equal time from the first sample on
//! block 1       [margin|   core   |margin]               complete once time has come to the end of its margin
//! ```
//!
//! A block is made of the samples of its time, whatever pieces they came in: that is why chunked and whole input give the same answer.
//! Time in which nothing came costs nothing.

use std::ops::Range;

use attentive_types::{Channel, SampleSignal};

/// Cuts a stream into blocks with margins.
#[derive(Clone, Debug)]
pub struct Blocks {
    block_nanos: i64,
    margin_nanos: i64,
    held: SampleSignal,
    /// Start of the next core.
    next_nanos: i64,
    last_nanos: Option<i64>,
    out_of_order: usize,
}

impl Blocks {
    /// Blocks of that many seconds with margins of that many; both are kept inside 0.001 to 100,000 s.
    #[must_use]
    pub fn new(block_s: f64, margin_s: f64) -> Self {
        let nanos = |seconds: f64| (seconds.clamp(1e-3, 1e5) * 1e9) as i64;
        Self {
            block_nanos: nanos(block_s).max(1_000_000),
            margin_nanos: nanos(margin_s),
            held: SampleSignal::default(),
            next_nanos: 0,
            last_nanos: None,
            out_of_order: 0,
        }
    }

    /// Takes a piece; `each` is given every block that is complete now, margins included, and which of its samples are the core.
    pub fn push(&mut self, piece: &SampleSignal, mut each: impl FnMut(&SampleSignal, Range<usize>)) {
        self.hold(piece);
        let (block, margin) = (self.block_nanos, self.margin_nanos);
        while self.held.time_nanos.last().is_some_and(|last| *last >= self.next_nanos.saturating_add(block + margin)) {
            self.hand_on(&mut each);
        }
    }

    /// Ends the stream: hands on what is left.
    pub fn finish(&mut self, mut each: impl FnMut(&SampleSignal, Range<usize>)) {
        while self.held.time_nanos.last().is_some_and(|last| *last >= self.next_nanos) {
            self.hand_on(&mut each);
        }
        self.held = SampleSignal::default();
        self.last_nanos = None;
    }

    /// Samples that were left out, because their time was not after that of the sample before.
    #[must_use]
    pub fn out_of_order(&self) -> usize {
        self.out_of_order
    }

    fn hold(&mut self, piece: &SampleSignal) {
        if self.held.name.is_empty() {
            self.held.name.clone_from(&piece.name);
        }
        for channel in &piece.channels {
            if self.held.channel(&channel.name).is_none() {
                let gap = vec![f64::NAN; self.held.len()];
                self.held.channels.push(Channel::new(&channel.name, gap));
            }
        }
        let own: Vec<Option<&Channel>> =
            self.held.channels.iter().map(|channel| piece.channel(&channel.name)).collect();
        for (place, time) in piece.time_nanos.iter().enumerate() {
            if self.last_nanos.is_some_and(|last| *time <= last) {
                self.out_of_order += 1;
                continue;
            }
            if self.last_nanos.is_none() {
                self.next_nanos = *time;
            }
            self.last_nanos = Some(*time);
            self.held.time_nanos.push(*time);
            for (channel, from) in self.held.channels.iter_mut().zip(&own) {
                channel.values.push(from.and_then(|from| from.get(place)).unwrap_or(f64::NAN));
            }
        }
    }

    fn hand_on(&mut self, each: &mut impl FnMut(&SampleSignal, Range<usize>)) {
        let time = &self.held.time_nanos;
        let end = self.next_nanos.saturating_add(self.block_nanos);
        let place = |nanos: i64| time.partition_point(|own| *own < nanos);
        let from = place(self.next_nanos.saturating_sub(self.margin_nanos));
        let core = place(self.next_nanos)..place(end);
        let to = place(end.saturating_add(self.margin_nanos));
        if !core.is_empty() {
            each(&cut(&self.held, from..to), core.start - from..core.end - from);
        }
        self.next_nanos = match time.get(core.end) {
            // Over a hole in time: on to the block of the next sample.
            Some(next) => end.saturating_add(next.saturating_sub(end) / self.block_nanos * self.block_nanos),
            None => end,
        };
        let gone = place(self.next_nanos.saturating_sub(self.margin_nanos));
        self.held.time_nanos.drain(..gone);
        for channel in &mut self.held.channels {
            channel.values.drain(..gone);
        }
    }
}

/// Some samples of a signal.
pub(super) fn cut(signal: &SampleSignal, places: Range<usize>) -> SampleSignal {
    let channels = signal.channels.iter().map(|channel| Channel {
        name: channel.name.clone(),
        values: channel.values.get(places.clone()).unwrap_or_default().to_vec(),
        is_present: channel.is_present.get(places.clone()).unwrap_or_default().to_vec(),
    });
    SampleSignal {
        name: signal.name.clone(),
        time_nanos: signal.time_nanos.get(places.clone()).unwrap_or_default().to_vec(),
        channels: channels.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;

    fn seconds(times: impl IntoIterator<Item = i64>) -> SampleSignal {
        let time_nanos: Vec<i64> = times.into_iter().map(|time| time * SECOND).collect();
        let values = time_nanos.iter().map(|time| *time as f64).collect();
        SampleSignal { name: "x".into(), time_nanos, channels: vec![Channel::new("v", values)] }
    }

    fn cores(blocks: &mut Blocks, pieces: &[SampleSignal]) -> Vec<(usize, Vec<i64>)> {
        let mut seen = Vec::new();
        let mut each = |signal: &SampleSignal, core: Range<usize>| {
            seen.push((signal.len(), signal.time_nanos[core].iter().map(|time| time / SECOND).collect()));
        };
        for piece in pieces {
            blocks.push(piece, &mut each);
        }
        blocks.finish(&mut each);
        seen
    }

    #[test]
    fn every_sample_is_in_one_core_and_margins_lie_around() {
        let seen = cores(&mut Blocks::new(4.0, 2.0), &[seconds(10..20)]);
        let expected = [(6, vec![10, 11, 12, 13]), (8, vec![14, 15, 16, 17]), (4, vec![18, 19])];
        assert_eq!(seen, expected);
        let single: Vec<SampleSignal> = (10..20).map(|time| seconds([time])).collect();
        assert_eq!(cores(&mut Blocks::new(4.0, 2.0), &single), expected);
    }

    #[test]
    fn a_clock_that_jumps_far_costs_nothing() {
        let seen = cores(&mut Blocks::new(4.0, 2.0), &[seconds([0, 1, 9_000_000_000, 9_000_000_001])]);
        assert_eq!(seen, [(2, vec![0, 1]), (2, vec![9_000_000_000, 9_000_000_001])]);
    }

    #[test]
    fn what_is_out_of_order_is_counted() {
        let mut blocks = Blocks::new(4.0, 2.0);
        assert_eq!(cores(&mut blocks, &[seconds([5, 4, 5, 6])]), [(2, vec![5, 6])]);
        assert_eq!(blocks.out_of_order(), 2);
    }
}
