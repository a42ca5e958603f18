//! One picture: what its file says of it, and smaller copies of it.
//!
//! Owns the decoding, scaling and encoding of pictures, what is read from their metadata, and the cache of what was
//! made. May import `base`. Absent from here: which pictures a site has, who shows them, and under which addresses.

pub mod cache;
pub mod credit;
pub mod crop;
pub mod icon;
pub mod lettering;
pub mod open;
pub mod scale;
pub mod svg;
