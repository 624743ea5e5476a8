//! The signal of one watcher while it is on its way: pieces of labelled time.

use super::tab::{BROWSERS, Browser};

/// A labelled stretch of one stream; it may be a part of a longer one, and touching pieces of one label are one stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    /// Start in nanoseconds since 1970.
    pub start: i64,
    /// End in nanoseconds since 1970, never before the start.
    pub end: i64,
    /// What it was; [`super::Sense`] keeps the meaning.
    pub label: u32,
}

/// The meanings that a watcher can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// The window in front.
    Window,
    /// A watcher's word on presence; labels are [`super::IdleStatus`].
    Idle,
    /// Counts of keys and pointer.
    Input,
    /// Lock and suspend; labels are [`super::LockStatus`].
    Lock,
    /// A call; [`super::ON`] while it lasts.
    Call,
    /// Sensing was paused by the person.
    Pause,
    /// What the person said when asked.
    SelfReport,
    /// What the person corrected.
    Correction,
    /// Records that could not be read.
    Bad,
    /// What lies beyond the moment at which the recording can end.
    Future,
    /// The tab in front of one family of browsers.
    Tab(Browser),
}

/// How many streams there are.
pub const STREAMS: usize = 10 + BROWSERS;

impl Stream {
    /// Its place among all, from 0 to [`STREAMS`] - 1.
    #[must_use]
    pub fn place(self) -> usize {
        match self {
            Self::Window => 0,
            Self::Idle => 1,
            Self::Input => 2,
            Self::Lock => 3,
            Self::Call => 4,
            Self::Pause => 5,
            Self::SelfReport => 6,
            Self::Correction => 7,
            Self::Bad => 8,
            Self::Future => 9,
            Self::Tab(browser) => 10 + browser as usize,
        }
    }

    /// All streams by place.
    #[must_use]
    pub fn all() -> [Self; STREAMS] {
        let mut all = [Self::Window; STREAMS];
        let plain = [
            Self::Window,
            Self::Idle,
            Self::Input,
            Self::Lock,
            Self::Call,
            Self::Pause,
            Self::SelfReport,
            Self::Correction,
            Self::Bad,
            Self::Future,
        ];
        for (place, stream) in plain.into_iter().chain(Browser::ALL.map(Self::Tab)).enumerate() {
            all[place] = stream;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stream_stands_at_its_own_place() {
        for (place, stream) in Stream::all().into_iter().enumerate() {
            assert_eq!(stream.place(), place);
        }
    }
}
