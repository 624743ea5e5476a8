//! Which of the person's own tools, people, hours, breaks and surroundings go with more or less focus afterwards? An association, not a cause.
//!
//! ```text
//! the last weeks ──> quarters of an hour at the machine: what was used, and how focused the half hour AFTER was        slot.rs
//!     each thing ──> quarters with it against quarters without, levels of day and of (hour, focus BEFORE) taken out    association.rs
//!     all things ──> Benjamini and Hochberg: of what is said, a tenth is expected to be chance                         discovery.rs
//!                └─> said · looked at and not sure · not enough yet: so many days more                                 mod.rs
//! ```
//!
//! What is compared lies before what it is compared by, so that "a quarter with the editor is focused because the editor is what one focuses in" does not
//! count by itself. Hours, days and how focused one already was are held equal; what else goes with a thing is not, and so nothing here says "because".
//! What prompts do is measured by chance (`evaluate`); for these things a trial is the person's to make.
//!
//! Recommenders of `learn` have no part in this: collaborative filtering says what is used together, and one person's few dozen days and things hold
//! nothing that tells more of focus than these contrasts (decision 0027).

pub mod association;
mod breaks;
mod candidates;
pub mod discovery;
pub mod slot;
mod surroundings;
pub mod words;

use attentive_learn::{Estimate, SplitMix64};
use serde::Serialize;

use association::{Case, Lack, association};
pub use slot::{Past, Slot, slots};
pub use surroundings::Surrounding;

/// Of what is said to go with focus, this share is expected to be chance (the usual choice for looks that are followed up).
pub const FALSE_SHARE: f64 = 0.1;
/// Things of one kind that are told as not known yet, at most.
const MOST_LACKING: usize = 12;
/// The seed of all draws: the same past gives the same answer.
const SEED: u64 = 0x90e5_0027;

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum About {
    /// A quarter with an app against quarters without it.
    App {
        /// Its name.
        name: String,
    },
    /// A quarter with a site against quarters without it.
    Site {
        /// Its domain.
        name: String,
    },
    /// A quarter with a mail, a chat or a meeting that names somebody, against quarters with others.
    Person {
        /// Whom.
        name: String,
    },
    /// Some hours of the day against the others of the same days.
    Hours {
        /// The first hour, 0 to 23.
        from: u8,
        /// The hour at which they are over, 1 to 24.
        to: u8,
    },
    /// A break after so much work without one, against going on.
    BreakAfter {
        /// Minutes of work before it, at least.
        from_min: u32,
        /// Minutes of work before it, less than this; `None` without a bound.
        to_min: Option<u32>,
    },
    /// Quarters in which a notification came, against quiet ones of the same days.
    Notifications,
    /// Quarters in which the surroundings were of one value, against others of which they are known.
    Surrounding {
        /// What: `noise`, `light`, `music`, `place`, `mode`, or another word.
        what: String,
        /// The value; `high` for the upper half of numbers.
        value: String,
    },
}

/// A thing with how the half hour after it differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// What.
    pub about: About,
    /// Minutes of focus in half an hour at the machine, with it less without it.
    pub effect_min: Estimate,
    /// Mean minutes of focus in the half hour after quarters without it.
    pub usual_min: f64,
    /// On how many days both were seen, in whole days' worth.
    pub days: u32,
    /// Quarters with it.
    pub with: u32,
    /// Quarters without it.
    pub without: u32,
    /// How often chance alone would show as much.
    pub p: f64,
}

/// A thing of which too little is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lacking {
    /// What.
    pub about: About,
    /// Days with both that lack at least.
    pub days: u32,
    /// Quarters of the rarer side that lack at least.
    pub times: u32,
}

/// What the past says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GoesWith {
    /// What is said, the largest first. Intervals hold for what is said together: of them a tenth is expected to miss.
    pub found: Vec<Told>,
    /// What was looked at and shows nothing sure; intervals of 95 %, each by itself.
    pub unsure: Vec<Told>,
    /// What needs more days, the nearest first.
    pub lacking: Vec<Lacking>,
    /// Days with presence that were looked at.
    pub days: u32,
    /// How many things were looked at.
    pub looks: u32,
}

/// Looks at everything.
#[must_use]
pub fn goes_with(past: &Past<'_>) -> GoesWith {
    let slots = slots(past);
    let mut cases = candidates::of(&slots, past);
    cases.extend(breaks::of(past));
    let mut all = judged(cases);
    let mut days: Vec<i64> = slots.iter().map(|slot| slot.day).collect();
    days.dedup();
    all.days = u32::try_from(days.len()).unwrap_or(u32::MAX);
    all
}

/// Cases of each thing, weighed together.
fn judged(candidates: Vec<(About, Vec<Case>)>) -> GoesWith {
    let mut answer = GoesWith::default();
    let mut known = Vec::new();
    for (place, (about, cases)) in candidates.into_iter().enumerate() {
        let mut generator = SplitMix64::keyed(SEED, &[place as u64]);
        match association(&cases, &mut generator) {
            Ok(association) => known.push((about, association)),
            Err(Lack { days, times }) => answer.lacking.push(Lacking { about, days, times }),
        }
    }
    let chances: Vec<f64> = known.iter().map(|(_, association)| association.p).collect();
    let found = discovery::discoveries(&chances, FALSE_SHARE);
    answer.looks = u32::try_from(known.len()).unwrap_or(u32::MAX);
    for ((about, association), is_found) in known.into_iter().zip(&found.is_found) {
        let level = if *is_found { found.level } else { 0.95 };
        let told = Told {
            about,
            effect_min: association.interval(level),
            usual_min: association.usual,
            days: association.days,
            with: association.with,
            without: association.without,
            p: association.p,
        };
        if *is_found { answer.found.push(told) } else { answer.unsure.push(told) }
    }
    for list in [&mut answer.found, &mut answer.unsure] {
        list.sort_by(|one, other| other.effect_min.value.abs().total_cmp(&one.effect_min.value.abs()));
    }
    answer
        .lacking
        .sort_by(|one, other| (one.days, one.times, &one.about).cmp(&(other.days, other.times, &other.about)));
    answer.lacking.truncate(MOST_LACKING);
    answer
}

#[cfg(test)]
#[path = "goes_with_tests.rs"]
mod tests;
