//! Is what a person wanted among the first that were put forward, and how far up?
//!
//! ```text
//! recall@k = wanted among the first k / wanted
//! ndcg@k   = sum over wanted places p <= k of 1 / log2(1 + p)  /  the same if all that is wanted came first
//! ```
//!
//! Source: Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques", TOIS 20(4), with gains of 0 and 1.

/// The share of what is wanted that is among the first `count`; `None` when nothing is wanted.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of items")]
pub fn recall_at(ranked: &[u32], is_wanted: impl Fn(u32) -> bool, wanted: usize, count: usize) -> Option<f64> {
    let found = ranked.iter().take(count).filter(|item| is_wanted(**item)).count();
    (wanted > 0).then(|| found as f64 / wanted as f64)
}

/// How far up what is wanted stands among the first `count`: 1 when it comes first, 0 when none of it is there; `None` when nothing is wanted.
#[must_use]
pub fn ndcg_at(ranked: &[u32], is_wanted: impl Fn(u32) -> bool, wanted: usize, count: usize) -> Option<f64> {
    let gain = |place: usize| {
        #[expect(clippy::cast_precision_loss, reason = "places in a short list")]
        let place = place as f64;
        1.0 / (place + 2.0).log2()
    };
    let gained: f64 =
        ranked.iter().take(count).enumerate().filter(|(_, item)| is_wanted(**item)).map(|(place, _)| gain(place)).sum();
    let most: f64 = (0..wanted.min(count)).map(gain).sum();
    (most > 0.0).then(|| gained / most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_counts_more_the_farther_up_it_stands() {
        let wanted = |item: u32| item == 7 || item == 9;
        assert_eq!(ndcg_at(&[7, 9, 1], wanted, 2, 10), Some(1.0));
        // By hand: (1/log2 3) / (1/log2 2 + 1/log2 3) = .63093 / 1.63093.
        assert!((ndcg_at(&[1, 7, 2, 3], wanted, 2, 3).unwrap() - 0.386_85).abs() < 1e-5);
        assert_eq!(ndcg_at(&[1, 2, 7], wanted, 2, 2), Some(0.0));
        assert_eq!(ndcg_at(&[1], |_| false, 0, 10), None);
        assert_eq!(recall_at(&[1, 7, 2, 9], wanted, 2, 3), Some(0.5));
        assert_eq!(recall_at(&[], wanted, 0, 3), None);
    }

    #[test]
    fn more_wanted_than_places_can_still_be_perfect() {
        assert_eq!(ndcg_at(&[1, 2], |_| true, 50, 2), Some(1.0));
    }
}
