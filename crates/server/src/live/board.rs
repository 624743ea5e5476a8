//! What each sensor is doing and what it last saw, for the person who asks. Only what passed the privacy filters comes here.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use attentive_types::bucket::kinds;
use attentive_types::{Payload, SensorReport, Span, Timestamp};
use serde::Serialize;

/// One sensor as the dashboard shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SensorLine {
    /// Its name, how it works, and whether it works.
    #[serde(flatten)]
    pub(crate) report: SensorReport,
    /// When it last saw something; `None` since the start.
    pub(crate) last_seen: Option<Timestamp>,
    /// What that was, after the privacy filters; `None` when nothing may be shown.
    pub(crate) last: Option<String>,
}

/// All sensors.
#[derive(Debug, Default)]
pub(crate) struct Board {
    lines: Mutex<BTreeMap<String, SensorLine>>,
}

impl Board {
    /// Notes whether a sensor works.
    pub(crate) fn report(&self, report: SensorReport) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        match lines.get_mut(&report.sensor) {
            Some(line) => line.report = report,
            None => {
                lines.insert(report.sensor.clone(), SensorLine { report, last_seen: None, last: None });
            }
        }
    }

    /// Notes what a sensor saw. A sensor that never reported is not on the board.
    pub(crate) fn saw(&self, sensor: &str, at: Timestamp, last: Option<String>) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get_mut(sensor) {
            line.last_seen = Some(at);
            line.last = last;
        }
    }

    /// Wipes what was last seen inside a span that the person wants forgotten.
    pub(crate) fn forget(&self, span: Span) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        for line in
            lines.values_mut().filter(|line| line.last_seen.is_some_and(|at| span.start <= at && at <= span.end))
        {
            line.last_seen = None;
            line.last = None;
        }
    }

    /// All sensors by name.
    pub(crate) fn lines(&self) -> Vec<SensorLine> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// What a reading shows of itself: the app of a window (never its title), a status, or how much input there was.
pub(crate) fn shown(kind: &str, data: &Payload) -> Option<String> {
    let text = |key: &str| data.get(key).and_then(serde_json::Value::as_str).map(ToOwned::to_owned);
    match kind {
        kinds::WINDOW => text("app"),
        kinds::INPUT => {
            let count = |key: &str| data.get(key).and_then(serde_json::Value::as_f64).unwrap_or(0.0);
            Some(format!("{} keys, {} clicks", count("presses"), count("clicks")))
        }
        _ => text("status"),
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::SensorStatus;
    use serde_json::json;

    use super::*;

    fn window_report() -> SensorReport {
        SensorReport { sensor: "window".to_owned(), by: "x11".to_owned(), status: SensorStatus::On }
    }

    #[test]
    fn a_report_keeps_what_was_last_seen_and_forgetting_wipes_it() {
        let board = Board::default();
        board.saw("window", Timestamp(5), Some("early".to_owned()));
        assert!(board.lines().is_empty());
        board.report(window_report());
        board.saw("window", Timestamp(5), Some("Editor".to_owned()));
        board.report(window_report());
        assert_eq!(board.lines()[0].last.as_deref(), Some("Editor"));
        board.forget(Span::new(Timestamp(4), Timestamp(6)));
        assert_eq!((board.lines()[0].last.clone(), board.lines()[0].last_seen), (None, None));
    }

    #[test]
    fn a_window_shows_its_app_and_never_its_title() {
        let data = json!({"app": "Editor", "title": "secret plan"});
        assert_eq!(shown(kinds::WINDOW, data.as_object().unwrap()).as_deref(), Some("Editor"));
        let input = json!({"presses": 3, "clicks": 1});
        assert_eq!(shown(kinds::INPUT, input.as_object().unwrap()).as_deref(), Some("3 keys, 1 clicks"));
    }
}
