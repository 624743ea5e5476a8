//! One way to clean a sampled signal of the body, whole or as a stream: raw `SampleSignal` in, clean `SampleSignal` out.
//!
//! A signal says how one block is cleaned ([`BlockCleaner`]); the stream lays the blocks, learns the rate from the first of them, keeps
//! the count of what was met, and adds to every cleaned signal the channel `usable`: 1 where a sample was seen and kept, else 0.

use attentive_types::{Channel, SampleSignal};

use super::blocks::Blocks;
use super::sample_quality::{Fault, SampleQuality};
use super::unbroken::rate_hz;

/// A block, cleaned: channels and verdicts, all as long as the block.
#[derive(Clone, Debug, Default)]
pub struct Cleaned {
    /// The clean channels; the same names in the same order for each block.
    pub channels: Vec<Channel>,
    /// What was wrong with each sample.
    pub faults: Vec<Fault>,
}

/// How one signal is cleaned.
pub trait BlockCleaner {
    /// Length of a block in seconds: how long a stream may wait besides the margin.
    fn block_s(&self) -> f64;
    /// Margin on both sides in seconds: as long as the filters remember.
    fn margin_s(&self) -> f64;
    /// Cleans a block, margins included. Depends on nothing but the block.
    fn clean(&self, block: &SampleSignal, rate_hz: f64) -> Cleaned;
}

/// Cleans piece by piece. Holds back at most a block and its margin.
#[derive(Clone, Debug)]
pub struct BlockStream<C> {
    cleaner: C,
    blocks: Blocks,
    rate_hz: Option<f64>,
    quality: SampleQuality,
}

impl<C: BlockCleaner> BlockStream<C> {
    /// A stream of that nominal rate; without one the median step of the first block decides.
    #[must_use]
    pub fn new(cleaner: C, nominal_rate_hz: Option<f64>) -> Self {
        let blocks = Blocks::new(cleaner.block_s(), cleaner.margin_s());
        let rate_hz = nominal_rate_hz.filter(|rate| rate.is_finite() && *rate > 0.0);
        Self { cleaner, blocks, rate_hz, quality: SampleQuality::default() }
    }

    /// Takes a piece; adds what is clean now to the end of `out`.
    pub fn push(&mut self, piece: &SampleSignal, out: &mut SampleSignal) {
        let Self { cleaner, blocks, rate_hz, quality } = self;
        blocks.push(piece, |block, core| clean_block(cleaner, rate_hz, quality, block, core, out));
        quality.out_of_order = blocks.out_of_order();
    }

    /// Ends the stream; adds all that was held back to the end of `out`.
    pub fn finish(&mut self, out: &mut SampleSignal) {
        let Self { cleaner, blocks, rate_hz, quality } = self;
        blocks.finish(|block, core| clean_block(cleaner, rate_hz, quality, block, core, out));
    }

    /// Samples per second, as told or as learnt from the first block; `None` before.
    #[must_use]
    pub fn rate_hz(&self) -> Option<f64> {
        self.rate_hz
    }

    /// What was met so far.
    #[must_use]
    pub fn quality(&self) -> SampleQuality {
        self.quality
    }

    /// Cleans a whole signal: the same as one push and the end.
    pub fn whole(mut self, signal: &SampleSignal) -> (SampleSignal, SampleQuality) {
        let mut out = SampleSignal::default();
        self.push(signal, &mut out);
        self.finish(&mut out);
        (out, self.quality)
    }
}

fn clean_block<C: BlockCleaner>(
    cleaner: &C,
    rate: &mut Option<f64>,
    quality: &mut SampleQuality,
    block: &SampleSignal,
    core: std::ops::Range<usize>,
    out: &mut SampleSignal,
) {
    let rate = *rate.get_or_insert_with(|| rate_hz(&block.time_nanos));
    let Cleaned { mut channels, faults } = cleaner.clean(block, rate);
    let is_good = |fault: &Fault| f64::from(u8::from(*fault == Fault::None));
    channels.push(Channel::new("usable", faults.iter().map(is_good).collect()));
    if out.name.is_empty() {
        out.name.clone_from(&block.name);
    }
    let before = out.len();
    out.time_nanos.extend_from_slice(&block.time_nanos[core.clone()]);
    for channel in &channels {
        let place = out.channels.iter().position(|own| own.name == channel.name).unwrap_or_else(|| {
            out.channels.push(Channel::new(&channel.name, vec![f64::NAN; before]));
            out.channels.len() - 1
        });
        out.channels[place].values.extend_from_slice(channel.values.get(core.clone()).unwrap_or_default());
    }
    for channel in &mut out.channels {
        channel.values.resize(out.time_nanos.len(), f64::NAN);
    }
    faults.get(core).unwrap_or_default().iter().for_each(|fault| quality.count(*fault));
}
