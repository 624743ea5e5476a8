//! Fuzzes what `edf2asc` writes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::recording("EyeLink ASC", data));
