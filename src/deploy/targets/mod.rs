//! The places, one file each.

pub mod folder;
pub mod git;
pub mod rsync;
pub mod s3;
pub mod sftp;
