//! When will the present thing end by itself? From the person's own lengths of focus sessions and of stays in one app.
//!
//! A rate of ending by elapsed time ([`Hazard`]): who has stayed long usually stays longer, and the rate says by how much,
//! for this person. Until own lengths speak, a prior stands in.

use attentive_learn::{Hazard, Lifetime};
use attentive_types::FocusSession;

use super::stay::Stay;

/// Ages of focus sessions, in minutes, between which the rate may change.
const FOCUS_EDGES_MIN: [f64; 6] = [10.0, 20.0, 30.0, 45.0, 60.0, 90.0];
/// Ages of stays in one app, in minutes, between which the rate may change.
const STAY_EDGES_MIN: [f64; 7] = [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0];
/// Mean length of a focus session before own ones are known (this project's choice).
const FOCUS_PRIOR_MIN: f64 = 20.0;
/// Mean stay on one screen before own ones are known: 47 s (Mark, Iqbal, Czerwinski, Johns and Sano, 2016, "Neurotics can't
/// focus", CHI; 40 office workers, logged for twelve days).
const STAY_PRIOR_MIN: f64 = 47.0 / 60.0;
/// How many endings the prior is worth, in each age group (this project's choice: a handful).
const PRIOR_WEIGHT: f64 = 3.0;

/// When things end by themselves, for this person.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakpoints {
    /// The end of a focus session, by its age in minutes; `None` cannot happen with sound priors and means "not known".
    focus: Option<Hazard>,
    /// The end of a stay in one app, by its age in minutes.
    stays: Option<Hazard>,
}

impl Breakpoints {
    /// Learns from the person's own focus sessions and stays, both oldest first.
    #[must_use]
    pub fn learn(focus_sessions: &[FocusSession], stays: &[Stay<'_>]) -> Self {
        let focus: Vec<Lifetime> = focus_sessions.iter().map(focus_lifetime).collect();
        Self {
            focus: Hazard::fit(&focus, &FOCUS_EDGES_MIN, FOCUS_PRIOR_MIN, PRIOR_WEIGHT),
            stays: Hazard::fit(&stay_lifetimes(stays), &STAY_EDGES_MIN, STAY_PRIOR_MIN, PRIOR_WEIGHT),
        }
    }

    /// The rate that holds now: of focus sessions inside one, otherwise of stays.
    #[must_use]
    pub fn hazard(&self, is_in_session: bool) -> Option<&Hazard> {
        if is_in_session { self.focus.as_ref() } else { self.stays.as_ref() }
    }
}

fn focus_lifetime(session: &FocusSession) -> Lifetime {
    let was_cut = session.is_open || session.broken_by == "end of data";
    Lifetime { length: session.span.seconds() / 60.0, has_ended: !was_cut }
}

/// All stays but the last have ended.
fn stay_lifetimes(stays: &[Stay<'_>]) -> Vec<Lifetime> {
    let ended = stays.len().saturating_sub(1);
    let lifetime =
        |(place, stay): (usize, &Stay<'_>)| Lifetime { length: stay.span.seconds() / 60.0, has_ended: place < ended };
    stays.iter().enumerate().map(lifetime).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;
    use attentive_types::{Span, Timestamp};

    #[test]
    fn the_last_stay_has_not_ended() {
        let stay = Stay { span: Span::new(Timestamp(0), Timestamp(60 * SECOND)), app: "a" };
        let ended: Vec<bool> = stay_lifetimes(&[stay, stay]).iter().map(|life| life.has_ended).collect();
        assert_eq!(ended, [true, false]);
    }

    #[test]
    fn a_person_with_long_sessions_is_expected_to_go_on_longer() {
        let session = |minutes: i64| FocusSession {
            span: Span::new(Timestamp(0), Timestamp(minutes * 60 * SECOND)),
            on: "Work".into(),
            focused_s: 0.0,
            side_steps: 0,
            broken_by: "chat".into(),
            is_open: false,
        };
        let left = |minutes: i64| {
            let sessions = vec![session(minutes); 40];
            Breakpoints::learn(&sessions, &[]).hazard(true).unwrap().left_quantile(5.0, 0.5).unwrap()
        };
        assert!(left(80) > 2.0 * left(15), "{} and {}", left(80), left(15));
    }

    #[test]
    fn without_any_past_the_prior_answers() {
        let breakpoints = Breakpoints::learn(&[], &[]);
        assert!((breakpoints.hazard(true).unwrap().mean_left_within(0.0, f64::INFINITY) - 20.0).abs() < 1e-9);
        assert_eq!(breakpoints.hazard(true).unwrap().ended(), 0);
    }
}
