//! The housekeeping thread: pauses that end, retention, refused requests in the audit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use attentive_store::StoreError;

use super::news::News;
use super::{Inner, clock};

/// How often it looks.
const TICK: Duration = Duration::from_secs(10);
/// How often what is too old is removed.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// How often refused requests are summed up in the audit.
const REFUSALS_EVERY: Duration = Duration::from_secs(600);

/// Runs until the program ends.
pub(crate) fn run(inner: &Arc<Inner>) {
    let mut swept: Option<Instant> = None;
    let mut summed = Instant::now();
    loop {
        report("end or record a pause", inner.look_at_pause());
        if swept.is_none_or(|at| at.elapsed() >= SWEEP_EVERY) {
            report("remove what is too old", inner.sweep());
            swept = Some(Instant::now());
        }
        if summed.elapsed() >= REFUSALS_EVERY {
            report("write refused requests into the audit", inner.sum_refusals());
            summed = Instant::now();
        }
        if inner.stop.wait(TICK) {
            break;
        }
    }
    report("write refused requests into the audit", inner.sum_refusals());
}

fn report(what: &str, done: Result<(), StoreError>) {
    match done {
        Ok(()) | Err(StoreError::Closed) => {}
        Err(error) => tracing::warn!("could not {what}: {error}"),
    }
}

impl Inner {
    /// Lengthens the record of a running pause, and clears one whose end has come.
    fn look_at_pause(&self) -> Result<(), StoreError> {
        let now = clock::machine_now();
        if self.pause.is_over(now) {
            self.pause.clear(&self.store)?;
            self.store.audit("attentive", "resume", "the pause ended by itself")?;
            self.newsroom.tell(News::Sensors);
        }
        self.record_pause()
    }

    fn sum_refusals(&self) -> Result<(), StoreError> {
        match self.refusals.take() {
            Some(sum) => self.store.audit("attentive", "refused requests", &sum),
            None => Ok(()),
        }
    }
}
