//! For tests: do pieces give what the whole gives?

use std::fmt::Debug;

use attentive_types::SampleSignal;

use super::blocks::cut;
use super::finder::{EpisodeOf, EpisodeRules, Finder, events};
use super::{BlockCleaner, BlockStream, Cleaning};

/// Cleans a signal and finds its episodes, in pieces of these lengths over and over, and asserts that clean samples, counts and episodes are
/// those of the whole. Gives the episodes.
pub(super) fn assert_pieces_give_the_whole<C: BlockCleaner + Copy, R: EpisodeRules>(
    signal: &SampleSignal,
    (settings, rules): (C, R),
    lengths: &[usize],
) -> Vec<EpisodeOf<R>>
where
    EpisodeOf<R>: Debug + PartialEq,
{
    let (whole, quality) = BlockStream::new(settings, None).whole(signal);
    let expected = events(&whole, &rules);
    let (mut stream, mut finder) = (BlockStream::new(settings, None), rules.finder());
    let (mut pieces, mut found, mut from) = (SampleSignal::default(), Vec::new(), 0);
    for length in lengths.iter().cycle() {
        let (to, before) = ((from + length).min(signal.len()), pieces.len());
        stream.push(&cut(signal, from..to), &mut pieces);
        if to == signal.len() {
            stream.finish(&mut pieces);
        }
        finder.push(&cut(&pieces, before..pieces.len()), &mut found);
        from = to;
        if from == signal.len() {
            break;
        }
    }
    finder.finish(&mut found);
    assert_eq!(found, expected);
    assert_eq!(stream.quality(), quality);
    // Debug shows NaN, which equals nothing.
    assert_eq!(format!("{pieces:?}"), format!("{whole:?}"));
    found
}
