//! How good tags of words are, entity by entity and class by class.

use std::collections::BTreeMap;

use attentive_text::tagged::{Entity, entities};

/// Entities that were found, those that are there, and those that are both, by kind.
#[derive(Default)]
pub struct Entities {
    of_kind: BTreeMap<String, [usize; 3]>,
}

impl Entities {
    /// Counts a sentence. An entity counts when its kind and both ends are right.
    pub fn add<S: AsRef<str>, T: AsRef<str>>(&mut self, said: &[S], is: &[T]) {
        self.add_entities(&entities(said), &entities(is));
    }

    /// Counts what was found in a sentence, and what is there.
    pub fn add_entities(&mut self, ours: &[Entity], truth: &[Entity]) {
        let mut count =
            |entity: &Entity, place: usize| self.of_kind.entry(entity.kind.clone()).or_default()[place] += 1;
        ours.iter().for_each(|entity| count(entity, 0));
        truth.iter().for_each(|entity| count(entity, 1));
        ours.iter().filter(|entity| truth.contains(entity)).for_each(|entity| count(entity, 2));
    }

    /// F1 over all.
    pub fn f1(&self) -> f64 {
        f1(self.all())
    }

    /// Precision and recall over all; 0 of nothing.
    pub fn precision_and_recall(&self) -> (f64, f64) {
        let [found, there, right] = self.all();
        (right as f64 / found.max(1) as f64, right as f64 / there.max(1) as f64)
    }

    fn all(&self) -> [usize; 3] {
        self.of_kind.values().fold([0; 3], |sum, kind| [0, 1, 2].map(|place| sum[place] + kind[place]))
    }

    /// F1 of each kind.
    pub fn kinds(&self) -> Vec<(&str, f64)> {
        self.of_kind.iter().map(|(kind, counts)| (kind.as_str(), f1(*counts))).collect()
    }
}

fn f1([found, there, right]: [usize; 3]) -> f64 {
    2.0 * right as f64 / (found + there).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_and_both_ends_must_be_right() {
        let mut counted = Entities::default();
        counted.add(&["B-PER", "I-PER", "O", "B-LOC"], &["B-PER", "O", "O", "B-LOC"]);
        counted.add(&["B-LOC"], &["B-PER"]);
        assert_eq!(counted.kinds(), [("LOC", 2.0 / 3.0), ("PER", 0.0)]);
        assert!((counted.f1() - 1.0 / 3.0).abs() < 1e-12);
    }
}
