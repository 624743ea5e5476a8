//! What is asked of a model, what it says, and why.

use std::cmp::Ordering;

/// What is known of a person: who he is, where the model met him, and what he had.
#[derive(Clone, Copy, Debug)]
pub struct Taste<'a> {
    /// His number, if he was there when the model learnt; `None` for somebody new, who is known by what he had alone.
    pub person: Option<u32>,
    /// What he had, ascending. Items beyond the last one are passed over.
    pub items: &'a [u32],
    /// The value of each.
    pub values: &'a [f32],
}

impl Taste<'_> {
    /// Items and values that lie among so many items.
    pub(super) fn known(&self, items: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let all = self.items.iter().zip(self.values).map(|(item, value)| (*item as usize, *value));
        all.filter(move |(item, value)| *item < items && value.is_finite())
    }
}

/// What an answer rests on. A cold start says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredBy {
    /// The model knew both the person and the item.
    Model,
    /// The person is new; he was found from what he had.
    History,
    /// Nobody had the item before; its words say what it is.
    Words,
    /// Nothing is known of the person: what is usual for the item.
    Item,
    /// Nothing is known of the item: what is usual for the person.
    Person,
    /// Nothing is known of either: what is usual.
    Mean,
    /// Nothing is known of the person: what most people had.
    Popularity,
}

/// The value that a person would give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// The value.
    pub value: f32,
    /// What it rests on.
    pub by: AnsweredBy,
}

/// An item that was put forward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suggested {
    /// The item.
    pub item: u32,
    /// How strongly; only the order means something.
    pub score: f32,
    /// What it rests on.
    pub by: AnsweredBy,
}

/// Something that spoke for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The person had this item.
    HadItem(u32),
    /// This person is like him and had the item.
    LikePerson(u32),
    /// The words that hash to this place are in the item.
    Word(u32),
}

/// A reason with its part in the score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// The reason.
    pub because: Because,
    /// Its part in the score; below 0 when it spoke against.
    pub part: f32,
}

/// A model that can put all items in an order for a person.
pub trait Recommender: Sync {
    /// How many items it knows by number.
    fn item_count(&self) -> usize;

    /// The score of each item, of which only the order means something, and what the scores rest on.
    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy);

    /// What the score of one item rests on where that differs from the others; `None` where it does not.
    fn only(&self, item: u32) -> Option<AnsweredBy> {
        let _ = item;
        None
    }

    /// What spoke most for an item, the strongest first, at most so many. Empty where the model has no reasons to give.
    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed>;
}

/// The items that the person has not had, best first; equals in the order of their numbers. A score that is no number is never put forward.
#[must_use]
pub fn top(model: &dyn Recommender, taste: &Taste<'_>, most: usize) -> Vec<Suggested> {
    let (scores, by) = model.scores(taste);
    let is_had = |item: u32| taste.items.binary_search(&item).is_ok();
    let all = scores.iter().enumerate().map(|(item, score)| (item as u32, *score));
    let mut left: Vec<(u32, f32)> = all.filter(|(item, score)| !score.is_nan() && !is_had(*item)).collect();
    let order =
        |one: &(u32, f32), other: &(u32, f32)| -> Ordering { other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)) };
    if most > 0 && most < left.len() {
        left.select_nth_unstable_by(most - 1, order);
    }
    left.truncate(most);
    left.sort_unstable_by(order);
    left.into_iter().map(|(item, score)| Suggested { item, score, by: model.only(item).unwrap_or(by) }).collect()
}

/// The strongest reasons first; equals in the order of what they name.
pub(super) fn strongest(mut reasons: Vec<Weighed>, most: usize) -> Vec<Weighed> {
    let name = |because: Because| match because {
        Because::HadItem(place) | Because::LikePerson(place) | Because::Word(place) => place,
    };
    reasons.retain(|reason| reason.part != 0.0 && reason.part.is_finite());
    reasons.sort_by(|one, other| other.part.total_cmp(&one.part).then(name(one.because).cmp(&name(other.because))));
    reasons.truncate(most);
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Recommender for Fixed {
        fn item_count(&self) -> usize {
            5
        }

        fn scores(&self, _: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
            (vec![0.5, 0.9, 0.5, f32::NAN, 0.1], AnsweredBy::Model)
        }

        fn only(&self, item: u32) -> Option<AnsweredBy> {
            (item == 4).then_some(AnsweredBy::Words)
        }

        fn because(&self, _: &Taste<'_>, _: u32, _: usize) -> Vec<Weighed> {
            Vec::new()
        }
    }

    #[test]
    fn what_was_had_is_not_put_forward_again_and_equals_keep_their_order() {
        let taste = Taste { person: None, items: &[1], values: &[1.0] };
        let found: Vec<u32> = top(&Fixed, &taste, 9).iter().map(|one| one.item).collect();
        assert_eq!(found, [0, 2, 4]);
        let first = top(&Fixed, &taste, 1);
        assert_eq!((first.len(), first[0].item, first[0].by), (1, 0, AnsweredBy::Model));
        assert_eq!(top(&Fixed, &taste, 3)[2].by, AnsweredBy::Words);
        assert!(top(&Fixed, &taste, 0).is_empty());
    }

    #[test]
    fn the_strongest_reason_comes_first_and_nothing_is_no_reason() {
        let weighed = |item, part| Weighed { because: Because::HadItem(item), part };
        let sorted = strongest(vec![weighed(1, 0.1), weighed(2, 0.0), weighed(3, 0.7), weighed(4, -0.2)], 2);
        assert_eq!(sorted, [weighed(3, 0.7), weighed(1, 0.1)]);
    }
}
