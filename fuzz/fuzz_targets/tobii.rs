//! Fuzzes Tobii's export.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::recording("Tobii Pro Lab TSV", data));
