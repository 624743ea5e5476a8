//! When will the present thing be left? From the person's own spells on things, and from signs beside their age.
//!
//! ```text
//! rate of ending by age (own spells, a prior until they speak)  x  factors by signs (own spells, a prior of "no factor")
//! ```
//!
//! Who has stayed long usually stays longer, and the rate says by how much, for this person ([`Hazard`]). Factors ([`HazardFactors`]) are learnt at
//! moments of past spells, closely at first and then every five minutes of age, by what came within the half hour after each; they weigh so that each minute
//! of a spell counts once.

use attentive_learn::{AtRisk, Hazard, HazardFactors, Lifetime};
use attentive_types::time::{MINUTE, nanos_to_seconds, seconds_to_nanos};
use attentive_types::{LocalClock, Timestamp, Visit};

use super::outlook::Outlook;
use super::signs::{COLUMNS, Past, Signs};
use super::spell::{SIDE_STEP_NANOS, Spell, spells};

/// Ages in minutes between which the rate may change.
const EDGES_MIN: [f64; 10] = [0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 75.0];
/// Mean length of a spell before own ones are known: people worked 11 minutes in one working sphere before they turned to another (Mark, Gonzalez
/// and Harris, 2005, "No task left behind", CHI).
const PRIOR_MEAN_MIN: f64 = 11.0;
/// How many endings the prior is worth, in each age group (this project's choice: a handful).
const PRIOR_WEIGHT: f64 = 3.0;
/// Standard deviation of the prior of each factor's slope (this project's choice: one unit of a sign rarely more than halves or doubles the rate).
const SPREAD: f64 = 0.3;
/// Ages in minutes at which past spells are looked at first, closely, as most end young; and how far apart later.
const YOUNG_MIN: [f64; 5] = [0.33, 1.0, 2.0, 3.0, 4.0];
const LOOK_MIN: f64 = 5.0;
/// Stretches ahead of a look, in minutes, within which signs count as constant.
const AHEAD_MIN: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 8.0, 12.0];
/// Stretches of an outlook: a minute each at first, longer ones later, four hours in all.
const OUTLOOK_MIN: [(usize, f64); 4] = [(8, 0.5), (16, 1.0), (20, 2.0), (36, 5.0)];

/// When things end by themselves, for this person.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakpoints {
    /// By age in minutes; `None` cannot happen with sound priors and means "not known".
    by_age: Option<Hazard>,
    factors: Option<HazardFactors>,
}

/// The spell that is going on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpellNow {
    /// Since when.
    pub since: Timestamp,
    /// Whether its thing is the one that was left for the spell before it, which was the shorter of the two: a return to the work, and no turn to
    /// something new.
    pub is_return: bool,
    /// Minutes of the spell before it; `None` when none came within a break's length before.
    pub before_min: Option<f64>,
    /// What else is known.
    pub signs: Signs,
}

impl SpellNow {
    /// The spell that is going on at that moment; `None` when nothing is in front. `visits` are those up to the moment, a few hours back at least.
    #[must_use]
    pub fn of(visits: &[Visit], now: Timestamp, clock: &LocalClock) -> Option<Self> {
        let all = spells(visits);
        let (last, earlier) = all.split_last()?;
        if last.is_over(now) {
            return None;
        }
        let before = earlier.last().filter(|before| !before.is_over(last.span.start.plus(-4 * MINUTE)));
        let left = earlier.len().checked_sub(2).and_then(|place| earlier.get(place));
        let is_return = before
            .zip(left)
            .is_some_and(|(before, left)| left.thing == last.thing && left.minutes() > before.minutes());
        let signs = Past::new(visits).signs(now, last.thing, earlier.last(), clock);
        Some(Self { since: last.span.start, is_return, before_min: before.map(Spell::minutes), signs })
    }

    /// Its age in minutes.
    #[must_use]
    pub fn age_min(&self, now: Timestamp) -> f64 {
        nanos_to_seconds((now - self.since).max(0)) / 60.0
    }
}

impl Breakpoints {
    /// Learns from the person's own visits, oldest first; the last spell counts as going on.
    #[must_use]
    pub fn learn(visits: &[Visit], clock: &LocalClock) -> Self {
        let mut learnt = Self::by_age(visits);
        learnt.factors = learnt.by_age.as_ref().and_then(|by_age| fit_factors(by_age, visits, clock));
        learnt
    }

    /// The same by age alone, without signs: what the factors are held against.
    #[must_use]
    pub fn by_age(visits: &[Visit]) -> Self {
        let all = spells(visits);
        let ended = all.len().saturating_sub(1);
        let lives: Vec<Lifetime> = all
            .iter()
            .enumerate()
            .map(|(place, spell)| Lifetime { length: spell.minutes(), has_ended: place < ended })
            .collect();
        Self { by_age: Hazard::fit(&lives, &EDGES_MIN, PRIOR_MEAN_MIN, PRIOR_WEIGHT), factors: None }
    }

    /// How soon a spell of that age ends; without signs by age alone.
    #[must_use]
    pub fn outlook(&self, age_min: f64, signs: Option<&Signs>) -> Outlook {
        let lengths = OUTLOOK_MIN.into_iter().flat_map(|(count, minutes)| std::iter::repeat_n(minutes, count));
        let mut from = 0.0;
        let stretches = lengths.map(|minutes| {
            let middle = from + minutes / 2.0;
            let alone = self.by_age.as_ref().map_or(0.0, |hazard| hazard.expected(age_min + from, minutes));
            from += minutes;
            let factor = match (&self.factors, signs) {
                (Some(factors), Some(signs)) => factors.log_factor(&signs.ahead(middle)).exp(),
                _ => 1.0,
            };
            (minutes, alone * factor)
        });
        Outlook::of_stretches(stretches)
    }

    /// P(a spell of that age reaches another age), both in minutes; 1 when it has.
    #[must_use]
    pub fn reaches(&self, age_min: f64, until_min: f64, signs: Option<&Signs>) -> f64 {
        if age_min >= until_min { 1.0 } else { self.outlook(age_min, signs).survival(until_min - age_min) }
    }

    /// How many endings of own spells were seen.
    #[must_use]
    pub fn seen(&self) -> u32 {
        self.by_age.as_ref().map_or(0, Hazard::ended)
    }
}

/// The factors that fit the past best.
fn fit_factors(by_age: &Hazard, visits: &[Visit], clock: &LocalClock) -> Option<HazardFactors> {
    let (past, all) = (Past::new(visits), spells(visits));
    let (mut rows, mut x) = (Vec::new(), Vec::new());
    let ended = all.len().saturating_sub(1);
    for (place, spell) in all.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| all.get(place));
        for age_min in look_ages().take_while(|age_min| *age_min < spell.minutes()) {
            let look = spell.span.start.plus(seconds_to_nanos(age_min * 60.0).unwrap_or(0));
            let signs = past.signs(look, spell.thing, before, clock);
            add_look(&mut rows, &mut x, by_age, &signs, (age_min, spell.minutes(), place < ended));
        }
        if place < ended {
            add_late_look(&mut rows, &mut x, by_age, &past, (spell, before), clock);
        }
    }
    HazardFactors::fit(&rows, &x, COLUMNS, SPREAD)
}

/// The ages in minutes at which spells are looked at.
fn look_ages() -> impl Iterator<Item = f64> {
    YOUNG_MIN.into_iter().chain((1..).map(|number| f64::from(number) * LOOK_MIN))
}

/// How many looks reach a minute at that age.
fn looks_at(age_min: f64) -> f64 {
    let reach: f64 = AHEAD_MIN.iter().sum();
    let seen = |look: &f64| *look > age_min - reach;
    let count = look_ages().take_while(|look| *look <= age_min).filter(seen).count();
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)).max(1.0)
}

/// That a thing was left is known only when it was left for longer than a side step: until then it seems to go on, and who looks then sees one that has
/// ended. An ending counts once, and is seen from as many minutes as the spell had, half an hour at most; this is one more.
fn add_late_look(
    rows: &mut Vec<AtRisk>,
    x: &mut Vec<f64>,
    by_age: &Hazard,
    past: &Past<'_>,
    (spell, before): (&Spell<'_>, Option<&Spell<'_>>),
    clock: &LocalClock,
) {
    let reach: f64 = AHEAD_MIN.iter().sum();
    let share = nanos_to_seconds(SIDE_STEP_NANOS) / 60.0 / spell.minutes().clamp(1.0, reach);
    let look = spell.span.end.plus(SIDE_STEP_NANOS / 2);
    let signs = past.signs(look, spell.thing, before, clock);
    let expected = by_age.expected(spell.minutes(), 0.5);
    rows.push(AtRisk { expected: share * expected, ended: share });
    x.extend(signs.ahead(0.0));
}

/// One look at a past spell: what was expected and what came in each stretch ahead. Looks overlap, and a minute at some age is seen by as many as reach
/// it: each weighs by that, so that every minute counts once. The weight must not depend on how long the spell lasted in the end, which nobody knew at the
/// look: minutes of long spells would count for less, and all things seem to end sooner than they do.
fn add_look(
    rows: &mut Vec<AtRisk>,
    x: &mut Vec<f64>,
    by_age: &Hazard,
    signs: &Signs,
    (age_min, whole_min, has_ended): (f64, f64, bool),
) {
    let mut from = 0.0;
    for minutes in AHEAD_MIN {
        let left = whole_min - age_min - from;
        if left <= 0.0 {
            break;
        }
        let ends = has_ended && left < minutes;
        let expected = by_age.expected(age_min + from, minutes.min(left));
        let weight = 1.0 / looks_at(age_min + from + minutes / 2.0);
        rows.push(AtRisk { expected: weight * expected, ended: weight * f64::from(u8::from(ends)) });
        x.extend(signs.ahead(from + minutes / 2.0));
        from += minutes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;
    use attentive_types::Span;
    use attentive_types::time::SECOND;

    fn visit(app: &str, from_s: i64, to_s: i64) -> Visit {
        let span = Span::new(Timestamp(from_s * SECOND), Timestamp(to_s * SECOND));
        Visit { span, app: app.into(), title: "".into(), site: None, category: ["Uncategorized".into()].into() }
    }

    /// Visits of so many minutes, one after another, in turns on three things.
    fn past(minutes: &[i64]) -> Vec<Visit> {
        let mut from = 0;
        let each = |(place, minutes): (usize, &i64)| {
            let one = visit(["a", "b", "c"][place % 3], from, from + minutes * 60);
            from += minutes * 60;
            one
        };
        minutes.iter().enumerate().map(each).collect()
    }

    #[test]
    fn a_person_with_long_spells_is_expected_to_go_on_longer() {
        let left = |minutes: i64| {
            let visits = past(&vec![minutes; 60]);
            Breakpoints::learn(&visits, &LocalClock::utc()).outlook(5.0, None).median_left_min().unwrap()
        };
        assert!(left(80) > 2.0 * left(15), "{} and {}", left(80), left(15));
    }

    #[test]
    fn without_any_past_the_prior_answers() {
        let breakpoints = Breakpoints::learn(&[], &LocalClock::utc());
        let outlook = breakpoints.outlook(0.0, None);
        assert!((outlook.survival(11.0) - (-1.0_f64).exp()).abs() < 1e-9);
        assert_eq!(breakpoints.seen(), 0);
        assert!((breakpoints.reaches(20.0, 15.0, None) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn who_leaves_soon_after_a_lively_while_is_expected_to_when_it_is_lively() {
        // After two quick looks at other things come short spells, after none long ones.
        let mut random = SplitMix64::new(4);
        let (mut visits, mut at) = (Vec::new(), 0);
        for round in 0..300 {
            let is_lively = random.next_unit() < 0.5;
            let minutes = if is_lively { 3 } else { 25 } + i64::try_from(random.next_place(4).unwrap()).unwrap();
            let app = ["a", "b"][round % 2];
            let end = at + minutes * 60;
            if is_lively {
                // Quick side steps on the way.
                while at + 60 < end {
                    visits.extend([visit(app, at, at + 30), visit("c", at + 30, at + 40)]);
                    at += 40;
                }
            }
            visits.push(visit(app, at, end));
            at = end;
        }
        let clock = LocalClock::utc();
        let breakpoints = Breakpoints::learn(&visits, &clock);
        let look = |lively: bool| {
            let mut now = vec![visit("a", 0, if lively { 120 } else { 150 })];
            if lively {
                now.extend([visit("c", 120, 125), visit("a", 125, 130), visit("c", 130, 135), visit("a", 135, 150)]);
            }
            let spell = SpellNow::of(&now, Timestamp(150 * SECOND), &clock).unwrap();
            breakpoints.outlook(2.5, Some(&spell.signs)).survival(5.0)
        };
        assert!(look(true) < look(false) - 0.08, "{} and {}", look(true), look(false));
    }

    #[test]
    fn signs_that_say_nothing_change_nothing() {
        // Whole minutes, exponential with a mean of eleven: no sign foretells anything.
        let mut random = SplitMix64::new(8);
        let minutes: Vec<i64> =
            (0..600).map(|_| 1 + (-10.0 * (1.0 - random.next_unit()).ln()).round() as i64).collect();
        let (visits, clock) = (past(&minutes), LocalClock::utc());
        let (by_age, both) = (Breakpoints::by_age(&visits), Breakpoints::learn(&visits, &clock));
        let now = Timestamp(minutes.iter().sum::<i64>() * 60 * SECOND);
        let spell = SpellNow::of(&visits, now, &clock).unwrap();
        for (age_min, ahead_min) in [(0.5, 5.0), (3.0, 10.0), (12.0, 15.0)] {
            let alone = by_age.outlook(age_min, None).survival(ahead_min);
            let with_signs = both.outlook(age_min, Some(&spell.signs)).survival(ahead_min);
            assert!((alone - with_signs).abs() < 0.06, "{age_min} {ahead_min}: {alone} and {with_signs}");
        }
    }

    #[test]
    fn a_spell_on_what_was_left_before_is_a_return() {
        let now = |visits: &[Visit], at_s: i64| SpellNow::of(visits, Timestamp(at_s * SECOND), &LocalClock::utc());
        let there_and_back = [visit("a", 0, 600), visit("b", 600, 700), visit("a", 700, 800)];
        let spell = now(&there_and_back, 800).unwrap();
        assert_eq!((spell.is_return, spell.since), (true, Timestamp(700 * SECOND)));
        let glance_before = [visit("b", 0, 90), visit("a", 90, 1_500), visit("b", 1_500, 1_600)];
        assert!(!now(&glance_before, 1_600).unwrap().is_return, "long work was left, whatever was looked at before it");
        let onwards = [visit("a", 0, 600), visit("b", 600, 700), visit("c", 700, 800)];
        assert!(!now(&onwards, 800).unwrap().is_return);
        assert!((now(&onwards, 800).unwrap().age_min(Timestamp(760 * SECOND)) - 1.0).abs() < 1e-9);
        assert_eq!(now(&onwards, 870), None);
        assert_eq!(now(&[], 0), None);
    }
}
