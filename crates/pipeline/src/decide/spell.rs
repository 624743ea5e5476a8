//! Spells: how long one thing was attended to before it was left. What a focus session is once it was long enough.
//!
//! ```text
//! A A A b A A A c c c c c        `b` is a side step of at most a minute; `c` ends the spell on A where A was left
//! [ spell on A ][ on c ...
//! ```
//!
//! The thing is the category, or the app where nothing is categorised, as for focus sessions. The end of a spell is a breakpoint.

use std::collections::VecDeque;

use attentive_types::time::MINUTE;
use attentive_types::{Span, Timestamp, Visit};

/// The longest side step, as of focus sessions.
pub const SIDE_STEP_NANOS: i64 = MINUTE;

/// What one can be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing<'a> {
    /// A category path.
    Category(&'a [String]),
    /// An app without a category.
    App(&'a str),
}

impl<'a> Thing<'a> {
    /// What that visit was on.
    #[must_use]
    pub fn of(visit: &'a Visit) -> Self {
        match visit.category.first() {
            Some(first) if first != "Uncategorized" => Self::Category(&visit.category),
            _ => Self::App(&visit.app),
        }
    }

    /// The first word of the category path, such as `Work`; `None` for an app without a category.
    #[must_use]
    pub fn heading(self) -> Option<&'a str> {
        match self {
            Self::Category(path) => path.first().map(String::as_str),
            Self::App(_) => None,
        }
    }
}

/// One spell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell<'a> {
    /// From the turn to the thing to the last moment on it.
    pub span: Span,
    /// What it was on.
    pub thing: Thing<'a>,
}

impl Spell<'_> {
    /// Its length in minutes.
    #[must_use]
    pub fn minutes(&self) -> f64 {
        self.span.seconds() / 60.0
    }

    /// Whether it is over at that moment: the thing was left for longer than a side step.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        now - self.span.end > SIDE_STEP_NANOS
    }
}

/// The spells in these visits, which are in order of time and do not overlap; the last may still be going on.
#[must_use]
pub fn spells(visits: &[Visit]) -> Vec<Spell<'_>> {
    let (mut all, mut open) = (Vec::new(), None::<Spell<'_>>);
    // What came since the open spell's thing was left: a side step, or what follows.
    let mut aside: Vec<Spell<'_>> = Vec::new();
    let mut next: VecDeque<Spell<'_>> = VecDeque::new();
    for visit in visits {
        next.push_back(Spell { span: visit.span, thing: Thing::of(visit) });
        while let Some(step) = next.pop_front() {
            let Some(spell) = open.as_mut() else {
                open = Some(step);
                continue;
            };
            let is_back = step.thing == spell.thing && step.span.start - spell.span.end <= SIDE_STEP_NANOS;
            if is_back {
                spell.span.end = step.span.end;
                aside.clear();
                continue;
            }
            if step.thing != spell.thing && step.span.end - spell.span.end <= SIDE_STEP_NANOS {
                aside.push(step);
                continue;
            }
            // It is over, and what came since is looked at again: the next may have begun there.
            all.extend(open.take());
            next.push_front(step);
            aside.drain(..).rev().for_each(|step| next.push_front(step));
        }
    }
    all.extend(open);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;

    fn visit(app: &str, from_s: i64, to_s: i64) -> Visit {
        let span = Span::new(Timestamp(from_s * SECOND), Timestamp(to_s * SECOND));
        let category = ["Uncategorized".into()].into();
        Visit { span, app: app.into(), title: "".into(), site: None, category }
    }

    /// The apps of the spells with their lengths in seconds.
    fn found(visits: &[Visit]) -> Vec<(&str, f64)> {
        let named = |spell: Spell<'_>| {
            let on = visits.iter().find(|visit| Thing::of(visit) == spell.thing);
            (on.map_or("", |visit| &*visit.app), spell.span.seconds())
        };
        spells(visits).into_iter().map(named).collect()
    }

    #[test]
    fn a_side_step_ends_nothing_and_a_longer_one_ends_it_where_it_was_left() {
        assert_eq!(found(&[visit("a", 0, 100), visit("b", 100, 150), visit("a", 150, 300)]), [("a", 300.0)]);
        let longer = [visit("a", 0, 100), visit("b", 100, 170), visit("a", 170, 300)];
        assert_eq!(found(&longer), [("a", 100.0), ("b", 70.0), ("a", 130.0)]);
    }

    #[test]
    fn several_short_steps_are_looked_at_again_when_the_spell_is_over() {
        let visits = [visit("a", 0, 100), visit("b", 100, 130), visit("c", 130, 150), visit("b", 150, 400)];
        assert_eq!(found(&visits), [("a", 100.0), ("b", 300.0)]);
    }

    #[test]
    fn a_gap_longer_than_a_side_step_ends_it() {
        assert_eq!(found(&[visit("a", 0, 100), visit("a", 161, 200)]), [("a", 100.0), ("a", 39.0)]);
        assert_eq!(found(&[visit("a", 0, 100), visit("a", 160, 200)]), [("a", 200.0)]);
        assert!(spells(&[]).is_empty());
        assert!(spells(&[visit("a", 0, 100)])[0].is_over(Timestamp(161 * SECOND)));
    }
}
