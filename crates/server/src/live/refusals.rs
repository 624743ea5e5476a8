//! How many requests were refused, by reason: counted here and written to the audit as a sum, not one by one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Refused requests since the last entry in the audit.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    counts: Mutex<BTreeMap<&'static str, u64>>,
}

impl Refusals {
    /// Counts one.
    pub(crate) fn count(&self, reason: &'static str) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(reason).or_default() += 1;
    }

    /// The sum as a line such as `host: 3, origin: 1`, after which counting begins anew; `None` when there was none.
    pub(crate) fn take(&self) -> Option<String> {
        let counts = std::mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        let parts: Vec<String> = counts.iter().map(|(reason, count)| format!("{reason}: {count}")).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_summed_by_reason_and_then_forgotten() {
        let refusals = Refusals::default();
        refusals.count("origin");
        refusals.count("host");
        refusals.count("host");
        assert_eq!(refusals.take().as_deref(), Some("host: 2, origin: 1"));
        assert_eq!(refusals.take(), None);
    }
}
