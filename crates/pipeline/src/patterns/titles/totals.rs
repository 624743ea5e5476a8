//! How much time went to each label, to which apps and to which titles? Visits in, sums out.

use std::sync::Arc;

use attentive_types::time::nanos_to_seconds;
use attentive_types::{LabelledBy, LabelledTitle, TitleLabel, Visit};
use rustc_hash::FxHashMap;

use super::TitleLabels;

/// Time on one title of one app, on one site.
#[derive(Clone, Debug, PartialEq)]
pub struct TitleGroup {
    /// The app.
    pub app: Arc<str>,
    /// The title as it was cleaned; empty when there was none.
    pub title: Arc<str>,
    /// The site; `None` outside a browser, or when no watcher told.
    pub site: Option<Arc<str>>,
    /// The category.
    pub category: Arc<[String]>,
    /// Time on it, in seconds.
    pub present_s: f64,
    /// How many visits.
    pub visits: u32,
    /// Its label.
    pub labelled: LabelledTitle,
}

/// Time on one app.
#[derive(Clone, Debug, PartialEq)]
pub struct AppTime {
    /// The app.
    pub app: Arc<str>,
    /// Time on it, in seconds.
    pub present_s: f64,
    /// The same by label, in the order of [`TitleLabel::ALL`].
    pub by_label_s: [f64; 3],
    /// What the person said of all of it; `None` when nothing.
    pub said: Option<TitleLabel>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TitleTotals {
    /// Time by label, in seconds, in the order of [`TitleLabel::ALL`].
    pub by_label_s: [f64; 3],
    /// Of all time, that which got its label by the person's word, in seconds.
    pub by_correction_s: f64,
    /// That which got it by the learned model, in seconds.
    pub by_learned_s: f64,
    /// That of which nothing is known, so that it is neutral, in seconds.
    pub unknown_s: f64,
    /// Titles, longest first.
    pub groups: Vec<TitleGroup>,
    /// Apps, longest first.
    pub apps: Vec<AppTime>,
}

impl TitleTotals {
    /// Sums visits. Equal times keep the order of names.
    #[must_use]
    pub fn of(visits: &[Visit], labels: &TitleLabels) -> Self {
        let mut places = FxHashMap::default();
        let mut groups: Vec<(TitleGroup, i64)> = Vec::new();
        for visit in visits {
            let next = groups.len();
            let place = *places.entry((&visit.app, &visit.title, &visit.site)).or_insert(next);
            if place == next {
                groups.push((group(visit, labels), 0));
            }
            let (group, nanos) = &mut groups[place];
            *nanos += visit.span.nanos();
            group.visits = group.visits.saturating_add(1);
        }
        let mut all = Self::default();
        let mut apps: FxHashMap<Arc<str>, AppTime> = FxHashMap::default();
        for (mut group, nanos) in groups {
            group.present_s = nanos_to_seconds(nanos);
            let app = apps.entry(Arc::clone(&group.app)).or_insert_with(|| AppTime {
                app: Arc::clone(&group.app),
                present_s: 0.0,
                by_label_s: [0.0; 3],
                said: labels.words().of_app(&group.app),
            });
            app.present_s += group.present_s;
            app.by_label_s[group.labelled.label.place()] += group.present_s;
            all.add(&group);
            all.groups.push(group);
        }
        let longer = |one: f64, other: f64| other.total_cmp(&one);
        all.groups.sort_by(|one, other| {
            longer(one.present_s, other.present_s)
                .then_with(|| (&one.app, &one.title, &one.site).cmp(&(&other.app, &other.title, &other.site)))
        });
        all.apps = apps.into_values().collect();
        all.apps.sort_by(|one, other| longer(one.present_s, other.present_s).then_with(|| one.app.cmp(&other.app)));
        all
    }

    fn add(&mut self, group: &TitleGroup) {
        let said = &group.labelled;
        self.by_label_s[said.label.place()] += group.present_s;
        match said.by {
            LabelledBy::Correction => self.by_correction_s += group.present_s,
            LabelledBy::Learned => self.by_learned_s += group.present_s,
            LabelledBy::Rule if said.reason.code.starts_with("no-") => self.unknown_s += group.present_s,
            LabelledBy::Rule => {}
        }
    }
}

fn group(visit: &Visit, labels: &TitleLabels) -> TitleGroup {
    TitleGroup {
        app: Arc::clone(&visit.app),
        title: Arc::clone(&visit.title),
        site: visit.site.clone(),
        category: Arc::clone(&visit.category),
        present_s: 0.0,
        visits: 0,
        labelled: labels.label(visit),
    }
}

#[cfg(test)]
mod tests {
    use attentive_text::rules::CategoryRules;
    use attentive_types::time::SECOND;
    use attentive_types::{Span, Timestamp};

    use super::super::{CategoryLabels, TitleWord, TitleWords};
    use super::*;

    fn visit(start: i64, end: i64, app: &str, title: &str, category: &str) -> Visit {
        Visit {
            span: Span::new(Timestamp(start * SECOND), Timestamp(end * SECOND)),
            app: app.into(),
            title: title.into(),
            site: None,
            category: category.split(" > ").map(str::to_owned).collect(),
        }
    }

    #[test]
    fn time_is_added_up_by_label_by_app_and_by_title_and_nothing_is_lost() {
        let visits = [
            visit(0, 10, "code", "main.rs", "Work > Programming"),
            visit(10, 14, "firefox", "A song", "Media > Video"),
            visit(14, 20, "code", "main.rs", "Work > Programming"),
            visit(20, 25, "firefox", "Something", "Uncategorized"),
            visit(25, 28, "slack", "general", "Communication > Chat"),
        ];
        let said = TitleWord { app: "slack".to_owned(), title: None, site: None, label: TitleLabel::Distraction };
        let labels =
            TitleLabels::new(TitleWords::new([said]), CategoryLabels::default(), &CategoryRules::defaults(), None);
        let totals = TitleTotals::of(&visits, &labels);
        assert_eq!(totals.by_label_s, [16.0, 5.0, 7.0]);
        assert_eq!((totals.by_correction_s, totals.by_learned_s, totals.unknown_s), (3.0, 0.0, 5.0));
        let order: Vec<&str> = totals.groups.iter().map(|group| &*group.title).collect();
        assert_eq!(order, ["main.rs", "Something", "A song", "general"]);
        assert_eq!(totals.groups[0].visits, 2);
        let firefox = totals.apps.iter().find(|app| &*app.app == "firefox").unwrap();
        assert_eq!((firefox.present_s, firefox.by_label_s, firefox.said), (9.0, [0.0, 5.0, 4.0], None));
        assert_eq!(totals.apps.last().unwrap().said, Some(TitleLabel::Distraction));
        assert_eq!(TitleTotals::of(&[], &labels), TitleTotals::default());
    }
}
