//! On which apps, sites and categories does attention gather?

use std::collections::BTreeMap;

use attentive_types::time::nanos_to_seconds;
use attentive_types::{ContentKind, FocusSession, Hotspot, Span, Timestamp, Visit};
use rustc_hash::FxHashMap;

#[derive(Clone, Copy, Default)]
struct Sums {
    present_nanos: i64,
    focused_nanos: i64,
    stays: u32,
}

/// Hot spots by kind, longest first. A stay counts once however often the title changed during it; the share is of
/// `present_nanos`, all time present.
#[must_use]
pub fn content_hotspots(visits: &[Visit], sessions: &[FocusSession], present_nanos: i64) -> Vec<Hotspot> {
    let focused = focused_nanos(visits, sessions);
    let mut hotspots = Vec::new();
    for kind in [ContentKind::App, ContentKind::Site, ContentKind::Category] {
        hotspots.extend(of_kind(kind, visits, &focused, present_nanos));
    }
    hotspots
}

fn of_kind(kind: ContentKind, visits: &[Visit], focused: &[i64], present_nanos: i64) -> Vec<Hotspot> {
    let (mut names, mut sums) = (Names::default(), Vec::<Sums>::new());
    let mut last: Option<(usize, Timestamp)> = None;
    for (visit, focused) in visits.iter().zip(focused) {
        let Some(number) = names.number(kind, visit) else {
            last = None;
            continue;
        };
        if sums.len() <= number {
            sums.resize(number + 1, Sums::default());
        }
        sums[number].present_nanos += visit.span.nanos();
        sums[number].focused_nanos += focused;
        sums[number].stays += u32::from(last != Some((number, visit.span.start)));
        last = Some((number, visit.span.end));
    }
    let hotspot = |(name, number): (String, usize)| Hotspot {
        kind,
        name,
        present_s: nanos_to_seconds(sums[number].present_nanos),
        focused_s: nanos_to_seconds(sums[number].focused_nanos),
        visits: sums[number].stays,
        share: share(sums[number].present_nanos, present_nanos),
    };
    let mut hotspots: Vec<Hotspot> = names.by_name.into_iter().map(hotspot).collect();
    // The map was in order of names, so equal times stay in that order.
    hotspots.sort_by(|left, right| right.present_s.total_cmp(&left.present_s));
    hotspots
}

/// Numbers for names. Visits share their texts, so most are known by where the text lies, and only new ones are compared.
#[derive(Default)]
struct Names {
    by_address: FxHashMap<usize, usize>,
    by_name: BTreeMap<String, usize>,
}

impl Names {
    fn number(&mut self, kind: ContentKind, visit: &Visit) -> Option<usize> {
        let address = match kind {
            ContentKind::App => visit.app.as_ptr().addr(),
            ContentKind::Site => visit.site.as_ref()?.as_ptr().addr(),
            ContentKind::Category => visit.category.as_ptr().addr(),
        };
        if let Some(number) = self.by_address.get(&address) {
            return Some(*number);
        }
        let name = match kind {
            ContentKind::App => visit.app.to_string(),
            ContentKind::Site => visit.site.as_ref()?.to_string(),
            ContentKind::Category => visit.category.join(" > "),
        };
        let next = self.by_name.len();
        let number = *self.by_name.entry(name).or_insert(next);
        self.by_address.insert(address, number);
        Some(number)
    }
}

fn share(part: i64, whole: i64) -> f64 {
    if whole <= 0 { 0.0 } else { (nanos_to_seconds(part) / nanos_to_seconds(whole)).clamp(0.0, 1.0) }
}

/// For each visit, the time of it that lies inside focus sessions; both come in order of time without overlaps.
fn focused_nanos(visits: &[Visit], sessions: &[FocusSession]) -> Vec<i64> {
    let mut rest = sessions;
    visits
        .iter()
        .map(|visit| {
            while rest.first().is_some_and(|session| session.span.end <= visit.span.start) {
                rest = &rest[1..];
            }
            let touching = rest.iter().take_while(|session| session.span.start < visit.span.end);
            touching.filter_map(|session| session.span.intersect(visit.span)).map(Span::nanos).sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;

    fn at(start: i64, end: i64) -> Span {
        Span::new(Timestamp(start * SECOND), Timestamp(end * SECOND))
    }

    #[test]
    fn time_stays_and_focus_are_added_up_by_app() {
        let visit = |start, end, app: &str, title: &str| Visit {
            span: at(start, end),
            app: app.into(),
            title: title.into(),
            site: None,
            category: ["Work".to_owned(), app.to_owned()].into(),
        };
        let visits = [visit(0, 10, "a", "1"), visit(10, 20, "a", "2"), visit(20, 24, "b", ""), visit(24, 26, "a", "1")];
        let focus = FocusSession {
            span: at(5, 22),
            on: String::new(),
            focused_s: 0.0,
            side_steps: 0,
            broken_by: String::new(),
            is_open: false,
        };
        let hotspots = content_hotspots(&visits, &[focus], 52 * SECOND);
        let app = &hotspots[0];
        assert_eq!((app.kind, app.name.as_str(), app.visits), (ContentKind::App, "a", 2));
        assert!((app.present_s - 22.0).abs() < 1e-9 && (app.focused_s - 15.0).abs() < 1e-9);
        assert!((app.share - 22.0 / 52.0).abs() < 1e-9);
        assert_eq!(hotspots.iter().filter(|hotspot| hotspot.kind == ContentKind::Site).count(), 0);
        assert_eq!(hotspots.last().map(|hotspot| hotspot.name.as_str()), Some("Work > b"));
    }
}
