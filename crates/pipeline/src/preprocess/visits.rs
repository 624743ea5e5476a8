//! Visits: stays in one place while present.

use std::sync::Arc;

use attentive_types::{Span, Timestamp, Visit};

use super::places::{Place, Places};
use super::stretch::Stretch;

impl Place {
    /// A visit to it; the texts are shared.
    #[must_use]
    pub fn visit(&self, span: Span) -> Visit {
        Visit {
            span,
            app: Arc::clone(&self.app),
            title: Arc::clone(&self.title),
            site: self.site.clone(),
            category: Arc::clone(&self.category),
        }
    }
}

/// Joins stretches into visits.
#[derive(Clone, Debug, Default)]
pub struct VisitCutter {
    open: Option<(Span, u32)>,
}

impl VisitCutter {
    /// Takes the next stretch. True when a visit began with it.
    pub fn push(&mut self, stretch: &Stretch, places: &Places, visits: &mut Vec<Visit>) -> bool {
        match (&mut self.open, stretch.place) {
            (Some((span, place)), Some(now)) if *place == now && span.end.0 == stretch.start => {
                span.end = Timestamp(stretch.end);
                false
            }
            (_, now) => {
                self.close(places, visits);
                self.open = now.map(|place| (stretch.span(), place));
                now.is_some()
            }
        }
    }

    /// Hands out the open visit at the end.
    pub fn finish(mut self, places: &Places, visits: &mut Vec<Visit>) {
        self.close(places, visits);
    }

    fn close(&mut self, places: &Places, visits: &mut Vec<Visit>) {
        let Some((span, place)) = self.open.take() else { return };
        visits.extend(places.get(place).map(|place| place.visit(span)));
    }
}
