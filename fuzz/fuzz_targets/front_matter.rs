#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rassegna_fuzz::targets::front_matter::run(bytes));
