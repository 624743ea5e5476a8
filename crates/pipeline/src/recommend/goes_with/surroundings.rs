//! What the place of work was like: noise, light, music, the place itself, the mode of notifications, as far as something tells it.

use std::collections::BTreeMap;

use attentive_learn::median;
use attentive_types::Span;

use super::About;
use super::association::Case;
use super::slot::Slot;

/// Of one kind of surrounding so many values are looked at, the most frequent ones.
const MOST_VALUES: usize = 6;

/// One stretch in which something was of one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Surrounding {
    /// From when to when.
    pub span: Span,
    /// What: `noise`, `light`, `music`, `place`, `mode`, or another word.
    pub what: String,
    /// A word, or a number as text.
    pub value: String,
}

/// Cases for each value of each kind, over the slots in whose middle it is known.
pub(super) fn of(slots: &[Slot], surroundings: &[Surrounding]) -> Vec<(About, Vec<Case>)> {
    let mut kinds: BTreeMap<&str, Vec<&Surrounding>> = BTreeMap::new();
    for one in surroundings {
        kinds.entry(&one.what).or_default().push(one);
    }
    kinds.into_iter().flat_map(|(what, list)| of_kind(slots, what, list)).collect()
}

fn of_kind(slots: &[Slot], what: &str, mut list: Vec<&Surrounding>) -> Vec<(About, Vec<Case>)> {
    list.sort_by_key(|one| one.span.start);
    let numbers: Option<Vec<f64>> =
        list.iter().map(|one| one.value.parse().ok().filter(|number: &f64| number.is_finite())).collect();
    let middle = numbers.as_deref().and_then(median);
    let known: Vec<(&Slot, String)> = slots
        .iter()
        .filter_map(|slot| {
            let at = slot.start.plus(slot.span().nanos() / 2);
            let place = list.partition_point(|one| one.span.start <= at).checked_sub(1)?;
            let value = list.get(place).filter(|one| one.span.contains(at))?.value.clone();
            let Some(middle) = middle else { return Some((slot, value)) };
            let number: f64 = value.parse().ok()?;
            Some((slot, if number > middle { "high" } else { "low" }.to_owned()))
        })
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, value) in &known {
        *counts.entry(value).or_default() += 1;
    }
    let mut values: Vec<(&str, usize)> =
        counts.into_iter().filter(|(value, _)| middle.is_none() || *value == "high").collect();
    values.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    // Of two values one is the other's complement: looked at both, one contrast would count twice.
    let most = if values.len() == 2 { 1 } else { MOST_VALUES };
    let case = |slot: &Slot, has| super::candidates::case(slot, super::candidates::coarse(slot), has);
    values
        .into_iter()
        .take(most)
        .map(|(value, _)| {
            let about = About::Surrounding { what: what.to_owned(), value: value.to_owned() };
            (about, known.iter().filter_map(|(slot, own)| case(slot, own == value)).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use attentive_types::Timestamp;
    use attentive_types::time::MINUTE;

    use super::*;

    #[test]
    fn words_are_looked_at_one_by_one_and_numbers_by_their_upper_half() {
        let at = |minute: i64| Timestamp(minute * MINUTE);
        let slots: Vec<Slot> =
            (0..4).map(|place| Slot { start: at(place * 15), after_min: Some(9.0), ..Slot::default() }).collect();
        let one = |what: &str, value: &str, from: i64| Surrounding {
            span: Span::new(at(from), at(from + 15)),
            what: what.into(),
            value: value.into(),
        };
        let list = [
            one("place", "home", 0),
            one("place", "office", 15),
            one("place", "train", 30),
            one("music", "off", 0),
            one("music", "on", 15),
            one("music", "on", 30),
            one("noise", "40", 0),
            one("noise", "60", 15),
            one("noise", "70", 30),
        ];
        let cases = of(&slots, &list);
        let told: Vec<(String, Vec<bool>)> = cases
            .into_iter()
            .map(|(about, cases)| match about {
                About::Surrounding { what, value } => {
                    (format!("{what} {value}"), cases.iter().map(|case| case.has).collect())
                }
                other => (format!("{other:?}"), Vec::new()),
            })
            .collect();
        assert_eq!(
            told,
            [
                ("music on".to_owned(), vec![false, true, true]),
                ("noise high".to_owned(), vec![false, false, true]),
                ("place home".to_owned(), vec![true, false, false]),
                ("place office".to_owned(), vec![false, true, false]),
                ("place train".to_owned(), vec![false, false, true]),
            ]
        );
    }
}
