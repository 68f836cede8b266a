//! The edges: everything that touches the browser, one file each.

pub(crate) mod address;
pub(crate) mod asset;
pub(crate) mod clock;
pub(crate) mod crash;
pub(crate) mod download;
pub(crate) mod exception;
pub(crate) mod files;
pub(crate) mod github;
pub(crate) mod lock;
pub(crate) mod pause;
pub(crate) mod random;
pub(crate) mod storage;
pub(crate) mod tabs;
pub(crate) mod worker;
