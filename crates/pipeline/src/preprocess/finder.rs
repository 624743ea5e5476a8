//! One way to find episodes in a cleaned signal, whole or as a stream: clean `SampleSignal` in, episodes out, each once it is over.
//!
//! What an episode must be stands in a signal's rules ([`EpisodeRules`]); they make the [`Finder`], which remembers no more than the episode
//! that is open needs. That is why pieces and the whole give the same, and why a stream waits for a bounded time.

use attentive_types::SampleSignal;

/// What an episode must be.
pub trait EpisodeRules: Copy {
    /// What finds such episodes.
    type Finder: Finder;
    /// A finder that has seen nothing yet.
    fn finder(self) -> Self::Finder;
}

/// Finds episodes in pieces of a cleaned signal.
pub trait Finder {
    /// What it finds.
    type Episode;
    /// Takes a piece; adds episodes that are over to the end of `out`.
    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Self::Episode>);
    /// Ends the stream; adds the episode that was open, where an end of the stream ends it.
    fn finish(&mut self, _out: &mut Vec<Self::Episode>) {}
}

/// What the finder of some rules finds.
pub type EpisodeOf<R> = <<R as EpisodeRules>::Finder as Finder>::Episode;

/// The episodes of a whole cleaned signal, in the order in which they end.
#[must_use]
pub fn events<R: EpisodeRules>(clean: &SampleSignal, rules: &R) -> Vec<EpisodeOf<R>> {
    let (mut finder, mut found) = (rules.finder(), Vec::new());
    finder.push(clean, &mut found);
    finder.finish(&mut found);
    found
}
