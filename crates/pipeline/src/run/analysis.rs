//! Everything that was found in a recording, and the questions that one asks of it.

use attentive_types::{
    AwaySpan, FeatureTable, FocusSession, Hotspot, HourOfWeek, LocalClock, PresenceSpan, Session, Span, State, Visit,
};

use crate::features::Rows;
use crate::patterns::{self, Breaker, DayTotals, Slope, Summary};
use crate::preprocess::{Quality, QualityLog};
use crate::sense::{Correction, SelfReport};

/// What was found. All lists are in order of time, and spans of one list do not overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// What was seen and what was wrong with it.
    pub quality: Quality,
    /// Stays in one window while present.
    pub visits: Vec<Visit>,
    /// Presence from the first to the last moment at which a sensor was heard, without gaps.
    pub presence: Vec<PresenceSpan>,
    /// Stretches away.
    pub aways: Vec<AwaySpan>,
    /// Sessions at the machine.
    pub sessions: Vec<Session>,
    /// Features of windows of five minutes in which the person was present at some time.
    pub features: FeatureTable,
    /// States: the model's, with the person's corrections above them.
    pub states: Vec<State>,
    /// Long runs on one thing.
    pub focus_sessions: Vec<FocusSession>,
    /// What the person said when asked.
    pub self_reports: Vec<SelfReport>,
    /// What the person corrected.
    pub corrections: Vec<Correction>,
    pub(super) quality_log: QualityLog,
    pub(super) switch_gap_nanos: i64,
}

impl Default for Analysis {
    fn default() -> Self {
        Self {
            quality: Quality::default(),
            visits: Vec::new(),
            presence: Vec::new(),
            aways: Vec::new(),
            sessions: Vec::new(),
            features: Rows::empty_table(),
            states: Vec::new(),
            focus_sessions: Vec::new(),
            self_reports: Vec::new(),
            corrections: Vec::new(),
            quality_log: QualityLog::default(),
            switch_gap_nanos: patterns::Thresholds::default().switch_gap_nanos,
        }
    }
}

impl Analysis {
    /// From the first to the last moment at which a sensor was heard; `None` without data.
    #[must_use]
    pub fn extent(&self) -> Option<Span> {
        Some(Span::new(self.presence.first()?.span.start, self.presence.last()?.span.end))
    }

    /// What lies in one span, such as a day, cut at its ends. Time present and on the thing is cut with its session; windows
    /// of features belong to the span in which they begin.
    #[must_use]
    pub fn slice(&self, span: Span) -> Self {
        let quality_log = self.quality_log.slice(span);
        let sessions = cut(&self.sessions, span, |one| &mut one.span, |one| one.span);
        let numbers = self.numbers_of(span);
        Self {
            quality: quality_log.total(),
            quality_log,
            // Only what reaches to an end can have been cut; figuring all again would cost the square of a year.
            sessions: (sessions.into_iter())
                .map(|one| match is_inside(one.span, span) {
                    true => one,
                    false => refigure(one, &numbers.presence, &numbers.visits),
                })
                .collect(),
            states: cut(&self.states, span, |one| &mut one.span, |one| one.span),
            self_reports: self.self_reports.iter().filter(|one| span.contains(one.at)).cloned().collect(),
            corrections: self.corrections.iter().filter(|one| one.span.intersect(span).is_some()).cloned().collect(),
            ..numbers
        }
    }

    /// The part of a slice that its summary needs; a year is made of many days.
    fn numbers_of(&self, span: Span) -> Self {
        let focus_sessions = cut(&self.focus_sessions, span, |one| &mut one.span, |one| one.span);
        let from = self.features.windows.partition_point(|window| window.start < span.start);
        let to = self.features.windows.partition_point(|window| window.start < span.end).max(from);
        Self {
            focus_sessions: (focus_sessions.into_iter())
                .map(|session| if is_inside(session.span, span) { session } else { self.scale(session) })
                .collect(),
            visits: cut(&self.visits, span, |one| &mut one.span, |one| one.span),
            presence: cut(&self.presence, span, |one| &mut one.span, |one| one.span),
            aways: cut(&self.aways, span, |one| &mut one.span, |one| one.span),
            features: FeatureTable {
                windows: self.features.windows[from..to].to_vec(),
                names: self.features.names.clone(),
                columns: self.features.columns.iter().map(|column| column[from..to].to_vec()).collect(),
            },
            switch_gap_nanos: self.switch_gap_nanos,
            ..Self::default()
        }
    }

    /// Where attention gathers in content: apps, sites, categories, then whom and what titles name by rules, each longest first.
    #[must_use]
    pub fn hotspots(&self) -> Vec<Hotspot> {
        self.hotspots_by(&patterns::TitleNames::default())
    }

    /// The same with names of titles told by these.
    #[must_use]
    pub fn hotspots_by(&self, names: &patterns::TitleNames) -> Vec<Hotspot> {
        let present_nanos = patterns::present_nanos(&self.presence);
        patterns::content_hotspots(&self.visits, &self.focus_sessions, present_nanos, names)
    }

    /// Where attention gathers in time: the hours of the week with any presence, Monday first.
    #[must_use]
    pub fn hours(&self, clock: &LocalClock) -> Vec<HourOfWeek> {
        patterns::hours_of_week(
            &self.presence,
            &self.focus_sessions,
            &self.visits,
            &self.features,
            self.switch_gap_nanos,
            clock,
        )
    }

    /// The whole in a few numbers; take a [`Analysis::slice`] first for a day.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let gap = self.switch_gap_nanos;
        Summary::of(&self.presence, &self.aways, &self.focus_sessions, &self.visits, &self.features, gap)
    }

    /// The local days with any presence, oldest first.
    #[must_use]
    pub fn days(&self, clock: &LocalClock) -> Vec<DayTotals> {
        let Some(extent) = self.extent() else { return Vec::new() };
        let numbers = clock.day_number(extent.start)..=clock.day_number(extent.end);
        // A wrong clock may put one event years away: look only at days that hold a session.
        let mut days: Vec<i64> = (self.sessions.iter())
            .flat_map(|one| clock.day_number(one.span.start)..=clock.day_number(one.span.end))
            .filter(|day| numbers.contains(day))
            .collect();
        days.dedup();
        let totals = days.into_iter().map(|day_number| {
            let day = self.numbers_of(clock.day(day_number));
            DayTotals::of(day_number, &day.summary(), &day.focus_sessions)
        });
        totals.filter(|day| day.present_s > 0.0).collect()
    }

    /// How the days change by week, with intervals.
    #[must_use]
    pub fn slopes(&self, clock: &LocalClock) -> Vec<Slope> {
        patterns::slopes(&self.days(clock))
    }

    /// What broke focus sessions, most often first.
    #[must_use]
    pub fn breakers(&self) -> Vec<Breaker> {
        patterns::breakers(&self.focus_sessions)
    }

    /// A focus session that was cut keeps the share of its time that was on its thing.
    fn scale(&self, mut session: FocusSession) -> FocusSession {
        let whole = self.focus_sessions.iter().find(|whole| whole.span.intersect(session.span).is_some());
        if let Some(whole) = whole.filter(|whole| whole.span != session.span) {
            session.focused_s = whole.focused_s * session.span.seconds() / whole.span.seconds();
            session.is_open = whole.is_open && session.span.end == whole.span.end;
        }
        session
    }
}

/// The part of a list that lies in a span, cut at its ends. Lists are in order of time without overlaps.
fn cut<T: Clone>(list: &[T], span: Span, span_mut: fn(&mut T) -> &mut Span, span_of: fn(&T) -> Span) -> Vec<T> {
    let from = list.partition_point(|one| span_of(one).end <= span.start);
    let touching = list[from..].iter().take_while(|one| span_of(one).start < span.end);
    let parts = touching.filter_map(|one| Some((one, span_of(one).intersect(span)?)));
    parts
        .map(|(one, part)| {
            let mut own = one.clone();
            *span_mut(&mut own) = part;
            own
        })
        .collect()
}

/// Whether it touches neither end, so that it cannot have been cut there.
fn is_inside(part: Span, whole: Span) -> bool {
    whole.start < part.start && part.end < whole.end
}

fn refigure(mut session: Session, presence: &[PresenceSpan], visits: &[Visit]) -> Session {
    let present = presence.iter().filter(|one| one.kind == attentive_types::PresenceKind::Present);
    let inside = present.filter_map(|one| one.span.intersect(session.span)).map(Span::nanos).sum();
    session.present_s = attentive_types::time::nanos_to_seconds(inside);
    let began = visits.iter().filter(|visit| session.span.contains(visit.span.start)).count();
    session.visits = u32::try_from(began).unwrap_or(u32::MAX);
    session
}
