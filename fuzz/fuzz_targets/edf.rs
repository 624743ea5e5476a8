//! Fuzzes EDF and BDF.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::recording("EDF / BDF", data));
