//! Parses, runs, and ends with an exit code.

use std::process::ExitCode;

// Building a site is many small allocations on several threads, which the system's allocator is not made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rassegna::cli::run(std::env::args_os())
}
