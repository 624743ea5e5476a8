//! Is there an occasion now, and what is known about it? Gives suggestions, the largest expected gain first.

use std::collections::BTreeMap;

use attentive_learn::{Estimate, wilson_interval};
use attentive_types::time::MINUTE;
use attentive_types::{PresenceKind, PresenceSpan, PromptKind, Reason, Span, State, StateKind, Suggestion, Timestamp};

use super::finding::{Finding, FindingAbout};
use super::hour_record::BREAK_NANOS;
use crate::decide::plan::FocusShares;
use crate::decide::reason::{measured, sort_strongest_first};
use crate::decide::{Moment, Stay};

/// A break is suggested from this many minutes at the machine without one. Health and safety bodies advise a short break every
/// hour of screen work (UK Health and Safety Executive); we wait half an hour longer, so as not to end what runs well.
pub const LONG_STRETCH_MIN: f64 = 90.0;
/// How far back one looks for scatter.
const SCATTER_NANOS: i64 = 15 * MINUTE;
/// This share of what had a state in that time must have been scattered (this project's choice).
const SCATTER_SHARE: f64 = 2.0 / 3.0;
/// At least so much of that time must have had a state, in seconds: one window.
const MIN_STATE_S: f64 = 5.0 * 60.0;
/// An app must have broken at least this many focus sessions.
const MIN_BREAKS: u32 = 5;
/// And the lower end of the interval of its share among all that broke them must be at least this.
const MIN_BREAK_SHARE: f64 = 0.2;
/// And it must have been in front within this time.
const RECENT_NANOS: i64 = 60 * MINUTE;
/// What can break a session without being an app.
const NO_APPS: [&str; 5] = ["away", "lock", "call", "no signal", "end of data"];

/// All that an occasion is judged by. Lists are oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The facts of this moment.
    pub moment: &'a Moment<'a>,
    /// The person's own shares of hours in focus.
    pub shares: &'a FocusShares,
    /// What goes with focus, for this person.
    pub findings: &'a [Finding],
    /// What broke focus sessions, with counts.
    pub breakers: &'a BTreeMap<String, u32>,
    /// Presence up to now.
    pub presence: &'a [PresenceSpan],
    /// States up to now.
    pub states: &'a [State],
    /// Stays in apps up to now.
    pub stays: &'a [Stay<'a>],
}

/// What might help now. Empty when nobody is there or in a call, when there is no occasion, or when the own history says that it
/// would not help.
#[must_use]
pub fn suggest(occasion: &Occasion<'_>) -> Vec<Suggestion> {
    let moment = occasion.moment;
    if !moment.is_present() || moment.is_in_call() {
        return Vec::new();
    }
    let all = [take_break(occasion), start_focus(occasion), pick_one_thing(occasion), close_distraction(occasion)];
    let mut suggestions: Vec<Suggestion> = all.into_iter().flatten().collect();
    for suggestion in &mut suggestions {
        sort_strongest_first(&mut suggestion.reasons);
    }
    let gain = |suggestion: &Suggestion| suggestion.expected_gain_min.unwrap_or(0.0);
    suggestions.sort_by(|one, other| gain(other).total_cmp(&gain(one)).then(one.kind.cmp(&other.kind)));
    suggestions
}

/// A long stretch at the machine without a break.
fn take_break(occasion: &Occasion<'_>) -> Option<Suggestion> {
    let stretch_min = stretch_min(occasion.presence, occasion.moment.now);
    if stretch_min < LONG_STRETCH_MIN {
        return None;
    }
    let own = occasion.find(&FindingAbout::AfterBreak);
    if own.is_some_and(|finding| finding.contrast.difference_min.is_below_zero()) {
        return None;
    }
    let text = format!("you have been at it for {stretch_min:.0} min without a break of 5 min");
    let reasons = vec![measured("long-stretch", text, (stretch_min, "min"), stretch_min / LONG_STRETCH_MIN)];
    Some(suggestion(PromptKind::TakeBreak, "", own, 1.0, reasons))
}

/// One of the person's good hours, and no focus yet.
fn start_focus(occasion: &Occasion<'_>) -> Option<Suggestion> {
    let moment = occasion.moment;
    if moment.is_in_focus() {
        return None;
    }
    let hour = moment.clock.hour(moment.now);
    if let Some(own) = occasion.find(&FindingAbout::Hour(hour)) {
        let helps = own.contrast.difference_min.is_above_zero();
        return helps.then(|| suggestion(PromptKind::StartFocus, "", Some(own), 1.0, Vec::new()));
    }
    let expected = occasion.shares.expected(moment.clock.weekday(moment.now), hour)?;
    let above = expected.share - occasion.shares.mean()?;
    if above < 0.2 * occasion.shares.mean()? || above <= 0.0 {
        return None;
    }
    let minutes = expected.share * 60.0;
    let text = format!("at this hour you usually have {minutes:.0} min of focus (over {} days)", expected.days);
    Some(Suggestion {
        kind: PromptKind::StartFocus,
        subject: String::new(),
        expected_gain_min: Some(above * 60.0),
        observations: expected.days,
        reasons: vec![measured("good-hour", text, (minutes, "min"), above * 60.0)],
    })
}

/// A scattered quarter of an hour.
fn pick_one_thing(occasion: &Occasion<'_>) -> Option<Suggestion> {
    if occasion.moment.is_in_focus() || !says_scattered(occasion.moment.state?) {
        return None;
    }
    let now = occasion.moment.now;
    let window = Span::new(now + -SCATTER_NANOS, now);
    let recent = occasion.states.iter().rev().take_while(|state| state.span.end > window.start);
    let (mut known, mut scattered) = (0.0, 0.0);
    for state in recent.filter(|state| state.kind.is_some()) {
        let seconds = state.span.intersect(window).map_or(0.0, Span::seconds);
        known += seconds;
        scattered += if says_scattered(state) { seconds } else { 0.0 };
    }
    if known < MIN_STATE_S || scattered < SCATTER_SHARE * known {
        return None;
    }
    let share = scattered / known;
    let minutes = scattered / 60.0;
    let text = format!("for {minutes:.0} of the last 15 min you have been moving between many things");
    let reasons = vec![measured("scattered", text, (minutes, "min"), share)];
    let own = occasion.find(&FindingAbout::AfterScatter).filter(|own| own.contrast.difference_min.is_below_zero());
    Some(suggestion(PromptKind::PickOneThing, "", own, -1.0, reasons))
}

/// One app breaks most focus sessions and was in front lately.
fn close_distraction(occasion: &Occasion<'_>) -> Option<Suggestion> {
    let all: u32 = occasion.breakers.values().sum();
    let apps = occasion.breakers.iter().filter(|(name, _)| !NO_APPS.contains(&name.as_str()));
    let (app, breaks) = apps.max_by_key(|(_, count)| **count)?;
    let share = wilson_interval(*breaks, all, 0.95)?;
    if *breaks < MIN_BREAKS || share.low < MIN_BREAK_SHARE {
        return None;
    }
    let since = occasion.moment.now + -RECENT_NANOS;
    let mut recent = occasion.stays.iter().rev().take_while(|stay| stay.span.end > since);
    if !recent.any(|stay| stay.app == app) {
        return None;
    }
    let own = occasion.find(&FindingAbout::App(app.clone()));
    if own.is_some_and(|finding| finding.contrast.difference_min.is_above_zero()) {
        return None;
    }
    let text = format!("{app} broke {breaks} of your last {all} focus sessions");
    let reasons = vec![measured("breaks-focus", text, (share.value, ""), share.value)];
    let mut suggestion = suggestion(PromptKind::CloseDistraction, app, own, -1.0, reasons);
    suggestion.observations = suggestion.observations.max(*breaks);
    Some(suggestion)
}

impl Occasion<'_> {
    fn find(&self, about: &FindingAbout) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.about == *about)
    }
}

/// A suggestion with what the own history says: `sign` turns a finding's difference into the gain of doing it.
fn suggestion(
    kind: PromptKind,
    subject: &str,
    own: Option<&Finding>,
    sign: f64,
    mut reasons: Vec<Reason>,
) -> Suggestion {
    reasons.extend(own.map(|own| history_reason(own, own.contrast.difference_min)));
    Suggestion {
        kind,
        subject: subject.to_owned(),
        expected_gain_min: own.map(|own| own.contrast.difference_min.value * sign),
        observations: own.map_or(0, |own| own.contrast.days),
        reasons,
    }
}

fn history_reason(own: &Finding, difference: Estimate) -> Reason {
    let (more, days) = (if difference.value > 0.0 { "more" } else { "less" }, own.contrast.days);
    let (code, which) = match &own.about {
        FindingAbout::Hour(hour) => ("own-hour", format!("your hours from {hour}:00")),
        FindingAbout::App(app) => ("own-app", format!("your hours with {app}")),
        FindingAbout::AfterBreak => ("own-after-break", "your hours soon after a break".to_owned()),
        FindingAbout::AfterScatter => ("own-after-scatter", "your hours after a scattered quarter".to_owned()),
    };
    let size = difference.value.abs();
    let (low, high) = (difference.low, difference.high);
    let text = format!(
        "{which} have {size:.0} min {more} focus than other hours of the same day (interval {low:.0} to {high:.0}, {days} days)"
    );
    measured(code, text, (difference.value, "min/h"), size)
}

fn says_scattered(state: &State) -> bool {
    state.kind == Some(StateKind::Scattered)
}

/// Minutes at the machine since the last absence of five minutes or more, known or not; zero when away now.
#[must_use]
pub fn stretch_min(presence: &[PresenceSpan], now: Timestamp) -> f64 {
    let present = presence.iter().rev().filter(|span| span.kind == PresenceKind::Present);
    let mut start = now;
    for span in present.map(|presence| presence.span).filter(|span| span.start <= now) {
        if start - span.end >= BREAK_NANOS {
            break;
        }
        start = span.start.min(start);
    }
    Span::new(start, now).seconds() / 60.0
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
