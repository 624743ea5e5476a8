//! When did a measure change, and where was it high? The course of each feature over the windows of a recording in, level shifts out, the surest first.
//!
//! ```text
//! feature  . : . ' .   . . :' ':' ''  :' : '     windows that do not overlap; one without a value is left out
//! levels   ---------|gap|------------------     a shift lies between the window before and the window after
//! ```
//!
//! Shifts are found by [`level_shifts`], whose p takes into account that neighbours are alike; it is multiplied by the number of courses that were looked at (Bonferroni), and
//! what is then above .05 is not told: of twenty recordings in which nothing changes one may show a shift, however many features it has. Windows that overlap
//! share their data, so of them each is taken that begins after the last one ended.

use std::cmp::Ordering;

use attentive_learn::change::{LEAST_STRETCH, level_shifts};
use attentive_learn::median;
use attentive_types::Span;

/// A course has so many windows at least: of fewer even a clean step could not be told from chance.
pub const LEAST_WINDOWS: usize = 4 * LEAST_STRETCH;

/// A course is kept as so many points at most; beyond, two neighbours become one.
const MOST_POINTS: usize = 1_024;

/// What is told has at most this chance in a recording in which nothing changes.
const MOST_P: f64 = 0.05;

/// The values of a feature over the windows of a recording, the memory bounded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    points: Vec<Point>,
    /// Windows in a point, when it is full; 0 as long as there is none.
    together: usize,
}

/// One window, or some that follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    span: Span,
    /// The mean value.
    value: f64,
    windows: usize,
}

/// A shift of a feature's level.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The place of its course among those that were looked at.
    pub course: usize,
    /// From the end of the last window before to the start of the first window after: a moment where they meet, and a gap where something lies between.
    pub between: Span,
    /// The middle value of the stretch before, in the feature's unit.
    pub before: f64,
    /// The middle value of the stretch after.
    pub after: f64,
    /// The share of pairs of a window before and one after of which that after is higher, 0 to 1.
    pub higher_after: f64,
    /// The chance of such a shift anywhere in a recording in which nothing changes, at most .05.
    pub p: f64,
}

/// A stretch of one level, between two shifts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// From its first window to its last.
    pub span: Span,
    /// The middle value.
    pub level: f64,
    /// Windows in it.
    pub windows: usize,
}

/// What was looked at and found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// All shifts, the surest first.
    pub all: Vec<Change>,
    /// Courses that were long enough.
    pub looked_at: usize,
    /// Windows of the longest course, those that overlap left out.
    pub most_windows: usize,
}

/// Shifts of several features at about one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// From the earliest to the latest of them.
    pub span: Span,
    /// Places among [`Changes::all`].
    pub changes: Vec<usize>,
}

impl Course {
    /// Adds the value of a window; windows come in order of time. One that overlaps with the last is passed over, as is a value that is not finite.
    pub fn push(&mut self, window: Span, value: f64) {
        let overlaps = self.points.last().is_some_and(|last| window.start < last.span.end);
        if overlaps || !value.is_finite() || window.end <= window.start {
            return;
        }
        self.together = self.together.max(1);
        let new = Point { span: window, value, windows: 1 };
        match self.points.last_mut().filter(|last| last.windows < self.together) {
            Some(last) => *last = last.with(new),
            None => self.points.push(new),
        }
        if self.points.len() > MOST_POINTS {
            self.points = self.points.chunks(2).filter_map(|pair| pair.iter().copied().reduce(Point::with)).collect();
            self.together *= 2;
        }
    }

    /// Windows in it.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.points.iter().map(|point| point.windows).sum()
    }

    /// When, and which value: one for each window, or the mean of some windows where there are more than a thousand.
    pub fn points(&self) -> impl Iterator<Item = (Span, f64)> {
        self.points.iter().map(|point| (point.span, point.value))
    }

    /// The stretches between shifts, in order of time.
    pub fn stretches<'a>(&self, shifts: impl Iterator<Item = &'a Change>) -> Vec<Stretch> {
        let mut starts: Vec<usize> =
            shifts.map(|shift| self.points.partition_point(|point| point.span.start < shift.between.end)).collect();
        starts.push(0);
        starts.sort_unstable();
        starts.dedup();
        let ends = starts.iter().skip(1).copied().chain([self.points.len()]);
        let stretch = |(start, end): (&usize, usize)| {
            let points = self.points.get(*start..end)?;
            let values: Vec<f64> = points.iter().map(|point| point.value).collect();
            let span = Span::new(points.first()?.span.start, points.last()?.span.end);
            Some(Stretch { span, level: median(&values)?, windows: points.iter().map(|point| point.windows).sum() })
        };
        starts.iter().zip(ends).filter_map(stretch).collect()
    }
}

impl Point {
    #[expect(clippy::cast_precision_loss, reason = "counts of windows")]
    fn with(self, next: Self) -> Self {
        let windows = self.windows + next.windows;
        let value = self.value + (next.value - self.value) * next.windows as f64 / windows as f64;
        Self { span: Span::new(self.span.start, next.span.end), value, windows }
    }
}

impl Changes {
    /// Looks at courses.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a count of features")]
    pub fn find(courses: &[&Course]) -> Self {
        let most_windows = courses.iter().map(|course| course.points.len()).max().unwrap_or(0);
        let is_long = |course: &Course| course.points.len() >= LEAST_WINDOWS;
        let looked_at = courses.iter().filter(|course| is_long(course)).count();
        let mut all = Vec::new();
        for (place, course) in courses.iter().enumerate().filter(|(_, course)| is_long(course)) {
            let values: Vec<f64> = course.points.iter().map(|point| point.value).collect();
            for shift in level_shifts(&values, MOST_P / looked_at as f64) {
                let (last, first) = (course.points[shift.at - 1].span, course.points[shift.at].span);
                all.push(Change {
                    course: place,
                    between: Span::new(last.end, first.start),
                    before: shift.before,
                    after: shift.after,
                    higher_after: shift.higher_after,
                    p: shift.p * looked_at as f64,
                });
            }
        }
        all.sort_by(|one, other| one.p.total_cmp(&other.p).then(one.between.start.cmp(&other.between.start)));
        Self { all, looked_at, most_windows }
    }

    /// Why nothing could be looked at, as a sentence; `None` where something was.
    #[must_use]
    pub fn why_not(&self) -> Option<String> {
        (self.looked_at == 0).then(|| match self.most_windows {
            0 => "not available: no feature has a value in any window".to_owned(),
            most => format!(
                "not available: the longest course of a feature has {most} window{} without overlap, it takes {LEAST_WINDOWS}; shorter windows may help",
                if most == 1 { "" } else { "s" }
            ),
        })
    }

    /// Moments at which features changed, those of most features first. Shifts that lie less than `apart_nanos` from the one before are one moment.
    #[must_use]
    pub fn moments(&self, apart_nanos: i64) -> Vec<Moment> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|place| self.all[*place].between.start);
        let mut moments: Vec<Moment> = Vec::new();
        for place in order {
            let own = self.all[place].between;
            match moments.last_mut() {
                Some(last) if own.start.0.saturating_sub(last.span.end.0) < apart_nanos => {
                    last.span = Span::new(last.span.start, last.span.end.max(own.end));
                    last.changes.push(place);
                }
                _ => moments.push(Moment { span: own, changes: vec![place] }),
            }
        }
        let more = |one: &Moment, other: &Moment| -> Ordering { other.changes.len().cmp(&one.changes.len()) };
        moments.sort_by(more);
        moments
    }
}

#[cfg(test)]
mod tests {
    use attentive_learn::SplitMix64;
    use attentive_types::Timestamp;
    use attentive_types::time::SECOND;

    use super::*;

    fn window(place: i64) -> Span {
        Span::new(Timestamp(30 * place * SECOND), Timestamp(30 * (place + 1) * SECOND))
    }

    fn course(values: impl IntoIterator<Item = f64>) -> Course {
        let mut course = Course::default();
        values.into_iter().zip(0..).for_each(|(value, place)| course.push(window(place), value));
        course
    }

    fn noise(random: &mut SplitMix64, count: usize) -> Vec<f64> {
        (0..count).map(|_| random.next_normal()).collect()
    }

    #[test]
    fn a_shift_among_many_features_is_told_with_its_moment_levels_and_stretches() {
        let mut random = SplitMix64::new(4);
        let mut courses: Vec<Course> = (0..30).map(|_| course(noise(&mut random, 80))).collect();
        let stepped = noise(&mut random, 80)
            .into_iter()
            .enumerate()
            .map(|(place, value)| value + if place < 50 { 0.0 } else { 4.0 });
        courses[7] = course(stepped);
        let changes = Changes::find(&courses.iter().collect::<Vec<_>>());
        assert_eq!((changes.all.len(), changes.looked_at, changes.why_not()), (1, 30, None), "{changes:?}");
        let change = &changes.all[0];
        assert_eq!((change.course, change.between), (7, Span::new(window(50).start, window(50).start)));
        assert!(change.p < 0.01 && change.after - change.before > 3.0 && change.higher_after > 0.98, "{change:?}");
        let stretches = courses[7].stretches(changes.all.iter());
        assert_eq!(stretches.iter().map(|stretch| stretch.windows).collect::<Vec<_>>(), [50, 30]);
        assert!(stretches[1].level - stretches[0].level > 3.0 && stretches[1].span.start == window(50).start);
    }

    #[test]
    fn of_a_hundred_recordings_of_noise_five_tell_a_shift_at_most() {
        let mut random = SplitMix64::new(9);
        let mut told = [0; 2];
        for _ in 0..100 {
            let mut courses: Vec<Vec<f64>> = (0..40).map(|_| noise(&mut random, 60)).collect();
            let has = |courses: &[Vec<f64>]| {
                let courses: Vec<Course> = courses.iter().map(|values| course(values.iter().copied())).collect();
                usize::from(!Changes::find(&courses.iter().collect::<Vec<_>>()).all.is_empty())
            };
            told[0] += has(&courses);
            // Steps that were real before their windows were shuffled.
            for values in &mut courses {
                values.iter_mut().skip(30).for_each(|value| *value += 3.0);
                random.shuffle(values);
            }
            told[1] += has(&courses);
        }
        assert!(told[0] <= 5 && told[1] <= 5, "{told:?} of 100 recordings with 40 features of 60 windows");
    }

    #[test]
    fn a_shift_across_a_gap_says_that_it_lies_in_it() {
        let mut random = SplitMix64::new(2);
        let values = noise(&mut random, 60).into_iter().enumerate().map(|(place, value)| match place {
            0..25 => value,
            25..35 => f64::NAN,
            _ => value + 5.0,
        });
        let course = course(values);
        assert_eq!(course.windows(), 50);
        let changes = Changes::find(&[&course]);
        assert_eq!(changes.all[0].between, Span::new(window(25).start, window(35).start));
    }

    #[test]
    fn overlapping_windows_and_few_windows_are_no_evidence() {
        let mut sliding = Course::default();
        for place in 0..100 {
            let start = Timestamp(5 * place * SECOND);
            sliding.push(Span::new(start, Timestamp(start.0 + 30 * SECOND)), place as f64);
        }
        assert_eq!(sliding.windows(), 17, "one in six");
        let changes = Changes::find(&[&sliding]);
        assert!(changes.all.is_empty());
        assert!(changes.why_not().unwrap().contains("has 17 windows without overlap, it takes 20"));
        assert!(Changes::find(&[]).why_not().unwrap().contains("no feature has a value"));
    }

    #[test]
    fn a_course_of_any_length_stays_small_and_keeps_its_shift() {
        let mut random = SplitMix64::new(6);
        let long = course(
            noise(&mut random, 40_000)
                .into_iter()
                .enumerate()
                .map(|(place, value)| value + if place < 30_000 { 0.0 } else { 2.0 }),
        );
        assert!(long.points.len() <= MOST_POINTS && long.windows() == 40_000);
        let changes = Changes::find(&[&long]);
        let at = changes.all[0].between.start.0 / (30 * SECOND);
        assert!(at.abs_diff(30_000) <= 128, "{at}");
    }

    #[test]
    fn shifts_of_one_moment_are_told_together_the_most_first() {
        let change = |place: i64, course| Change {
            course,
            between: Span::new(window(place).start, window(place).start),
            before: 0.0,
            after: 1.0,
            higher_after: 1.0,
            p: 0.01,
        };
        let changes = Changes {
            all: vec![change(10, 0), change(50, 1), change(11, 2), change(51, 0), change(50, 2)],
            ..Changes::default()
        };
        let moments = changes.moments(2 * 30 * SECOND);
        assert_eq!(
            moments.iter().map(|moment| moment.changes.clone()).collect::<Vec<_>>(),
            [vec![1, 4, 3], vec![0, 2]]
        );
        assert_eq!(moments[0].span, Span::new(window(50).start, window(51).start));
    }
}
