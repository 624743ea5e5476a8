//! Fuzzes what sports watches write.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::recording("FIT", data));
