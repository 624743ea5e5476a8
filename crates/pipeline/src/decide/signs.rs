//! Signs: what, beside its age, tells how soon a spell will end. From visits up to a moment, never after it.
//!
//! | column | what it is |
//! | --- | --- |
//! | `pace` | ln(1 + switches between apps in the last 10 min), less ln 6: five are ordinary |
//! | `pace_soon` | the same, fading with the minutes that one looks ahead (e-fold 10 min): what holds now does not hold for ever |
//! | `before` | ln(1 + minutes of the spell before), less ln 6; short ones follow short ones |
//! | `unbroken` | ln(1 + minutes since a break of 5 min), less ln 61 |
//! | `work`, `talk`, `media` | whether the thing's category begins so; an app without a category is none of them |
//! | `day_sin`, `day_cos`, `half_sin`, `half_cos` | the hour, as waves of a day and of half a day |

use attentive_types::time::{DAY, MINUTE, nanos_to_seconds};
use attentive_types::{LocalClock, Timestamp, Visit};

use super::spell::{Spell, Thing};

/// How many columns there are.
pub const COLUMNS: usize = 11;
/// How far back switches are counted.
const PACE_NANOS: i64 = 10 * MINUTE;
/// An absence at least this long is a break.
const BREAK_NANOS: i64 = 5 * MINUTE;
/// What the pace says of later fades with this many minutes.
const FADE_MIN: f64 = 10.0;

/// What is known at one moment of one spell. [`Signs::ahead`] gives the columns for some minutes later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signs {
    columns: [f64; COLUMNS],
}

impl Signs {
    /// The columns, for an end so many minutes ahead.
    #[must_use]
    pub fn ahead(&self, minutes: f64) -> [f64; COLUMNS] {
        let mut columns = self.columns;
        columns[1] *= (-minutes.max(0.0) / FADE_MIN).exp();
        columns
    }
}

/// Visits, made ready to be asked about any moment.
#[derive(Clone, Debug)]
pub struct Past<'a> {
    visits: &'a [Visit],
    /// For each visit how many switches between apps there were up to its start.
    switches: Vec<u32>,
    /// For each visit when the stretch without a break began.
    unbroken_since: Vec<Timestamp>,
}

impl<'a> Past<'a> {
    /// From visits in order of time.
    #[must_use]
    pub fn new(visits: &'a [Visit]) -> Self {
        let (mut switches, mut unbroken_since) = (Vec::with_capacity(visits.len()), Vec::with_capacity(visits.len()));
        let (mut count, mut since, mut before) = (0, None::<Timestamp>, None::<&Visit>);
        for visit in visits {
            count += u32::from(before.is_some_and(|before| before.app != visit.app));
            let is_after_break = before.is_some_and(|before| visit.span.start - before.span.end >= BREAK_NANOS);
            let from = since.filter(|_| !is_after_break).unwrap_or(visit.span.start);
            (since, before) = (Some(from), Some(visit));
            switches.push(count);
            unbroken_since.push(from);
        }
        Self { visits, switches, unbroken_since }
    }

    /// The signs at a moment of a spell, with the spell before it.
    #[must_use]
    pub fn signs(&self, now: Timestamp, thing: Thing<'_>, before: Option<&Spell<'_>>, clock: &LocalClock) -> Signs {
        let begun = |by: Timestamp| self.visits.partition_point(|visit| visit.span.start <= by);
        let counted =
            |place: usize| place.checked_sub(1).and_then(|last| self.switches.get(last)).copied().unwrap_or(0);
        let here = begun(now);
        let switches = f64::from(counted(here).saturating_sub(counted(begun(now.plus(-PACE_NANOS)))));
        let since = here.checked_sub(1).and_then(|last| self.unbroken_since.get(last)).copied().unwrap_or(now);
        let before_min = before.map_or(0.0, Spell::minutes);
        let log = |value: f64, ordinary: f64| value.ln_1p() - ordinary.ln_1p();
        let is = |heading: &str| f64::from(u8::from(thing.heading() == Some(heading)));
        let share = nanos_to_seconds(clock.local_nanos(now).rem_euclid(DAY)) / nanos_to_seconds(DAY);
        let (day, half) = ((share * std::f64::consts::TAU).sin_cos(), (share * 2.0 * std::f64::consts::TAU).sin_cos());
        let pace = log(switches, 5.0);
        let columns = [
            pace,
            pace,
            log(before_min, 5.0),
            log(nanos_to_seconds((now - since).max(0)) / 60.0, 60.0),
            is("Work"),
            is("Communication"),
            is("Media"),
            day.0,
            day.1,
            half.0,
            half.1,
        ];
        Signs { columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Span;

    fn visit(app: &str, from_min: i64, to_min: i64) -> Visit {
        let span = Span::new(Timestamp(from_min * MINUTE), Timestamp(to_min * MINUTE));
        Visit { span, app: app.into(), title: "".into(), site: None, category: ["Work".into()].into() }
    }

    #[test]
    fn switches_are_counted_over_ten_minutes_and_a_break_begins_anew() {
        let visits = [visit("a", 0, 1), visit("b", 1, 2), visit("a", 2, 3), visit("a", 13, 30), visit("b", 30, 40)];
        let past = Past::new(&visits);
        let at =
            |minutes: i64| past.signs(Timestamp(minutes * MINUTE), Thing::of(&visits[0]), None, &LocalClock::utc());
        let (busy, calm, late) = (at(3), at(29), at(35));
        assert!((busy.columns[0] - (3.0_f64.ln() - 6.0_f64.ln())).abs() < 1e-12);
        assert!((calm.columns[0] + 6.0_f64.ln()).abs() < 1e-12);
        // The stretch began at 13.
        assert!((late.columns[3] - (23.0_f64.ln() - 61.0_f64.ln())).abs() < 1e-12);
        assert!((late.columns[4] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_comes_after_a_moment_does_not_change_its_signs() {
        let visits: Vec<Visit> =
            (0..20).map(|step| visit(["a", "b", "c"][step % 3], step as i64 * 2, step as i64 * 2 + 2)).collect();
        let now = Timestamp(21 * MINUTE);
        let of = |visits: &[Visit]| Past::new(visits).signs(now, Thing::of(&visits[0]), None, &LocalClock::utc());
        assert_eq!(of(&visits), of(&visits[..11]));
    }

    #[test]
    fn the_pace_of_now_fades_and_the_rest_stays() {
        let visits = [visit("a", 0, 1)];
        let signs = Past::new(&visits).signs(Timestamp(0), Thing::of(&visits[0]), None, &LocalClock::utc());
        let (now, later) = (signs.ahead(0.0), signs.ahead(1e6));
        assert!(now[1] < 0.0 && later[1].abs() < 1e-12);
        assert_eq!((now[0], &now[2..]), (later[0], &later[2..]));
    }
}
