//! What "now" means: the machine's clock, and in a demo the end of the newest data.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use attentive_types::Timestamp;

/// The machine's clock. Before 1970 and after 2262 it stands still.
#[must_use]
pub fn machine_now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// The clock of the data.
#[derive(Debug)]
pub(crate) struct DataClock {
    is_demo: bool,
    newest_nanos: AtomicI64,
}

impl DataClock {
    /// A clock that goes by the machine, or in a demo by what it is told.
    pub(crate) fn new(is_demo: bool) -> Self {
        Self { is_demo, newest_nanos: AtomicI64::new(i64::MIN) }
    }

    /// Notes that something was sensed at that moment.
    pub(crate) fn saw(&self, moment: Timestamp) {
        self.newest_nanos.fetch_max(moment.0, Ordering::AcqRel);
    }

    /// Now. In a demo without data, the machine's clock.
    pub(crate) fn now(&self) -> Timestamp {
        let newest = Timestamp(self.newest_nanos.load(Ordering::Acquire));
        if self.is_demo && newest > Timestamp::MIN { newest } else { machine_now() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_demo_the_newest_data_is_now() {
        let demo = DataClock::new(true);
        demo.saw(Timestamp(10));
        demo.saw(Timestamp(5));
        assert_eq!(demo.now(), Timestamp(10));
        let real = DataClock::new(false);
        real.saw(Timestamp(10));
        assert!(real.now() > Timestamp(10));
    }
}
