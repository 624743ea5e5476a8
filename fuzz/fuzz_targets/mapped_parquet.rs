//! Fuzzes a map of columns, and Parquet read by it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::mapped("Parquet", data));
