//! Dispatch: which items go out now, to whom, and why the others do not.

mod dependency;
mod instance;
mod obstacle;
mod plan;

pub use dependency::Dependencies;
pub use instance::{Choice, Roster};
pub use obstacle::Obstacle;
pub use plan::{Outcome, Plan, PlannedItem, Wait, plan};
