//! Fuzzes a header with its signal and annotation files.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::wfdb(data));
