//! The five gates. Of an item that trips one, every gate is evaluated; a verdict
//! carries what was measured and the threshold, a finding the evidence.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Finding;
use crate::config::Config;
use crate::dispatch::{Block, Obstacle};
use crate::journal::Glance;
use crate::prioritize::Facet;
use crate::words::stated;
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

impl Reason {
    /// What this gate finds at `now` about an item that `block`, if any, keeps from
    /// going on.
    ///
    /// A confidence of 0.0 is a confidence and escalates; an absent one does not. A
    /// block its source declares escalates at once, one found here after
    /// `technical_blocks` days, and waiting for an open dependency never does.
    #[must_use]
    pub fn verdict(self, glance: &Glance, block: Option<Block>, now: DateTime<Utc>, config: &Config) -> Verdict {
        let (value, threshold) = self.measure(glance, block, now, config);
        Verdict { reason: self, value, threshold, tripped: self.trips(glance, block, now, config) }
    }

    /// What this gate measures, and what that is compared with.
    fn measure(self, glance: &Glance, block: Option<Block>, now: DateTime<Utc>, config: &Config) -> (Option<f64>, f64) {
        let limits = &config.thresholds;
        match self {
            Self::LowConfidence => (glance.confidence.get(), limits.confidence),
            Self::EthicalFlag => (Some(glance.flags.into()), limits.ethical_flags.into()),
            Self::BudgetOverrun => (Some(glance.budget), limits.budget_overrun),
            Self::TechnicalBlock => {
                let block = block.filter(|block| block.obstacle != Some(Obstacle::OpenDependency));
                (block.map(|block| days_between(block.since, now)), limits.technical_blocks.into())
            }
            Self::ScopeCreep => (glance.growth.get(), limits.scope_creep),
        }
    }

    /// Whether this gate escalates the item.
    fn trips(self, glance: &Glance, block: Option<Block>, now: DateTime<Utc>, config: &Config) -> bool {
        let (value, threshold) = self.measure(glance, block, now, config);
        value.is_some_and(|value| match self {
            Self::LowConfidence => value < threshold,
            Self::EthicalFlag | Self::TechnicalBlock => value >= threshold,
            Self::BudgetOverrun | Self::ScopeCreep => value > threshold,
        }) || match self {
            Self::TechnicalBlock => block.is_some_and(|block| block.obstacle.is_none()),
            Self::ScopeCreep => glance.creeps,
            _ => false,
        }
    }

    /// What that rests on; `block` is the block in words. Two verdicts of a gate
    /// with the same evidence are the same finding: a waiver holds while this
    /// text does.
    #[must_use]
    pub fn evidence(self, item: &WorkItem, block: impl FnOnce() -> Option<String>) -> String {
        match self {
            Self::LowConfidence => item.confidence_score.map_or_else(
                || "no confidence is stated".to_owned(),
                |given| format!("stated confidence {}", stated(given)),
            ),
            Self::EthicalFlag if item.ethical_flags.is_empty() => "no ethical flag".to_owned(),
            Self::EthicalFlag => item.ethical_flags.join(", "),
            Self::BudgetOverrun => format!("budget impact {} %", round(item.budget_impact * 100.0)),
            Self::TechnicalBlock => block().unwrap_or_else(|| "not blocked".to_owned()),
            Self::ScopeCreep => scope_evidence(item),
        }
    }
}

/// Whether any gate trips.
#[must_use]
pub fn trips(glance: &Glance, block: Option<Block>, now: DateTime<Utc>, config: &Config) -> bool {
    Reason::ALL.into_iter().any(|reason| reason.trips(glance, block, now, config))
}

/// The gate that trips, and the bits of the number that its evidence rests on, where
/// one gate trips and its evidence rests on a number alone.
pub(crate) fn sole_number(
    glance: &Glance,
    block: Option<Block>,
    now: DateTime<Utc>,
    config: &Config,
) -> Option<(Reason, u64)> {
    let mut tripped = Reason::ALL.into_iter().filter(|reason| reason.trips(glance, block, now, config));
    let reason = tripped.next().filter(|_| tripped.next().is_none())?;
    let number = match reason {
        Reason::LowConfidence => glance.confidence.get()?,
        Reason::BudgetOverrun => glance.budget,
        Reason::EthicalFlag | Reason::TechnicalBlock | Reason::ScopeCreep => return None,
    };
    Some((reason, number.to_bits()))
}

/// The findings of the gates that trip, primary reason first; `words` puts a
/// block in words.
#[must_use]
pub fn findings(
    item: &WorkItem,
    glance: &Glance,
    block: Option<Block>,
    now: DateTime<Utc>,
    config: &Config,
    words: impl Fn(Block) -> String,
) -> Vec<Finding> {
    let tripped = Reason::ALL.into_iter().filter(|reason| reason.trips(glance, block, now, config));
    tripped.map(|reason| Finding { reason, evidence: reason.evidence(item, || block.map(&words)) }).collect()
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
