//! Parts that several screens are made of.

pub(crate) mod dialog;
pub(crate) mod empty;
pub(crate) mod focus;
pub(crate) mod icon;
pub(crate) mod live;
pub(crate) mod memo;
pub(crate) mod meter;
pub(crate) mod palette;
pub(crate) mod score_bar;
pub(crate) mod spark;
pub(crate) mod tag;
