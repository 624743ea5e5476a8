//! What does waiting cost? A price per minute by urgency, and the ways to wait that a deadline leaves.
//!
//! The ways form one chain in which each waits longer than the one before, both on average and at the latest:
//!
//! ```text
//! now < at the next breakpoint, within 2 min < within 5 min < ... < at the next batch
//! ```
//!
//! Urgency changes the price of a minute and where the chain ends, nothing else. With a higher price the cheapest link never
//! moves to the right, so a more urgent demand never waits longer than the same demand with less urgency.

use attentive_learn::Hazard;
use attentive_types::Urgency;

/// Share of the cost of an interruption that is left at a breakpoint. People are back faster after interruptions at task
/// boundaries (Adamczyk and Bailey, 2004, CHI; Iqbal and Bailey, 2005); the number is this project's choice.
pub const BREAKPOINT_SHARE: f64 = 0.3;
/// Share of the cost of an interruption that one demand of a batch bears (this project's choice: three to a batch).
pub const BATCH_SHARE: f64 = 1.0 / 3.0;
/// Minutes of focus that letting a demand of low urgency expire costs (this project's choice).
pub const LOW_WORTH_MIN: f64 = 2.0;
/// Waits at the latest, in minutes, that are compared.
const LIMITS_MIN: [f64; 11] = [2.0, 5.0, 10.0, 15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0];

/// Price of waiting one minute, in minutes of focus; this project's choice, in steps that put the break-even of one lost
/// focus of eight minutes at 27 hours, 7 hours and 40 minutes. Urgent demands do not wait at all.
#[must_use]
pub fn price_per_min(urgency: Urgency) -> f64 {
    match urgency {
        Urgency::Low => 0.005,
        Urgency::Normal => 0.02,
        Urgency::High => 0.2,
        Urgency::Urgent => f64::INFINITY,
    }
}

/// The longest wait, in minutes, whatever the model says: half a working day, an hour, a quarter of an hour.
#[must_use]
pub fn longest_wait_min(urgency: Urgency) -> f64 {
    match urgency {
        Urgency::Low => 240.0,
        Urgency::Normal => 60.0,
        Urgency::High => 15.0,
        Urgency::Urgent => 0.0,
    }
}

/// One way to wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wait {
    /// At the next breakpoint, at the latest after so many minutes.
    Breakpoint {
        /// The limit in minutes.
        within_min: f64,
    },
    /// In the next batch, in so many minutes.
    Batch {
        /// When, in minutes from now.
        in_min: f64,
    },
}

/// What the ways to wait are weighed by.
#[derive(Clone, Copy, Debug)]
pub struct WaitingCosts<'a> {
    /// When the present thing ends by itself; `None` when not known, so that only the limits end the wait.
    pub hazard: Option<&'a Hazard>,
    /// How long it has lasted, in minutes.
    pub elapsed_min: f64,
    /// Cost of interrupting now, in minutes of focus.
    pub cost_now_min: f64,
    /// Cost of interrupting at an ordinary moment of this hour, in minutes of focus.
    pub usual_cost_min: f64,
    /// Latest useful moment in minutes from now; infinite without a deadline.
    pub latest_min: f64,
    /// Next batch in minutes from now; `None` when there is none.
    pub batch_min: Option<f64>,
}

impl WaitingCosts<'_> {
    /// The cheapest way to wait at that urgency, with its expected cost in minutes of focus. `None` when there is no time to
    /// wait. Of equal ones the shortest wait.
    #[must_use]
    pub fn cheapest(&self, urgency: Urgency) -> Option<(Wait, f64)> {
        let longest = longest_wait_min(urgency);
        let price = price_per_min(urgency);
        let ways = self.chain().into_iter().take_while(|way| latest_of(*way) <= longest);
        ways.map(|way| (way, self.cost(way, price))).reduce(|best, next| if next.1 < best.1 { next } else { best })
    }

    /// All ways to wait that deadline and batch leave, shortest first; the same for every urgency.
    fn chain(&self) -> Vec<Wait> {
        let batch = self.batch_min.filter(|minutes| *minutes > 0.0 && *minutes <= self.latest_min);
        let end = self.latest_min.min(batch.unwrap_or(f64::INFINITY));
        let mut limits: Vec<f64> = LIMITS_MIN.into_iter().filter(|limit| *limit < end).collect();
        if end.is_finite() && end > 0.0 {
            limits.push(end);
        }
        let ways = limits.into_iter().map(|within_min| Wait::Breakpoint { within_min });
        ways.chain(batch.map(|in_min| Wait::Batch { in_min })).collect()
    }

    fn cost(&self, way: Wait, price: f64) -> f64 {
        match way {
            Wait::Breakpoint { within_min } => {
                let (mean_wait, reaches_limit) = self.hazard.map_or((within_min, 1.0), |hazard| {
                    (
                        hazard.mean_left_within(self.elapsed_min, within_min),
                        hazard.survival(self.elapsed_min, within_min),
                    )
                });
                let left = (1.0 - reaches_limit) * BREAKPOINT_SHARE + reaches_limit;
                price * mean_wait + left * self.cost_now_min
            }
            Wait::Batch { in_min } => price * in_min + BATCH_SHARE * self.usual_cost_min,
        }
    }
}

fn latest_of(way: Wait) -> f64 {
    match way {
        Wait::Breakpoint { within_min } => within_min,
        Wait::Batch { in_min } => in_min,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hazard(mean_min: f64) -> Hazard {
        Hazard::fit(&[], &[10.0], mean_min, 3.0).unwrap()
    }

    fn costs(hazard: &Hazard) -> WaitingCosts<'_> {
        WaitingCosts {
            hazard: Some(hazard),
            elapsed_min: 5.0,
            cost_now_min: 8.0,
            usual_cost_min: 3.5,
            latest_min: f64::INFINITY,
            batch_min: None,
        }
    }

    #[test]
    fn waiting_pays_while_a_breakpoint_is_likely_enough() {
        // High: a minute costs .2, a breakpoint saves .7 of 8 minutes, so the rate must exceed .2 / 5.6 = 1 in 28 minutes.
        let (soon, late) = (hazard(10.0), hazard(300.0));
        let (wait, cost) = costs(&soon).cheapest(Urgency::High).unwrap();
        assert_eq!(wait, Wait::Breakpoint { within_min: 15.0 });
        assert!(cost < 8.0);
        let (wait, cost) = costs(&late).cheapest(Urgency::High).unwrap();
        assert_eq!(wait, Wait::Breakpoint { within_min: 2.0 });
        assert!(cost > 8.0, "waiting for what does not come costs more than now");
    }

    #[test]
    fn no_time_left_is_no_way_to_wait() {
        let soon = hazard(10.0);
        assert_eq!(WaitingCosts { latest_min: 0.0, ..costs(&soon) }.cheapest(Urgency::Low), None);
        assert_eq!(costs(&soon).cheapest(Urgency::Urgent), None);
    }

    #[test]
    fn what_is_of_low_urgency_goes_into_a_batch_when_one_is_near() {
        let soon = hazard(30.0);
        let near = WaitingCosts { batch_min: Some(40.0), ..costs(&soon) };
        assert_eq!(near.cheapest(Urgency::Low).unwrap().0, Wait::Batch { in_min: 40.0 });
    }

    proptest! {
        #[test]
        fn more_urgency_never_waits_longer(
            mean in 0.5..400.0_f64, elapsed_min in 0.0..200.0_f64, cost_now_min in 0.0..30.0_f64, usual in 0.0..30.0_f64,
            latest in 0.1..500.0_f64, has_deadline: bool, batch in 0.1..400.0_f64, has_batch: bool,
        ) {
            let hazard = hazard(mean);
            let costs = WaitingCosts {
                hazard: Some(&hazard), elapsed_min, cost_now_min, usual_cost_min: usual,
                latest_min: if has_deadline { latest } else { f64::INFINITY },
                batch_min: has_batch.then_some(batch),
            };
            let latest_waits: Vec<f64> = [Urgency::High, Urgency::Normal, Urgency::Low]
                .into_iter()
                .map(|urgency| costs.cheapest(urgency).map_or(0.0, |(way, _)| latest_of(way)))
                .collect();
            // A link that High may not use at all counts as no wait; the broker then brings it now.
            prop_assert!(latest_waits[0] <= latest_waits[1] && latest_waits[1] <= latest_waits[2], "{latest_waits:?}");
            prop_assert!(latest_waits.iter().all(|wait| *wait <= costs.latest_min));
        }
    }
}
