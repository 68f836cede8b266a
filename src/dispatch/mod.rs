//! Dispatch: which items go out now, to whom, and why the others do not.

mod block;
mod dependency;
mod instance;
mod obstacle;
mod plan;

pub(crate) use block::DECLARED;
pub use block::{Block, OwnBlock};
pub use dependency::{Dependencies, waiting};
pub(crate) use instance::Capabilities;
pub use instance::{Choice, Roster};
pub use obstacle::Obstacle;
pub use plan::{Outcome, Plan, Wait, plan};
