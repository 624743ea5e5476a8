//! Writing: one thread takes jobs from a channel, and what it acknowledges is on the disk.
//!
//! ```text
//! callers -> channel -> [ begin | job | job | job | commit ] -> caches, listeners -> replies
//!                        one transaction, a savepoint each
//! ```
//!
//! All that waits goes into one transaction, so that a slow disk costs one sync for many callers; nobody is made to wait for
//! company. A job that fails is rolled back to its own savepoint and does not touch the others. If the commit fails, all
//! of the group get its error, and what the thread remembered is dropped and read again.

mod audit;
mod buckets;
mod effects;
mod events;
mod forget;
mod heartbeat;
mod import;
mod job;
mod payloads;
mod samples;
mod settings;
mod tails;
mod thread;

use rusqlite::Connection;

pub(crate) use effects::{Effect, EventRow};
pub(crate) use job::{Message, Task};
pub(crate) use thread::Writer;

use crate::error::StoreError;
use crate::file::meta;

/// What a job works with: the connection inside a transaction, what the thread remembers, and what the job did.
pub(crate) struct Work {
    pub(crate) connection: Connection,
    tails: tails::Tails,
    effects: Vec<Effect>,
    has_orphans: bool,
}

impl Work {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection, tails: tails::Tails::default(), effects: Vec::new(), has_orphans: false }
    }

    /// Drops all that is only remembered, because the file may say otherwise.
    fn forget_memory(&mut self) {
        self.tails.clear();
        self.has_orphans = false;
    }

    /// Notes that a payload may have lost its last event. The next sweep erases it.
    fn note_orphans(&mut self) -> Result<(), StoreError> {
        if !self.has_orphans {
            meta::set(&self.connection, meta::HAS_ORPHANS, "1")?;
            self.has_orphans = true;
        }
        Ok(())
    }
}
