//! A flag that ends waiting threads at once.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Told once, heard by every thread that waits on it.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    is_set: Mutex<bool>,
    wake: Condvar,
}

impl Stop {
    /// Ends all waits, now and later.
    pub(crate) fn set(&self) {
        *self.is_set.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.wake.notify_all();
    }

    /// Whether it was told.
    pub(crate) fn is_set(&self) -> bool {
        *self.is_set.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for at most `longest`; true when it is time to end.
    pub(crate) fn wait(&self, longest: Duration) -> bool {
        let guard = self.is_set.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.wake.wait_timeout_while(guard, longest, |is_set| !*is_set);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_waiting_thread_ends_at_once() {
        let stop = Arc::new(Stop::default());
        let other = Arc::clone(&stop);
        let waiting = std::thread::spawn(move || other.wait(Duration::from_secs(60)));
        let began = Instant::now();
        stop.set();
        assert!(waiting.join().unwrap());
        assert!(began.elapsed() < Duration::from_secs(10));
        assert!(stop.is_set());
    }

    #[test]
    fn a_wait_that_nobody_ends_runs_out() {
        assert!(!Stop::default().wait(Duration::from_millis(1)));
    }
}
