//! Fuzzes gaze as JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::recording("WebGazer JSON", data));
