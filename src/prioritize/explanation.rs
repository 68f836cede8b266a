//! Why an item stands where it stands.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Ranking, Term, terms};
use crate::dispatch::{Block, Dependencies, Outcome, Plan, Roster};
use crate::escalate::{Case, Finding, Reason};
use crate::journal::{Entry, Glance, State};
use crate::work_item::{ItemId, Status};

/// Everything there is to say about an item's score, gates and dispatch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The item.
    pub id: ItemId,
    /// Its place among the open items, from 1; a completed one has none.
    pub rank: Option<usize>,
    /// How many open items there are; 0 for a completed one.
    pub of: usize,
    /// The terms; added up in order they are exactly `score`.
    pub terms: Vec<Term>,
    /// The sum before it is limited to 0-1.
    pub raw: f64,
    /// The priority, 0-1.
    pub score: f64,
    /// The sum of the value terms, 0-1.
    pub value: f64,
    /// With how many items it ties and what broke the tie.
    pub tie: Option<String>,
    /// The five gates, in the specification's order.
    pub gates: Vec<GateReport>,
    /// The escalation, if there ever was one.
    pub case: Option<Case>,
    /// What becomes of it in the next cycle, or where it is.
    pub dispatch: DispatchReport,
}

/// One gate's finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GateReport {
    /// The gate.
    pub reason: Reason,
    /// Whether it escalates the item.
    pub tripped: bool,
    /// Whether the Keyholder has let this finding pass.
    pub waived: bool,
    /// What was measured.
    pub value: Option<f64>,
    /// What it was compared with.
    pub threshold: f64,
    /// How far past the threshold; negative while within.
    pub margin: Option<f64>,
    /// What it rests on, in words.
    pub evidence: String,
}

/// Where an item goes, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DispatchReport {
    /// `dispatched`, `escalated`, `blocked`, `pending`, `in_progress` or `completed`.
    pub outcome: &'static str,
    /// The instance that gets it or has it.
    pub instance: Option<String>,
    /// Why, in words.
    pub because: String,
}

impl Explanation {
    /// Explains the item `id` of `state` as of `now`.
    #[must_use]
    pub fn of(state: &State, ranking: &Ranking, plan: &Plan, id: &ItemId, now: DateTime<Utc>) -> Option<Self> {
        let entry = state.entry(id)?;
        let row = ranking.find(state, id)?;
        let place = ranking.place(state, row);
        let dependencies = Dependencies::of(state, ranking);
        let is_waived = |block: &Block| dependencies.is_waived(state, row.at, entry, *block);
        // One that is waived is shown when there is no other.
        let block = dependencies.blocks(state, row.at, entry, now).min_by_key(is_waived);
        let because = || block.map(|block| dependencies.because(state, row.at, entry, block));
        let glance = Glance::of(entry);
        let gates = Reason::ALL.into_iter().map(|reason| {
            let verdict = reason.verdict(&glance, block, now, &state.config);
            let finding = Finding { reason, evidence: reason.evidence(&entry.item, because) };
            GateReport {
                reason,
                tripped: verdict.tripped,
                waived: entry.waives(&finding),
                value: verdict.value,
                threshold: verdict.threshold,
                margin: verdict.margin(),
                evidence: finding.evidence,
            }
        });
        Some(Self {
            id: id.clone(),
            rank: place.as_ref().map(|(rank, ..)| *rank),
            of: place.as_ref().map_or(0, |(_, of, _)| *of),
            terms: terms(entry, &state.config),
            raw: row.score.raw,
            score: row.score.priority(),
            value: row.score.value,
            tie: place.and_then(|(_, _, tie)| tie),
            gates: gates.collect(),
            case: entry.case.clone(),
            dispatch: dispatch(state, plan, row.at, entry),
        })
    }
}

fn dispatch(state: &State, plan: &Plan, at: usize, entry: &Entry) -> DispatchReport {
    let item = &entry.item;
    let has = item.assigned_instance.as_deref().map(ToOwned::to_owned);
    match item.status {
        Status::Completed => {
            let how = item.resolution.clone().unwrap_or_else(|| "completed".to_owned());
            return DispatchReport { outcome: "completed", instance: has, because: how.replace('_', " ") };
        }
        Status::InProgress => {
            let because = match &has {
                Some(name) => Roster::of(state).because(item, name),
                None => "its source says it is in progress".to_owned(),
            };
            return DispatchReport { outcome: "in_progress", instance: has, because };
        }
        _ => {}
    }
    match plan.outcome(at) {
        Some(Outcome::Dispatched(instance)) => DispatchReport {
            outcome: "dispatched",
            instance: Some(instance.to_string()),
            because: format!("the next cycle sends it out: {}", Roster::of(state).because(item, instance)),
        },
        Some(Outcome::Escalated(findings)) => {
            let reason =
                |finding: &Finding| format!("{} ({})", finding.reason.word().replace('_', " "), finding.evidence);
            let reasons: Vec<String> = findings.iter().map(reason).collect();
            DispatchReport { outcome: "escalated", instance: None, because: reasons.join("; ") }
        }
        Some(Outcome::Blocked(obstacle)) => {
            DispatchReport { outcome: "blocked", instance: None, because: plan.because(state, at, obstacle) }
        }
        Some(Outcome::Pending(wait)) => {
            DispatchReport { outcome: "pending", instance: None, because: wait.word().replace('_', " ") }
        }
        None => DispatchReport { outcome: "pending", instance: None, because: "not planned yet".to_owned() },
    }
}
