//! A cycle: score, gate, and send out what can go.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::dispatch::{Obstacle, Outcome, Plan, plan};
use crate::escalate::Finding;
use crate::journal::{Entry, Escalated, Event, State};
use crate::prioritize::Ranking;
use crate::work_item::{ItemId, Status};

/// What a cycle changes, and the plan it follows.
#[must_use]
pub fn run_cycle(state: &State, now: DateTime<Utc>) -> (Event, Plan) {
    let plan = plan(state, &Ranking::of(state), now);
    let (mut dispatched, mut blocked) = (Lists(Vec::new()), Lists(Vec::new()));
    let (mut escalated, mut released) = (Vec::new(), Vec::new());
    for (at, ((id, entry), glance)) in state.items.iter().zip(state.items.glances()).enumerate() {
        let Some(outcome) = plan.outcome(at) else { continue };
        match outcome {
            Outcome::Dispatched(instance) => dispatched.add(instance, id),
            Outcome::Escalated(findings) if glance.status != Status::Escalated || !is_open_for(entry, findings) => {
                escalated.push(Escalated { id: id.clone(), findings: Arc::clone(findings) });
            }
            Outcome::Blocked(obstacle) if glance.status != Status::Blocked || !is_blocked_by(entry, *obstacle) => {
                blocked.add(obstacle, id);
            }
            Outcome::Pending(_) if glance.status != Status::Pending => released.push(id.clone()),
            // It stands as it stood.
            Outcome::Escalated(_) | Outcome::Blocked(_) | Outcome::Pending(_) => {}
        }
    }
    let dispatched = dispatched.0.into_iter().collect();
    let blocked = blocked.0.into_iter().map(|(obstacle, ids)| (obstacle.word().into(), ids)).collect();
    (Event::CycleRan { dispatched, escalated, blocked, released }, plan)
}

/// Whether the Keyholder has been asked about just these findings: the item
/// joins its case.
fn is_open_for(entry: &Entry, findings: &[Finding]) -> bool {
    entry.open_case().is_some_and(|case| *case.findings == *findings)
}

fn is_blocked_by(entry: &Entry, obstacle: Obstacle) -> bool {
    entry.item.blocked_reason.as_deref() == Some(obstacle.word())
}

/// Items by what they share.
struct Lists<T>(Vec<(T, Vec<ItemId>)>);

impl<T: Clone + PartialEq> Lists<T> {
    fn add(&mut self, shared: &T, id: &ItemId) {
        match self.0.iter_mut().find(|(known, _)| known == shared) {
            Some((_, list)) => list.push(id.clone()),
            None => self.0.push((shared.clone(), vec![id.clone()])),
        }
    }
}
