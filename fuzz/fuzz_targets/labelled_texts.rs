//! Fuzzes files of texts with labels.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attentive_fuzz::labelled_texts(data));
