//! From values to pixels, and which values to write beside an axis.

use attentive_types::Span;
use attentive_types::time::{MINUTE, SECOND, nanos_to_seconds};

/// A straight scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The value at the first pixel.
    pub from: f64,
    /// The value at the last pixel.
    pub to: f64,
    /// The first pixel.
    pub first: f64,
    /// The last pixel.
    pub last: f64,
}

impl Scale {
    /// A scale over values; a range without width is widened, so that a constant lies in the middle.
    pub fn new(from: f64, to: f64, first: f64, last: f64) -> Self {
        let (from, to) = match (from.is_finite() && to.is_finite(), from == to) {
            (false, _) => (0.0, 1.0),
            (true, true) => (from - (from.abs() * 0.1).max(0.5), to + (to.abs() * 0.1).max(0.5)),
            (true, false) => (from, to),
        };
        Self { from, to, first, last }
    }

    /// The same with some room at both ends, so that lines do not touch the frame.
    pub fn roomy(from: f64, to: f64, first: f64, last: f64) -> Self {
        let plain = Self::new(from, to, first, last);
        let room = (plain.to - plain.from) * 0.06;
        Self { from: plain.from - room, to: plain.to + room, ..plain }
    }

    /// The pixel of a value.
    pub fn at(&self, value: f64) -> f64 {
        self.first + (value - self.from) / (self.to - self.from) * (self.last - self.first)
    }

    /// Round values for about that many ticks.
    pub fn ticks(&self, about: f64) -> Vec<f64> {
        let (low, high) = (self.from.min(self.to), self.from.max(self.to));
        let step = round_step((high - low) / about.max(1.0));
        multiples(low, high, step)
    }
}

/// The next 1, 2 or 5 times a power of ten.
fn round_step(wanted: f64) -> f64 {
    if !(wanted.is_finite() && wanted > 0.0) {
        return 1.0;
    }
    let power = 10.0_f64.powf(wanted.log10().floor());
    let share = wanted / power;
    let round = [1.0, 2.0, 5.0, 10.0].into_iter().find(|round| share <= round + 1e-9).unwrap_or(10.0);
    round * power
}

fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-9).ceil();
    (0..200).map(|place| (first + f64::from(place)) * step).take_while(|value| *value <= high + step * 1e-9).collect()
}

/// A number as it stands beside an axis: only the digits that a step needs.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 6")]
pub fn label(value: f64, step: f64) -> String {
    let digits = (-step.abs().log10().floor()).clamp(0.0, 6.0) as usize;
    let value = if value.abs() < step.abs() * 1e-9 { 0.0 } else { value };
    if value.abs() >= 1e6 { format!("{value:.1e}") } else { format!("{value:.digits$}") }
}

/// Times since the start of a recording for an axis, with their words.
pub fn time_ticks(span: Span, origin_nanos: i64, about: f64) -> Vec<(i64, String)> {
    let wanted = span.seconds() / about.max(1.0);
    let steps = [
        0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0,
        14_400.0, 21_600.0, 43_200.0, 86_400.0,
    ];
    let step =
        steps.into_iter().find(|step| *step >= wanted).unwrap_or_else(|| round_step(wanted / 86_400.0) * 86_400.0);
    let step = if wanted < 0.05 { round_step(wanted) } else { step };
    let since = |moment: i64| nanos_to_seconds(moment.saturating_sub(origin_nanos));
    multiples(since(span.start.0), since(span.end.0), step)
        .into_iter()
        .filter_map(|seconds| {
            let moment = attentive_types::time::seconds_to_nanos(seconds)?.checked_add(origin_nanos)?;
            Some((moment, since_label(seconds, step)))
        })
        .collect()
}

/// Seconds since a beginning as `0:05`, `12:30`, `1:02:00`.
pub fn since(seconds: f64) -> String {
    since_label(seconds, 1.0)
}

/// `0:05`, `12:30`, `1:02:00`, or seconds with a fraction where steps are below one.
fn since_label(seconds: f64, step: f64) -> String {
    if step < 1.0 {
        return label(seconds, step);
    }
    let nanos = attentive_types::time::seconds_to_nanos(seconds).unwrap_or(0);
    let (sign, whole) = (if nanos < 0 { "-" } else { "" }, (nanos.abs() + SECOND / 2) / SECOND);
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    match hours {
        0 => format!("{sign}{minutes}:{rest:02}"),
        hours => format!("{sign}{hours}:{minutes:02}:{rest:02}"),
    }
}

/// What the words of [`time_ticks`] are, for the label of the axis.
pub fn time_unit(span: Span) -> &'static str {
    match span.nanos() {
        0..=4_999_999_999 => "s since start",
        nanos if nanos < 60 * MINUTE => "min:s since start",
        _ => "h:min:s since start",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(Scale::new(0.3, 9.7, 0.0, 100.0).ticks(5.0), [2.0, 4.0, 6.0, 8.0]);
        assert_eq!(Scale::new(-1.0, 1.0, 100.0, 0.0).ticks(4.0), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert!(Scale::new(f64::NAN, 1.0, 0.0, 1.0).ticks(5.0).len() > 1);
    }

    #[test]
    fn a_constant_lies_in_the_middle() {
        assert_eq!(Scale::new(3.0, 3.0, 0.0, 100.0).at(3.0), 50.0);
        assert_eq!(Scale::new(0.0, 0.0, 0.0, 100.0).at(0.0), 50.0);
    }

    #[test]
    fn times_are_written_since_the_start() {
        let origin = 1_700_000_000 * SECOND;
        let hour = Span::new(Timestamp(origin), Timestamp(origin + 3700 * SECOND));
        let words: Vec<String> = time_ticks(hour, origin, 6.0).into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, ["0:00", "20:00", "40:00", "1:00:00"]);
        let short = Span::new(Timestamp(origin), Timestamp(origin + SECOND));
        let words: Vec<String> = time_ticks(short, origin, 5.0).into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    }

    #[test]
    fn labels_have_the_digits_of_their_step() {
        assert_eq!(
            [label(0.25, 0.05), label(20.0, 10.0), label(-0.0, 1.0), label(2e7, 1e7)],
            ["0.25", "20", "0", "2.0e7"]
        );
    }
}
