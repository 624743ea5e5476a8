//! What each signal of the body and the hands brings: how it is cleaned, what is found in it, what is drawn.

use attentive_types::{SampleSignal, Span};

use crate::features::{
    SignalFeature, brain as brain_features, breath as breath_features, keyboard as keyboard_features,
    movement as movement_features, pointer as pointer_features, skin as skin_features,
    temperature as temperature_features, vehicle as vehicle_features,
};
use crate::preprocess::{
    BlockStream, SampleQuality, SignalWindow, brain, breath, keyboard, movement, pointer, skin, temperature, vehicle,
};

use super::body::{Body, Cleaning};
use super::sink::Sink;

/// Skin conductance.
#[derive(Debug)]
pub(super) struct Skin(skin::SkinStream);

impl Body for Skin {
    type Cleaner = skin::CleanStream;
    type Episode = skin::SkinResponse;
    type Window = skin::SkinWindow;
    const FEATURES: &'static [SignalFeature<skin::SkinWindow>] = skin_features::ALL;
    const DRAWN: &'static [&'static str] = &["eda_us", "tonic_us"];
    // A response is known at the latest when the next begins to fall; half recovery takes some seconds.
    const LATENCY_NANOS: i64 = 20_000_000_000;

    fn cleaner(nominal_rate_hz: Option<f64>) -> Self::Cleaner {
        BlockStream::new(skin::CleanSettings::default(), nominal_rate_hz)
    }

    fn new() -> Self {
        Self(skin::SkinStream::new(skin::EventRules::default()))
    }

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Self::Episode>) {
        self.0.push(clean, out);
    }

    fn finish(&mut self, out: &mut Vec<Self::Episode>) {
        self.0.finish(out);
    }

    fn window(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[Self::Episode]) -> Self::Window {
        SignalWindow::of(span, rate_hz, clean, episodes)
    }

    fn tell(response: &Self::Episode, sink: &mut Sink) {
        let end = response.half_recovery.unwrap_or(response.peak);
        let said = [
            ("amplitude_us", response.amplitude_us),
            ("rise_s", response.rise_s()),
            ("recovery_s", response.half_recovery_s().unwrap_or(f64::NAN)),
        ];
        sink.event("scr", Span::new(response.onset, end), &said);
    }
}

/// Breathing.
#[derive(Debug)]
pub(super) struct Breathing(breath::BreathStream);

impl Body for Breathing {
    type Cleaner = breath::CleanStream;
    type Episode = breath::Breath;
    type Window = breath::BreathWindow;
    const FEATURES: &'static [SignalFeature<breath::BreathWindow>] = breath_features::ALL;
    const DRAWN: &'static [&'static str] = &["respiration_au"];
    // A breath is at most 20 seconds long.
    const LATENCY_NANOS: i64 = 20_000_000_000;

    fn cleaner(nominal_rate_hz: Option<f64>) -> Self::Cleaner {
        BlockStream::new(breath::CleanSettings::default(), nominal_rate_hz)
    }

    fn new() -> Self {
        Self(breath::BreathStream::new(breath::EventRules::default()))
    }

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Self::Episode>) {
        self.0.push(clean, out);
    }

    fn finish(&mut self, _out: &mut Vec<Self::Episode>) {}

    fn window(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[Self::Episode]) -> Self::Window {
        SignalWindow::of(span, rate_hz, clean, episodes)
    }

    fn tell(breath: &Self::Episode, sink: &mut Sink) {
        let said = [("interval_ms", breath.whole_s() * 1e3), ("value", breath.height_au)];
        sink.event("breath", Span::new(breath.start, breath.end), &said);
        let rate = 60.0 / breath.whole_s();
        sink.draw_one("breathing_rate_per_min", breath.peak.0, rate);
    }
}

/// Skin temperature: no episodes, a level.
#[derive(Debug)]
pub(super) struct Warmth;

impl Body for Warmth {
    type Cleaner = temperature::CleanStream;
    type Episode = temperature::Unusable;
    type Window = temperature::TemperatureWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = temperature_features::ALL;
    const DRAWN: &'static [&'static str] = &["temperature_c"];
    const LATENCY_NANOS: i64 = 0;

    fn cleaner(nominal_rate_hz: Option<f64>) -> Self::Cleaner {
        BlockStream::new(temperature::CleanSettings::default(), nominal_rate_hz)
    }

    fn new() -> Self {
        Self
    }

    fn push(&mut self, _clean: &SampleSignal, _out: &mut Vec<Self::Episode>) {}

    fn finish(&mut self, _out: &mut Vec<Self::Episode>) {}

    fn window(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[Self::Episode]) -> Self::Window {
        SignalWindow::of(span, rate_hz, clean, episodes)
    }

    fn tell(_episode: &Self::Episode, _sink: &mut Sink) {}
}

/// Electrodes on the head: no episodes, rhythms.
#[derive(Debug)]
pub(super) struct Brain;

impl Body for Brain {
    type Cleaner = brain::CleanStream;
    type Episode = temperature::Unusable;
    type Window = brain::BrainWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = brain_features::ALL;
    const DRAWN: &'static [&'static str] = &[];
    const LATENCY_NANOS: i64 = 0;

    fn cleaner(nominal_rate_hz: Option<f64>) -> Self::Cleaner {
        BlockStream::new(brain::CleanSettings::default(), nominal_rate_hz)
    }

    fn new() -> Self {
        Self
    }

    fn push(&mut self, _clean: &SampleSignal, _out: &mut Vec<Self::Episode>) {}

    fn finish(&mut self, _out: &mut Vec<Self::Episode>) {}

    fn window(span: Span, rate_hz: f64, clean: &SampleSignal, _episodes: &[Self::Episode]) -> Self::Window {
        brain::BrainWindow::of(span, rate_hz, clean)
    }

    fn tell(_episode: &Self::Episode, _sink: &mut Sink) {}
}

/// Acceleration and rotation.
#[derive(Debug)]
pub(super) struct Moving(movement::StillStream);

impl Body for Moving {
    type Cleaner = movement::CleanStream;
    type Episode = movement::Still;
    type Window = movement::MovementWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = movement_features::ALL;
    const DRAWN: &'static [&'static str] = &["body_x_g", "body_y_g", "body_z_g", "rotation_deg_per_s"];
    const LATENCY_NANOS: i64 = 20_000_000_000;

    fn cleaner(nominal_rate_hz: Option<f64>) -> Self::Cleaner {
        BlockStream::new(movement::CleanSettings::default(), nominal_rate_hz)
    }

    fn new() -> Self {
        Self(movement::StillStream::new(movement::EventRules::default()))
    }

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Self::Episode>) {
        self.0.push(clean, out);
    }

    fn finish(&mut self, out: &mut Vec<Self::Episode>) {
        self.0.finish(out);
    }

    fn window(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[Self::Episode]) -> Self::Window {
        SignalWindow::of(span, rate_hz, clean, episodes)
    }

    fn tell(still: &Self::Episode, sink: &mut Sink) {
        sink.event("stillness", still.span, &[]);
    }
}

/// Speed, steering and place in the lane.
#[derive(Debug)]
pub(super) struct Driving(vehicle::DriveStream);

impl Body for Driving {
    type Cleaner = vehicle::CleanStream;
    type Episode = vehicle::DriveEvent;
    type Window = vehicle::VehicleWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = vehicle_features::ALL;
    const DRAWN: &'static [&'static str] =
        &["speed_km_per_h", "steering_deg", "lane_offset_m", "roll_deg", "pitch_deg", "yaw_deg"];
    const LATENCY_NANOS: i64 = 20_000_000_000;

    fn cleaner(nominal_rate_hz: Option<f64>) -> Self::Cleaner {
        BlockStream::new(vehicle::CleanSettings::default(), nominal_rate_hz)
    }

    fn new() -> Self {
        Self(vehicle::DriveStream::new(vehicle::EventRules::default()))
    }

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Self::Episode>) {
        self.0.push(clean, out);
    }

    fn finish(&mut self, out: &mut Vec<Self::Episode>) {
        self.0.finish(out);
    }

    fn window(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[Self::Episode]) -> Self::Window {
        SignalWindow::of(span, rate_hz, clean, episodes)
    }

    fn tell(event: &Self::Episode, sink: &mut Sink) {
        let kind = match event.kind {
            vehicle::DriveEventKind::Brake => "harsh-braking",
            vehicle::DriveEventKind::Accelerate => "harsh-acceleration",
            vehicle::DriveEventKind::Reversal => "steering-reversal",
        };
        sink.event(kind, event.span, &[]);
    }
}

/// Presses of keys; never which.
#[derive(Debug)]
pub(super) struct Typing(keyboard::BurstStream);

impl Body for Typing {
    type Cleaner = keyboard::CleanStream;
    type Episode = keyboard::Burst;
    type Window = keyboard::KeyboardWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = keyboard_features::ALL;
    const DRAWN: &'static [&'static str] = &["interval_ms", "dwell_ms"];
    const LATENCY_NANOS: i64 = 20_000_000_000;

    fn cleaner(_nominal_rate_hz: Option<f64>) -> Self::Cleaner {
        keyboard::CleanStream::new(keyboard::CleanSettings::default())
    }

    fn new() -> Self {
        Self(keyboard::BurstStream::new(keyboard::EventRules::default()))
    }

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Self::Episode>) {
        self.0.push(clean, out);
    }

    fn finish(&mut self, out: &mut Vec<Self::Episode>) {
        self.0.finish(out);
    }

    fn window(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[Self::Episode]) -> Self::Window {
        SignalWindow::of(span, rate_hz, clean, episodes)
    }

    fn tell(burst: &Self::Episode, sink: &mut Sink) {
        sink.event("typing-burst", burst.span, &[]);
    }
}

/// Movement and buttons of the pointer.
#[derive(Debug)]
pub(super) struct Pointing(pointer::PointerStream);

impl Body for Pointing {
    type Cleaner = pointer::CleanStream;
    type Episode = pointer::PointerEvent;
    type Window = pointer::PointerWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = pointer_features::ALL;
    const DRAWN: &'static [&'static str] = &["x_px", "y_px"];
    const LATENCY_NANOS: i64 = 20_000_000_000;

    fn cleaner(_nominal_rate_hz: Option<f64>) -> Self::Cleaner {
        pointer::CleanStream::new(pointer::CleanSettings::default())
    }

    fn new() -> Self {
        Self(pointer::PointerStream::new(pointer::EventRules::default()))
    }

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Self::Episode>) {
        self.0.push(clean, out);
    }

    fn finish(&mut self, out: &mut Vec<Self::Episode>) {
        self.0.finish(out);
    }

    fn window(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[Self::Episode]) -> Self::Window {
        SignalWindow::of(span, rate_hz, clean, episodes)
    }

    fn tell(event: &Self::Episode, sink: &mut Sink) {
        match event {
            pointer::PointerEvent::Stroke(stroke) => sink.event("stroke", stroke.span, &[]),
            pointer::PointerEvent::Press(press) => sink.event("press", Span::new(press.at, press.at), &[]),
        }
    }
}

impl Cleaning for keyboard::CleanStream {
    fn push(&mut self, piece: &SampleSignal, out: &mut SampleSignal) {
        keyboard::CleanStream::push(self, piece, out);
    }

    fn finish(&mut self, _out: &mut SampleSignal) {}

    fn rate_hz(&self) -> Option<f64> {
        None
    }

    fn quality(&self) -> SampleQuality {
        keyboard::CleanStream::quality(self)
    }
}

impl Cleaning for pointer::CleanStream {
    fn push(&mut self, piece: &SampleSignal, out: &mut SampleSignal) {
        pointer::CleanStream::push(self, piece, out);
    }

    fn finish(&mut self, _out: &mut SampleSignal) {}

    fn rate_hz(&self) -> Option<f64> {
        None
    }

    fn quality(&self) -> SampleQuality {
        pointer::CleanStream::quality(self)
    }
}
