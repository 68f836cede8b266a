//! The five gates. Every gate is always evaluated, and every verdict carries
//! what was measured, the threshold and the evidence.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::dispatch::Obstacle;
use crate::prioritize::{Facet, FacetSet};
use crate::work_item::{Status, WorkItem};

/// Why an item is escalated. The order is the specification's: the first that
/// holds is the primary reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The stated confidence is too low.
    LowConfidence,
    /// An ethical concern is named.
    EthicalFlag,
    /// The budget is exceeded.
    BudgetOverrun,
    /// The work cannot go on.
    TechnicalBlock,
    /// The work has grown.
    ScopeCreep,
}

impl Reason {
    /// Every reason, in the specification's order.
    pub const ALL: [Self; 5] =
        [Self::LowConfidence, Self::EthicalFlag, Self::BudgetOverrun, Self::TechnicalBlock, Self::ScopeCreep];

    /// The specification's word, as it stands in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::LowConfidence => "low_confidence",
            Self::EthicalFlag => "ethical_flag",
            Self::BudgetOverrun => "budget_overrun",
            Self::TechnicalBlock => "technical_block",
            Self::ScopeCreep => "scope_creep",
        }
    }
}

/// What one gate found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The gate.
    pub reason: Reason,
    /// What was measured: confidence 0-1, a count of flags, a share over
    /// budget, days blocked, growth. `None` where there is nothing to measure.
    pub value: Option<f64>,
    /// What it was compared with.
    pub threshold: f64,
    /// Whether the item is escalated for this.
    pub tripped: bool,
}

impl Verdict {
    /// How far the value is past the threshold; negative while it is within.
    #[must_use]
    pub fn margin(&self) -> Option<f64> {
        let value = self.value?;
        Some(if self.reason == Reason::LowConfidence { self.threshold - value } else { value - self.threshold })
    }

    /// What the verdict rests on. Two verdicts of one gate with the same
    /// evidence are the same finding: a waiver holds while this text does.
    #[must_use]
    pub fn evidence(&self, item: &WorkItem) -> String {
        match self.reason {
            Reason::LowConfidence => {
                item.confidence_score.map_or_else(|| "no confidence is stated".to_owned(), |stated| format!("stated confidence {stated}"))
            }
            Reason::EthicalFlag if item.ethical_flags.is_empty() => "no ethical flag".to_owned(),
            Reason::EthicalFlag => item.ethical_flags.join(", "),
            Reason::BudgetOverrun => format!("budget impact {} %", round(item.budget_impact * 100.0)),
            Reason::TechnicalBlock => match (item.status, item.blocked_reason.as_deref().map(Obstacle::from_word)) {
                (_, Some(Some(obstacle))) => {
                    let sentence = obstacle.sentence(&item.dependencies);
                    match item.blocked_since.filter(|_| obstacle == Obstacle::InstanceFailed) {
                        Some(since) => format!("{sentence} on {}", since.format("%-d %B %Y at %H:%M")),
                        None => sentence,
                    }
                }
                (_, Some(None)) => item.blocked_reason.clone().unwrap_or_default(),
                (Status::Blocked, None) => "its source says it is blocked".to_owned(),
                _ => "not blocked".to_owned(),
            },
            Reason::ScopeCreep => scope_evidence(item),
        }
    }
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn scope_evidence(item: &WorkItem) -> String {
    let mut found = Vec::new();
    if let Some(baseline) = item.baseline_effort.filter(|baseline| item.effort_estimate > *baseline) {
        found.push(format!("effort went from {} to {} days", round(baseline), round(item.effort_estimate)));
    }
    if let Some(baseline) = item.baseline_checklist.filter(|baseline| item.checklist > *baseline) {
        found.push(format!("the checklist went from {baseline} to {} tasks", item.checklist));
    }
    if let Some(said) = Facet::ScopeCreep.because(item) {
        found.push(said);
    }
    if found.is_empty() { "no growth over the baseline".to_owned() } else { found.join("; ") }
}

/// Growth over the baseline recorded when the item was first seen: of the
/// effort or of the checklist, whichever grew more. 0.2 is 20 %.
fn growth(item: &WorkItem) -> Option<f64> {
    let effort = item
        .baseline_effort
        .filter(|baseline| *baseline > 0.0)
        .map(|baseline| (item.effort_estimate - baseline) / baseline);
    let checklist = item
        .baseline_checklist
        .filter(|baseline| *baseline > 0)
        .map(|baseline| f64::from(item.checklist) / f64::from(baseline) - 1.0);
    match (effort, checklist) {
        (Some(effort), Some(checklist)) => Some(effort.max(checklist)),
        (effort, checklist) => effort.or(checklist),
    }
}

/// Whether the block of `item` was found here (an unknown dependency, a circle,
/// a failed instance) rather than declared by its source.
fn found_here(item: &WorkItem) -> Option<Obstacle> {
    item.blocked_reason.as_deref().and_then(Obstacle::from_word)
}

/// Evaluates the five gates for `item` at `now`, in the specification's order.
///
/// A confidence of 0.0 is a confidence and escalates; an absent one does not. A
/// block its source declares escalates at once, one found here after
/// `technical_blocks` days, and waiting for an open dependency never does.
#[must_use]
pub fn evaluate(item: &WorkItem, facets: FacetSet, now: DateTime<Utc>, config: &Config) -> [Verdict; 5] {
    let limits = &config.thresholds;
    let verdict = |reason, value: Option<f64>, threshold, tripped| Verdict { reason, value, threshold, tripped };

    let confidence = item.confidence_score;
    #[allow(clippy::cast_precision_loss)] // a handful of flags
    let flags = item.ethical_flags.len() as f64;
    let enough_flags = flags >= f64::from(limits.ethical_flags);

    let days_allowed = f64::from(limits.technical_blocks);
    let (days_blocked, blocked) = match (item.status, found_here(item)) {
        (Status::Blocked | Status::Escalated, Some(Obstacle::OpenDependency)) => (None, false),
        (Status::Blocked | Status::Escalated, Some(_)) => {
            let days = item.blocked_since.map(|since| days_between(since, now));
            (days, days.is_some_and(|days| days > days_allowed))
        }
        (Status::Blocked, None) => (item.blocked_since.map(|since| days_between(since, now)), true),
        (Status::Escalated, None) => {
            (item.blocked_since.map(|since| days_between(since, now)), item.blocked_reason.is_some())
        }
        _ => (None, false),
    };

    let growth = growth(item);
    let crept = growth.is_some_and(|growth| growth > limits.scope_creep) || facets.has(Facet::ScopeCreep);

    [
        verdict(
            Reason::LowConfidence,
            confidence,
            limits.confidence,
            confidence.is_some_and(|stated| stated < limits.confidence),
        ),
        verdict(Reason::EthicalFlag, Some(flags), f64::from(limits.ethical_flags), enough_flags),
        verdict(
            Reason::BudgetOverrun,
            Some(item.budget_impact),
            limits.budget_overrun,
            item.budget_impact > limits.budget_overrun,
        ),
        verdict(Reason::TechnicalBlock, days_blocked, days_allowed, blocked),
        verdict(Reason::ScopeCreep, growth, limits.scope_creep, crept),
    ]
}

/// Days from `since` to `now`; 0 when the clock went back.
fn days_between(since: DateTime<Utc>, now: DateTime<Utc>) -> f64 {
    #[allow(clippy::cast_precision_loss)] // milliseconds of a few years are exact in f64
    let milliseconds = (now - since).num_milliseconds().max(0) as f64;
    milliseconds / 86_400_000.0
}
