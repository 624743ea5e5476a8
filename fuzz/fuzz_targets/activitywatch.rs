//! Fuzzes what `attentive import` reads: ActivityWatch's export and our own recording.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::history(data));
