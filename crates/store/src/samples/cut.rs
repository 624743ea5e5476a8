//! Cutting signals into parts and putting parts together.

use std::ops::Range;

use attentive_types::time::HOUR;
use attentive_types::{Channel, SampleSignal};

use crate::error::StoreError;

/// The longest stretch of one chunk, so that a reader knows how far back to look.
pub(crate) const CHUNK_SPAN_MAX_NANOS: i64 = HOUR;
/// The most samples of one chunk.
const CHUNK_ROWS_MAX: usize = 16_384;

/// Refuses a signal whose columns do not fit together.
pub(crate) fn validate(signal: &SampleSignal) -> Result<(), StoreError> {
    let count = signal.time_nanos.len();
    let refuse = |what: String| Err(StoreError::Invalid { what });
    if !signal.time_nanos.is_sorted() {
        return refuse("samples: expected times that do not go backwards".to_owned());
    }
    if signal.time_nanos.last() == Some(&i64::MAX) {
        return refuse("samples: expected times before the last nanosecond that can be held".to_owned());
    }
    for (place, channel) in signal.channels.iter().enumerate() {
        let marks = channel.is_present.len();
        if channel.values.len() != count || (marks != 0 && marks != count) {
            let (name, found) = (&channel.name, channel.values.len());
            return refuse(format!(
                "samples: expected {count} values and marks in channel {name}, found {found} and {marks}"
            ));
        }
        if signal.channels.iter().take(place).any(|other| other.name == channel.name) {
            return refuse(format!("samples: expected channels of different names, found {} twice", channel.name));
        }
    }
    Ok(())
}

/// The rows of each chunk, in order.
pub(crate) fn chunks_of(signal: &SampleSignal) -> Vec<Range<usize>> {
    let times = &signal.time_nanos;
    let mut chunks = Vec::new();
    let mut from = 0;
    for (row, time) in times.iter().enumerate() {
        let is_long = times.get(from).is_some_and(|first| time.saturating_sub(*first) > CHUNK_SPAN_MAX_NANOS);
        if is_long || row - from >= CHUNK_ROWS_MAX {
            chunks.push(from..row);
            from = row;
        }
    }
    if from < times.len() {
        chunks.push(from..times.len());
    }
    chunks
}

/// The part of a signal in those rows.
pub(crate) fn select(signal: &SampleSignal, rows: Range<usize>) -> SampleSignal {
    let channel = |channel: &Channel| Channel {
        name: channel.name.clone(),
        values: channel.values.get(rows.clone()).unwrap_or_default().to_vec(),
        is_present: channel.is_present.get(rows.clone()).unwrap_or_default().to_vec(),
    };
    SampleSignal {
        name: signal.name.clone(),
        time_nanos: signal.time_nanos.get(rows.clone()).unwrap_or_default().to_vec(),
        channels: signal.channels.iter().map(channel).collect(),
    }
}

/// The rows from `start` to `end`, both included.
pub(crate) fn rows_within(signal: &SampleSignal, start: i64, end: i64) -> Range<usize> {
    let from = signal.time_nanos.partition_point(|time| *time < start);
    from..signal.time_nanos.partition_point(|time| *time <= end).max(from)
}

/// The rows before `start`, and those from `end` on.
pub(crate) fn rows_outside(signal: &SampleSignal, start: i64, end: i64) -> (Range<usize>, Range<usize>) {
    let before = signal.time_nanos.partition_point(|time| *time < start);
    let after = signal.time_nanos.partition_point(|time| *time < end).max(before);
    (0..before, after..signal.time_nanos.len())
}

/// Puts a part behind a signal. A channel that only one of them has is missing in the rows of the other.
pub(crate) fn append(signal: &mut SampleSignal, part: SampleSignal) {
    let (old, added) = (signal.time_nanos.len(), part.time_nanos.len());
    signal.time_nanos.extend(part.time_nanos);
    for channel in part.channels {
        let place = signal.channels.iter().position(|known| known.name == channel.name);
        let known = match place.and_then(|place| signal.channels.get_mut(place)) {
            Some(known) => known,
            None => {
                let (values, is_present) = (vec![0.0; old], vec![false; old]);
                signal.channels.push(Channel { name: channel.name.clone(), values, is_present });
                let Some(last) = signal.channels.last_mut() else { continue };
                last
            }
        };
        // No marks means that all were seen.
        if !(known.is_present.is_empty() && channel.is_present.is_empty()) {
            if known.is_present.is_empty() {
                known.is_present = vec![true; old];
            }
            let marks = if channel.is_present.is_empty() { vec![true; added] } else { channel.is_present };
            known.is_present.extend(marks);
        }
        known.values.extend(channel.values);
    }
    for channel in signal.channels.iter_mut().filter(|channel| channel.values.len() < old + added) {
        if channel.is_present.is_empty() {
            channel.is_present = vec![true; old];
        }
        channel.values.resize(old + added, 0.0);
        channel.is_present.resize(old + added, false);
    }
}

/// Sorts by time if it is not; samples of one moment keep their order.
pub(crate) fn sort(signal: SampleSignal) -> SampleSignal {
    if signal.time_nanos.is_sorted() {
        return signal;
    }
    let mut order: Vec<usize> = (0..signal.time_nanos.len()).collect();
    order.sort_by_key(|row| signal.time_nanos.get(*row).copied());
    let pick = |channel: Channel| Channel {
        values: order.iter().filter_map(|row| channel.values.get(*row).copied()).collect(),
        is_present: order.iter().filter_map(|row| channel.is_present.get(*row).copied()).collect(),
        name: channel.name,
    };
    SampleSignal {
        time_nanos: order.iter().filter_map(|row| signal.time_nanos.get(*row).copied()).collect(),
        channels: signal.channels.into_iter().map(pick).collect(),
        name: signal.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(times: &[i64], channels: &[(&str, &[f64])]) -> SampleSignal {
        let channel = |(name, values): &(&str, &[f64])| Channel {
            name: (*name).to_owned(),
            values: values.to_vec(),
            is_present: Vec::new(),
        };
        SampleSignal {
            name: "s".to_owned(),
            time_nanos: times.to_vec(),
            channels: channels.iter().map(channel).collect(),
        }
    }

    #[test]
    fn a_channel_that_comes_or_goes_is_missing_in_the_other_rows() {
        let mut whole = signal(&[1, 2], &[("a", &[1.0, 2.0]), ("b", &[3.0, 4.0])]);
        append(&mut whole, signal(&[3], &[("a", &[5.0]), ("c", &[6.0])]));
        let column = |name: &str| (0..3).map(|row| whole.channel(name).and_then(|it| it.get(row))).collect::<Vec<_>>();
        assert_eq!(column("a"), [Some(1.0), Some(2.0), Some(5.0)]);
        assert_eq!(column("b"), [Some(3.0), Some(4.0), None]);
        assert_eq!(column("c"), [None, None, Some(6.0)]);
    }

    #[test]
    fn a_long_pause_begins_a_new_chunk() {
        let hours = |count: i64| count * HOUR;
        let cuts = chunks_of(&signal(&[0, hours(1), hours(1) + 1, hours(5)], &[]));
        assert_eq!(cuts, [0..2, 2..3, 3..4]);
        assert!(chunks_of(&signal(&[], &[])).is_empty());
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        assert!(validate(&signal(&[1, 2], &[("a", &[1.0])])).is_err());
        assert!(validate(&signal(&[2, 1], &[])).is_err());
        assert!(validate(&signal(&[1], &[("a", &[1.0]), ("a", &[1.0])])).is_err());
        assert!(validate(&signal(&[1, 1], &[("a", &[1.0, 2.0])])).is_ok());
    }

    #[test]
    fn parts_that_overlap_are_sorted_by_time() {
        let mut whole = signal(&[1, 5], &[("a", &[1.0, 5.0])]);
        append(&mut whole, signal(&[3], &[("a", &[3.0])]));
        assert_eq!(sort(whole), signal(&[1, 3, 5], &[("a", &[1.0, 3.0, 5.0])]));
    }
}
