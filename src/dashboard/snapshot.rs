//! The snapshot: the dashboard as a file that can be handed on.

use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    Advice, Coverage, KpiSummary, OrchestratorState, RiskIndicators, coverage, executive_summary, recommendations,
};
use crate::escalate::Finding;
use crate::journal::State;
use crate::prioritize::Ranking;
use crate::work_item::{ItemId, Status};

/// How many top priorities a dashboard shows.
const TOP: usize = 10;

/// The version of the snapshot's shape.
const VERSION: u32 = 1;

/// The dashboard. The first six fields are the specification's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dashboard {
    /// The state of things, in words.
    pub executive_summary: String,
    /// The key figures.
    pub kpi_summary: KpiSummary,
    /// The open items that matter most.
    pub top_priorities: Vec<Priority>,
    /// What could go wrong.
    pub risk_indicators: RiskIndicators,
    /// What to do next.
    pub recommendations: Vec<Advice>,
    /// When it was made.
    pub generated_at: DateTime<Utc>,
    /// The counts, as the original program's file has them.
    pub orchestrator_state: OrchestratorState,
    /// What waits for the Keyholder.
    pub active_escalations: Vec<ActiveEscalation>,
    /// Who has how much.
    pub dispatch: Vec<DispatchSummary>,
    /// How much of the sources it rests on.
    pub coverage: Coverage,
    /// SHA-256 of the policy in force, as JSON; in a snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_digest: Option<String>,
    /// SHA-256 over id, status and score of every item, in rank order; in a snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_digest: Option<String>,
    /// The version of this shape.
    pub version: u32,
}

/// One of the top priorities.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)] // the work item's own fields
pub struct Priority {
    pub id: ItemId,
    pub description: String,
    pub priority_score: f64,
    pub status: Status,
    pub assigned_instance: Option<Arc<str>>,
    /// How many open items wait for it.
    pub unblocks: u32,
}

/// An open escalation, as the original program records it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActiveEscalation {
    /// The item.
    pub work_item_id: ItemId,
    /// The primary reason.
    pub reason: Option<crate::escalate::Reason>,
    /// Every reason with its evidence.
    pub findings: Arc<[Finding]>,
    /// What the item is about.
    pub description: String,
    /// When the case opened.
    pub timestamp: Option<DateTime<Utc>>,
}

/// What an instance has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DispatchSummary {
    /// The instance.
    pub instance: String,
    /// How many items it has.
    pub open_items: usize,
    /// How many it can have; `None` is unlimited.
    pub capacity: Option<u32>,
    /// How many it has completed.
    pub done: u32,
    /// How many it has failed.
    pub failed: u32,
}

impl Dashboard {
    /// The dashboard of `state` at `now`, to be handed on: with the digests of what it rests on.
    #[must_use]
    pub fn snapshot(state: &State, ranking: &Ranking, now: DateTime<Utc>) -> Self {
        Self {
            policy_digest: Some(policy_digest(state)),
            data_digest: Some(data_digest(state, ranking)),
            ..Self::of(state, ranking, now)
        }
    }

    /// The dashboard of `state` at `now`.
    #[must_use]
    pub fn of(state: &State, ranking: &Ranking, now: DateTime<Utc>) -> Self {
        let counts = OrchestratorState::of(state);
        let figures = KpiSummary::of(state, &counts, now);
        let risks = RiskIndicators::of(state, &counts, &figures);
        let coverage = coverage(state);
        Self {
            executive_summary: executive_summary(&counts, &figures, &coverage.sentence),
            top_priorities: top_priorities(state, ranking),
            recommendations: recommendations(state, ranking, &counts, &figures, &risks),
            active_escalations: active_escalations(state, ranking),
            dispatch: dispatch_summary(state),
            policy_digest: None,
            data_digest: None,
            kpi_summary: figures,
            risk_indicators: risks,
            generated_at: now,
            orchestrator_state: counts,
            coverage,
            version: VERSION,
        }
    }
}

fn top_priorities(state: &State, ranking: &Ranking) -> Vec<Priority> {
    let open = ranking.rows().filter_map(|row| {
        let (id, entry) = state.items.get_index(row.at)?;
        let item = &entry.item;
        item.status.is_open().then(|| Priority {
            id: id.clone(),
            description: item.description.clone(),
            priority_score: row.score.priority(),
            status: item.status,
            assigned_instance: item.assigned_instance.clone(),
            unblocks: row.unblocks,
        })
    });
    open.take(TOP).collect()
}

fn active_escalations(state: &State, ranking: &Ranking) -> Vec<ActiveEscalation> {
    let cases = ranking.rows().filter_map(|row| {
        let (id, entry) = state.items.get_index(row.at)?;
        if entry.item.status != Status::Escalated {
            return None;
        }
        // An item that came in as escalated has no case before the next cycle.
        let findings = entry.open_case().map_or_else(|| Arc::from([]), |case| Arc::clone(&case.findings));
        Some(ActiveEscalation {
            work_item_id: id.clone(),
            reason: findings.first().map(|finding| finding.reason),
            findings,
            description: entry.item.description.clone(),
            timestamp: entry.open_case().map(|case| case.opened),
        })
    });
    cases.collect()
}

fn dispatch_summary(state: &State) -> Vec<DispatchSummary> {
    let summary = |instance: &crate::config::Instance| {
        let open = state.items.values().filter(|entry| {
            entry.item.status == Status::InProgress && entry.item.assigned_instance.as_deref() == Some(&instance.name)
        });
        let record = state.records.get(&instance.name).copied().unwrap_or_default();
        DispatchSummary {
            instance: instance.name.clone(),
            open_items: open.count(),
            capacity: instance.capacity,
            done: record.done,
            failed: record.failed,
        }
    };
    state.config.instances.iter().map(summary).collect()
}

fn policy_digest(state: &State) -> String {
    let mut hash = Sha256::new();
    hash.update(serde_json::to_vec(&*state.config).unwrap_or_default());
    hex(&hash.finalize())
}

fn data_digest(state: &State, ranking: &Ranking) -> String {
    let mut hash = Sha256::new();
    let mut line = String::new();
    for row in ranking.rows() {
        let Some((id, entry)) = state.items.get_index(row.at) else { continue };
        line.clear();
        // Writing to a string cannot fail.
        let _ = writeln!(line, "{id}\t{}\t{}", entry.item.status.word(), row.score.raw);
        hash.update(line.as_bytes());
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The name of a snapshot made at `now`: `ceo_dashboard_YYYYMMDD_HHMMSS.json`.
#[must_use]
pub fn file_name(now: DateTime<Utc>) -> String {
    format!("ceo_dashboard_{}.json", crate::date::stamp(now))
}
