//! The five gates. Every gate is always evaluated, and every verdict carries
//! what was measured, the threshold and the evidence.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Finding;
use crate::config::Config;
use crate::dispatch::{Block, Obstacle};
use crate::journal::Glance;
use crate::prioritize::Facet;
use crate::work_item::WorkItem;

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
#[derive(Clone, Copy, Debug, PartialEq)]
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
}

/// An item as the gates see it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The item.
    pub item: &'a WorkItem,
    /// What there is to see of it.
    pub glance: &'a Glance,
    /// What keeps it from going on.
    pub block: Option<Block>,
}

impl Subject<'_> {
    /// Evaluates the five gates at `now`, in the specification's order.
    ///
    /// A confidence of 0.0 is a confidence and escalates; an absent one does not. A
    /// block its source declares escalates at once, one found here after
    /// `technical_blocks` days, and waiting for an open dependency never does.
    #[must_use]
    pub fn verdicts(&self, now: DateTime<Utc>, config: &Config) -> [Verdict; 5] {
        let (glance, limits) = (self.glance, &config.thresholds);
        let verdict = |reason, value: Option<f64>, threshold, tripped| Verdict { reason, value, threshold, tripped };

        let is_unsure = glance.confidence.is_some_and(|stated| stated < limits.confidence);
        let is_flagged = glance.flags >= limits.ethical_flags;
        let is_over = glance.budget > limits.budget_overrun;

        let allowed = f64::from(limits.technical_blocks);
        let (days, is_blocked) = match &self.block {
            None => (None, false),
            Some(Block { obstacle: Some(Obstacle::OpenDependency), .. }) => (None, false),
            Some(block) => {
                let days = days_between(block.since, now);
                (Some(days), block.obstacle.is_none() || days >= allowed)
            }
        };

        let has_grown = glance.growth.is_some_and(|growth| growth > limits.scope_creep);
        let has_crept = has_grown || glance.facets.has(Facet::ScopeCreep);

        [
            verdict(Reason::LowConfidence, glance.confidence, limits.confidence, is_unsure),
            verdict(Reason::EthicalFlag, Some(glance.flags.into()), limits.ethical_flags.into(), is_flagged),
            verdict(Reason::BudgetOverrun, Some(glance.budget), limits.budget_overrun, is_over),
            verdict(Reason::TechnicalBlock, days, allowed, is_blocked),
            verdict(Reason::ScopeCreep, glance.growth, limits.scope_creep, has_crept),
        ]
    }

    /// What the verdict of a gate rests on. Two verdicts with the same evidence
    /// are the same finding: a waiver holds while this text does.
    #[must_use]
    pub fn evidence(&self, reason: Reason) -> String {
        let item = self.item;
        match reason {
            Reason::LowConfidence => item
                .confidence_score
                .map_or_else(|| "no confidence is stated".to_owned(), |stated| format!("stated confidence {stated}")),
            Reason::EthicalFlag if item.ethical_flags.is_empty() => "no ethical flag".to_owned(),
            Reason::EthicalFlag => item.ethical_flags.join(", "),
            Reason::BudgetOverrun => format!("budget impact {} %", round(item.budget_impact * 100.0)),
            Reason::TechnicalBlock => {
                self.block.as_ref().map_or_else(|| "not blocked".to_owned(), |block| block.because(item))
            }
            Reason::ScopeCreep => scope_evidence(item),
        }
    }

    /// The findings of the gates that trip at `now`, primary reason first.
    #[must_use]
    pub fn findings(&self, now: DateTime<Utc>, config: &Config) -> Vec<Finding> {
        let tripped = self.verdicts(now, config).into_iter().filter(|verdict| verdict.tripped);
        tripped.map(|verdict| Finding { reason: verdict.reason, evidence: self.evidence(verdict.reason) }).collect()
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
pub(crate) fn growth(item: &WorkItem) -> Option<f64> {
    let share = |now: f64, baseline: f64| (baseline > 0.0).then(|| ((now - baseline) / baseline).min(f64::MAX));
    let effort = item.baseline_effort.and_then(|baseline| share(item.effort_estimate, baseline));
    let checklist = item.baseline_checklist.and_then(|baseline| share(item.checklist.into(), baseline.into()));
    match (effort, checklist) {
        (Some(effort), Some(checklist)) => Some(effort.max(checklist)),
        (effort, checklist) => effort.or(checklist),
    }
}

/// Days from `since` to `now`; 0 when the clock went back.
fn days_between(since: DateTime<Utc>, now: DateTime<Utc>) -> f64 {
    #[allow(clippy::cast_precision_loss)] // milliseconds of a few years are exact in f64
    let milliseconds = (now - since).num_milliseconds().max(0) as f64;
    milliseconds / 86_400_000.0
}
