//! A track: one clean signal while the sweep reads it.

use crate::sense::Piece;

/// Pieces in order of time without overlaps, known up to a moment.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    pieces: Vec<Piece>,
    read: usize,
    /// Up to here nothing can change any more.
    pub(crate) settled: i64,
    /// The label at the sweep's cursor; `None` in a gap.
    pub(crate) label: Option<u32>,
    /// Until when `label` holds, or where knowledge ends.
    pub(crate) until: i64,
}

impl Default for Track {
    fn default() -> Self {
        Self { pieces: Vec::new(), read: 0, settled: i64::MIN, label: None, until: i64::MIN }
    }
}

impl Track {
    /// Appends a piece; it must not begin before the end of the last one. Touching equal labels become one piece.
    pub(crate) fn push(&mut self, start: i64, end: i64, label: u32) {
        if start >= end {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if last.end == start && last.label == label => last.end = end,
            _ => self.pieces.push(Piece { start, end, label }),
        }
    }

    /// Moves to a moment, which must not lie before the last one.
    pub(crate) fn seek(&mut self, moment: i64) {
        while self.pieces.get(self.read).is_some_and(|piece| piece.end <= moment) {
            self.read += 1;
        }
        (self.label, self.until) = match self.pieces.get(self.read) {
            Some(piece) if piece.start <= moment => (Some(piece.label), piece.end),
            Some(piece) => (None, piece.start),
            None => (None, self.settled),
        };
    }

    /// Forgets what has been read.
    pub(crate) fn compact(&mut self) {
        self.pieces.drain(..self.read);
        self.read = 0;
        // The piece under the cursor may grow or the gap be filled by what comes next: look again.
        self.until = i64::MIN;
    }
}
