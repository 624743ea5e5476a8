//! Who follows along, and what they are told.
//!
//! The writer tells every change after it is on the disk. It never waits for a listener: each has room for
//! [`ROOM`] changes, and one that is further behind loses what it missed and gets one [`Change::Rewritten`] instead,
//! as soon as it has room again. A listener that is gone is dropped.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};

use attentive_types::{Payload, Span};

use crate::sync::lock;

/// How many changes a listener may be behind.
const ROOM: usize = 4096;

/// One change, told after it is on the disk.
///
/// Whoever subscribes first and reads afterwards may be told a piece that the reading already showed: compare the
/// piece's end with the end of what was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new event, or the stretch by which a heartbeat lengthened the last one.
    Piece {
        /// The bucket's name.
        bucket: Arc<str>,
        /// The new event's span, or from the old end to the new.
        span: Span,
        /// What was seen.
        data: Arc<Payload>,
    },
    /// Something was deleted, replaced, imported or forgotten, or the listener was too slow to be told: read again.
    Rewritten,
}

/// All listeners.
#[derive(Default)]
pub(crate) struct Listeners {
    list: Mutex<Vec<Listener>>,
}

struct Listener {
    sender: SyncSender<Change>,
    is_behind: bool,
}

impl Listeners {
    pub(crate) fn subscribe(&self) -> Receiver<Change> {
        let (sender, receiver) = sync_channel(ROOM);
        lock(&self.list).push(Listener { sender, is_behind: false });
        receiver
    }

    /// Tells all; with no changes it only catches up with those that are behind.
    pub(crate) fn tell(&self, changes: &[Change]) {
        lock(&self.list).retain_mut(|listener| listener.tell(changes));
    }

    pub(crate) fn is_empty(&self) -> bool {
        lock(&self.list).is_empty()
    }
}

impl Listener {
    /// Whether the listener is still there.
    fn tell(&mut self, changes: &[Change]) -> bool {
        if self.is_behind {
            // "Read again" covers these changes too, so they need not be told one by one.
            return self.send(Change::Rewritten);
        }
        changes.iter().all(|change| self.is_behind || self.send(change.clone()))
    }

    fn send(&mut self, change: Change) -> bool {
        let sent = self.sender.try_send(change);
        self.is_behind = matches!(sent, Err(TrySendError::Full(_)));
        !matches!(sent, Err(TrySendError::Disconnected(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(end: i64) -> Change {
        let span = Span::new(attentive_types::Timestamp(0), attentive_types::Timestamp(end));
        Change::Piece { bucket: "b".into(), span, data: Arc::default() }
    }

    #[test]
    fn a_slow_listener_gets_one_rewritten_and_then_follows_again() {
        let listeners = Listeners::default();
        let receiver = listeners.subscribe();
        for end in 0..ROOM as i64 + 100 {
            listeners.tell(&[piece(end)]);
        }
        assert_eq!(receiver.try_iter().count(), ROOM);
        listeners.tell(&[]);
        listeners.tell(&[piece(7)]);
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [Change::Rewritten, piece(7)]);
    }

    #[test]
    fn a_listener_that_is_gone_is_dropped() {
        let listeners = Listeners::default();
        drop(listeners.subscribe());
        listeners.tell(&[Change::Rewritten]);
        assert!(listeners.is_empty());
    }
}
