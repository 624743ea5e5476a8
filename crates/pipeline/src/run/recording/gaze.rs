//! Gaze: clean, events, and where on the screen they gather.

use attentive_learn::Moments;
use attentive_types::{GazeEventKind, GazeEvents, GazeSignal, SampleSignal, Screen, Span, StreamInfo, Timestamp};

use crate::features::gaze::{ALL, GazeBaseline, GazeWindow};
use crate::patterns::space::{AreaTally, Extent, HeatMapStream, SIGMA_DEG, ScanPath, SpreadStream};
use crate::preprocess::gaze::{
    COARSE_BELOW_HZ, CleanSettings, GazeError, GazeMethod, GazeQuality, GazeStream, learned, px_to_degrees,
};

use super::RecordingSettings;
use super::cutter::Cutter;
use super::signals::SignalRun;
use super::sink::{Sink, Space};

/// Cells of the heat map across: a quarter of a degree and less on every common screen.
const MAP_COLUMNS: usize = 256;
/// Fixations of the scan path that are kept: more cannot be told apart in a picture.
const PATH_STEPS: usize = 300;
/// What is mapped where nobody told the screen: 60 by 40 degrees hold every desktop screen.
const UNKNOWN_SCREEN_DEG: (f64, f64) = (60.0, 40.0);

/// The run of one stream of gaze.
#[derive(Debug)]
pub(super) struct GazeRun {
    /// `None` once the stream turned out to be unreadable, or is over.
    stream: Option<GazeStream>,
    failed: Option<GazeError>,
    /// How events are to be found.
    method: GazeMethod,
    map: Option<HeatMapStream>,
    path: ScanPath,
    spread: SpreadStream,
    areas: AreaTally,
    windows: Windows,
}

/// Windows of gaze that are still open.
#[derive(Debug)]
struct Windows {
    cutter: Cutter,
    /// Clean samples and events that a window to come may need.
    gaze: GazeSignal,
    events: GazeEvents,
    /// Of all fixations and saccades so far: what is usual here.
    fixations_ms: Moments,
    amplitudes_deg: Moments,
}

impl GazeRun {
    pub(super) fn new(info: &StreamInfo, settings: &RecordingSettings, origin: Timestamp) -> Self {
        let clean = CleanSettings { screen: settings.screen, ..CleanSettings::default() };
        let stream = GazeStream::new(info, clean, settings.gaze_method.clone());
        let map = map_for(stream.screen());
        Self {
            stream: Some(stream),
            failed: None,
            method: settings.gaze_method.clone(),
            map,
            path: ScanPath::new(PATH_STEPS),
            spread: SpreadStream::default(),
            areas: AreaTally::new(settings.areas.clone()),
            windows: Windows {
                cutter: Cutter::new(settings.windowing, origin, &settings.marks),
                gaze: GazeSignal::default(),
                events: GazeEvents::default(),
                fixations_ms: Moments::default(),
                amplitudes_deg: Moments::default(),
            },
        }
    }

    fn take(&mut self, events: &GazeEvents, sink: &mut Sink) {
        for place in 0..events.len() {
            let said = [
                ("x_deg", events.x_deg[place]),
                ("y_deg", events.y_deg[place]),
                ("amplitude_deg", events.amplitude_deg[place]),
                ("peak_velocity_deg_per_s", events.peak_velocity_deg_per_s[place]),
                ("mean_velocity_deg_per_s", events.mean_velocity_deg_per_s[place]),
                ("dispersion_deg", events.dispersion_deg[place]),
            ];
            sink.event(events.kind[place].name(), events.span(place), &said);
            if events.kind[place] == GazeEventKind::Fixation {
                self.spread.push(events.x_deg[place], events.y_deg[place]);
            }
        }
        if let Some(map) = &mut self.map {
            map.push_fixations(events);
        }
        self.path.push_events(events);
        self.areas.push_events(events);
    }
}

impl SignalRun for GazeRun {
    fn push(&mut self, piece: &SampleSignal, sink: &mut Sink) {
        let Some(stream) = &mut self.stream else { return };
        let windows = &mut self.windows;
        let seen = |cleaned: GazeSignal| {
            draw(&cleaned, sink);
            windows.push(&cleaned);
        };
        match stream.push_with(piece, seen) {
            Ok(events) => {
                self.take(&events, sink);
                self.windows.measure(events, sink);
            }
            Err(error) => {
                self.failed = Some(error);
                self.stream = None;
            }
        }
    }

    fn finish(&mut self, sink: &mut Sink) {
        if let Some(error) = self.failed.take() {
            sink.note(format!("no events: {error}"));
        }
        let Some(stream) = self.stream.take() else { return };
        let (quality, screen) = (stream.quality(), stream.screen());
        let windows = &mut self.windows;
        let events = stream.finish_with(|cleaned| {
            draw(&cleaned, sink);
            windows.push(&cleaned);
        });
        self.take(&events, sink);
        self.windows.measure(events, sink);
        self.windows.finish(sink);
        method_notes(&self.method, self.windows.gaze.rate_hz, sink);
        notes(quality, screen, sink);
        let Some(map) = self.map.take() else { return };
        let areas = std::mem::replace(&mut self.areas, AreaTally::new(Vec::new()));
        for overlap in areas.overlaps() {
            sink.note(&overlap);
        }
        let (areas, transitions) = areas.finish();
        sink.space = Some(Space {
            map: map.finish(SIGMA_DEG),
            path: std::mem::replace(&mut self.path, ScanPath::new(0)),
            spread: std::mem::take(&mut self.spread).finish(),
            areas,
            transitions,
        });
    }
}

impl Windows {
    fn push(&mut self, cleaned: &GazeSignal) {
        self.gaze.rate_hz = cleaned.rate_hz;
        self.gaze.screen = cleaned.screen;
        self.gaze.time_nanos.extend_from_slice(&cleaned.time_nanos);
        self.gaze.x_deg.extend_from_slice(&cleaned.x_deg);
        self.gaze.y_deg.extend_from_slice(&cleaned.y_deg);
    }

    /// Takes events, and measures the windows that they complete.
    fn measure(&mut self, events: GazeEvents, sink: &mut Sink) {
        let Some(settled) = events.end_nanos.last().copied() else { return };
        append(&mut self.events, events);
        while let Some(oldest) = self.gaze.time_nanos.first().copied() {
            let Some(span) = self.cutter.next_ready(oldest, settled) else { break };
            self.tell(span, sink);
            self.forget(self.cutter.needed_from(oldest));
        }
    }

    fn tell(&mut self, span: Span, sink: &mut Sink) {
        let window = GazeWindow::cut(&self.gaze, &self.events, span, self.baseline());
        for feature in ALL {
            sink.feature(span, feature.info, (feature.compute)(&window));
        }
        let events = &window.events;
        for place in (0..events.len()).filter(|place| span.contains(Timestamp(events.start_nanos[*place]))) {
            match events.kind[place] {
                GazeEventKind::Fixation => self.fixations_ms.push(events.span(place).seconds() * 1e3),
                GazeEventKind::Saccade => self.amplitudes_deg.push(events.amplitude_deg[place]),
                _ => {}
            }
        }
    }

    /// What was usual in the windows before.
    fn baseline(&self) -> Option<GazeBaseline> {
        Some(GazeBaseline {
            fixation_ms: self.fixations_ms.mean()?,
            fixation_sd_ms: self.fixations_ms.deviation()?,
            amplitude_deg: self.amplitudes_deg.mean()?,
            amplitude_sd_deg: self.amplitudes_deg.deviation()?,
        })
    }

    fn forget(&mut self, needed: i64) {
        let samples = self.gaze.time_nanos.partition_point(|time| *time < needed);
        self.gaze.time_nanos.drain(..samples);
        self.gaze.x_deg.drain(..samples);
        self.gaze.y_deg.drain(..samples);
        let events = self.events.end_nanos.partition_point(|end| *end <= needed);
        self.events.start_nanos.drain(..events);
        self.events.end_nanos.drain(..events);
        self.events.kind.drain(..events);
        for column in columns(&mut self.events) {
            column.drain(..events);
        }
    }

    fn finish(&mut self, sink: &mut Sink) {
        let (Some(first), Some(last)) = (self.gaze.time_nanos.first().copied(), self.gaze.time_nanos.last().copied())
        else {
            return;
        };
        let end = self.events.end_nanos.last().copied().unwrap_or(last).max(last);
        for span in self.cutter.rest(Span::new(Timestamp(first), Timestamp(end))) {
            self.tell(span, sink);
        }
    }
}

fn append(all: &mut GazeEvents, mut more: GazeEvents) {
    all.start_nanos.append(&mut more.start_nanos);
    all.end_nanos.append(&mut more.end_nanos);
    all.kind.append(&mut more.kind);
    for (all, more) in columns(all).into_iter().zip(columns(&mut more)) {
        all.append(more);
    }
}

fn columns(events: &mut GazeEvents) -> [&mut Vec<f64>; 6] {
    [
        &mut events.x_deg,
        &mut events.y_deg,
        &mut events.amplitude_deg,
        &mut events.peak_velocity_deg_per_s,
        &mut events.mean_velocity_deg_per_s,
        &mut events.dispersion_deg,
    ]
}

fn draw(cleaned: &GazeSignal, sink: &mut Sink) {
    sink.usable_samples += cleaned.x_deg.iter().map(|x| u64::from(x.is_finite())).sum::<u64>();
    sink.draw(&cleaned.time_nanos, &[("x_deg", &cleaned.x_deg), ("y_deg", &cleaned.y_deg)]);
}

fn map_for(screen: Option<Screen>) -> Option<HeatMapStream> {
    let extent = match screen {
        Some(screen) => {
            let (left, top) = px_to_degrees(&screen, 0.0, 0.0);
            let (right, bottom) = px_to_degrees(&screen, screen.width_px, screen.height_px);
            Extent { left_deg: left, top_deg: top, width_deg: right - left, height_deg: bottom - top }
        }
        None => Extent::centred(UNKNOWN_SCREEN_DEG.0, UNKNOWN_SCREEN_DEG.1),
    };
    let shape = extent.height_deg / extent.width_deg;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 1 and 4096")]
    let rows = (256.0 * shape).round().clamp(1.0, 4096.0) as usize;
    HeatMapStream::new(extent, MAP_COLUMNS, rows)
}

/// Which method answered and why, and whether the rate lets it.
fn method_notes(method: &GazeMethod, rate_hz: f64, sink: &mut Sink) {
    let answered = method.at_rate(rate_hz).name();
    if answered == method.name() {
        let whose = if matches!(method, GazeMethod::Learned(_)) { ", trained from coded recordings" } else { "" };
        sink.note(format!("events are found by the {answered} method{whose}"));
    } else {
        sink.note(format!(
            "events are found by the {answered} method: the {} one reads {} to {} samples per second, and here are {rate_hz:.1}",
            method.name(),
            learned::READABLE_HZ.start(),
            learned::READABLE_HZ.end()
        ));
    }
    if rate_hz < COARSE_BELOW_HZ {
        sink.note(format!(
            "fixations and saccades are coarse: at {rate_hz:.1} samples per second most saccades begin and end between two samples; \
             {COARSE_BELOW_HZ} and more are needed to see them"
        ));
    }
}

fn notes(quality: GazeQuality, screen: Option<Screen>, sink: &mut Sink) {
    match screen {
        Some(screen) => sink.note(format!(
            "degrees are those of a screen of {} x {} px, {:.3} x {:.3} m, seen from {:.2} m",
            screen.width_px, screen.height_px, screen.width_m, screen.height_m, screen.distance_m
        )),
        None => {
            sink.note("nobody told the screen; positions came in degrees, and a field of 60 by 40 degrees is mapped")
        }
    }
    for (count, what) in [
        (quality.lost, "samples were lost by the device"),
        (quality.off_screen, "samples lay far off the screen and were taken away"),
        (quality.unsure, "samples were taken away because the device was not sure of them"),
        (quality.spikes, "single samples jumped away and back faster than eyes can and were taken away"),
        (quality.interpolated, "samples in short gaps were filled between their neighbours"),
        (quality.one_eyed, "samples were told by one eye while the other was lost"),
    ] {
        if count > 0 {
            sink.note(format!("{count} {what}"));
        }
    }
}
