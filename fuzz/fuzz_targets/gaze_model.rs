//! Fuzzes a trained detector of gaze events.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::gaze_model(data));
