//! Fuzzes mouse logs.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::recording("mouse log (Balabit)", data));
