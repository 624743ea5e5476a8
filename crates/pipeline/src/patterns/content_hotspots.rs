//! On which apps, sites and categories does attention gather, and on which people, organisations and projects that titles name?

use std::collections::BTreeMap;

use attentive_types::time::nanos_to_seconds;
use attentive_types::{ContentKind, FocusSession, Hotspot, Span, Timestamp, Visit};
use rustc_hash::FxHashMap;

use super::TitleNames;

/// What is added up for one name.
#[derive(Clone, Copy, Default)]
struct Sums {
    present_nanos: i64,
    focused_nanos: i64,
    stays: u32,
    /// Where the last visit to it ended.
    last: Timestamp,
}

impl Sums {
    fn add(&mut self, visit: &Visit, focused_nanos: i64) {
        self.present_nanos += visit.span.nanos();
        self.focused_nanos += focused_nanos;
        // A stay counts once however often the title changed during it.
        self.stays += u32::from(self.stays == 0 || self.last != visit.span.start);
        self.last = visit.span.end;
    }

    fn hotspot(self, kind: ContentKind, name: String, present_nanos: i64) -> Hotspot {
        Hotspot {
            kind,
            name,
            present_s: nanos_to_seconds(self.present_nanos),
            focused_s: nanos_to_seconds(self.focused_nanos),
            visits: self.stays,
            share: share(self.present_nanos, present_nanos),
            last_seen: (self.stays > 0).then_some(self.last),
        }
    }
}

/// Hot spots by kind, longest first. A stay counts once however often the title changed during it; the share is of
/// `present_nanos`, all time present. Time on a title that names several people counts for each of them.
#[must_use]
pub fn content_hotspots(
    visits: &[Visit],
    sessions: &[FocusSession],
    present_nanos: i64,
    names: &TitleNames,
) -> Vec<Hotspot> {
    let focused = focused_nanos(visits, sessions);
    let mut hotspots = Vec::new();
    for kind in [ContentKind::App, ContentKind::Site, ContentKind::Category] {
        hotspots.extend(of_kind(kind, visits, &focused, present_nanos));
    }
    hotspots.extend(of_names(names, visits, &focused, present_nanos));
    hotspots
}

fn of_kind(kind: ContentKind, visits: &[Visit], focused: &[i64], present_nanos: i64) -> Vec<Hotspot> {
    let (mut names, mut sums) = (Names::default(), Vec::<Sums>::new());
    for (visit, focused) in visits.iter().zip(focused) {
        let Some(number) = names.number(kind, visit) else { continue };
        if sums.len() <= number {
            sums.resize(number + 1, Sums::default());
        }
        sums[number].add(visit, *focused);
    }
    let mut hotspots: Vec<Hotspot> =
        (names.by_name.into_iter()).map(|(name, number)| sums[number].hotspot(kind, name, present_nanos)).collect();
    // The map was in order of names, so equal times stay in that order.
    hotspots.sort_by(|left, right| right.present_s.total_cmp(&left.present_s));
    hotspots
}

fn of_names(names: &TitleNames, visits: &[Visit], focused: &[i64], present_nanos: i64) -> Vec<Hotspot> {
    // Visits share their texts, so most titles are known by where their text and their app's lie.
    let mut known: FxHashMap<[usize; 3], Vec<usize>> = FxHashMap::default();
    let mut numbers: BTreeMap<(ContentKind, String), usize> = BTreeMap::new();
    let mut sums: Vec<Sums> = Vec::new();
    for (visit, focused) in visits.iter().zip(focused) {
        let key = [visit.app.as_ptr().addr(), visit.title.as_ptr().addr(), visit.category.as_ptr().addr()];
        let of_title = known.entry(key).or_insert_with(|| {
            let each = names.of(visit).into_iter().map(|name| {
                let next = numbers.len();
                *numbers.entry(name).or_insert(next)
            });
            each.collect()
        });
        for number in of_title {
            if sums.len() <= *number {
                sums.resize(*number + 1, Sums::default());
            }
            sums[*number].add(visit, *focused);
        }
    }
    let mut hotspots: Vec<Hotspot> =
        (numbers.into_iter()).map(|((kind, name), number)| sums[number].hotspot(kind, name, present_nanos)).collect();
    hotspots.sort_by(|left, right| left.kind.cmp(&right.kind).then(right.present_s.total_cmp(&left.present_s)));
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
            // Those are told by titles.
            _ => return None,
        };
        if let Some(number) = self.by_address.get(&address) {
            return Some(*number);
        }
        let name = match kind {
            ContentKind::Site => visit.site.as_ref()?.to_string(),
            ContentKind::Category => visit.category.join(" > "),
            _ => visit.app.to_string(),
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
        let hotspots = content_hotspots(&visits, &[focus], 52 * SECOND, &TitleNames::default());
        let app = &hotspots[0];
        assert_eq!((app.kind, app.name.as_str(), app.visits), (ContentKind::App, "a", 2));
        assert!((app.present_s - 22.0).abs() < 1e-9 && (app.focused_s - 15.0).abs() < 1e-9);
        assert!((app.share - 22.0 / 52.0).abs() < 1e-9);
        assert_eq!(hotspots.iter().filter(|hotspot| hotspot.kind == ContentKind::Site).count(), 0);
        assert_eq!(hotspots.last().map(|hotspot| hotspot.name.as_str()), Some("Work > b"));
    }

    #[test]
    fn people_and_projects_of_titles_have_their_time_and_when_they_were_last_seen() {
        let talk: std::sync::Arc<[String]> = ["Communication".to_owned(), "Chat".to_owned()].into();
        let work: std::sync::Arc<[String]> = ["Work".to_owned(), "Programming".to_owned()].into();
        let visit = |start, end, app: &str, title: &str, category: &std::sync::Arc<[String]>| Visit {
            span: at(start, end),
            app: app.into(),
            title: title.into(),
            site: None,
            category: category.clone(),
        };
        let visits = [
            visit(0, 10, "Slack", "Anna Smith (DM) - Acme - Slack", &talk),
            visit(10, 30, "Code", "main.rs - attentive - Visual Studio Code", &work),
            visit(30, 34, "Slack", "Anna Smith (DM) - Acme - Slack", &talk),
            visit(34, 40, "firefox", "Fix crash by bo-b · Pull Request #12 · acme/tools · GitHub", &work),
            visit(40, 45, "firefox", "An interview with Anna Smith about OPS-7", &work),
        ];
        let hotspots = content_hotspots(&visits, &[], 45 * SECOND, &TitleNames::default());
        let of = |kind: ContentKind, name: &str| {
            let spot = hotspots.iter().find(|spot| spot.kind == kind && spot.name == name);
            spot.map(|spot| (spot.present_s, spot.visits, spot.last_seen))
        };
        let seen = |second: i64| Some(Timestamp(second * SECOND));
        assert_eq!(of(ContentKind::Collaborator, "Anna Smith"), Some((14.0, 2, seen(34))));
        assert_eq!(of(ContentKind::Collaborator, "bo-b"), Some((6.0, 1, seen(40))));
        assert_eq!(of(ContentKind::Person, "Anna Smith"), Some((5.0, 1, seen(45))));
        assert_eq!(of(ContentKind::Project, "attentive"), Some((20.0, 1, seen(30))));
        assert_eq!(of(ContentKind::Project, "acme/tools"), Some((6.0, 1, seen(40))));
        assert_eq!(of(ContentKind::Project, "OPS-7"), Some((5.0, 1, seen(45))));
    }
}
