//! What happened at keyboard and pointer in each second? Noun in: single facts; noun out: one heartbeat for each second
//! in which something happened, and the same as samples, some seconds at a time.
//!
//! The heartbeat has the fields of ActivityWatch's input watcher (`presses`, `clicks`, `deltaX`, `deltaY`, `scrollX`,
//! `scrollY`) and ours beside them. What was not measured in a second is absent, never zero.

use attentive_types::bucket::kinds;
use attentive_types::time::SECOND;
use attentive_types::{Channel, Event, Payload, Reading, SampleSignal, Timestamp};

/// Samples are handed over when the oldest is this old: few writes to the disk.
const FLUSH_NANOS: i64 = 10 * SECOND;
/// A pulsetime that never merges: two seconds with equal counts are two seconds.
const NEVER_MERGE: i64 = -1;

/// Count, mean and spread of what was measured in one second.
#[derive(Clone, Copy, Debug, Default)]
struct Spread {
    count: u32,
    sum: f64,
    /// How many single values stand behind `squares`.
    singles: u32,
    singles_sum: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, value: f64) {
        self.add_sum(1, value);
        self.singles += 1;
        self.singles_sum += value;
        self.squares += value * value;
    }

    /// Several values of which only the sum is known.
    fn add_sum(&mut self, count: u32, sum: f64) {
        self.count += count;
        self.sum += sum;
    }

    fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / f64::from(self.count))
    }

    /// Sample standard deviation of the single values; `None` for fewer than two.
    fn deviation(&self) -> Option<f64> {
        let count = f64::from(self.singles);
        let variance = (self.squares - self.singles_sum * self.singles_sum / count) / (count - 1.0);
        (self.singles > 1).then(|| variance.max(0.0).sqrt())
    }
}

/// One second.
#[derive(Clone, Debug, Default)]
struct Second {
    start: Timestamp,
    presses: u32,
    overlaps: u32,
    clicks: u32,
    scroll_x: u32,
    scroll_y: u32,
    delta_x_px: f64,
    delta_y_px: f64,
    path_px: f64,
    dwell: Spread,
    flight: Spread,
}

/// The columns of the samples: name and value, in this order.
type Column = (&'static str, fn(&Second) -> Option<f64>);
const COLUMNS: &[Column] = &[
    ("presses_count", |second| Some(f64::from(second.presses))),
    ("overlaps_count", |second| Some(f64::from(second.overlaps))),
    ("clicks_count", |second| Some(f64::from(second.clicks))),
    ("scroll_x_notches", |second| Some(f64::from(second.scroll_x))),
    ("scroll_y_notches", |second| Some(f64::from(second.scroll_y))),
    ("delta_x_px", |second| Some(second.delta_x_px)),
    ("delta_y_px", |second| Some(second.delta_y_px)),
    ("path_px", |second| Some(second.path_px)),
    ("dwell_count", |second| Some(f64::from(second.dwell.count))),
    ("dwell_mean_ms", |second| second.dwell.mean()),
    ("dwell_sd_ms", |second| second.dwell.deviation()),
    ("flight_count", |second| Some(f64::from(second.flight.count))),
    ("flight_mean_ms", |second| second.flight.mean()),
    ("flight_sd_ms", |second| second.flight.deviation()),
];

/// Gathers facts into seconds.
#[derive(Debug, Default)]
pub(super) struct Seconds {
    open: Option<Second>,
    done: Vec<Second>,
}

impl Seconds {
    /// A key went down.
    pub(super) fn press(&mut self, now: Timestamp, flight_ms: Option<u32>, is_overlap: bool) -> Vec<Reading> {
        self.add(now, |second| {
            second.presses += 1;
            second.overlaps += u32::from(is_overlap);
            if let Some(flight) = flight_ms {
                second.flight.add(f64::from(flight));
            }
        })
    }

    /// Keys came up; the sum of their dwell times.
    pub(super) fn dwell(&mut self, now: Timestamp, keys: u32, dwell_ms: u32) -> Vec<Reading> {
        self.add(now, |second| match keys {
            1 => second.dwell.add(f64::from(dwell_ms)),
            keys => second.dwell.add_sum(keys, f64::from(dwell_ms)),
        })
    }

    /// A pointer button went down.
    pub(super) fn click(&mut self, now: Timestamp) -> Vec<Reading> {
        self.add(now, |second| second.clicks += 1)
    }

    /// The wheel turned by one notch, sideways or up and down.
    pub(super) fn scroll(&mut self, now: Timestamp, is_sideways: bool) -> Vec<Reading> {
        self.add(now, |second| {
            second.scroll_x += u32::from(is_sideways);
            second.scroll_y += u32::from(!is_sideways);
        })
    }

    /// The pointer went from one place on the screen to another.
    pub(super) fn path(&mut self, now: Timestamp, step_px: (f64, f64)) -> Vec<Reading> {
        self.add(now, |second| {
            second.delta_x_px += step_px.0.abs();
            second.delta_y_px += step_px.1.abs();
            second.path_px += step_px.0.hypot(step_px.1);
        })
    }

    /// Hands over what is due at `now`.
    pub(super) fn tick(&mut self, now: Timestamp) -> Vec<Reading> {
        let mut readings = Vec::new();
        // A clock that jumped back ends the second too.
        let is_over = |second: &Second| now >= second.start.plus(SECOND) || now < second.start;
        if let Some(second) = self.open.take_if(|second| is_over(second)) {
            readings.push(second.heartbeat());
            self.done.push(second);
        }
        let first = self.done.first().map(|second| second.start);
        if first.is_some_and(|first| now >= first.plus(FLUSH_NANOS) || now < first) {
            readings.extend(self.samples());
        }
        readings
    }

    /// When [`Self::tick`] wants to be called next; `None` while nothing happened.
    pub(super) fn due(&self) -> Option<Timestamp> {
        let second = self.open.as_ref().map(|second| second.start.plus(SECOND));
        let flush = self.done.first().map(|second| second.start.plus(FLUSH_NANOS));
        second.into_iter().chain(flush).min()
    }

    /// Hands over everything, because sensing ends.
    pub(super) fn end(&mut self) -> Vec<Reading> {
        let mut readings = Vec::new();
        if let Some(second) = self.open.take() {
            readings.push(second.heartbeat());
            self.done.push(second);
        }
        readings.extend(self.samples());
        readings
    }

    fn add(&mut self, now: Timestamp, fact: impl FnOnce(&mut Second)) -> Vec<Reading> {
        let readings = self.tick(now);
        let start = Timestamp(now.0.div_euclid(SECOND).saturating_mul(SECOND));
        fact(self.open.get_or_insert_with(|| Second { start, ..Second::default() }));
        readings
    }

    fn samples(&mut self) -> Option<Reading> {
        let mut seconds = std::mem::take(&mut self.done);
        seconds.sort_by_key(|second| second.start);
        let channel = |(name, value): &Column| {
            let values: Vec<Option<f64>> = seconds.iter().map(value).collect();
            let is_complete = values.iter().all(Option::is_some);
            Channel {
                name: (*name).to_owned(),
                is_present: if is_complete { Vec::new() } else { values.iter().map(Option::is_some).collect() },
                values: values.into_iter().map(Option::unwrap_or_default).collect(),
            }
        };
        let time_nanos: Vec<i64> = seconds.iter().map(|second| second.start.0).collect();
        let channels = COLUMNS.iter().map(channel).collect();
        (!time_nanos.is_empty())
            .then(|| Reading::Samples(SampleSignal { name: "input".to_owned(), time_nanos, channels }))
    }
}

impl Second {
    fn heartbeat(&self) -> Reading {
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        let mut data = Payload::new();
        let mut put = |name: &str, value: serde_json::Value| _ = data.insert(name.to_owned(), value);
        put("presses", self.presses.into());
        put("clicks", self.clicks.into());
        put("deltaX", whole(self.delta_x_px).into());
        put("deltaY", whole(self.delta_y_px).into());
        put("scrollX", self.scroll_x.into());
        put("scrollY", self.scroll_y.into());
        put("path_px", tenth(self.path_px).into());
        let rhythm = [
            ("dwell_ms_mean", self.dwell.mean()),
            ("dwell_ms_sd", self.dwell.deviation()),
            ("flight_ms_mean", self.flight.mean()),
            ("flight_ms_sd", self.flight.deviation()),
        ];
        for (name, value) in rhythm {
            if let Some(value) = value {
                put(name, tenth(value).into());
            }
        }
        let event = Event { timestamp: self.start, duration_nanos: SECOND, data, ..Event::default() };
        Reading::Heartbeat { stream: "input", kind: kinds::INPUT, event, pulsetime_nanos: NEVER_MERGE }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a path of one second fits, and a longer one is held at the end")]
fn whole(pixels: f64) -> i64 {
    pixels.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp(1_000 * SECOND + millis * 1_000_000)
    }

    fn data(reading: &Reading) -> &Payload {
        match reading {
            Reading::Heartbeat { event, .. } => &event.data,
            Reading::Samples(_) | Reading::Demand(_) => panic!("expected a heartbeat"),
        }
    }

    #[test]
    fn a_second_is_handed_over_when_it_is_over_and_only_if_something_happened() {
        let mut seconds = Seconds::default();
        assert_eq!(seconds.tick(at(5000)), []);
        assert_eq!(seconds.due(), None);
        seconds.press(at(5100), None, false);
        seconds.press(at(5200), Some(40), false);
        seconds.click(at(5300));
        assert_eq!(seconds.tick(at(5999)), []);
        let readings = seconds.tick(at(6000));
        assert_eq!(readings.len(), 1);
        assert_eq!(data(&readings[0])["presses"], 2);
        assert_eq!(data(&readings[0])["clicks"], 1);
        assert_eq!(data(&readings[0])["flight_ms_mean"], 40.0);
        assert!(!data(&readings[0]).contains_key("dwell_ms_mean"));
    }

    #[test]
    fn equal_seconds_are_not_merged() {
        let mut seconds = Seconds::default();
        seconds.click(at(0));
        let Some(Reading::Heartbeat { event, pulsetime_nanos, .. }) = seconds.tick(at(1000)).pop() else {
            panic!("expected a heartbeat")
        };
        assert_eq!(event.duration_nanos, SECOND);
        // The rule of merging: the next one begins no later than the end of the last plus the pulsetime.
        assert!(at(1000) > event.end().plus(pulsetime_nanos));
    }

    #[test]
    fn path_and_wheel_are_summed_without_sign() {
        let mut seconds = Seconds::default();
        seconds.path(at(0), (3.0, 4.0));
        seconds.path(at(10), (-3.0, -4.0));
        seconds.scroll(at(20), false);
        seconds.scroll(at(30), true);
        let readings = seconds.end();
        let seen = data(&readings[0]);
        assert_eq!((&seen["deltaX"], &seen["deltaY"], &seen["path_px"]), (&6.into(), &8.into(), &10.0.into()));
        assert_eq!((&seen["scrollX"], &seen["scrollY"]), (&1.into(), &1.into()));
    }

    #[test]
    fn samples_come_every_ten_seconds_with_all_columns_of_equal_length() {
        let mut seconds = Seconds::default();
        let mut signals = Vec::new();
        for second in 0..25 {
            let readings = seconds.dwell(at(second * 1000), 1, 90).into_iter().chain(seconds.press(
                at(second * 1000),
                None,
                false,
            ));
            signals.extend(readings.filter_map(|reading| match reading {
                Reading::Samples(signal) => Some(signal),
                Reading::Heartbeat { .. } | Reading::Demand(_) => None,
            }));
        }
        assert_eq!(signals.iter().map(|signal| signal.time_nanos.len()).collect::<Vec<_>>(), [10, 10]);
        for signal in &signals {
            assert!(signal.channels.iter().all(|channel| channel.values.len() == 10));
            assert!(signal.time_nanos.is_sorted());
            assert_eq!(signal.channel("dwell_mean_ms").and_then(|channel| channel.get(0)), Some(90.0));
            assert_eq!(signal.channel("flight_mean_ms").and_then(|channel| channel.get(0)), None);
        }
    }

    #[test]
    fn the_mean_counts_groups_and_the_spread_only_single_keys() {
        let mut seconds = Seconds::default();
        seconds.dwell(at(0), 1, 80);
        seconds.dwell(at(1), 1, 120);
        seconds.dwell(at(2), 2, 400);
        let readings = seconds.end();
        assert_eq!(data(&readings[0])["dwell_ms_mean"], 150.0);
        assert_eq!(data(&readings[0])["dwell_ms_sd"], 28.3);
    }

    #[test]
    fn a_clock_that_jumps_back_loses_nothing() {
        let mut seconds = Seconds::default();
        seconds.click(at(90_000));
        let readings = seconds.click(at(0));
        assert!(!readings.is_empty());
        assert_eq!(data(&readings[0])["clicks"], 1);
    }
}
