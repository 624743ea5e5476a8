//! What to do with a demand that waits, each time it was decided about again?
//!
//! The broker answers for one moment. Somebody who waits was promised something at an earlier one, and a promise that moved
//! on with every look would never come true. So the earliest "no later than" holds, as long as waiting is a matter of cost; while
//! nobody is at the machine, in a call and in quiet hours, the later moment counts.

use attentive_types::{Decision, Timestamp, Timing};

/// Reasons why a promise gives way: nobody is there, or nothing may come.
const STRONGER: [&str; 3] = ["away", "in-call", "quiet-hours"];

/// What was promised and wished of a demand that waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// It comes no later than this; `None` when nothing was promised yet.
    pub promised: Option<Timestamp>,
    /// The person wants it not before this; `None` when they said nothing.
    pub not_before: Option<Timestamp>,
}

/// What to do with it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Bring it.
    Deliver,
    /// Wait on; it comes no later than this.
    Wait(Timestamp),
    /// Its deadline has passed.
    Expire,
    /// It may not come at all.
    Refuse,
}

impl Held {
    /// What to do, now that this was decided.
    #[must_use]
    pub fn after(&self, decision: &Decision, now: Timestamp) -> Move {
        let first = decision.reasons.first().map_or("", |reason| reason.code.as_str());
        let snoozed = self.not_before.filter(|until| now < *until);
        let bound = match decision.timing {
            Timing::Never if first == "expired" => return Move::Expire,
            Timing::Never => return Move::Refuse,
            Timing::Now => return snoozed.map_or(Move::Deliver, Move::Wait),
            Timing::NextBreakpoint { no_later_than } => no_later_than,
            Timing::Batch { at } => at,
        };
        if STRONGER.contains(&first) {
            return Move::Wait(snoozed.map_or(bound, |until| until.max(bound)));
        }
        let promised = self.promised.map_or(bound, |earlier| earlier.min(bound));
        match snoozed {
            Some(until) => Move::Wait(until.max(promised)),
            None if promised <= now => Move::Deliver,
            None => Move::Wait(promised),
        }
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::Reason;

    use super::*;

    fn decided(timing: Timing, code: &str) -> Decision {
        let reason = Reason { code: code.into(), text: String::new(), value: None, unit: String::new(), weight: 1.0 };
        Decision { demand_id: "d".into(), timing, cost_now_min: None, cost_wait_min: None, reasons: vec![reason] }
    }

    fn breakpoint(at: i64) -> Timing {
        Timing::NextBreakpoint { no_later_than: Timestamp(at) }
    }

    #[test]
    fn the_earliest_promise_holds_however_often_one_looks() {
        let mut held = Held::default();
        let mut now = 0;
        loop {
            // Each look would put it off to forty from now.
            match held.after(&decided(breakpoint(now + 40), "waiting-saves"), Timestamp(now)) {
                Move::Wait(promised) => held.promised = Some(promised),
                other => {
                    assert_eq!((other, now), (Move::Deliver, 40));
                    return;
                }
            }
            now += 10;
            assert!(now < 100, "it never came");
        }
    }

    #[test]
    fn a_promise_gives_way_while_nobody_is_there() {
        let held = Held { promised: Some(Timestamp(10)), not_before: None };
        assert_eq!(held.after(&decided(breakpoint(500), "away"), Timestamp(20)), Move::Wait(Timestamp(500)));
        assert_eq!(
            held.after(&decided(Timing::Batch { at: Timestamp(90) }, "quiet-hours"), Timestamp(20)),
            Move::Wait(Timestamp(90))
        );
        assert_eq!(held.after(&decided(breakpoint(500), "waiting-saves"), Timestamp(20)), Move::Deliver);
    }

    #[test]
    fn what_was_put_off_by_the_person_waits_for_their_moment_unless_it_is_over() {
        let held = Held { promised: None, not_before: Some(Timestamp(50)) };
        assert_eq!(held.after(&decided(Timing::Now, "cheap-now"), Timestamp(20)), Move::Wait(Timestamp(50)));
        assert_eq!(held.after(&decided(Timing::Now, "cheap-now"), Timestamp(50)), Move::Deliver);
        assert_eq!(held.after(&decided(Timing::Never, "expired"), Timestamp(20)), Move::Expire);
        assert_eq!(held.after(&decided(Timing::Never, "never-list"), Timestamp(20)), Move::Refuse);
    }
}
