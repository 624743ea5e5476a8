//! Which rows of earlier people are kept, so that they can be learnt again beside the new ones?
//!
//! Source: Vitter 1985, "Random sampling with a reservoir", once for each person and class, so that neither a talkative person nor a common class pushes the others out.
//! Each gets the same share of the room; when somebody new comes, all others' shares shrink.

use std::collections::BTreeMap;

use crate::SplitMix64;
use crate::recipe::Labelled;
use crate::rows::Rows;

/// Remembered rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    names: Vec<String>,
    classes: usize,
    room: usize,
    random: SplitMix64,
    /// For each person and class, the rows that are kept and how many there were.
    kept: BTreeMap<(u32, u8), Kept>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Kept {
    seen: u64,
    rows: Vec<(f64, Vec<f32>)>,
}

impl Memory {
    /// Room for so many rows of these columns.
    #[must_use]
    pub fn new(names: Vec<String>, classes: usize, room: usize, seed: u64) -> Self {
        Self { names, classes, room, random: SplitMix64::new(seed), kept: BTreeMap::new() }
    }

    /// Looks at new rows and keeps a fair share of them. Rows with other columns are refused.
    ///
    /// # Errors
    /// When a column is lacking.
    pub fn add(&mut self, data: &Labelled) -> Result<(), crate::rows::LacksColumn> {
        let columns = data.rows.by_name(&self.names)?;
        for row in 0..data.class.len() {
            let values: Vec<f32> = columns.iter().map(|column| column[row]).collect();
            let key = (data.rows.person[row], data.class[row]);
            self.kept.entry(key).or_default();
            let share = self.share();
            if let Some(kept) = self.kept.get_mut(&key) {
                kept.seen += 1;
                let new = (data.rows.time[row], values);
                if kept.rows.len() < share {
                    kept.rows.push(new);
                } else {
                    let seen = usize::try_from(kept.seen).unwrap_or(usize::MAX);
                    if let Some(place) = self.random.next_place(seen).filter(|place| *place < kept.rows.len()) {
                        kept.rows[place] = new;
                    }
                }
            }
            self.shrink(share);
        }
        Ok(())
    }

    /// Rows for each person and class; at least one.
    fn share(&self) -> usize {
        (self.room / self.kept.len().max(1)).max(1)
    }

    /// Lets rows go, at random, where there are more than the share.
    fn shrink(&mut self, share: usize) {
        for kept in self.kept.values_mut() {
            while kept.rows.len() > share {
                let place = self.random.next_place(kept.rows.len()).unwrap_or(0);
                kept.rows.swap_remove(place);
            }
        }
    }

    /// What is remembered, by person and class.
    #[must_use]
    pub fn rows(&self) -> Labelled {
        let mut all = Labelled {
            rows: Rows { names: self.names.clone(), columns: vec![Vec::new(); self.names.len()], ..Rows::default() },
            class: Vec::new(),
            classes: self.classes,
        };
        for ((person, class), kept) in &self.kept {
            for (time, values) in &kept.rows {
                all.rows.columns.iter_mut().zip(values).for_each(|(column, value)| column.push(*value));
                all.rows.person.push(*person);
                all.rows.time.push(*time);
                all.class.push(*class);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::cast_precision_loss, reason = "test data")]
    fn rows(person: u32, count: usize) -> Labelled {
        Labelled {
            rows: Rows {
                names: vec!["level".into()],
                columns: vec![(0..count).map(|row| row as f32).collect()],
                person: vec![person; count],
                time: (0..count).map(|row| row as f64).collect(),
            },
            class: (0..count).map(|row| u8::from(row % 10 == 0)).collect(),
            classes: 2,
        }
    }

    #[test]
    fn each_person_and_class_has_the_same_share_of_the_room() {
        let mut memory = Memory::new(vec!["level".into()], 2, 40, 1);
        memory.add(&rows(0, 1_000)).unwrap();
        assert_eq!(memory.rows().class.len(), 40, "20 of each class");
        memory.add(&rows(1, 1_000)).unwrap();
        let kept = memory.rows();
        let of = |person, class| {
            kept.rows.person.iter().zip(&kept.class).filter(|(own, is)| (**own, **is) == (person, class)).count()
        };
        assert_eq!([of(0, 0), of(0, 1), of(1, 0), of(1, 1)], [10; 4]);
    }

    #[test]
    fn late_rows_are_kept_as_often_as_early_ones() {
        let mean = (0..50)
            .map(|seed| {
                let mut memory = Memory::new(vec!["level".into()], 2, 40, seed);
                memory.add(&rows(0, 1_000)).unwrap();
                let kept = memory.rows().rows.columns.remove(0);
                f64::from(kept.iter().sum::<f32>()) / f64::from(u8::try_from(kept.len()).unwrap())
            })
            .sum::<f64>()
            / 50.0;
        assert!((mean - 499.5).abs() < 25.0, "{mean}");
    }

    #[test]
    fn rows_without_the_column_are_refused() {
        let mut memory = Memory::new(vec!["other".into()], 2, 40, 1);
        assert!(memory.add(&rows(0, 5)).is_err());
    }
}
