//! How much is enough? So much that the stream's own past, dealt out anew, gives no more false alarms than were asked for.
//!
//! Of a stream whole stretches of the past are drawn, not single texts, so that texts which come in bunches stay bunched (the moving blocks of Künsch 1989); of texts without an order, single ones,
//! which is surer: with 3,400 texts a stretch that is odd by chance moves the false alarms by a third. The mean way to a false alarm
//! grows with the limit in proportion (Pollak 1985), so that what would take too long to count is reckoned from what does not.

use attentive_learn::SplitMix64;

use super::{Statistic, Step};

/// Texts of a stream that are drawn together.
pub(super) const STRETCH: usize = 25;
/// From fewer texts nothing is drawn: the limit that holds whatever the texts is taken.
const LEAST: usize = 200;
/// False alarms that are counted: their number is known to a fifteenth then.
const COUNTED: f64 = 250.0;
/// The limit is this part of the way between two of them at least. Texts that come by chance ask for about two thirds of it.
const EVEN: f64 = 4.0;
/// The way between two of them that is counted at most.
const FAR: f64 = 2_000.0;

/// The limit for so many texts from one false alarm to the next, from what texts of the past spoke for a surge while there was none, in their order; so
/// many of them are drawn together.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most half a million texts")]
pub fn limit_of(past: &[f32], stretch: usize, texts_per_alarm: f64, random: &mut SplitMix64) -> f64 {
    let apart = if texts_per_alarm.is_finite() { texts_per_alarm.max(2.0) } else { FAR };
    if past.len() < LEAST {
        return apart;
    }
    let counted = apart.min(FAR);
    let stream = drawn(past, stretch, (counted * COUNTED) as usize, random);
    let is_too_low = |limit: f64| {
        let mut statistic = Statistic::default();
        let begins = |ratio: &&f32| statistic.step(f64::from(**ratio), limit) == Step::Begins;
        stream.iter().filter(begins).count() as f64 > COUNTED
    };
    // A past that was evener than chance is no promise.
    let (mut low, mut high) = ((counted / EVEN).ln(), counted.ln());
    // Where the past is not as expected, as when negatives come in bunches, more is needed than a fair bet would.
    while is_too_low(high.exp()) && high < 25.0 {
        (low, high) = (high, high + 1.0);
    }
    for _ in 0..14 {
        let middle = f64::midpoint(low, high);
        if is_too_low(middle.exp()) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high.exp() * apart / counted
}

/// False alarms for each text that a limit gives on a past, dealt out anew; `None` where there is too little of it.
#[must_use]
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts")]
pub fn alarms_per_text(past: &[f32], stretch: usize, limit: f64, random: &mut SplitMix64) -> Option<f64> {
    if past.len() < LEAST {
        return None;
    }
    // What would take too long to count is reckoned, as when the limit is set.
    let counted = limit.min(FAR);
    let stream = drawn(past, stretch, (counted * COUNTED) as usize, random);
    let mut statistic = Statistic::default();
    let begins = |ratio: &&f32| statistic.step(f64::from(**ratio), counted) == Step::Begins;
    let alarms = stream.iter().filter(begins).count();
    Some(alarms as f64 / stream.len().max(1) as f64 * counted / limit)
}

/// A stream of the past's stretches.
fn drawn(past: &[f32], stretch: usize, count: usize, random: &mut SplitMix64) -> Vec<f32> {
    let stretch = stretch.clamp(1, LEAST);
    let mut stream = Vec::with_capacity(count + stretch);
    while stream.len() < count {
        let from = random.next_place(past.len()).unwrap_or(0);
        // Behind the last comes the first, so that each is as likely as the next.
        stream.extend(past.get(from..).unwrap_or_default().iter().chain(past).take(stretch));
    }
    stream.truncate(count);
    stream
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surge::Odds;

    fn ratios(count: usize, random: &mut SplitMix64) -> Vec<f32> {
        let odds = Odds::new(0.125, 3.0);
        #[expect(clippy::cast_possible_truncation, reason = "as they are kept")]
        let ratio = |_| odds.ratio(if random.next_unit() < 0.125 { 0.9 } else { 0.014 }) as f32;
        (0..count).map(ratio).collect()
    }

    #[test]
    fn other_texts_of_the_same_kind_give_as_many_false_alarms_as_were_asked_for() {
        let mut random = SplitMix64::new(2);
        let limit = limit_of(&ratios(5_000, &mut random), 1, 500.0, &mut random);
        assert!(limit > 100.0 && limit <= 500.0, "{limit}");
        let mut statistic = Statistic::default();
        let other = ratios(500_000, &mut random);
        let alarms = other.iter().filter(|ratio| statistic.step(f64::from(**ratio), limit) == Step::Begins).count();
        assert!((700..1_300).contains(&alarms), "{alarms}");
    }

    #[test]
    fn bunches_ask_for_more_and_too_little_past_for_what_always_holds() {
        let mut random = SplitMix64::new(3);
        let even: Vec<f32> = (0..2_000).map(|place| if place % 8 == 0 { 3.0 } else { 0.72 }).collect();
        let bunched: Vec<f32> = (0..2_000).map(|place| if place % 80 < 10 { 3.0 } else { 0.72 }).collect();
        let [even, bunched] = [even, bunched].map(|past| limit_of(&past, STRETCH, 100.0, &mut random));
        assert!(bunched > 2.0 * even, "{bunched} {even}");
        assert_eq!(limit_of(&[1.0; 20], STRETCH, 500.0, &mut random), 500.0);
        assert!(limit_of(&[], STRETCH, f64::NAN, &mut random).is_finite());
    }

    #[test]
    fn far_apart_is_reckoned_from_what_is_near() {
        let mut random = SplitMix64::new(4);
        let past = ratios(3_000, &mut random);
        let [near, far] = [2_000.0, 200_000.0].map(|apart| limit_of(&past, STRETCH, apart, &mut SplitMix64::new(1)));
        assert!((far / near - 100.0).abs() < 1e-6, "{far} {near}");
    }
}
