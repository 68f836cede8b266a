//! The escalation gates, and the cases they open.

mod case;
mod decision;
mod edit;
mod gate;

pub use case::{Case, CaseState, DecisionRecord, Finding};
pub use decision::{Decision, Override};
pub use edit::BadValue;
pub(crate) use edit::{copy_field, set_fields};
pub use gate::{Reason, Verdict, findings, trips};
pub(crate) use gate::{growth, sole_number};
