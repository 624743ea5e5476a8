//! What was wrong with the data: counted, never hidden.

use std::collections::BTreeMap;

use attentive_types::time::MINUTE;
use attentive_types::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Counts of what was seen and what was wrong. Touching events of equal facts count as one, as heartbeats have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Events of all sensors that were read.
    pub events: u64,
    /// Events that began while another of the same stream was still on.
    pub overlaps: u64,
    /// Small gaps that were filled.
    pub flooded: u64,
    /// Events that came after their time was settled; what lay before was cut off.
    pub out_of_order: u64,
    /// Events that begin beyond the end of the recording; left out.
    pub in_future: u64,
    /// Stretches in which no sensor was heard.
    pub gaps: u64,
    /// Records that lacked what their type asks for; left out.
    pub bad_records: u64,
    /// Events longer than a day; kept.
    pub too_long: u64,
}

impl Quality {
    /// Adds the counts of another.
    pub fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.overlaps += other.overlaps;
        self.flooded += other.flooded;
        self.out_of_order += other.out_of_order;
        self.in_future += other.in_future;
        self.gaps += other.gaps;
        self.bad_records += other.bad_records;
        self.too_long += other.too_long;
    }
}

/// Quarter hours: the finest step in which local days can begin.
const SLOT_NANOS: i64 = 15 * MINUTE;

/// Counts by quarter hour, so that one day can be told from the whole.
#[derive(Clone, Debug, Default)]
pub struct QualityLog {
    slots: Vec<(i64, Quality)>,
}

impl QualityLog {
    /// All counts together.
    #[must_use]
    pub fn total(&self) -> Quality {
        self.sum(|_| true)
    }

    /// The log of one span; it begins and ends on quarter hours.
    #[must_use]
    pub fn slice(&self, span: Span) -> Self {
        let inside = |slot: i64| span.contains(Timestamp(slot.saturating_mul(SLOT_NANOS)));
        Self { slots: self.slots.iter().filter(|(slot, _)| inside(*slot)).copied().collect() }
    }

    /// How many entries there are; see [`QualityLog::truncate`].
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Takes back what was appended after there were `len` entries.
    pub fn truncate(&mut self, len: usize) {
        self.slots.truncate(len);
    }

    /// Appends what a tally holds; counts of the newest quarter hour are added up.
    pub fn append(&mut self, tally: Tally) {
        for (slot, quality) in tally.slots {
            match self.slots.last_mut() {
                Some((last, sum)) if *last == slot => sum.add(&quality),
                _ => self.slots.push((slot, quality)),
            }
        }
    }

    /// Appends what a tally holds in entries of its own, so that it can be taken back.
    pub fn append_apart(&mut self, tally: Tally) {
        self.slots.extend(tally.slots);
    }

    fn sum(&self, keep: impl Fn(i64) -> bool) -> Quality {
        let mut sum = Quality::default();
        self.slots.iter().filter(|(slot, _)| keep(*slot)).for_each(|(_, quality)| sum.add(quality));
        sum
    }

    fn by_slot(&self) -> BTreeMap<i64, Quality> {
        let mut slots: BTreeMap<i64, Quality> = BTreeMap::new();
        self.slots.iter().for_each(|(slot, quality)| slots.entry(*slot).or_default().add(quality));
        slots
    }
}

impl PartialEq for QualityLog {
    /// Equal when each quarter hour has equal counts, however they came together.
    fn eq(&self, other: &Self) -> bool {
        self.by_slot() == other.by_slot()
    }
}

/// Counts while they are made.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    slots: Vec<(i64, Quality)>,
}

impl Tally {
    /// The counts at a moment, to be added to.
    pub fn at(&mut self, moment_nanos: i64) -> &mut Quality {
        let slot = moment_nanos.div_euclid(SLOT_NANOS);
        let place = match self.slots.last() {
            Some((last, _)) if *last == slot => self.slots.len() - 1,
            _ => {
                self.slots.push((slot, Quality::default()));
                self.slots.len() - 1
            }
        };
        &mut self.slots[place].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_equal_however_they_came_together() {
        let (mut one, mut two) = (QualityLog::default(), QualityLog::default());
        let mut tally = Tally::default();
        tally.at(5).events += 2;
        tally.at(SLOT_NANOS).gaps += 1;
        one.append(tally);
        for moment in [7, SLOT_NANOS + 3, 8] {
            let mut tally = Tally::default();
            if moment < SLOT_NANOS {
                tally.at(moment).events += 1
            } else {
                tally.at(moment).gaps += 1
            }
            two.append(tally);
        }
        assert_eq!(one, two);
        assert_eq!(one.total().events, 2);
        assert_eq!(one.slice(Span::new(Timestamp(0), Timestamp(1))).total().gaps, 0);
    }
}
