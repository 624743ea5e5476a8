//! What the writing thread and all readers share.

use std::path::PathBuf;
use std::time::Duration;

use crate::changes::Listeners;
use crate::read::Readers;
use crate::read::cache::Cache;

pub(crate) struct Shared {
    pub(crate) path: PathBuf,
    pub(crate) busy_timeout: Duration,
    pub(crate) readers: Readers,
    pub(crate) cache: Cache,
    pub(crate) listeners: Listeners,
}
