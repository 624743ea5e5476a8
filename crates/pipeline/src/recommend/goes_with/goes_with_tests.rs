//! Made-up weeks: what was planted is found, and with nothing planted little is said.

use attentive_types::time::{DAY, HOUR, MINUTE};
use attentive_types::{FocusSession, LocalClock, PresenceKind, PresenceSignal, PresenceSpan, Span, Timestamp, Visit};

use super::*;
use crate::patterns::TitleNames;

/// What lies in made-up weeks.
#[derive(Default)]
struct Weeks {
    presence: Vec<PresenceSpan>,
    focus: Vec<FocusSession>,
    visits: Vec<Visit>,
}

/// Days from nine to five with a break at noon. In each quarter some of ten apps are used, `chat` more often in the afternoon, which is less focused
/// anyway; after a quarter with `chat` the next two hold `costs` minutes less of focus each.
fn weeks(days: i64, costs: f64, seed: u64) -> Weeks {
    let mut generator = SplitMix64::new(seed);
    let mut weeks = Weeks::default();
    for day in 0..days {
        let level = 9.0 + 1.5 * generator.next_normal();
        for (from, to) in [(9 * 4, 12 * 4), (13 * 4, 17 * 4)] {
            let start = Timestamp(day * DAY + from * 15 * MINUTE);
            let span = Span::new(start, Timestamp(day * DAY + to * 15 * MINUTE));
            weeks.presence.push(PresenceSpan { span, kind: PresenceKind::Present, decided_by: PresenceSignal::Input });
            let mut since_chat = 9;
            for quarter in from..to {
                let at = Timestamp(day * DAY + quarter * 15 * MINUTE);
                let late = if quarter >= 13 * 4 { 2.5 } else { 0.0 };
                let cost = if since_chat <= 2 { costs } else { 0.0 };
                let minutes = (level - late - cost + 2.5 * generator.next_normal()).clamp(0.5, 14.5);
                push_focus(&mut weeks, at, minutes);
                let mut offset = 0;
                for app in 0..10 {
                    let is_chat = app == 0;
                    let often = match (is_chat, late > 0.0) {
                        (true, true) => 0.3,
                        (true, false) => 0.1,
                        (false, _) => 0.2,
                    };
                    if generator.next_unit() < often {
                        push_visit(
                            &mut weeks,
                            &if is_chat { "chat".to_owned() } else { format!("app{app}") },
                            at.plus(offset),
                        );
                        offset += 70 * MINUTE / 60;
                        since_chat = if is_chat { 0 } else { since_chat };
                    }
                }
                since_chat += 1;
            }
        }
    }
    weeks
}

#[expect(clippy::cast_possible_truncation, reason = "minutes of a quarter")]
fn push_focus(weeks: &mut Weeks, at: Timestamp, minutes: f64) {
    weeks.focus.push(FocusSession {
        span: Span::new(at, at.plus((minutes * 60.0) as i64 * MINUTE / 60)),
        on: "work".into(),
        focused_s: minutes * 60.0,
        side_steps: 0,
        broken_by: "away".into(),
        is_open: false,
    });
}

fn push_visit(weeks: &mut Weeks, app: &str, at: Timestamp) {
    weeks.visits.push(Visit {
        span: Span::new(at, at.plus(65 * MINUTE / 60)),
        app: app.into(),
        title: "".into(),
        site: None,
        category: ["Uncategorized".into()].into(),
    });
}

fn look(weeks: &Weeks) -> GoesWith {
    let (clock, names) = (LocalClock::utc(), TitleNames::default());
    goes_with(&Past {
        clock: &clock,
        presence: &weeks.presence,
        focus_sessions: &weeks.focus,
        visits: &weeks.visits,
        names: &names,
        notifications: &[],
        surroundings: &[],
    })
}

fn is_app(told: &Told) -> bool {
    matches!(told.about, About::App { .. })
}

#[test]
fn an_app_after_which_focus_falls_is_found_with_its_size() {
    let told = look(&weeks(40, 3.0, 1));
    let chat = told.found.iter().find(|one| one.about == About::App { name: "chat".into() }).expect("it is found");
    // Two quarters of three minutes less each, but for those without it that lie near another one.
    assert!(chat.effect_min.is_below_zero() && (-6.0..-3.5).contains(&chat.effect_min.value), "{chat:?}");
    assert!(told.found.iter().filter(|one| is_app(one)).count() <= 2, "{:?}", told.found);
    assert_eq!(told.days, 40);
}

#[test]
fn hours_that_are_less_focused_are_found_as_hours() {
    let told = look(&weeks(40, 0.0, 2));
    let late =
        told.found.iter().find(|one| one.about == About::Hours { from: 14, to: 16 }).expect("the afternoon is found");
    assert!(late.effect_min.is_below_zero(), "{late:?}");
}

#[test]
fn with_nothing_planted_an_app_is_said_in_a_tenth_of_pasts_at_most() {
    // Hours do differ in these weeks, so apps are judged by themselves: with none that matters, anything said is chance.
    let runs = 120;
    let wrong = (0..runs).filter(|seed| {
        let weeks = weeks(25, 0.0, 1_000 + seed);
        let (clock, names) = (LocalClock::utc(), TitleNames::default());
        let past = Past {
            clock: &clock,
            presence: &weeks.presence,
            focus_sessions: &weeks.focus,
            visits: &weeks.visits,
            names: &names,
            notifications: &[],
            surroundings: &[],
        };
        let apps: Vec<(About, Vec<Case>)> = candidates::of(&slots(&past), &past)
            .into_iter()
            .filter(|(about, _)| matches!(about, About::App { .. }))
            .collect();
        assert_eq!(apps.len(), 10);
        !judged(apps).found.is_empty()
    });
    // 12 are allowed; three standard errors of that are 10.
    let wrong = wrong.count();
    assert!(wrong <= 22, "{wrong} of {runs} pasts without any effect gave one");
}

#[test]
fn few_days_say_how_many_lack() {
    let told = look(&weeks(4, 6.0, 3));
    assert!(told.found.is_empty() && told.unsure.is_empty());
    assert!(told.lacking.iter().all(|one| (1..=10).contains(&one.days)), "{:?}", told.lacking);
    assert_eq!(look(&Weeks::default()), GoesWith::default());
}

#[test]
fn a_break_after_long_work_that_helps_is_found() {
    let mut weeks = Weeks::default();
    let mut generator = SplitMix64::new(4);
    for day in 0..60 {
        // Three hours in the morning and three after noon; a coin says which of them has a break of a quarter after 75.
        let morning_has_break = generator.next_unit() < 0.5;
        for (hour, has_break) in [(9, morning_has_break), (14, !morning_has_break)] {
            let start = Timestamp(day * DAY + hour * HOUR);
            let spans = if has_break { vec![(0, 75), (90, 180)] } else { vec![(0, 180)] };
            for (from, to) in spans {
                let span = Span::new(start.plus(from * MINUTE), start.plus(to * MINUTE));
                weeks.presence.push(PresenceSpan {
                    span,
                    kind: PresenceKind::Present,
                    decided_by: PresenceSignal::Input,
                });
            }
            for quarter in 0..12 {
                let helped = if has_break && (quarter == 6 || quarter == 7) { 4.0 } else { 0.0 };
                let minutes = (6.0 + helped + 2.0 * generator.next_normal()).clamp(0.5, 14.0);
                push_focus(&mut weeks, start.plus(quarter * 15 * MINUTE), minutes);
            }
        }
    }
    let told = look(&weeks);
    let about = About::BreakAfter { from_min: 60, to_min: Some(90) };
    let own = told.found.iter().find(|one| one.about == about).expect("it is found");
    assert!((5.0..11.0).contains(&own.effect_min.value), "four minutes in each of two quarters: {own:?}");
}
