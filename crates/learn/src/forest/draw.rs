//! Which rows and columns a tree sees.

use crate::SplitMix64;

/// A share of the places below `count`, ascending; at least one where there is any.
pub(super) fn draw(count: usize, share: f64, random: &mut SplitMix64) -> Vec<u32> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let mut drawn: Vec<u32> =
        if share >= 1.0 { (0..count).collect() } else { (0..count).filter(|_| random.next_unit() < share).collect() };
    if drawn.is_empty() {
        drawn.extend(random.next_place(count as usize).and_then(|place| u32::try_from(place).ok()));
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_drawn_in_order_and_never_nothing() {
        let mut random = SplitMix64::new(1);
        assert_eq!(draw(4, 1.0, &mut random), [0, 1, 2, 3]);
        assert_eq!(draw(9, 0.0, &mut random).len(), 1);
        assert_eq!(draw(0, 0.5, &mut random), [0_u32; 0]);
        let half = draw(1_000, 0.5, &mut random);
        assert!((400..600).contains(&half.len()) && half.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
