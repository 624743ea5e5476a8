//! The broker's own replay: the stages, the habits and the queue of the product, asked again whenever the moment may have changed.

use std::collections::BTreeMap;

use attentive_pipeline::decide::{BrokerPolicy, Fate, FocusShares, Held, Weights, look_with, next_look};
use attentive_pipeline::run::{Habits, Pipeline, Present, learn_profile};
use attentive_types::time::{HOUR, SECOND};
use attentive_types::{Demand, Profile, Timestamp};

use super::Usage;
use super::feed::Feed;

/// The queue is looked at so often while something waits, as the product does.
const LOOK_EVERY: i64 = 10 * SECOND;
/// Habits and profile are learnt anew after so long.
const LEARN_EVERY: i64 = HOUR;

/// What became of a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It was delivered.
    At(Timestamp),
    /// It was not brought at all.
    Never,
}

/// What became of each demand, in their order; they are sorted by arrival.
pub fn replay(usage: &Usage, demands: &[Demand], policy: &BrokerPolicy, weights: &Weights) -> Vec<Came> {
    let mut came = vec![Came::Never; demands.len()];
    let mut pipeline = Pipeline::new(usage.settings.clone());
    let mut feed = Feed::new(&usage.recording);
    let mut learnt: Option<(Timestamp, Profile, FocusShares, Habits)> = None;
    let mut waiting: Vec<(usize, Held)> = Vec::new();
    let mut arriving = demands.iter().enumerate().peekable();
    let mut now = demands.first().map_or(usage.judged.end, |first| first.arrived);
    while now < usage.judged.end {
        while let Some((place, demand)) = arriving.next_if(|(_, demand)| demand.arrived <= now) {
            waiting.push((place, Held::from(demand.clone())));
        }
        feed.go_to(now, &mut pipeline);
        let analysis = pipeline.analysis();
        if learnt.as_ref().is_none_or(|(at, ..)| now - *at >= LEARN_EVERY) {
            let profile = learn_profile(analysis, &[], &BTreeMap::new(), &usage.settings);
            let shares = FocusShares::learn(&profile.hours, profile.days_seen);
            let habits = Habits::learn(analysis, &usage.settings.clock, now);
            learnt = Some((now, profile, shares, habits));
        }
        let Some((_, profile, shares, habits)) = &learnt else { break };
        let present = Present::of(analysis, now, &usage.settings.clock);
        let moment = present.moment(shares, profile, habits);
        let held: Vec<Held> = waiting.iter().map(|(_, held)| held.clone()).collect();
        let verdicts = look_with(&held, &moment, policy, weights);
        let mut still = Vec::new();
        for ((place, mut held), verdict) in waiting.into_iter().zip(verdicts) {
            match verdict.fate {
                Fate::Deliver => came[place] = Came::At(now),
                Fate::Drop => {}
                Fate::Hold(promise) => {
                    held.promise = promise;
                    still.push((place, held));
                }
            }
        }
        waiting = still;
        let next_arrival = arriving.peek().map_or(usage.judged.end, |(_, demand)| demand.arrived);
        now = if waiting.is_empty() {
            next_arrival
        } else {
            let all: Vec<Held> = waiting.iter().map(|(_, held)| held.clone()).collect();
            let tick = now.plus(LOOK_EVERY);
            next_look(&all, now).map_or(tick, |promised| promised.min(tick)).min(next_arrival)
        };
    }
    // What still waits when the recording ends is brought then.
    for (place, _) in waiting {
        came[place] = Came::At(usage.judged.end);
    }
    came
}
