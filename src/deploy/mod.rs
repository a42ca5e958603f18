//! Publishing: what differs between an output folder and the place that readers see is sent there.
//!
//! Owns what is to be sent (`local`), what is sent along with it (`headers`), in which order (`plan`), the run (`run`), the places
//! (`targets`, one file each behind [`target::Target`]), and who is told afterwards (`after`, one file each). May import `build`
//! and everything below it. Absent from here: the terminal, and building: what is sent is what lies in the folder.
//!
//! ```text
//! output ─local::read─▶ Local ─Target::compare─▶ Difference ─plan─▶ Plan ─run─▶ assets, new pages, pages, lists, removals ─▶ after
//! ```
//!
//! Contents decide what is sent, never times. A reader never meets a page without what it needs: assets go first, a page before the
//! lists that lead to it, and what is gone is removed last.

pub mod after;
pub mod headers;
pub mod local;
mod memory;
pub mod pending;
pub mod plan;
mod program;
pub mod run;
pub mod target;
mod targets;
