//! Is a text nearly the same as one that was read? Sketches of texts in, the nearest one out.
//!
//! A sketch is the least of 64 hashes over a text's words and pairs of neighbouring words (Broder 1997, min-wise hashing): two texts agree in a place as often as they share words and
//! pairs, of all that either has; the standard error is .06 at most. The text cannot be had back from it.

use attentive_types::Timestamp;

use crate::faq::words::words;
use crate::mix::mix;

/// Hashes of a sketch.
pub(super) const WIDE: usize = 64;
/// Texts that are remembered, the newest: 3 MB.
pub(super) const MOST: usize = 10_000;
/// From this on two texts are nearly the same. One word of twenty exchanged changes a word and two pairs of 39 and leaves .86; two words leave .73.
pub(super) const NEARLY: f32 = 0.8;

/// The sketch of a text; `None` when it has no words.
pub(super) fn sketch(text: &str) -> Option<[u32; WIDE]> {
    let hashes: Vec<u32> = words(text)
        .iter()
        .map(|word| word.chars().fold(0x0b7e_1516, |hash, letter| mix(hash, letter as u32)))
        .collect();
    if hashes.is_empty() {
        return None;
    }
    let pairs = hashes.windows(2).map(|pair| mix(mix(0x28ae_d2a6, pair[0]), pair[1]));
    let mut least = [u32::MAX; WIDE];
    for hash in hashes.iter().copied().chain(pairs) {
        for (place, least) in (0_u32..).zip(&mut least) {
            *least = (*least).min(mix(place, hash));
        }
    }
    Some(least)
}

/// What is remembered of a text that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) sketch: [u32; WIDE],
    pub(super) interest: f32,
    pub(super) at: Option<Timestamp>,
}

/// Texts that were read, the newest last.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Copies(pub(super) Vec<Known>);

impl Copies {
    /// Remembers a text.
    pub(super) fn add(&mut self, known: Known) {
        self.0.push(known);
        if self.0.len() > MOST {
            self.0.remove(0);
        }
    }

    /// Takes out the text of just this sketch, if it is there.
    pub(super) fn take(&mut self, sketch: &[u32; WIDE]) -> Option<Known> {
        let place = self.0.iter().position(|known| known.sketch == *sketch)?;
        Some(self.0.remove(place))
    }

    /// The text that shares most with this one, and how much, 0 to 1.
    pub(super) fn nearest(&self, sketch: &[u32; WIDE]) -> Option<(&Known, f32)> {
        let shared = |known: &Known| known.sketch.iter().zip(sketch).filter(|(one, other)| one == other).count();
        let (known, shared) = self.0.iter().map(|known| (known, shared(known))).max_by_key(|(_, shared)| *shared)?;
        #[expect(clippy::cast_precision_loss, reason = "at most 64")]
        Some((known, shared as f32 / WIDE as f32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "river flood warning raised after heavy rain northern valley villages told leave houses tonight before water reaches bridge near old mill";

    fn near(one: &str, other: &str) -> f32 {
        let mut copies = Copies::default();
        copies.add(Known { sketch: sketch(one).unwrap(), interest: 1.0, at: None });
        copies.nearest(&sketch(other).unwrap()).unwrap().1
    }

    #[test]
    fn one_word_exchanged_is_nearly_the_same_and_another_text_is_not() {
        assert_eq!(near(TEXT, &TEXT.to_uppercase()), 1.0);
        assert!(near(TEXT, &TEXT.replace("heavy", "much")) >= NEARLY);
        assert!(near(TEXT, "heavy rain") < 0.3 && near(TEXT, "a joke of whales") < 0.2);
        assert!(near(TEXT, &TEXT.split(' ').rev().collect::<Vec<_>>().join(" ")) < NEARLY, "the order counts");
        assert_eq!(sketch("the \0"), None);
    }

    #[test]
    fn the_same_text_is_taken_out_and_the_oldest_goes_first() {
        let mut copies = Copies::default();
        let sketch = sketch(TEXT).unwrap();
        copies.add(Known { sketch, interest: 0.0, at: None });
        assert_eq!(copies.take(&sketch).map(|known| known.interest), Some(0.0));
        assert!(copies.take(&sketch).is_none() && copies.nearest(&sketch).is_none());
        for number in 0..=MOST {
            let mut other = sketch;
            other[0] = u32::try_from(number).unwrap();
            copies.0.push(Known { sketch: other, interest: 0.0, at: None });
        }
        copies.add(Known { sketch, interest: 1.0, at: None });
        assert_eq!(copies.0.last().map(|known| known.interest), Some(1.0));
    }
}
