//! Which beats were missed, seen twice, early or misplaced? Found, marked and corrected; none is dropped.
//!
//! Source: J. A. Lipponen and M. P. Tarvainen, 2019, "A robust algorithm for heart rate variability time series artefact correction
//! using novel beat classification", Journal of Medical Engineering and Technology 43(3). Constants from there: 5.2 quartile
//! deviations over 91 beats, median over 11 beats, c1 = 0.13, c2 = 0.17.
//!
//! ```text
//! rr_i = t_i - t_(i-1)      d_i = (rr_i - rr_(i-1)) / Th1_i        m_i = (rr_i - median_11) / Th2_i, doubled below zero
//! Th_i = 5.2 (Q3 - Q1) / 2 of |.| over 91 beats
//! ectopic      d_i > 1 and max(d_(i-1), d_(i+1)) < -c1 d_i - c2, or the mirror image
//! long, short  d_i > 1 and min(d_(i+1), d_(i+2)) < -1; |m_i| > 3; the mirror image
//! missed       long, and half of rr_i is near the median;   extra: short, and rr_i + rr_(i+1) is near the median
//! ```
//!
//! Ours differs in these points:
//! - a threshold is at least 10 ms, since in a very regular rhythm the quartile deviation is nearly nothing;
//! - gaps of three seconds or more cut the series;
//! - beats that are moved are spaced evenly between their sound neighbours (the paper interpolates intervals by a cubic spline);
//! - a beat out of place makes two odd intervals and three odd steps. The paper judges step by step; ours looks one step ahead for the greatest of
//!   the three, marks the beat in its middle and goes on after all three, so that a sound neighbour is not blamed for it;
//! - the interval after an extra beat is the rest of the same one and is not judged again;
//! - several beats in a row may be missed: a third of the interval near the median means two, and so on.

use attentive_learn::dsp::moving_median;
use attentive_learn::quantile::quantile_of_sorted;

use super::{BeatClass, MarkedBeat};

/// How artefacts are found. The default is the paper's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArtefactSettings {
    /// How many quartile deviations are too many.
    pub alpha: f64,
    /// Beats over which the quartile deviation is taken.
    pub spread_beats: usize,
    /// Beats over which the median is taken.
    pub median_beats: usize,
    /// Slope of the ectopic rule.
    pub c1: f64,
    /// Offset of the ectopic rule.
    pub c2: f64,
    /// Least threshold in milliseconds.
    pub least_threshold_ms: f64,
    /// An interval of this length or more is a gap of the recording, in milliseconds.
    pub gap_ms: f64,
}

impl Default for ArtefactSettings {
    fn default() -> Self {
        Self {
            alpha: 5.2,
            spread_beats: 91,
            median_beats: 11,
            c1: 0.13,
            c2: 0.17,
            least_threshold_ms: 10.0,
            gap_ms: 3000.0,
        }
    }
}

/// The beats, each with its class; missed ones are put in, misplaced ones moved. Times must rise.
#[must_use]
pub fn correct(beats_nanos: &[i64], settings: &ArtefactSettings) -> Vec<MarkedBeat> {
    let is_gap = |pair: &[i64]| (pair[1] - pair[0]) as f64 >= settings.gap_ms * 1e6;
    let mut corrected = Vec::with_capacity(beats_nanos.len());
    let mut start = 0;
    for end in 1..=beats_nanos.len() {
        if end == beats_nanos.len() || is_gap(&beats_nanos[end - 1..=end]) {
            let part = &beats_nanos[start..end];
            corrected.extend(moved(part, &verdicts(part, settings)));
            start = end;
        }
    }
    corrected
}

/// Intervals in milliseconds beside what the rules look at.
struct Series {
    rr: Vec<f64>,
    d: Vec<f64>,
    m: Vec<f64>,
    medians: Vec<f64>,
    near: Vec<f64>,
}

impl Series {
    fn new(beats: &[i64], settings: &ArtefactSettings) -> Self {
        let rr: Vec<f64> = beats.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 1e6).collect();
        // The first interval has none before it, so nothing is said about it.
        let mut steps = vec![0.0];
        steps.extend(rr.windows(2).map(|pair| pair[1] - pair[0]));
        let medians = moving_median(&rr, settings.median_beats);
        let deviation = |(rr, median): (&f64, &f64)| if rr < median { 2.0 * (rr - median) } else { rr - median };
        let off: Vec<f64> = rr.iter().zip(&medians).map(deviation).collect();
        let (th1, near) = (thresholds(&steps, settings), thresholds(&off, settings));
        let by = |values: &[f64], th: &[f64]| values.iter().zip(th).map(|(value, th)| value / th).collect::<Vec<_>>();
        Self { d: by(&steps, &th1), m: by(&off, &near), rr, medians, near }
    }

    fn d(&self, place: usize) -> f64 {
        self.d.get(place).copied().unwrap_or(0.0)
    }

    fn is_ectopic(&self, place: usize, settings: &ArtefactSettings) -> bool {
        let (own, before, after) =
            (self.d(place), place.checked_sub(1).map_or(0.0, |at| self.d(at)), self.d(place + 1));
        (own > 1.0 && before.max(after) < -settings.c1 * own - settings.c2)
            || (own < -1.0 && before.min(after) > -settings.c1 * own + settings.c2)
    }

    /// The verdict on the beat that ends this interval, when the interval is too long or too short.
    fn long_or_short(&self, place: usize) -> Option<Verdict> {
        let (own, next, after) = (self.d(place), self.d(place + 1), self.d(place + 2));
        let is_off = self.m[place].abs() > 3.0;
        let is_long = (own > 1.0 && next.min(after) < -1.0) || (is_off && self.m[place] > 0.0);
        let is_short = (own < -1.0 && next.max(after) > 1.0) || (is_off && self.m[place] < 0.0);
        let (rr, median, near) = (self.rr[place], self.medians[place], self.near[place]);
        if is_short && self.rr.get(place + 1).is_some_and(|next| (rr + next - median).abs() < near) {
            return Some(Verdict::Is(BeatClass::Extra));
        }
        if is_long {
            let parts = [2.0, (rr / median).round().max(2.0)];
            if let Some(parts) = parts.into_iter().find(|parts| (rr / parts - median).abs() < near) {
                return Some(Verdict::MissedBefore(parts as usize - 1));
            }
        }
        (is_long || is_short).then_some(Verdict::Is(BeatClass::Misplaced))
    }
}

/// What is said of a beat that was found.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    /// It is of that class.
    Is(BeatClass),
    /// It is sound, and so many before it were missed.
    MissedBefore(usize),
}

/// The verdict on each beat.
fn verdicts(beats: &[i64], settings: &ArtefactSettings) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::Is(BeatClass::Normal); beats.len()];
    if beats.len() < 4 {
        return verdicts;
    }
    let series = Series::new(beats, settings);
    let mut place = 0;
    while place + 2 < series.rr.len() {
        let at = place;
        place += 1;
        if series.d(at).abs() <= 1.0 {
            continue;
        }
        // Interval `at` lies between the beats `at` and `at + 1`, and step `at` is the one onto it from the interval before. Of the three
        // odd steps of an ectopic beat the greatest is in the middle, between the two intervals that the beat itself parts.
        let is_ectopic = |step: usize| series.d(step).abs() > 1.0 && series.is_ectopic(step, settings);
        let greatest = at + usize::from(is_ectopic(at + 1) && series.d(at + 1).abs() > series.d(at).abs());
        if is_ectopic(greatest) {
            verdicts[greatest] = Verdict::Is(BeatClass::Ectopic);
            place = greatest + 2;
            continue;
        }
        let looks_ahead = series.d(at + 1).abs() < series.d(at + 2).abs();
        for other in at..=at + usize::from(looks_ahead) {
            if let Some(verdict) = series.long_or_short(other) {
                verdicts[other + 1] = verdict;
                place = other + 1 + usize::from(verdict == Verdict::Is(BeatClass::Extra));
                break;
            }
        }
    }
    verdicts
}

fn moved(beats: &[i64], verdicts: &[Verdict]) -> Vec<MarkedBeat> {
    let mut out: Vec<MarkedBeat> = Vec::with_capacity(beats.len());
    let mut before = None;
    for (time, verdict) in beats.iter().zip(verdicts) {
        let class = match (*verdict, before) {
            (Verdict::Is(class), _) => class,
            (Verdict::MissedBefore(count), Some(before)) => {
                let part = |step: usize| before + (time - before) * step as i64 / (count as i64 + 1);
                let missed = |time_nanos| MarkedBeat { time_nanos, found_nanos: None, class: BeatClass::Missed };
                out.extend((1..=count).map(part).map(missed));
                BeatClass::Normal
            }
            (Verdict::MissedBefore(_), None) => BeatClass::Normal,
        };
        out.push(MarkedBeat { time_nanos: *time, found_nanos: Some(*time), class });
        before = Some(time);
    }
    space_evenly(&mut out);
    out
}

/// Each run of beats that are to be moved is spaced evenly between the beats around it; at an end of the series there is nothing to
/// space between, and they stay. Extra beats count as not there.
fn space_evenly(beats: &mut [MarkedBeat]) {
    let kept: Vec<usize> = (0..beats.len()).filter(|place| beats[*place].class != BeatClass::Extra).collect();
    let is_movable =
        |beats: &[MarkedBeat], place: usize| matches!(beats[place].class, BeatClass::Ectopic | BeatClass::Misplaced);
    let mut at = 0;
    while at < kept.len() {
        let run = kept[at..].iter().take_while(|place| is_movable(beats, **place)).count();
        if run > 0 && at > 0 && at + run < kept.len() {
            let (from, to) = (beats[kept[at - 1]].time_nanos, beats[kept[at + run]].time_nanos);
            for step in 1..=run {
                beats[kept[at + step - 1]].time_nanos = from + (to - from) * step as i64 / (run as i64 + 1);
            }
        }
        at += run.max(1);
    }
}

/// So many quartile deviations of the sizes around each place.
fn thresholds(values: &[f64], settings: &ArtefactSettings) -> Vec<f64> {
    let half = settings.spread_beats / 2;
    let mut sorted: Vec<f64> = Vec::with_capacity(settings.spread_beats + 1);
    let size = |place: usize| values[place].abs();
    let mut found = Vec::with_capacity(values.len());
    let mut coming = 0;
    for place in 0..values.len() {
        while coming < values.len() && coming <= place + half {
            sorted.insert(sorted.partition_point(|own| *own < size(coming)), size(coming));
            coming += 1;
        }
        if place > half {
            sorted.remove(sorted.partition_point(|own| *own < size(place - half - 1)));
        }
        let quartile = |p: f64| quantile_of_sorted(&sorted, p).unwrap_or(0.0);
        found.push((settings.alpha * (quartile(0.75) - quartile(0.25)) / 2.0).max(settings.least_threshold_ms));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Beats every 800 ms with a breath of 30 ms in them.
    fn steady(count: usize) -> Vec<i64> {
        let mut time = 0;
        let next = |place: usize| {
            time += 800_000_000 + ((place as f64 * 1.1).sin() * 3e7) as i64;
            time
        };
        (0..count).map(next).collect()
    }

    fn odd(beats: &[i64]) -> Vec<(usize, BeatClass)> {
        let marked = correct(beats, &ArtefactSettings::default());
        marked.iter().map(|beat| beat.class).enumerate().filter(|(_, class)| *class != BeatClass::Normal).collect()
    }

    #[test]
    fn a_steady_rhythm_is_left_alone() {
        assert!(odd(&steady(200)).is_empty());
        assert!(correct(&[], &ArtefactSettings::default()).is_empty());
        assert_eq!(correct(&[5], &ArtefactSettings::default()).len(), 1);
    }

    #[test]
    fn a_missed_beat_is_put_in_and_an_extra_one_marked() {
        let mut beats = steady(100);
        let truth = beats.remove(40);
        assert_eq!(odd(&beats), [(40, BeatClass::Missed)]);
        let found = correct(&beats, &ArtefactSettings::default())[40];
        assert!((found.time_nanos - truth).abs() < 30_000_000 && found.found_nanos.is_none());
        let mut beats = steady(100);
        beats.insert(60, beats[59] + 390_000_000);
        assert_eq!(odd(&beats), [(60, BeatClass::Extra)]);
    }

    #[test]
    fn an_early_beat_is_moved_back() {
        let mut beats = steady(100);
        let truth = beats[50];
        beats[50] -= 250_000_000;
        assert_eq!(odd(&beats), [(50, BeatClass::Ectopic)]);
        let moved = correct(&beats, &ArtefactSettings::default())[50];
        assert!((moved.time_nanos - truth).abs() < 30_000_000);
        assert_eq!(moved.found_nanos, Some(beats[50]));
    }

    #[test]
    fn a_beat_moved_a_little_is_found_by_its_greatest_step_alone() {
        let mut beats = steady(100);
        beats[50] += 75_000_000;
        assert_eq!(odd(&beats), [(50, BeatClass::Ectopic)]);
    }

    /// Intervals of 650 to 950 ms, five to a breath, as in the young: here the distance from the median tells nothing, the steps do.
    #[test]
    fn missed_beats_are_found_where_the_breath_is_deep() {
        let mut time = 0;
        let mut next = |place: usize| {
            time += 800_000_000 + ((place as f64 * 1.25).sin() * 1.5e8) as i64;
            time
        };
        let mut beats: Vec<i64> = (0..200).map(&mut next).collect();
        assert!(odd(&beats).is_empty());
        beats.remove(81);
        assert_eq!(odd(&beats), [(81, BeatClass::Missed)]);
    }

    #[test]
    fn several_beats_in_a_row_may_be_missed() {
        let mut beats = steady(100);
        let truth: Vec<i64> = beats.drain(40..42).collect();
        assert_eq!(odd(&beats), [(40, BeatClass::Missed), (41, BeatClass::Missed)]);
        let found = &correct(&beats, &ArtefactSettings::default())[40..42];
        assert!(found.iter().zip(&truth).all(|(own, true_nanos)| (own.time_nanos - true_nanos).abs() < 40_000_000));
    }

    proptest! {
        #[test]
        fn every_found_beat_is_kept_and_times_never_fall(gaps in prop::collection::vec(1_000_000..5_000_000_000_i64, 0..80)) {
            let mut time = 0;
            let beats: Vec<i64> = gaps.iter().map(|gap| { time += gap; time }).collect();
            let marked = correct(&beats, &ArtefactSettings::default());
            let found: Vec<i64> = marked.iter().filter_map(|beat| beat.found_nanos).collect();
            prop_assert_eq!(found, beats);
            let kept: Vec<i64> = marked.iter().filter(|beat| beat.class != BeatClass::Extra).map(|beat| beat.time_nanos).collect();
            prop_assert!(kept.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }
}
