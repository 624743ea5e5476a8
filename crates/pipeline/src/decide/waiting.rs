//! What does waiting cost? A price per minute by urgency, and the ways to wait that a deadline leaves.
//!
//! The ways form one chain in which each waits longer than the one before, both on average and at the latest:
//!
//! ```text
//! now < at the next breakpoint, within 2 min < within 5 min < ... < from the hour of the next batch on
//! ```
//!
//! A batch does not come on the stroke of the hour into the middle of something: from its hour on it waits for the next breakpoint or an
//! ordinary moment, for [`Weights::batch_grace_min`] minutes at the longest.
//!
//! Urgency changes the price of a minute and where the chain ends, nothing else. With a higher price the cheapest link never
//! moves to the right, so a more urgent demand never waits longer than the same demand with less urgency.

use attentive_types::Urgency;

use super::outlook::Outlook;
use super::weights::Weights;

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
    /// From the hour of the next batch on, at the first breakpoint or ordinary moment.
    Batch {
        /// The hour, in minutes from now.
        in_min: f64,
        /// At the latest, in minutes from now.
        within_min: f64,
    },
}

/// What the ways to wait are weighed by.
#[derive(Clone, Copy, Debug)]
pub struct WaitingCosts<'a> {
    /// What costs are weighed by.
    pub weights: &'a Weights,
    /// When the present thing ends by itself.
    pub outlook: &'a Outlook,
    /// Cost of interrupting in the middle of what goes on now, in minutes of focus.
    pub whole_cost_min: f64,
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
        let longest = longest_wait_min(urgency) * self.weights.patience;
        let price = price_per_min(urgency) * self.weights.haste;
        let ways = self.chain().into_iter().take_while(|way| latest_of(*way) <= longest);
        ways.map(|way| (way, self.cost(way, price))).reduce(|best, next| if next.1 < best.1 { next } else { best })
    }

    /// All ways to wait that deadline and batch leave, shortest first; the same for every urgency.
    fn chain(&self) -> Vec<Wait> {
        let in_min = self.batch_min.filter(|minutes| *minutes > 0.0 && *minutes <= self.latest_min);
        let batch = in_min.map(|in_min| (in_min, (in_min + self.weights.batch_grace_min).min(self.latest_min)));
        let end = batch.map_or(self.latest_min, |(in_min, _)| in_min);
        let mut limits: Vec<f64> = LIMITS_MIN.into_iter().filter(|limit| *limit < end).collect();
        // A deadline is a limit of its own; what would wait for the hour of a batch goes into the batch.
        if batch.is_none() && end.is_finite() && end > 0.0 {
            limits.push(end);
        }
        let ways = limits.into_iter().map(|within_min| Wait::Breakpoint { within_min });
        ways.chain(batch.map(|(in_min, within_min)| Wait::Batch { in_min, within_min })).collect()
    }

    fn cost(&self, way: Wait, price: f64) -> f64 {
        match way {
            Wait::Breakpoint { within_min } => {
                let reaches_limit = self.outlook.survival(within_min);
                let left = (1.0 - reaches_limit) * self.weights.breakpoint_share + reaches_limit;
                price * self.outlook.mean_left_within(within_min) + left * self.whole_cost_min
            }
            // From its hour on it waits for the end of what goes on then, as far as the grace reaches.
            Wait::Batch { in_min, within_min } => {
                let grace = self.outlook.mean_left_within(within_min) - self.outlook.mean_left_within(in_min);
                price * (in_min + grace) + BATCH_SHARE * self.usual_cost_min
            }
        }
    }
}

fn latest_of(way: Wait) -> f64 {
    match way {
        Wait::Breakpoint { within_min } | Wait::Batch { within_min, .. } => within_min,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use proptest::prelude::*;

    static WEIGHTS: LazyLock<Weights> = LazyLock::new(Weights::default);

    /// Something that lasts so many minutes more on average, however long it has lasted.
    fn ending(mean_min: f64) -> Outlook {
        Outlook::of_stretches([(60.0, 60.0 / mean_min)])
    }

    fn costs(outlook: &Outlook) -> WaitingCosts<'_> {
        let latest_min = f64::INFINITY;
        WaitingCosts {
            weights: &WEIGHTS,
            outlook,
            whole_cost_min: 8.0,
            usual_cost_min: 3.5,
            latest_min,
            batch_min: None,
        }
    }

    #[test]
    fn waiting_pays_while_a_breakpoint_is_likely_enough() {
        // High: a minute costs .2, a breakpoint saves .7 of 8 minutes, so the rate must exceed .2 / 5.6 = 1 in 28 minutes.
        let (soon, late) = (ending(10.0), ending(300.0));
        let (wait, cost) = costs(&soon).cheapest(Urgency::High).unwrap();
        assert_eq!(wait, Wait::Breakpoint { within_min: 15.0 });
        assert!(cost < 8.0);
        let (wait, cost) = costs(&late).cheapest(Urgency::High).unwrap();
        assert_eq!(wait, Wait::Breakpoint { within_min: 2.0 });
        assert!(cost > 8.0, "waiting for what does not come costs more than now");
    }

    #[test]
    fn no_time_left_is_no_way_to_wait() {
        let soon = ending(10.0);
        assert_eq!(WaitingCosts { latest_min: 0.0, ..costs(&soon) }.cheapest(Urgency::Low), None);
        assert_eq!(costs(&soon).cheapest(Urgency::Urgent), None);
    }

    #[test]
    fn what_is_of_low_urgency_goes_into_a_batch_when_one_is_near() {
        let soon = ending(30.0);
        let near = WaitingCosts { batch_min: Some(40.0), ..costs(&soon) };
        assert_eq!(near.cheapest(Urgency::Low).unwrap().0, Wait::Batch { in_min: 40.0, within_min: 70.0 });
    }

    proptest! {
        #[test]
        fn more_urgency_never_waits_longer(
            mean in 0.5..400.0_f64, whole_cost_min in 0.0..30.0_f64, usual in 0.0..30.0_f64,
            latest in 0.1..500.0_f64, has_deadline: bool, batch in 0.1..400.0_f64, has_batch: bool,
        ) {
            let outlook = ending(mean);
            let costs = WaitingCosts {
                weights: &WEIGHTS, outlook: &outlook, whole_cost_min, usual_cost_min: usual,
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
