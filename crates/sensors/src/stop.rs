//! When to stop: a flag that also wakes whoever sleeps.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use rustix::{
    event::{EventfdFlags, PollFd, PollFlags, Timespec},
    fd::{AsFd, BorrowedFd, OwnedFd},
};

/// A flag that many threads share. Setting it wakes every one of them.
#[derive(Clone, Debug)]
pub struct Stop {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    is_set: AtomicBool,
    changed: std::sync::Condvar,
    lock: std::sync::Mutex<()>,
    /// Becomes readable when the flag is set and is never read, so that all who poll it wake. `None` when the system
    /// had no file descriptor left; sleepers then look at the flag twice a second.
    #[cfg(target_os = "linux")]
    wake: Option<OwnedFd>,
}

/// Why a wait ended.
#[cfg(target_os = "linux")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// The flag is set.
    Stopped,
    /// At least one of the descriptors is readable or broken.
    Readable,
    /// The time is over.
    TimeOver,
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl Stop {
    /// A flag that is not set.
    #[must_use]
    pub fn new() -> Self {
        let shared = Shared {
            is_set: AtomicBool::new(false),
            changed: std::sync::Condvar::new(),
            lock: std::sync::Mutex::new(()),
            #[cfg(target_os = "linux")]
            wake: rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).ok(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Sets the flag and wakes all who wait.
    pub fn set(&self) {
        self.shared.is_set.store(true, Ordering::SeqCst);
        let held = self.shared.lock.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.shared.changed.notify_all();
        drop(held);
        #[cfg(target_os = "linux")]
        if let Some(wake) = &self.shared.wake
            && let Err(error) = rustix::io::write(wake, &1_u64.to_ne_bytes())
        {
            tracing::warn!(%error, "could not wake a sensor; it will see the flag at its next look");
        }
    }

    /// Whether the flag is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.shared.is_set.load(Ordering::SeqCst)
    }

    /// Sleeps for `pause`, or until the flag is set; returns whether it is.
    #[must_use]
    pub fn wait(&self, pause: Duration) -> bool {
        let until = Instant::now() + pause;
        let mut held = self.shared.lock.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while !self.is_set() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            held = match self.shared.changed.wait_timeout(held, left) {
                Ok((held, _)) => held,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
        true
    }

    /// Sleeps until a descriptor is readable or broken, the flag is set, or `pause` is over (`None`: however long).
    ///
    /// # Errors
    /// When the system refuses to wait, for want of memory.
    #[cfg(target_os = "linux")]
    pub fn wait_readable(&self, fds: &[BorrowedFd<'_>], pause: Option<Duration>) -> std::io::Result<Woken> {
        let until = pause.map(|pause| Instant::now() + pause);
        loop {
            if self.is_set() {
                return Ok(Woken::Stopped);
            }
            let mut left = until.map(|until| until.saturating_duration_since(Instant::now()));
            if self.shared.wake.is_none() {
                left = Some(left.unwrap_or(Duration::MAX).min(Duration::from_millis(500)));
            }
            let timeout = left.and_then(|left| Timespec::try_from(left).ok());
            let mut polled: Vec<PollFd<'_>> =
                fds.iter().map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN)).collect();
            if let Some(wake) = &self.shared.wake {
                polled.push(PollFd::from_borrowed_fd(wake.as_fd(), PollFlags::IN));
            }
            match rustix::event::poll(&mut polled, timeout.as_ref()) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            if self.is_set() {
                return Ok(Woken::Stopped);
            }
            if polled.iter().take(fds.len()).any(|fd| !fd.revents().is_empty()) {
                return Ok(Woken::Readable);
            }
            if until.is_some_and(|until| Instant::now() >= until) {
                return Ok(Woken::TimeOver);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_the_flag_wakes_a_sleeper_at_once() {
        let stop = Stop::new();
        let sleeper = stop.clone();
        let slept = std::thread::spawn(move || sleeper.wait(Duration::from_secs(30)));
        stop.set();
        assert!(slept.join().unwrap());
        assert!(stop.wait(Duration::from_secs(30)));
    }

    #[test]
    fn a_wait_ends_when_its_time_is_over() {
        assert!(!Stop::new().wait(Duration::from_millis(5)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_wait_on_descriptors_tells_why_it_ended() {
        let stop = Stop::new();
        let (reader, writer) = std::os::unix::net::UnixStream::pair().unwrap();
        let wait = |stop: &Stop| stop.wait_readable(&[reader.as_fd()], Some(Duration::from_millis(20))).unwrap();
        assert_eq!(wait(&stop), Woken::TimeOver);
        rustix::io::write(&writer, b"x").unwrap();
        assert_eq!(wait(&stop), Woken::Readable);
        stop.set();
        assert_eq!(wait(&stop), Woken::Stopped);
    }
}
