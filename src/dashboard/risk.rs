//! Risk indicators.

use serde::{Serialize, Serializer};

use super::kpi::share;
use super::{KpiSummary, OrchestratorState, counted, percent};
use crate::dispatch::Obstacle;
use crate::journal::{Entry, State};
use crate::prioritize::Facet;
use crate::work_item::{ItemId, Status};

/// Escalations above this share of the open items are too many. The
/// specification's risk assessment.
const HIGH_ESCALATION: f64 = 0.2;
/// Mean confidence below this is low. The specification's risk assessment.
const LOW_CONFIDENCE: f64 = 0.7;

/// What could go wrong. The three booleans are the original program's; the
/// indicators say what is behind them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RiskIndicators {
    /// More than 20 % of the open items are escalated.
    pub high_escalation_rate: bool,
    /// The mean stated confidence is below 0.7.
    pub low_confidence: bool,
    /// Items are blocked by more than an open dependency.
    pub blocked_items: bool,
    /// What was found, worst first.
    pub indicators: Vec<Indicator>,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    /// Too many of the open items wait for the Keyholder.
    EscalationRate,
    /// The stated confidence is low.
    Confidence,
    /// Items are blocked for this.
    Blocked(Obstacle),
    /// Urgent items about security are with nobody.
    Security,
}

/// Its name in JSON.
impl Serialize for Risk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::EscalationRate => "Escalation rate",
            Self::Confidence => "Confidence",
            Self::Blocked(Obstacle::CircularDependency) => "Circular dependencies",
            Self::Blocked(Obstacle::UnknownDependency) => "Unknown dependencies",
            Self::Blocked(Obstacle::InstanceFailed) => "Failed work",
            Self::Blocked(Obstacle::OpenDependency) => "Waiting",
            Self::Security => "Security",
        })
    }
}

/// One thing that could go wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicator {
    /// What it is.
    #[serde(rename = "name")]
    pub risk: Risk,
    /// `act` or `watch`.
    pub level: &'static str,
    /// It, in a sentence.
    pub sentence: String,
    /// The items behind it.
    pub ids: Vec<ItemId>,
}

impl RiskIndicators {
    /// The indicators of `state`.
    #[must_use]
    pub fn of(state: &State, counts: &OrchestratorState, figures: &KpiSummary) -> Self {
        let mut risks = Self::default();
        let with = |status: Status| state.items.iter().filter(move |(_, entry)| entry.item.status == status);
        let reason_is = |obstacle: Obstacle| {
            with(Status::Blocked)
                .filter(|(_, entry)| entry.item.blocked_reason.as_deref() == Some(obstacle.word()))
                .map(|(id, _)| id.clone())
                .collect::<Vec<_>>()
        };
        if let Some(rate) = figures.escalation_rate.filter(|rate| *rate > HIGH_ESCALATION) {
            risks.high_escalation_rate = true;
            risks.add(
                Risk::EscalationRate,
                "act",
                format!(
                    "{} of the open items wait for you; above {} is high.",
                    percent(rate),
                    percent(HIGH_ESCALATION)
                ),
                with(Status::Escalated).map(|(id, _)| id.clone()).collect(),
            );
        }
        if let Some(confidence) = figures.average_confidence.filter(|confidence| *confidence < LOW_CONFIDENCE) {
            risks.low_confidence = true;
            let ids = state.items.iter().filter(|(_, entry)| {
                entry.item.status.is_open() && entry.item.confidence_score.is_some_and(|stated| stated < LOW_CONFIDENCE)
            });
            risks.add(
                Risk::Confidence,
                "act",
                format!(
                    "Mean stated confidence is {} over {}; below {} is low.",
                    percent(confidence),
                    counted(counts.confidence_stated, "open item", "open items"),
                    percent(LOW_CONFIDENCE)
                ),
                ids.map(|(id, _)| id.clone()).collect(),
            );
        }
        for (obstacle, one, many) in [
            (
                Obstacle::CircularDependency,
                "item depends on itself",
                "items depend on themselves by way of others, so they can never start",
            ),
            (
                Obstacle::UnknownDependency,
                "item names a dependency that is not known here",
                "items name a dependency that is not known here",
            ),
            (Obstacle::InstanceFailed, "item was failed by its instance", "items were failed by their instance"),
        ] {
            let ids = reason_is(obstacle);
            if !ids.is_empty() {
                risks.blocked_items = true;
                risks.add(Risk::Blocked(obstacle), "act", format!("{}.", counted(ids.len(), one, many)), ids);
            }
        }
        let waiting = reason_is(Obstacle::OpenDependency);
        if share(waiting.len(), figures.open_items).is_some_and(|share| share > 0.25) {
            let sentence = format!("{} of {} open items wait for others.", waiting.len(), figures.open_items);
            risks.add(Risk::Blocked(Obstacle::OpenDependency), "watch", sentence, waiting);
        }
        let secure: Vec<ItemId> =
            state.items.iter().filter(|(_, entry)| is_exposed(entry)).map(|(id, _)| id.clone()).collect();
        if !secure.is_empty() {
            let sentence = format!(
                "{} urgent and about security, and not yet with anyone.",
                counted(secure.len(), "item is", "items are")
            );
            risks.add(Risk::Security, "watch", sentence, secure);
        }
        risks
    }

    fn add(&mut self, risk: Risk, level: &'static str, sentence: String, ids: Vec<ItemId>) {
        self.indicators.push(Indicator { risk, level, sentence, ids });
    }
}

/// Whether an item is urgent (4 or 5), about security and not yet with anyone.
#[must_use]
pub fn is_exposed(entry: &Entry) -> bool {
    matches!(entry.item.status, Status::Pending | Status::Blocked)
        && entry.item.urgency_level >= 4
        && entry.facets.has(Facet::Security)
}
