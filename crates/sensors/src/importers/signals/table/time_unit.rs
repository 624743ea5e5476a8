//! In which unit are the times of a table that does not say it? By their size, by the rates that what is measured can have, and by how
//! long the recording would be. Where two units are as likely, that is said, and nothing is guessed.

use attentive_types::StreamKind;

/// Ten to which power nanoseconds a written unit of time is; `None` when it is none.
#[must_use]
pub fn time_power(written: &str) -> Option<i32> {
    Some(match written {
        "s" | "sec" | "secs" | "seconds" | "unix" | "unix s" => 9,
        "ms" | "msec" | "millis" | "milliseconds" => 6,
        "us" | "usec" | "micros" | "microseconds" => 3,
        "100ns" | "ticks" => 2,
        "ns" | "nanos" | "nanoseconds" => 0,
        _ => return None,
    })
}

/// What is known of the times.
#[derive(Clone, Copy, Debug)]
pub struct Clues<'a> {
    /// The first of them.
    pub times: &'a [f64],
    /// What is measured at them.
    pub kinds: &'a [StreamKind],
    /// About how many there are in all; `None` where the end cannot be seen.
    pub count: Option<f64>,
}

/// What the clues say.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeGuess {
    /// Ten to this power nanoseconds, and why.
    Likely(i32, &'static str),
    /// Two or more units are as likely: what each would mean, in words.
    Torn(String),
    /// Days, as spreadsheets count them since 1900: no unit of ours.
    Days,
}

/// Days since 1900 of recordings from 1982 to 2064, in which a spreadsheet writes a date (this project's choice).
const SPREADSHEET_DAYS: std::ops::RangeInclusive<f64> = 30_000.0..=60_000.0;

/// A unit that times may be in: its power, its name, as a map writes it, and what is said when steps, or steps and length, spoke for it.
#[derive(Clone, Copy)]
struct Unit {
    power: i32,
    name: &'static str,
    written: &'static str,
    by_steps: &'static str,
    by_length: &'static str,
}

const SECONDS: Unit = Unit {
    power: 9,
    name: "seconds",
    written: "s",
    by_steps: "seconds, by their steps",
    by_length: "seconds, by their steps and the length of the recording",
};
const MILLISECONDS: Unit = Unit {
    power: 6,
    name: "milliseconds",
    written: "ms",
    by_steps: "milliseconds, by their steps",
    by_length: "milliseconds, by their steps and the length of the recording",
};
const MICROSECONDS: Unit = Unit {
    power: 3,
    name: "microseconds",
    written: "us",
    by_steps: "microseconds, by their steps",
    by_length: "microseconds, by their steps and the length of the recording",
};

/// Recordings of people last from some seconds to a week (this project's choice).
const LENGTHS_S: std::ops::RangeInclusive<f64> = 5.0..=604_800.0;

/// Samples per second that a kind of stream has: from the slowest to the fastest device of it that we know of (this project's choice).
fn rates_hz(kind: StreamKind) -> (f64, f64) {
    match kind {
        // A webcam on a slow computer gives two.
        StreamKind::Gaze | StreamKind::Pupil => (1.5, 2_500.0),
        StreamKind::Ecg => (40.0, 20_000.0),
        StreamKind::Eeg => (40.0, 50_000.0),
        StreamKind::Ppg => (10.0, 5_000.0),
        StreamKind::Respiration | StreamKind::Eda | StreamKind::Movement => (0.9, 5_000.0),
        StreamKind::Vehicle | StreamKind::Pointer => (0.5, 5_000.0),
        StreamKind::Keyboard => (0.05, 50.0),
        StreamKind::Rr => (0.3, 5.0),
        StreamKind::HeartRate => (1.0 / 300.0, 25.0),
        StreamKind::Temperature | StreamKind::Other => (1.0 / 3_600.0, 5_000.0),
    }
}

impl TimeGuess {
    /// Weighs the clues.
    #[must_use]
    pub fn of(clues: Clues<'_>) -> Self {
        let first = clues.times.first().copied().unwrap_or(0.0).abs();
        let step = middle_step(clues.times);
        match first {
            1e17.. => return Self::Likely(0, "nanoseconds since 1970"),
            1e14.. => return Self::Likely(3, "microseconds since 1970"),
            1e11.. => return Self::Likely(6, "milliseconds since 1970"),
            5e8..5e9 => {
                let since_1970 = Unit { name: "seconds since 1970", by_steps: "seconds since 1970", ..SECONDS };
                let fallback = if step.is_some_and(|step| step >= 100.0) { MICROSECONDS } else { since_1970 };
                return clues.choose(&[since_1970, MICROSECONDS], step, fallback);
            }
            _ => {}
        }
        let is_whole = clues.times.iter().all(|time| time.fract() == 0.0);
        let fallback = match step {
            Some(step) if step >= 500.0 => MICROSECONDS,
            Some(step) if step > 1.0 || (is_whole && step >= 1.0) => MILLISECONDS,
            _ => SECONDS,
        };
        clues.choose(&[SECONDS, MILLISECONDS, MICROSECONDS], step, fallback)
    }
}

impl Clues<'_> {
    /// The one unit that fits; the fallback where none does.
    fn choose(&self, units: &[Unit], step: Option<f64>, fallback: Unit) -> TimeGuess {
        let likely = |unit: Unit| TimeGuess::Likely(unit.power, unit.by_steps);
        let (Some(step), false) = (step, self.kinds.is_empty()) else { return likely(fallback) };
        // A slow stream may be written beside a fast one at its rate, so the fastest must be fast enough and not too fast.
        let rates = self.kinds.iter().map(|kind| rates_hz(*kind));
        let (least, most) = rates.fold((0.0, 0.0), |(l, m): (f64, f64), (least, most)| (l.max(least), m.max(most)));
        let rate_hz = |unit: &Unit| 1.0 / (step * 10_f64.powi(unit.power - 9));
        // Clocks that jitter and rates that are a little off are no reason to refuse.
        let fits = |unit: &&Unit| (0.9 * least..=1.1 * most).contains(&rate_hz(unit));
        let fitting: Vec<Unit> = units.iter().filter(fits).copied().collect();
        match fitting.as_slice() {
            [] if self.are_days(step, (0.9 * least)..=(1.1 * most)) => return TimeGuess::Days,
            [] => return likely(fallback),
            [only] => return likely(*only),
            _ => {}
        }
        let lasts = |unit: &&Unit| self.count.is_some_and(|count| LENGTHS_S.contains(&(count / rate_hz(unit))));
        let mut lasting = fitting.iter().filter(lasts);
        if let (Some(only), None) = (lasting.next(), lasting.next()) {
            return TimeGuess::Likely(only.power, only.by_length);
        }
        let said: Vec<String> = fitting.iter().map(|unit| said(unit, rate_hz(unit))).collect();
        TimeGuess::Torn(said.join(" or "))
    }
}

impl Clues<'_> {
    /// Whether times are dates of a spreadsheet: by their size, and by what is measured having a plausible rate only then.
    fn are_days(&self, step: f64, rates_hz: std::ops::RangeInclusive<f64>) -> bool {
        let is_date = self.times.first().is_some_and(|first| SPREADSHEET_DAYS.contains(first));
        is_date && rates_hz.contains(&(1.0 / (step * 86_400.0)))
    }
}

fn said(unit: &Unit, rate_hz: f64) -> String {
    let meaning = if rate_hz >= 1.0 {
        format!("{} samples per second", rounded(rate_hz))
    } else {
        format!("a sample every {} s", rounded(1.0 / rate_hz))
    };
    format!("{} ({meaning}; time_unit = \"{}\")", unit.name, unit.written)
}

/// To a hundredth, without needless zeros.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The median of the steps that go forward; `None` where none does.
fn middle_step(times: &[f64]) -> Option<f64> {
    let mut steps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0.0).collect();
    steps.sort_unstable_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(times: &[f64], kind: StreamKind, count: Option<f64>) -> TimeGuess {
        TimeGuess::of(Clues { times, kinds: &[kind], count })
    }

    fn power(times: &[f64], kind: StreamKind) -> Option<i32> {
        match guess(times, kind, None) {
            TimeGuess::Likely(power, _) => Some(power),
            TimeGuess::Torn(_) | TimeGuess::Days => None,
        }
    }

    #[test]
    fn times_are_told_by_size_step_and_kind() {
        use StreamKind::{Ecg, Eda, Gaze, HeartRate, Other};
        assert_eq!(power(&[1_644_227_574.0, 1_644_227_574.25], Eda), Some(9));
        assert_eq!(power(&[1_612_883_493.0, 1_612_888_502.0, 1_612_893_496.0], Gaze), Some(3));
        assert_eq!(power(&[1.6e12, 1.6e12 + 16.0], Gaze), Some(6));
        assert_eq!(power(&[0.0, 2.0, 4.0], Gaze), Some(6));
        assert_eq!(power(&[0.0, 0.002, 0.004], Ecg), Some(9));
        assert_eq!(power(&[487_352.754, 487_361.115], Gaze), Some(6));
        assert_eq!(power(&[0.0, 2000.0, 4000.0], Gaze), Some(3));
        assert_eq!(power(&[0.0, 500.0, 1000.0], HeartRate), Some(6), "no heart rate comes 2,000 times a second");
        assert_eq!(power(&[0.0, 1.0, 2.0], HeartRate), Some(9));
        assert_eq!(power(&[0.0, 500.0, 1000.0], Other), None);
    }

    #[test]
    fn where_two_units_have_plausible_rates_the_length_decides_or_nothing() {
        let steps = [0.0, 500.0, 1000.0];
        // As microseconds 1,200 rows were 0.6 s; as milliseconds 1.5 million rows were nine days.
        let by_length = |power, why| TimeGuess::Likely(power, why);
        assert_eq!(
            guess(&steps, StreamKind::Eda, Some(1_200.0)),
            by_length(6, "milliseconds, by their steps and the length of the recording")
        );
        assert_eq!(
            guess(&steps, StreamKind::Eda, Some(1.5e6)),
            by_length(3, "microseconds, by their steps and the length of the recording")
        );
        for count in [None, Some(100_000.0)] {
            let TimeGuess::Torn(said) = guess(&steps, StreamKind::Eda, count) else { panic!("{count:?}") };
            assert_eq!(
                said,
                "milliseconds (2 samples per second; time_unit = \"ms\") or microseconds (2000 samples per second; time_unit = \"us\")"
            );
        }
    }

    #[test]
    fn dates_of_a_spreadsheet_are_no_seconds() {
        let dates = [45_000.0, 45_000.000_011_57, 45_000.000_023_15];
        assert_eq!(guess(&dates, StreamKind::HeartRate, None), TimeGuess::Days);
        let seconds = [45_000.0, 45_000.004, 45_000.008];
        assert_eq!(guess(&seconds, StreamKind::Ecg, None), TimeGuess::Likely(9, "seconds, by their steps"));
    }

    #[test]
    fn a_slow_stream_beside_a_fast_one_has_its_rate() {
        let clues =
            Clues { times: &[0.0, 1.0, 2.0], kinds: &[StreamKind::HeartRate, StreamKind::Ecg], count: Some(1e5) };
        assert_eq!(TimeGuess::of(clues), TimeGuess::Likely(6, "milliseconds, by their steps"));
    }

    #[test]
    fn times_without_steps_and_streams_without_kinds_are_taken_as_they_seem() {
        assert_eq!(power(&[], StreamKind::Eda), Some(9));
        assert_eq!(power(&[5.0, 5.0], StreamKind::Eda), Some(9));
        let clues = Clues { times: &[0.0, 4.0], kinds: &[], count: None };
        assert_eq!(TimeGuess::of(clues), TimeGuess::Likely(6, "milliseconds, by their steps"));
    }
}
