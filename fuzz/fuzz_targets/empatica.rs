//! Fuzzes the folder of a wristband.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::folder("Empatica E4", data));
