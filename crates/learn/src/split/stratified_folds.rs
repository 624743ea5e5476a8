//! Rows are dealt into folds class by class, so that each fold has about the same shares of the classes.

use super::Split;
use crate::SplitMix64;

/// `folds` splits of rows of these classes. For rows that belong to nobody: where they belong to people, split by people.
#[must_use]
pub fn stratified_folds<C: Copy + Into<usize>>(class: &[C], folds: usize, random: &mut SplitMix64) -> Vec<Split> {
    let folds = folds.max(1);
    let mut fold_of = vec![0; class.len()];
    let mut next = 0;
    for wanted in 0..=class.iter().map(|class| (*class).into()).max().unwrap_or(0) {
        let mut places: Vec<usize> = (0..class.len()).filter(|place| class[*place].into() == wanted).collect();
        random.shuffle(&mut places);
        for place in places {
            fold_of[place] = next % folds;
            next += 1;
        }
    }
    (0..folds).map(|fold| Split::by(class.len(), |place| fold_of[place] == fold)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fold_has_its_share_of_each_class() {
        let class: Vec<u8> = (0..100).map(|row| u8::from(row < 20)).collect();
        for split in stratified_folds(&class, 10, &mut SplitMix64::new(4)) {
            assert_eq!(split.test.len(), 10);
            assert_eq!(split.test.iter().filter(|place| class[**place] == 1).count(), 2);
        }
    }
}
