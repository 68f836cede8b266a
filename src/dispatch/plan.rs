//! The plan of one cycle: for every open item, in priority order, what becomes
//! of it. Making a plan changes nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Choice, Dependencies, Obstacle, Roster};
use crate::escalate::{Reason, Verdict, evaluate};
use crate::journal::{Entry, Hold, State};
use crate::prioritize::Ranking;
use crate::work_item::{ItemId, Status};

/// What becomes of an item in a cycle.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Goes out to this instance.
    Dispatched(Arc<str>),
    /// Needs the Keyholder: the gates that tripped and are not waived.
    Escalated(Vec<Verdict>),
    /// Its dependencies, or what became of it, stand in the way.
    Blocked(Obstacle, Vec<ItemId>),
    /// Could go, but not now.
    Pending(Wait),
}

/// Why an item that could go out does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Every capable instance is full.
    NoRoom,
    /// No instance is made for it.
    NoneCapable,
    /// The instance the Keyholder named is not there.
    InstanceNotThere,
    /// The Keyholder deferred it.
    Deferred,
}

impl Wait {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoRoom => "no_instance_has_room",
            Self::NoneCapable => "no_capable_instance",
            Self::InstanceNotThere => "named_instance_not_there",
            Self::Deferred => "deferred",
        }
    }
}

/// One item of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedItem {
    /// Position of the item in [`State::items`].
    pub at: usize,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of every open item that is not with an instance, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The items, in priority order.
    pub items: Vec<PlannedItem>,
}

impl Entry {
    /// The gates that trip for this entry and that the Keyholder has not waived.
    #[must_use]
    pub fn tripped(&self, now: DateTime<Utc>, config: &crate::config::Config) -> Vec<Verdict> {
        let verdicts = evaluate(&self.item, self.facets, now, config);
        verdicts.into_iter().filter(|verdict| verdict.tripped && !self.waives(verdict)).collect()
    }

    fn waives(&self, verdict: &Verdict) -> bool {
        self.case.as_ref().is_some_and(|case| case.waives(verdict.reason, &verdict.evidence(&self.item)))
    }
}

/// Plans a cycle: for each item in priority order the gates, then the
/// dependencies, then an instance.
#[must_use]
pub fn plan(state: &State, ranking: &Ranking, now: DateTime<Utc>) -> Plan {
    let dependencies = Dependencies::of(state);
    let mut roster = Roster::of(state);
    let mut items = Vec::with_capacity(state.items.len());
    for row in ranking.rows() {
        let Some((_, entry)) = state.items.get_index(row.at) else { continue };
        if matches!(entry.item.status, Status::Completed | Status::InProgress) {
            continue;
        }
        let outcome = outcome(state, row.at, entry, &dependencies, &mut roster, now);
        items.push(PlannedItem { at: row.at, outcome });
    }
    Plan { items }
}

fn outcome(
    state: &State,
    at: usize,
    entry: &Entry,
    dependencies: &Dependencies,
    roster: &mut Roster<'_>,
    now: DateTime<Utc>,
) -> Outcome {
    if entry.hold.as_ref().is_some_and(|hold| rests(hold, state, now)) {
        return Outcome::Pending(Wait::Deferred);
    }
    let tripped = entry.tripped(now, &state.config);
    if !tripped.is_empty() {
        return Outcome::Escalated(tripped);
    }
    if let Some((obstacle, items)) = obstacle(state, at, entry, dependencies) {
        return Outcome::Blocked(obstacle, items);
    }
    let named = match &entry.hold {
        Some(Hold::Instance(name)) => Some(name.as_str()),
        _ => None,
    };
    match roster.choose(&entry.item, named) {
        Choice::Chosen(instance) => Outcome::Dispatched(instance),
        Choice::NoRoom => Outcome::Pending(Wait::NoRoom),
        Choice::NoneCapable => Outcome::Pending(Wait::NoneCapable),
        Choice::NotThere => Outcome::Pending(Wait::InstanceNotThere),
    }
}

/// What stands in the way of `entry`, unless the Keyholder has let it pass.
fn obstacle(state: &State, at: usize, entry: &Entry, dependencies: &Dependencies) -> Option<(Obstacle, Vec<ItemId>)> {
    let item = &entry.item;
    let failed = Obstacle::InstanceFailed;
    if item.status == Status::Blocked && item.blocked_reason.as_deref() == Some(failed.word()) {
        return Some((failed, Vec::new()));
    }
    let (obstacle, items) = dependencies.obstacle(state, at, item)?;
    let evidence = obstacle.sentence(&item.dependencies);
    let is_waived = entry.case.as_ref().is_some_and(|case| case.waives(Reason::TechnicalBlock, &evidence));
    (!is_waived).then_some((obstacle, items))
}

fn rests(hold: &Hold, state: &State, now: DateTime<Utc>) -> bool {
    match hold {
        Hold::Until(until) => now < *until,
        Hold::After(id) => state.knows(id) && !state.is_satisfied(id),
        Hold::Keyholder => true,
        Hold::Instance(_) => false,
    }
}
