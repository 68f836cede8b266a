//! The engine of the Autonomous Orchestrator: pure, deterministic, and free of
//! browser, clock, network, storage and randomness. `now` is a value
//! handed in.
//!
//! Modules stand in the order the data flows: a source is [`harvest`]ed into
//! [`work_item`]s, they are [`prioritize`]d, checked by the gates in
//! [`escalate`], sent out by [`dispatch`], summed up by [`dashboard`], and every
//! change is an event of the [`journal`]. [`orchestrator`] joins them: a command
//! goes in, events come out.

pub mod by_name;
pub mod config;
pub mod date;
pub mod number;
mod small_map;
pub mod words;
pub mod work_item;

pub mod harvest;

pub mod prioritize;

pub mod escalate;

pub mod dispatch;

pub mod dashboard;

pub mod journal;

pub mod orchestrator;

#[cfg(feature = "module")]
#[allow(missing_docs)]
pub mod module;
