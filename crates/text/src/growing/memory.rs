//! Rows that are remembered: some of each label, each of its texts as likely as any other (Vitter 1985, "Random sampling with a reservoir").

use attentive_learn::SplitMix64;

/// Rows of each label at most.
const MOST: usize = 20;

/// Some rows of each label.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Memory {
    seed: u64,
    /// For each label how many rows were seen, and which are kept.
    pub(super) classes: Vec<(u64, Vec<Vec<f32>>)>,
}

impl Memory {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, classes: Vec::new() }
    }

    /// Looks at a row and keeps it or not.
    pub(super) fn add(&mut self, row: &[f32], class: usize) {
        if class >= self.classes.len() {
            self.classes.resize(class + 1, (0, Vec::new()));
        }
        let (seen, kept) = &mut self.classes[class];
        *seen += 1;
        if kept.len() < MOST {
            kept.push(row.to_vec());
            return;
        }
        // Drawn from what was seen, so that it does not matter in how many steps rows came.
        let mut random = SplitMix64::keyed(self.seed, &[class as u64, *seen]);
        let place = random.next_place(usize::try_from(*seen).unwrap_or(usize::MAX));
        if let Some(kept) = place.and_then(|place| kept.get_mut(place)) {
            *kept = row.to_vec();
        }
    }

    /// All rows, row by row, and the label of each.
    pub(super) fn rows(&self) -> (Vec<f32>, Vec<usize>) {
        let kept =
            || self.classes.iter().enumerate().flat_map(|(class, (_, rows))| rows.iter().map(move |row| (class, row)));
        (kept().flat_map(|(_, row)| row).copied().collect(), kept().map(|(class, _)| class).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_label_has_its_share_and_late_rows_come_in() {
        let mut memory = Memory::new(1);
        (0..400_u16).for_each(|row| memory.add(&[f32::from(row)], usize::from(row % 2)));
        memory.add(&[1.0], 4);
        let (rows, class) = memory.rows();
        assert_eq!((rows.len(), class.iter().filter(|class| **class == 0).count()), (2 * MOST + 1, MOST));
        let late = rows.iter().filter(|row| **row >= 200.0).count();
        assert!((8..=32).contains(&late), "{late}");
    }
}
