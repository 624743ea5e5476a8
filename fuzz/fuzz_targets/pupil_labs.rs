//! Fuzzes a file of Pupil Core's or Cloud's export.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::recording("Pupil Labs export", data));
