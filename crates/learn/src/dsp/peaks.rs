//! Where are the peaks, and how much do they stand out? The meaning of each rule is SciPy's `find_peaks`.
//!
//! A peak is a sample, or the middle of a flat top, with lower neighbours on both sides. Prominence: how far one must climb down
//! before one can climb higher. Width: at half (or another part) of the prominence below the peak, with straight lines between samples.

/// What a peak must have; what is `None` is not asked. A default asks nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeakRules {
    /// Least height.
    pub height: Option<f64>,
    /// Least distance to a higher peak, in samples.
    pub distance: Option<f64>,
    /// Least prominence.
    pub prominence: Option<f64>,
    /// Prominence looks only at a window of this many samples around the peak (odd; even counts as one more).
    pub prominence_window: Option<usize>,
    /// Least width, in samples.
    pub width: Option<f64>,
    /// At which part of the prominence below the peak width is measured; one half when `None`.
    pub width_at: Option<f64>,
}

/// A peak.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Its place: a sample, the middle one (rounded down) of a flat top.
    pub place: usize,
    /// The value there.
    pub height: f64,
    /// How far it stands out; 0 when no rule asked for prominence or width.
    pub prominence: f64,
    /// Where its width begins and ends, in samples; both 0 when no rule asked for it.
    pub width: (f64, f64),
}

/// The peaks that meet all rules, in order of place. A comparison with a value that is not finite is never true, so there is no peak
/// beside a gap.
#[must_use]
pub fn find_peaks(values: &[f64], rules: &PeakRules) -> Vec<Peak> {
    let mut places = local_maxima(values);
    if let Some(least) = rules.height {
        places.retain(|place| values[*place] >= least);
    }
    if let Some(distance) = rules.distance {
        places = far_apart(values, &places, distance);
    }
    let wants_width = rules.width.is_some() || rules.width_at.is_some();
    let wants_prominence = wants_width || rules.prominence.is_some();
    let mut peaks = Vec::with_capacity(places.len());
    for place in places {
        let mut peak = Peak { place, height: values[place], prominence: 0.0, width: (0.0, 0.0) };
        if wants_prominence {
            let (prominence, left, right) = prominence(values, place, rules.prominence_window);
            peak.prominence = prominence;
            if rules.prominence.is_some_and(|least| prominence < least) {
                continue;
            }
            if wants_width {
                peak.width = width(values, place, prominence * rules.width_at.unwrap_or(0.5), left, right);
                if rules.width.is_some_and(|least| peak.width.1 - peak.width.0 < least) {
                    continue;
                }
            }
        }
        peaks.push(peak);
    }
    peaks
}

fn local_maxima(values: &[f64]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut place = 1;
    while place + 1 < values.len() {
        if values[place - 1] < values[place] {
            let mut ahead = place + 1;
            while ahead + 1 < values.len() && values[ahead] == values[place] {
                ahead += 1;
            }
            if values[ahead] < values[place] {
                found.push(usize::midpoint(place, ahead - 1));
                place = ahead;
            }
        }
        place += 1;
    }
    found
}

/// The highest first; each takes out the lower ones that are too near.
fn far_apart(values: &[f64], places: &[usize], distance: f64) -> Vec<usize> {
    let distance = distance.ceil();
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|left, right| values[places[*left]].total_cmp(&values[places[*right]]));
    let mut is_kept = vec![true; places.len()];
    for own in order.into_iter().rev() {
        if !is_kept[own] {
            continue;
        }
        let is_near = |other: usize| (places[own].abs_diff(places[other]) as f64) < distance;
        (0..own).rev().take_while(|other| is_near(*other)).for_each(|other| is_kept[other] = false);
        (own + 1..places.len()).take_while(|other| is_near(*other)).for_each(|other| is_kept[other] = false);
    }
    places.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(place, _)| *place).collect()
}

/// The prominence, and the places of the lowest points left and right that it is measured from.
fn prominence(values: &[f64], place: usize, window: Option<usize>) -> (f64, usize, usize) {
    let half = window.map_or(values.len(), |window| window / 2);
    let (from, to) = (place.saturating_sub(half), (place + half).min(values.len() - 1));
    let top = values[place];
    let (mut left, mut right) = (place, place);
    for other in (from..=place).rev().take_while(|other| values[*other] <= top) {
        if values[other] < values[left] {
            left = other;
        }
    }
    for other in (place..=to).take_while(|other| values[*other] <= top) {
        if values[other] < values[right] {
            right = other;
        }
    }
    (top - values[left].max(values[right]), left, right)
}

fn width(values: &[f64], place: usize, depth: f64, left: usize, right: usize) -> (f64, f64) {
    let level = values[place] - depth;
    let mut from = place;
    while from > left && values[from] > level {
        from -= 1;
    }
    let mut start = from as f64;
    if values[from] < level {
        start += (level - values[from]) / (values[from + 1] - values[from]);
    }
    let mut to = place;
    while to < right && values[to] > level {
        to += 1;
    }
    let mut end = to as f64;
    if values[to] < level {
        end -= (level - values[to]) / (values[to - 1] - values[to]);
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(values: &[f64], rules: &PeakRules) -> Vec<usize> {
        find_peaks(values, rules).iter().map(|peak| peak.place).collect()
    }

    #[test]
    fn a_flat_top_is_one_peak_and_an_end_is_none() {
        assert_eq!(places(&[5.0, 1.0, 2.0, 2.0, 2.0, 1.0, 3.0], &PeakRules::default()), [3]);
        assert_eq!(places(&[1.0, 2.0, 2.0], &PeakRules::default()), [0_usize; 0]);
        assert!(find_peaks(&[], &PeakRules::default()).is_empty());
    }

    #[test]
    fn the_higher_of_two_near_peaks_stays() {
        let values = [0.0, 2.0, 1.0, 3.0, 0.0, 1.0, 0.0];
        assert_eq!(places(&values, &PeakRules { distance: Some(3.0), ..PeakRules::default() }), [3]);
        assert_eq!(places(&values, &PeakRules { distance: Some(2.0), ..PeakRules::default() }), [1, 3, 5]);
    }

    #[test]
    fn prominence_is_the_climb_down() {
        let peaks =
            find_peaks(&[0.0, 2.0, 1.0, 3.0, 0.0], &PeakRules { prominence: Some(0.5), ..PeakRules::default() });
        assert_eq!(peaks.iter().map(|peak| peak.prominence).collect::<Vec<_>>(), [1.0, 3.0]);
    }

    proptest! {
        #[test]
        fn any_values_are_survived_and_rules_only_take_away(
            values in prop::collection::vec(prop_oneof![9 => -3.0..3.0_f64, 1 => Just(f64::NAN)], 0..80), distance in 1.0..9.0_f64,
        ) {
            let all = places(&values, &PeakRules::default());
            let rules = PeakRules { distance: Some(distance), prominence: Some(0.3), width: Some(1.0), ..PeakRules::default() };
            let some = places(&values, &rules);
            prop_assert!(some.iter().all(|place| all.contains(place)));
            prop_assert!(some.windows(2).all(|pair| (pair[1] - pair[0]) as f64 >= distance));
        }
    }
}
