//! Files, as they are read: which there are, what has changed since they were last looked at.
//!
//! Owns the `Tree` (every file of a site with its stamp) and the reading of one file. In the flow nothing else reads.
//! May import `diagnostic` and `base`. Absent from here: what a file means, and any kind of writing.

pub mod scan;
pub mod tree;
