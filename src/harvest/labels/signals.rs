//! What is read from an issue beyond its labels and its title.

use serde::{Deserialize, Serialize};

use crate::config::ConfigError;
use crate::words::number;

/// How an issue's activity, milestone and fields bear on its facets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signals {
    /// From this many reactions and comments on, users feel it.
    pub user_impact_from: u32,
    /// The most that comments add to the risk, 0-1: the more there is to talk
    /// about, the less is known.
    pub discussion_risk: f64,
    /// At this many comments half of it is added.
    pub discussion_half: f64,
    /// The most that dragging on adds to the risk, 0-1: time between the report
    /// and the latest change of an issue that is still open.
    pub dragging_risk: f64,
    /// At this many days half of it is added.
    pub dragging_half_days: f64,
    /// What each level of urgency above 3 adds to the risk, 0-1.
    pub severity_risk: f64,
    /// What a milestone's due date says, nearest first.
    pub due: Vec<Due>,
    /// A milestone overdue by more days than this says nothing.
    pub overdue_days: u32,
    /// The issue fields that are read like labels, as `priority: high`.
    pub fields: Vec<String>,
}

/// The urgency of a due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// Due in at most this many days.
    pub within_days: u32,
    /// Then the urgency is at least this, 1-5.
    pub urgency: u8,
}

impl Default for Signals {
    fn default() -> Self {
        let fields = ["priority", "urgency", "severity", "effort", "estimate", "size", "complexity", "story points"];
        Self {
            user_impact_from: 10,
            discussion_risk: 0.2,
            discussion_half: 20.0,
            dragging_risk: 0.3,
            dragging_half_days: 365.0,
            severity_risk: 0.05,
            due: vec![Due { within_days: 7, urgency: 5 }, Due { within_days: 30, urgency: 4 }],
            overdue_days: 90,
            fields: fields.map(str::to_owned).to_vec(),
        }
    }
}

impl Signals {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |field: String, reason: String| Err(ConfigError { field, reason });
        let shares = [
            ("discussion_risk", self.discussion_risk),
            ("dragging_risk", self.dragging_risk),
            ("severity_risk", self.severity_risk),
        ];
        for (field, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                return refuse(
                    format!("label_rules.signals.{field}"),
                    format!("{} is not between 0 and 1", number(share)),
                );
            }
        }
        let halves = [("discussion_half", self.discussion_half), ("dragging_half_days", self.dragging_half_days)];
        for (field, half) in halves {
            if !(half > 0.0 && half.is_finite()) {
                return refuse(format!("label_rules.signals.{field}"), format!("{} is not more than 0", number(half)));
            }
        }
        if self.user_impact_from == 0 {
            let reason = "0 would hold for every issue; use 1 or more".to_owned();
            return refuse("label_rules.signals.user_impact_from".to_owned(), reason);
        }
        for (at, due) in self.due.iter().enumerate() {
            if !(1..=5).contains(&due.urgency) {
                let field = format!("label_rules.signals.due[{at}].urgency");
                return refuse(field, format!("{} is not between 1 and 5", due.urgency));
            }
        }
        Ok(())
    }
}
