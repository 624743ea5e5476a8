//! When does the pointer move and press? Clean samples in, strokes and presses out.

use attentive_types::{SampleSignal, Timestamp};

use super::clean::NAMES;
use super::stroke::{Point, Stroke};
use crate::preprocess::{EpisodeRules, Finder, Moment};

/// A stroke of more points than this is cut, so that memory stays bounded.
const MOST_POINTS: usize = 20_000;

/// Places closer in time than this were told at one time, in nanoseconds: the fastest mice tell 8,000 places a second, one each 125 us, and a clock that
/// stands still is put on by single nanoseconds. A speed over such a step would be that of the clock.
const LEAST_STEP_NANOS: i64 = 50_000;

/// What a stroke and a double click are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRules {
    /// A pause of this many seconds ends a stroke. Default 0.5 (this project): systems report several times a second while the pointer
    /// moves, remote desktops some ten times.
    pub pause_s: f64,
    /// Longest time between two presses of a double click, in seconds. Default 0.5: Windows' default double-click time.
    pub double_s: f64,
    /// Farthest that the second press of a double click may lie from the first, in pixels. Default 4: Windows' default double-click size.
    pub double_px: f64,
    /// Longest time from the last movement to a press that belongs to it, in seconds. Default 10 (this project): later, the hand was
    /// elsewhere.
    pub longest_wait_s: f64,
}

impl Default for EventRules {
    fn default() -> Self {
        Self { pause_s: 0.5, double_s: 0.5, double_px: 4.0, longest_wait_s: 10.0 }
    }
}

/// A press of a button.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Press {
    /// When.
    pub at: Timestamp,
    /// Which: 1 left, 2 right, 3 middle.
    pub button: u8,
    /// How long it was held, in seconds; `None` when the release was not seen.
    pub held_s: Option<f64>,
    /// Whether it is the second press of a double click.
    pub is_double: bool,
    /// From the last movement to the press, in seconds; `None` when there was none before it, or long ago.
    pub wait_s: Option<f64>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PointerEvent {
    /// A stroke.
    Stroke(Stroke),
    /// A press.
    Press(Press),
}

impl Moment for PointerEvent {
    fn moment(&self) -> Timestamp {
        match self {
            Self::Stroke(stroke) => stroke.span.start,
            Self::Press(press) => press.at,
        }
    }
}

/// Finds events in pieces of a cleaned signal.
#[derive(Clone, Debug)]
pub struct PointerStream {
    rules: EventRules,
    points: Vec<Point>,
    is_drag: bool,
    last_step_nanos: Option<i64>,
    /// The button that is down, and where it went down.
    open: Option<Press>,
    last_press: Option<(Press, f64, f64)>,
}

impl EpisodeRules for EventRules {
    type Finder = PointerStream;

    fn finder(self) -> PointerStream {
        PointerStream {
            rules: self,
            points: Vec::new(),
            is_drag: false,
            last_step_nanos: None,
            open: None,
            last_press: None,
        }
    }
}

impl Finder for PointerStream {
    type Episode = PointerEvent;

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<PointerEvent>) {
        let channels = NAMES.map(|name| clean.values(name).unwrap_or_default());
        for (place, time) in clean.time_nanos.iter().enumerate() {
            let [x, y, button, is_down, scroll] = channels.map(|values| values.get(place).copied().unwrap_or(f64::NAN));
            if x.is_finite() && y.is_finite() {
                self.reach(Point { time_nanos: *time, x, y }, out);
            }
            // A turn of the wheel says nothing of the buttons.
            let is_scroll = scroll.abs() > 0.0;
            if !is_scroll {
                self.press(*time, (x, y), button, is_down > 0.5, out);
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<PointerEvent>) {
        self.end_stroke(out);
        out.extend(self.open.take().map(PointerEvent::Press));
    }
}

impl PointerStream {
    fn reach(&mut self, point: Point, out: &mut Vec<PointerEvent>) {
        let Some(last) = self.points.last().copied() else {
            self.points.push(point);
            return;
        };
        let is_step = point.x != last.x || point.y != last.y;
        let pause_s = point.time_nanos.saturating_sub(last.time_nanos) as f64 / 1e9;
        if pause_s >= self.rules.pause_s || self.points.len() >= MOST_POINTS {
            self.end_stroke(out);
            // After a pause the way begins where it is told next: what was between is not known.
            self.points.push(point);
        } else if point.time_nanos.saturating_sub(last.time_nanos) < LEAST_STEP_NANOS {
            // Two places at one time: the later one holds.
            if let Some(own) = self.points.last_mut() {
                *own = point;
            }
        } else if is_step {
            self.points.push(point);
        } else if self.points.len() == 1 {
            // Waiting at the start is not part of the stroke.
            self.points[0] = point;
        }
        if is_step {
            self.last_step_nanos = Some(point.time_nanos);
            self.is_drag |= self.open.is_some();
        }
    }

    fn end_stroke(&mut self, out: &mut Vec<PointerEvent>) {
        out.extend(Stroke::through(&self.points, self.is_drag).map(PointerEvent::Stroke));
        self.points.clear();
        self.is_drag = false;
    }

    fn press(&mut self, time: i64, (x, y): (f64, f64), button: f64, is_down: bool, out: &mut Vec<PointerEvent>) {
        let since = |earlier: i64| time.saturating_sub(earlier) as f64 / 1e9;
        if !is_down {
            let held = self.open.take().map(|press| Press { held_s: Some(since(press.at.0)), ..press });
            out.extend(held.map(PointerEvent::Press));
            return;
        }
        if self.open.is_some() || !(1.0..=255.0).contains(&button) {
            return;
        }
        self.end_stroke(out);
        if x.is_finite() && y.is_finite() {
            self.points.push(Point { time_nanos: time, x, y });
        }
        let button = button as u8;
        let is_double = self.last_press.is_some_and(|(last, last_x, last_y)| {
            let is_far = (x - last_x).hypot(y - last_y) > self.rules.double_px;
            !last.is_double && last.button == button && !is_far && since(last.at.0) <= self.rules.double_s
        });
        let wait_s = self.last_step_nanos.map(since).filter(|wait| *wait <= self.rules.longest_wait_s);
        let press = Press { at: Timestamp(time), button, held_s: None, is_double, wait_s };
        self.last_press = Some((press, x, y));
        self.open = Some(press);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::blocks::cut;
    use crate::preprocess::pointer::events;
    use attentive_types::Channel;
    use proptest::prelude::*;

    /// Milliseconds, x, button, is down.
    type Row = (i64, f64, f64, f64);

    fn rows(rows: &[Row]) -> SampleSignal {
        let column = |of: &dyn Fn(&Row) -> f64| rows.iter().map(of).collect::<Vec<f64>>();
        SampleSignal {
            name: "mouse".into(),
            time_nanos: rows.iter().map(|row| row.0 * 1_000_000).collect(),
            channels: vec![
                Channel::new("x_px", column(&|row| row.1)),
                Channel::new("y_px", column(&|_| 0.0)),
                Channel::new("button", column(&|row| row.2)),
                Channel::new("is_down", column(&|row| row.3)),
            ],
        }
    }

    #[test]
    fn a_clock_that_stands_still_makes_no_speed() {
        let mut signal = rows(&[(0, 0.0, 0.0, 0.0), (10, 10.0, 0.0, 0.0), (10, 40.0, 0.0, 0.0), (20, 50.0, 0.0, 0.0)]);
        signal.time_nanos[2] += 1;
        let found = events(&signal, &EventRules::default());
        let [PointerEvent::Stroke(stroke)] = found.as_slice() else { panic!("{found:?}") };
        assert!((stroke.peak_px_per_s - 4_000.0).abs() < 1.0, "{stroke:?}");
    }

    #[test]
    fn a_stroke_ends_in_a_double_click() {
        let signal = rows(&[
            (0, 0.0, 0.0, 0.0),
            (100, 10.0, 0.0, 0.0),
            (200, 30.0, 0.0, 0.0),
            (500, 30.0, 1.0, 1.0),
            (580, 30.0, 1.0, 0.0),
            (700, 31.0, 1.0, 1.0),
            (760, 31.0, 1.0, 0.0),
        ]);
        let found = events(&signal, &EventRules::default());
        let [PointerEvent::Stroke(stroke), rest @ ..] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((stroke.path_px, stroke.span.seconds(), stroke.is_drag), (30.0, 0.2, false));
        let presses: Vec<(bool, Option<f64>)> = rest
            .iter()
            .filter_map(|event| match event {
                PointerEvent::Press(press) => Some((press.is_double, press.wait_s)),
                PointerEvent::Stroke(_) => None,
            })
            .collect();
        assert_eq!(presses, [(false, Some(0.3)), (true, Some(0.0))]);
    }

    #[test]
    fn a_drag_is_a_stroke_with_a_button_down() {
        let signal = rows(&[(0, 0.0, 1.0, 1.0), (100, 10.0, 0.0, 1.0), (200, 20.0, 0.0, 1.0), (250, 20.0, 1.0, 0.0)]);
        let found = events(&signal, &EventRules::default());
        assert!(
            matches!(found[0], PointerEvent::Press(Press { held_s: Some(held), .. }) if (held - 0.25).abs() < 1e-9)
        );
        assert!(matches!(found[1], PointerEvent::Stroke(Stroke { is_drag: true, path_px: 20.0, .. })));
    }

    proptest! {
        #[test]
        fn pieces_give_what_the_whole_gives(
            steps in prop::collection::vec((0_i64..900, -20_i32..20, 0_u8..8), 1..80), width in 1_usize..20,
        ) {
            let (mut now, mut x) = (0, 500.0);
            let made: Vec<Row> = steps.iter().map(|(wait, step, what)| {
                now += wait;
                x += f64::from(*step);
                let (button, is_down) = match what { 0 => (1.0, 1.0), 1 => (1.0, 0.0), 2 => (0.0, 1.0), _ => (0.0, 0.0) };
                (now, if *what == 7 { f64::NAN } else { x }, button, is_down)
            }).collect();
            let signal = rows(&made);
            let (mut stream, mut found) = (EventRules::default().finder(), Vec::new());
            for from in (0..signal.len()).step_by(width) {
                stream.push(&cut(&signal, from..(from + width).min(signal.len())), &mut found);
            }
            stream.finish(&mut found);
            prop_assert_eq!(found, events(&signal, &EventRules::default()));
        }
    }
}
