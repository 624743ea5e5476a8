//! What each signal of the body and the hands brings: how it is cleaned, what is found in it, what is drawn.

use attentive_types::{SampleSignal, Span};

use crate::features::{
    SignalFeature, brain as brain_features, breath as breath_features, keyboard as keyboard_features,
    movement as movement_features, pointer as pointer_features, skin as skin_features,
    temperature as temperature_features, vehicle as vehicle_features,
};
use crate::preprocess::{
    EpisodeOf, EpisodeRules, Finder, Unusable, brain, breath, keyboard, movement, pointer, skin, temperature, vehicle,
};

use super::body::{Body, BodyWindow};
use super::sink::Sink;

/// Nothing is looked for: stretches in which a sensor told nothing of use are not told as events.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unsought;

impl EpisodeRules for Unsought {
    type Finder = Self;

    fn finder(self) -> Self {
        self
    }
}

impl Finder for Unsought {
    type Episode = Unusable;

    fn push(&mut self, _clean: &SampleSignal, _out: &mut Vec<Unusable>) {}
}

/// Skin conductance.
#[derive(Debug)]
pub(super) struct Skin;

impl Body for Skin {
    type Cleaner = skin::CleanStream;
    type Rules = skin::EventRules;
    type Window = skin::SkinWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = skin_features::ALL;
    const DRAWN: &'static [&'static str] = &["eda_us", "tonic_us"];

    fn tell(response: &EpisodeOf<Self::Rules>, sink: &mut Sink) {
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
pub(super) struct Breathing;

impl Body for Breathing {
    type Cleaner = breath::CleanStream;
    type Rules = breath::EventRules;
    type Window = breath::BreathWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = breath_features::ALL;
    const DRAWN: &'static [&'static str] = &["respiration_au"];

    fn tell(breath: &EpisodeOf<Self::Rules>, sink: &mut Sink) {
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
    type Rules = Unsought;
    type Window = temperature::TemperatureWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = temperature_features::ALL;
    const DRAWN: &'static [&'static str] = &["temperature_c"];
    const LATENCY_NANOS: i64 = 0;
}

/// Electrodes on the head: no episodes, rhythms.
#[derive(Debug)]
pub(super) struct Brain;

impl Body for Brain {
    type Cleaner = brain::CleanStream;
    type Rules = Unsought;
    type Window = brain::BrainWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = brain_features::ALL;
    const DRAWN: &'static [&'static str] = &[];
    const LATENCY_NANOS: i64 = 0;
}

/// Acceleration and rotation.
#[derive(Debug)]
pub(super) struct Moving;

impl Body for Moving {
    type Cleaner = movement::CleanStream;
    type Rules = movement::EventRules;
    type Window = movement::MovementWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = movement_features::ALL;
    const DRAWN: &'static [&'static str] = &["body_x_g", "body_y_g", "body_z_g", "rotation_deg_per_s"];

    fn tell(still: &EpisodeOf<Self::Rules>, sink: &mut Sink) {
        sink.event("stillness", still.span, &[]);
    }
}

/// Speed, steering and place in the lane.
#[derive(Debug)]
pub(super) struct Driving;

impl Body for Driving {
    type Cleaner = vehicle::CleanStream;
    type Rules = vehicle::EventRules;
    type Window = vehicle::VehicleWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = vehicle_features::ALL;
    const DRAWN: &'static [&'static str] =
        &["speed_km_per_h", "steering_deg", "lane_offset_m", "roll_deg", "pitch_deg", "yaw_deg"];

    fn tell(event: &EpisodeOf<Self::Rules>, sink: &mut Sink) {
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
pub(super) struct Typing;

impl Body for Typing {
    type Cleaner = keyboard::CleanStream;
    type Rules = keyboard::EventRules;
    type Window = keyboard::KeyboardWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = keyboard_features::ALL;
    const DRAWN: &'static [&'static str] = &["interval_ms", "dwell_ms"];

    fn tell(burst: &EpisodeOf<Self::Rules>, sink: &mut Sink) {
        sink.event("typing-burst", burst.span, &[]);
    }
}

/// Movement and buttons of the pointer.
#[derive(Debug)]
pub(super) struct Pointing;

impl Body for Pointing {
    type Cleaner = pointer::CleanStream;
    type Rules = pointer::EventRules;
    type Window = pointer::PointerWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = pointer_features::ALL;
    const DRAWN: &'static [&'static str] = &["x_px", "y_px"];

    fn tell(event: &EpisodeOf<Self::Rules>, sink: &mut Sink) {
        match event {
            pointer::PointerEvent::Stroke(stroke) => sink.event("stroke", stroke.span, &[]),
            pointer::PointerEvent::Press(press) => sink.event("press", Span::new(press.at, press.at), &[]),
        }
    }
}

impl BodyWindow<Unusable> for brain::BrainWindow {
    fn of(span: Span, rate_hz: f64, clean: &SampleSignal, _episodes: &[Unusable]) -> Self {
        Self::of(span, rate_hz, clean)
    }
}
