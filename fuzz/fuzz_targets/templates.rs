#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rassegna_fuzz::targets::templates::run(bytes));
