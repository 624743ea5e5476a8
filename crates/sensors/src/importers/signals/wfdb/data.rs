//! One signal file of a record, read frame by frame.

use std::io::{self, Read};

use super::samples::Coding;
use crate::importers::signals::Source;

/// A signal file that is open.
pub(super) struct DataFile {
    source: Source,
    coding: Coding,
    /// The signals in it: place in the header and samples per frame, in the order of the file.
    pub signals: Vec<(usize, usize)>,
    per_frame: usize,
    /// Sums of differences so far, for the coding of differences.
    sums: Vec<i32>,
    bytes: Vec<u8>,
    /// Samples decoded and not yet handed out, from a place on.
    steps: Vec<i32>,
    is_ended: bool,
}

impl DataFile {
    const BUFFER: usize = 49_152; // whole units of every coding

    /// Takes a file from the place where samples begin.
    pub(super) fn new(
        mut source: Source,
        coding: Coding,
        offset: u64,
        signals: Vec<(usize, usize)>,
        first: Vec<i32>,
    ) -> io::Result<Self> {
        let skipped = io::copy(&mut (&mut source).take(offset), &mut io::sink())?;
        let per_frame = signals.iter().map(|signal| signal.1).sum();
        let is_ended = skipped < offset;
        Ok(Self {
            source,
            coding,
            signals,
            per_frame,
            sums: first,
            bytes: vec![0; Self::BUFFER],
            steps: Vec::new(),
            is_ended,
        })
    }

    /// The step that means "no value".
    pub(super) fn missing(&self) -> Option<i32> {
        self.coding.missing()
    }

    /// Hands out at most so many frames, sample after sample, with the place of the signal in the header. Fewer only at the
    /// end of the file. Returns the number of frames.
    pub(super) fn frames(&mut self, most: usize, mut take: impl FnMut(usize, i32)) -> io::Result<usize> {
        while self.steps.len() < most * self.per_frame && !self.is_ended {
            self.fill()?;
        }
        let frames = (self.steps.len() / self.per_frame).min(most);
        for frame in self.steps[..frames * self.per_frame].chunks_exact(self.per_frame) {
            let mut frame = frame.iter();
            for (own, (signal, count)) in self.signals.iter().enumerate() {
                for step in frame.by_ref().take(*count) {
                    let step = match self.coding {
                        Coding::Difference8 => {
                            self.sums[own] = self.sums[own].saturating_add(*step);
                            self.sums[own]
                        }
                        _ => *step,
                    };
                    take(*signal, step);
                }
            }
        }
        self.steps.drain(..frames * self.per_frame);
        Ok(frames)
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut length = 0;
        while length < self.bytes.len() {
            match self.source.read(&mut self.bytes[length..]) {
                Ok(0) => {
                    self.is_ended = true;
                    break;
                }
                Ok(count) => length += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.coding.decode(&self.bytes[..length], &mut self.steps);
        Ok(())
    }
}
