//! How far a packed file may unpack: so that a small file that was made to fill memories and days is refused.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// So much may always come out.
const FREE_BYTES: u64 = 256 << 20;

/// Beyond that at most so many bytes may come out of one. Recordings pack to a half or a tenth, a line that repeats for ever to a
/// thousandth.
const MOST_TIMES: u64 = 250;

/// Whether bytes may unpack so far.
///
/// # Errors
/// When they may not; it says so.
pub(super) fn check(packed: u64, unpacked: u64) -> io::Result<()> {
    if unpacked > FREE_BYTES && unpacked / MOST_TIMES > packed {
        let why = format!(
            "it unpacks to more than {MOST_TIMES} times its size and more than {} MB, as files do that are made to do harm; \
             unpack it yourself if you trust it",
            FREE_BYTES >> 20
        );
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    Ok(())
}

/// Counts the packed bytes that pass.
pub(super) struct Taken<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

/// Unpacked bytes, which must not be too many for the packed ones that were taken.
pub(super) struct Bounded<R> {
    inner: R,
    taken: Arc<AtomicU64>,
    unpacked: u64,
}

/// What `unpack` makes of packed bytes, bounded.
pub(super) fn bounded<P: Read, U: Read>(packed: P, unpack: impl FnOnce(Taken<P>) -> U) -> Bounded<U> {
    let taken = Arc::new(AtomicU64::new(0));
    let inner = unpack(Taken { inner: packed, count: Arc::clone(&taken) });
    Bounded { inner, taken, unpacked: 0 }
}

impl<R: Read> Read for Taken<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(to)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(to)?;
        self.unpacked += count as u64;
        check(self.taken.load(Ordering::Relaxed), self.unpacked)?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_for_ever_is_refused_and_what_is_small_is_not() {
        let endless = |times: u64| {
            bounded(io::repeat(b'x').take(1000), |packed| {
                let length = packed.inner.limit();
                packed.chain(io::repeat(b'y').take(length * times))
            })
        };
        let mut out = io::sink();
        assert!(io::copy(&mut endless(1000), &mut out).is_ok());
        let error = io::copy(&mut endless(1_000_000), &mut out).unwrap_err().to_string();
        assert!(error.starts_with("it unpacks to more than 250 times its size and more than 256 MB"), "{error}");
        assert!(check(100 << 20, 10 << 30).is_ok() && check(10 << 20, 10 << 30).is_err());
    }
}
