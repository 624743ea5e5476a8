//! Fuzzes bytes whose format is told by themselves, archives and packed files among them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::any_recording(data));
