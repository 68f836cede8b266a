//! The escalation gates, and the cases they open.

mod case;
mod decision;
mod gate;

pub use case::{Case, CaseState, DecisionRecord, Finding};
pub use decision::{Decision, Override};
pub use gate::{Reason, Verdict, evaluate};
