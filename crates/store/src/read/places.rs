//! Distinct payloads: which there are among many references, and at which place each reference finds its own.

use rustc_hash::FxHashMap;

/// For each reference the place of its payload among the distinct ones, and the distinct ids in the order in which they first
/// came.
pub(super) fn places(references: &[i64]) -> (Vec<u32>, Vec<i64>) {
    if references.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let (least, greatest) =
        references.iter().fold((i64::MAX, i64::MIN), |(least, greatest), id| (least.min(*id), greatest.max(*id)));
    let width = usize::try_from(greatest.saturating_sub(least)).unwrap_or(usize::MAX);
    // Ids are handed out one after the other, so a plain table is nearly always small. It is several times faster than hashing.
    if width <= references.len().saturating_mul(4).saturating_add(4096) {
        return by_table(references, least, width);
    }
    by_hash(references)
}

fn by_table(references: &[i64], least: i64, width: usize) -> (Vec<u32>, Vec<i64>) {
    let mut table = vec![u32::MAX; width.saturating_add(1)];
    let mut distinct = Vec::new();
    let place = |id: &i64| {
        let slot = usize::try_from(id - least).ok().and_then(|at| table.get_mut(at))?;
        if *slot == u32::MAX {
            *slot = next(distinct.len());
            distinct.push(*id);
        }
        Some(*slot)
    };
    let places = references.iter().filter_map(place).collect();
    (places, distinct)
}

fn by_hash(references: &[i64]) -> (Vec<u32>, Vec<i64>) {
    let mut table: FxHashMap<i64, u32> = FxHashMap::default();
    let mut distinct = Vec::new();
    let place = |id: &i64| {
        *table.entry(*id).or_insert_with(|| {
            distinct.push(*id);
            next(distinct.len() - 1)
        })
    };
    let places = references.iter().map(place).collect();
    (places, distinct)
}

/// Places are counted in 32 bits; no bucket comes near four thousand million distinct payloads.
fn next(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far_ids_give_the_same_places() {
        let near = places(&[7, 9, 7, 8]);
        assert_eq!(near, (vec![0, 1, 0, 2], vec![7, 9, 8]));
        assert_eq!(by_hash(&[7, 9, 7, 8]), near);
        assert_eq!(places(&[1, i64::MAX, 1]), (vec![0, 1, 0], vec![1, i64::MAX]));
        assert_eq!(places(&[]), (Vec::new(), Vec::new()));
    }
}
