//! The key figures, each with what it is a share of.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use crate::journal::{Entry, FinishedKind, State};
use crate::work_item::{SourceKind, Status};

/// The specification's orchestrator state. Every count is derived.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OrchestratorState {
    /// When something was last harvested.
    pub last_harvest_date: Option<DateTime<Utc>>,
    /// Items in the backlog and issues found finished.
    pub total_work_items: usize,
    /// Open items not yet sent out.
    pub pending_items: usize,
    /// Items with an instance.
    pub in_progress_items: usize,
    /// Completed items and issues found finished.
    pub completed_items: usize,
    /// Items waiting for the Keyholder.
    pub escalated_items: usize,
    /// Items that cannot go on.
    pub blocked_items: usize,
    /// Mean of the stated confidences of open items, 0-1. 1 where none is
    /// stated, as in the specification's first state.
    pub overall_confidence: f64,
    /// How many open items state a confidence.
    pub confidence_stated: usize,
    /// Ids of the open escalations.
    pub active_escalations: Vec<String>,
    /// When the next harvest is due.
    pub next_harvest_due: Option<DateTime<Utc>>,
    /// Cycles that have run.
    pub cycles: u64,
    /// Of the pending items, those that no cycle has seen yet.
    pub unjudged_items: usize,
}

impl OrchestratorState {
    /// The counts of `state`.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let finished = state.history.values().filter(|work| work.kind == FinishedKind::Issue).count();
        let confidences: Vec<f64> = state
            .items
            .values()
            .filter(|entry| entry.item.status.is_open())
            .filter_map(|entry| entry.item.confidence_score)
            .collect();
        let escalated = state.items.iter().filter(|(_, entry)| entry.item.status == Status::Escalated);
        Self {
            last_harvest_date: state.last_harvest,
            total_work_items: state.items.len() + finished,
            pending_items: state.count(Status::Pending),
            in_progress_items: state.count(Status::InProgress),
            completed_items: state.count(Status::Completed) + finished,
            escalated_items: state.count(Status::Escalated),
            blocked_items: state.count(Status::Blocked),
            overall_confidence: mean(&confidences).unwrap_or(1.0),
            confidence_stated: confidences.len(),
            active_escalations: escalated.map(|(id, _)| id.to_string()).collect(),
            next_harvest_due: next_harvest_due(state),
            cycles: state.cycles,
            unjudged_items: state.items.values().filter(|entry| is_unjudged(state, entry)).count(),
        }
    }
}

/// Whether an item came in since the last cycle.
fn is_unjudged(state: &State, entry: &Entry) -> bool {
    let is_new = |cycle| entry.item.first_seen.is_none_or(|seen| seen > cycle);
    entry.item.status == Status::Pending && state.last_cycle.is_none_or(is_new)
}

/// When the next repository is due; without any, an interval after the last harvest.
fn next_harvest_due(state: &State) -> Option<DateTime<Utc>> {
    if state.sources.values().any(|record| record.kind == SourceKind::Github) {
        return state.sources.values().filter_map(|record| record.due(&state.config)).min();
    }
    let interval = Duration::minutes(i64::from(state.config.harvest_interval_minutes));
    state.last_harvest.map(|last| last + interval)
}

/// The key figures. Rates are 0-1, and `None` where there is nothing to divide by.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KpiSummary {
    /// Completed of all items.
    pub completion_rate: Option<f64>,
    /// Escalated of all open items.
    pub escalation_rate: Option<f64>,
    /// Mean stated confidence of open items, 0-1.
    pub average_confidence: Option<f64>,
    /// Open escalations.
    pub active_escalations_count: usize,
    /// What `completion_rate` is a share of.
    pub total_items: usize,
    /// What `escalation_rate` is a share of.
    pub open_items: usize,
    /// How many items `average_confidence` is the mean of.
    pub confidence_stated: usize,
    /// Items and issues completed in the 30 days before the dashboard.
    pub completed_last_30_days: usize,
    /// The same for the 30 days before those.
    pub completed_30_days_before: usize,
}

impl KpiSummary {
    /// The figures of `state` at `now`.
    #[must_use]
    pub fn of(state: &State, counts: &OrchestratorState, now: DateTime<Utc>) -> Self {
        let open = counts.total_work_items - counts.completed_items;
        let closed_dates = state
            .items
            .values()
            .filter(|entry| entry.item.status == Status::Completed)
            .filter_map(|entry| entry.item.closed_date)
            .chain(state.history.values().filter(|work| work.kind == FinishedKind::Issue).map(|work| work.closed));
        let (mut last, mut before) = (0, 0);
        for closed in closed_dates {
            match (now - closed).num_days() {
                0..30 => last += 1,
                30..60 => before += 1,
                _ => {}
            }
        }
        Self {
            completion_rate: share(counts.completed_items, counts.total_work_items),
            escalation_rate: share(counts.escalated_items, open),
            average_confidence: (counts.confidence_stated > 0).then_some(counts.overall_confidence),
            active_escalations_count: counts.active_escalations.len(),
            total_items: counts.total_work_items,
            open_items: open,
            confidence_stated: counts.confidence_stated,
            completed_last_30_days: last,
            completed_30_days_before: before,
        }
    }
}

/// `part / whole`; `None` when there is no whole.
#[allow(clippy::cast_precision_loss)] // counts are far below 2^52
pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[allow(clippy::cast_precision_loss)] // counts are far below 2^52
fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}
