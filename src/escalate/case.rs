//! An escalation is a case: it opens, it is decided, and it reopens when new
//! evidence comes.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Decision, Reason};

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Waiting for the Keyholder.
    Open,
    /// The Keyholder has decided.
    Decided,
    /// The reason went away before a decision.
    Cleared,
}

/// One finding that opened a case: a gate and what it rested on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The gate.
    pub reason: Reason,
    /// [`Reason::evidence`] at the time.
    pub evidence: String,
}

/// A decision that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub decision: Decision,
    /// The findings that are let pass from here on, earlier ones included: a gate
    /// is waived while its finding is among them.
    pub waived: Vec<Finding>,
}

/// The escalation of one item. An item has one case, however often it returns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Where it stands.
    pub state: CaseState,
    /// When it opened, or reopened.
    pub opened: DateTime<Utc>,
    /// Why, primary reason first.
    pub findings: Arc<[Finding]>,
    /// How often it came back after a decision.
    #[serde(default)]
    pub reopened: u32,
    /// Every decision taken on it, oldest first.
    #[serde(default)]
    pub decisions: Vec<Arc<DecisionRecord>>,
}

impl Case {
    /// The findings the Keyholder has let pass.
    #[must_use]
    pub fn waived(&self) -> &[Finding] {
        self.decisions.last().map_or(&[], |record| &record.waived)
    }
}
