//! Fuzzes tables of any maker.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::recording("table (CSV, TSV)", data));
