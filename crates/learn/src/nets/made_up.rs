//! A small task for tests that takes order in time and cannot be told by any weighted sum of samples.
//!
//! Each window holds one bump in each of two channels, at moments and with signs that chance gives. The class says which channel came first. Turning the sign of both bumps
//! turns a weighted sum, but not the class; and the set of samples without their order says nothing.

use super::Windows;
use crate::SplitMix64;

/// Samples in a window.
pub(super) const LENGTH: usize = 14;

/// So many windows of each of so many people.
pub(super) fn windows(people: u32, each: usize, seed: u64) -> Windows {
    let mut random = SplitMix64::new(seed);
    let mut made = Windows {
        channels: vec!["left".into(), "right".into()],
        length: LENGTH,
        values: vec![Vec::new(), Vec::new()],
        labels: vec!["left first".into(), "right first".into()],
        ..Windows::default()
    };
    for person in 0..people {
        for _ in 0..each {
            let mut places: Vec<usize> = (1..LENGTH - 1).collect();
            random.shuffle(&mut places);
            for (channel, place) in places.iter().take(2).enumerate() {
                let sign = if random.next_unit() < 0.5 { -1.0 } else { 1.0 };
                let mut draw = || (0.1 * random.next_normal()) as f32;
                let mut samples: Vec<f32> = (0..LENGTH).map(|_| draw()).collect();
                samples[*place] += 2.0 * sign;
                made.values[channel].extend(samples);
            }
            made.class.push(u8::from(places[1] < places[0]));
            made.person.push(person);
        }
    }
    made
}
