//! Settings by chance, each trial for itself (Bergstra and Bengio 2012, "Random search for hyper-parameter optimization").

use super::Settings;
use super::space::Space;
use crate::SplitMix64;

/// The settings of trial `number`: always the same for one seed, whatever the other trials gave.
pub(super) fn settings(space: &Space, seed: u64, number: u32) -> Settings {
    let mut chance = SplitMix64::keyed(seed, &[u64::from(number)]);
    space.iter().map(|(name, values)| (name.clone(), values.at(chance.next_unit()))).collect()
}
