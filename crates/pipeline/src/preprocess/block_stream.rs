//! One way to clean a sampled signal of the body, whole or as a stream: raw `SampleSignal` in, clean `SampleSignal` out.
//!
//! A signal says how one block is cleaned ([`BlockCleaner`]); the stream lays the blocks, learns the rate from the first of them, keeps
//! the count of what was met, and adds to every cleaned signal the channel `usable`: 1 where a sample was seen and kept, else 0.

use attentive_types::{Channel, SampleSignal};

use super::blocks::Blocks;
use super::cleaning::Cleaning;
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
    /// Length of a block and of the margin on both sides of it, in seconds. A stream waits at most for both; the margin is as long as the
    /// filters remember.
    fn block_and_margin_s(&self) -> (f64, f64);
    /// Cleans a block, margins included. Depends on nothing but the block.
    fn clean(&self, block: &SampleSignal, rate_hz: f64) -> Cleaned;
}

/// Cleans a whole signal; without a nominal rate the median step of the first block decides.
#[must_use]
pub fn clean<C: BlockCleaner + Copy>(
    signal: &SampleSignal,
    nominal_rate_hz: Option<f64>,
    settings: &C,
) -> (SampleSignal, SampleQuality) {
    BlockStream::new(*settings, nominal_rate_hz).whole(signal)
}

/// Cleans piece by piece. Holds back at most a block and its margin.
#[derive(Clone, Debug)]
pub struct BlockStream<C> {
    cleaner: C,
    blocks: Blocks,
    rate_hz: Option<f64>,
    quality: SampleQuality,
}

impl<C: BlockCleaner> Cleaning for BlockStream<C> {
    type Settings = C;

    fn new(cleaner: C, nominal_rate_hz: Option<f64>) -> Self {
        let (block_s, margin_s) = cleaner.block_and_margin_s();
        let rate_hz = nominal_rate_hz.filter(|rate| rate.is_finite() && *rate > 0.0);
        Self { cleaner, blocks: Blocks::new(block_s, margin_s), rate_hz, quality: SampleQuality::default() }
    }

    fn push(&mut self, piece: &SampleSignal, out: &mut SampleSignal) {
        let Self { cleaner, blocks, rate_hz, quality } = self;
        blocks.push(piece, |block, core| clean_block(cleaner, rate_hz, quality, block, core, out));
        quality.out_of_order = blocks.out_of_order();
    }

    fn finish(&mut self, out: &mut SampleSignal) {
        let Self { cleaner, blocks, rate_hz, quality } = self;
        blocks.finish(|block, core| clean_block(cleaner, rate_hz, quality, block, core, out));
    }

    fn rate_hz(&self) -> Option<f64> {
        self.rate_hz
    }

    fn quality(&self) -> SampleQuality {
        self.quality
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
    channels.push(Channel::new("usable", faults.iter().map(|fault| fault.usable()).collect()));
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
