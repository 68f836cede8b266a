//! A cycle: score, gate, and send out what can go.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use litemap::LiteMap;

use crate::dispatch::{Obstacle, Outcome, Plan, plan};
use crate::escalate::Finding;
use crate::journal::{Escalations, Event, IdList, Items, State};
use crate::prioritize::Ranking;
use crate::work_item::Status;

/// What a cycle changes, and the plan it follows.
#[must_use]
pub fn run_cycle(state: &State, now: DateTime<Utc>) -> (Event, Plan) {
    let plan = plan(state, &Ranking::of(state), now);
    let items = &state.items;
    let (mut dispatched, mut blocked) = (Lists(Vec::new()), Lists(Vec::new()));
    let mut escalated = Escalations { items: IdList::among(items), findings: Vec::new() };
    let mut released = IdList::among(items);
    let stands = |at: usize, status| items.statuses().get(at) == Some(&status);
    for (at, outcome) in plan.outcomes() {
        match outcome {
            Outcome::Dispatched(instance) => {
                dispatched.add(instance, |known| Arc::ptr_eq(known, instance) || known == instance, at, items)
            }
            Outcome::Escalated(findings) if !(stands(at, Status::Escalated) && is_open_for(state, at, findings)) => {
                escalated.items.push(at);
                escalated.findings.push(Arc::clone(findings));
            }
            Outcome::Blocked(obstacle) if !(stands(at, Status::Blocked) && is_blocked_by(state, at, obstacle)) => {
                blocked.add(&obstacle, |known| *known == obstacle, at, items);
            }
            Outcome::Pending(_) if !stands(at, Status::Pending) => released.push(at),
            // It stands as it stood.
            Outcome::Escalated(_) | Outcome::Blocked(_) | Outcome::Pending(_) => {}
        }
    }
    let mut lists = (LiteMap::new(), LiteMap::new());
    for (instance, list) in dispatched.0 {
        lists.0.insert(instance, list);
    }
    for (obstacle, list) in blocked.0 {
        lists.1.insert(Arc::from(obstacle.word()), list);
    }
    let (dispatched, blocked) = lists;
    (Event::CycleRan { dispatched, escalated, blocked, released }, plan)
}

/// Whether the Keyholder has been asked about just these findings: the item
/// joins its case.
fn is_open_for(state: &State, at: usize, findings: &[Finding]) -> bool {
    let case = state.items.get_index(at).and_then(|(_, entry)| entry.open_case());
    case.is_some_and(|case| *case.findings == *findings)
}

fn is_blocked_by(state: &State, at: usize, obstacle: Obstacle) -> bool {
    let reason = state.items.get_index(at).and_then(|(_, entry)| entry.item.blocked_reason.as_deref());
    reason == Some(obstacle.word())
}

/// Lists of items by what they share.
struct Lists<T>(Vec<(T, IdList)>);

impl<T: Clone> Lists<T> {
    fn add(&mut self, shared: &T, is_same: impl Fn(&T) -> bool, at: usize, items: &Items) {
        if let Some((_, list)) = self.0.iter_mut().find(|(known, _)| is_same(known)) {
            return list.push(at);
        }
        let mut list = IdList::among(items);
        list.push(at);
        self.0.push((shared.clone(), list));
    }
}
