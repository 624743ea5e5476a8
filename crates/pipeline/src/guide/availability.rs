//! May anything come up now? Prompts need somebody who is there, not in a call and not in deep focus.

use attentive_types::PromptKind;

use crate::decide::Moment;

/// Why nothing may come up now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// Nobody is known to be there.
    NotPresent,
    /// A call is on.
    InCall,
    /// The person is in deep focus, and the prompt is not about a break.
    InFocus,
}

/// Whether a prompt of that kind may come up now. A break may be suggested in deep focus, since the long stretch is its occasion.
///
/// # Errors
/// The reason why not.
pub fn availability(moment: &Moment<'_>, kind: PromptKind) -> Result<(), Unavailable> {
    if !moment.is_present() {
        return Err(Unavailable::NotPresent);
    }
    if moment.is_in_call() {
        return Err(Unavailable::InCall);
    }
    if moment.is_in_focus() && kind != PromptKind::TakeBreak {
        return Err(Unavailable::InFocus);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::Breakpoints;
    use attentive_types::{LocalClock, PresenceKind, PresenceSignal, PresenceSpan, Span, State, StateKind, Timestamp};

    fn may_come(presence: Option<(PresenceKind, PresenceSignal)>, state: Option<StateKind>) -> Result<(), Unavailable> {
        let presence = presence.map(|(kind, decided_by)| PresenceSpan { span: Span::default(), kind, decided_by });
        let state = State {
            span: Span::default(),
            kind: state,
            confidence: state.map(|_| 0.7),
            is_calibrated: false,
            by: "transparent".into(),
            reasons: vec![],
        };
        let (clock, breakpoints) = (LocalClock::utc(), Breakpoints::learn(&[], &LocalClock::utc()));
        let moment = Moment {
            now: Timestamp(0),
            clock: &clock,
            state: Some(&state),
            presence: presence.as_ref(),
            open_focus: None,
            spell: None,
            usual_focus_share: None,
            resumption_s: None,
            breakpoints: &breakpoints,
        };
        availability(&moment, PromptKind::StartFocus)
    }

    #[test]
    fn somebody_must_be_there_and_neither_in_a_call_nor_in_focus() {
        let present = Some((PresenceKind::Present, PresenceSignal::Input));
        assert_eq!(may_come(present, Some(StateKind::Shifting)), Ok(()));
        assert_eq!(may_come(present, None), Ok(()));
        assert_eq!(may_come(present, Some(StateKind::Focused)), Err(Unavailable::InFocus));
        assert_eq!(may_come(present, Some(StateKind::InCall)), Err(Unavailable::InCall));
        assert_eq!(may_come(Some((PresenceKind::Present, PresenceSignal::Call)), None), Err(Unavailable::InCall));
        assert_eq!(may_come(Some((PresenceKind::Away, PresenceSignal::Lock)), None), Err(Unavailable::NotPresent));
        assert_eq!(may_come(None, Some(StateKind::Shifting)), Err(Unavailable::NotPresent));
    }
}
