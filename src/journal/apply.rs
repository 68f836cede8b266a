//! Applying an event. No rules and no failure: what an event says, happens.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::event::{Escalated, Event, Undoable};
use super::state::{Entry, State, UNDO_STEPS};
use crate::escalate::{Case, CaseState};
use crate::work_item::{ItemId, Status, WorkItem};

/// Makes `event`, which happened at `at`, part of `state`.
pub fn apply(state: &mut State, event: &Event, at: DateTime<Utc>) {
    match event {
        Event::ConfigSet { config } => {
            let themes_changed = state.config.themes != config.themes;
            state.config = Arc::clone(config);
            if themes_changed {
                for entry in state.items.values_mut() {
                    Arc::make_mut(entry).derive(config);
                }
            }
        }
        Event::ItemsAdded { items } => {
            for item in items {
                let entry = Arc::new(Entry::new(item.clone(), &state.config));
                state.items.insert(item.id.clone(), entry);
            }
        }
        Event::ItemsUpdated { items } => {
            for item in items {
                set_item(state, item);
            }
        }
        Event::HistoryAdded { finished } => {
            for work in finished {
                state.history.insert(work.id.clone(), Arc::new(work.clone()));
            }
        }
        Event::HistoryReopened { ids } => {
            for id in ids {
                state.history.shift_remove(id);
            }
        }
        Event::Harvested { record } => {
            state.last_harvest = Some(at);
            state.sources.insert(record.name.clone(), Arc::clone(record));
        }
        Event::CycleRan { dispatched, escalated, blocked, released } => {
            state.cycles += 1;
            state.last_cycle = Some(at);
            for (id, instance) in dispatched {
                change(state, id, |entry| {
                    close(entry);
                    unblock(&mut entry.item);
                    entry.item.status = Status::InProgress;
                    entry.item.assigned_instance = Some(Arc::clone(instance));
                });
            }
            for Escalated { id, findings } in escalated {
                change(state, id, |entry| {
                    entry.item.status = Status::Escalated;
                    match &mut entry.case {
                        Some(case) => {
                            if case.state != CaseState::Open {
                                case.reopened += 1;
                                case.opened = at;
                                case.state = CaseState::Open;
                            }
                            case.findings.clone_from(findings);
                        }
                        case @ None => {
                            *case = Some(Case {
                                state: CaseState::Open,
                                opened: at,
                                findings: findings.clone(),
                                reopened: 0,
                                decisions: Vec::new(),
                            });
                        }
                    }
                });
            }
            for (id, word) in blocked {
                change(state, id, |entry| {
                    close(entry);
                    let item = &mut entry.item;
                    item.status = Status::Blocked;
                    if item.blocked_reason.as_deref() != Some(word) {
                        item.blocked_reason = Some(word.to_string());
                        item.blocked_since = Some(at);
                    }
                });
            }
            for id in released {
                change(state, id, |entry| {
                    close(entry);
                    unblock(&mut entry.item);
                    entry.item.status = Status::Pending;
                });
            }
        }
        Event::Decided { id, record, item, edits, hold } => {
            remember(state, format!("{} on {id}", record.decision.word()), &[id], None);
            set_item(state, item);
            change(state, id, |entry| {
                entry.edits.clone_from(edits);
                entry.hold.clone_from(hold);
                let case = entry.case.get_or_insert_with(|| Case {
                    state: CaseState::Decided,
                    opened: at,
                    findings: record.waived.clone(),
                    reopened: 0,
                    decisions: Vec::new(),
                });
                case.state = CaseState::Decided;
                case.decisions.push(Arc::clone(record));
            });
        }
        Event::WorkEnded { item, instance, done } => {
            let counted = instance.clone().map(|instance| (instance, *done));
            let word = if *done { "Done" } else { "Failed" };
            remember(state, format!("{word} on {}", item.id), &[&item.id], counted);
            set_item(state, item);
            if let Some(instance) = instance {
                let record = state.records.entry(instance.to_string()).or_default();
                if *done { record.done += 1 } else { record.failed += 1 }
            }
        }
        Event::SourceRemoved { name, ids, finished } => {
            let step = Undoable {
                what: format!("Removing {name}"),
                entries: ids.iter().filter_map(|id| state.items.get(id).cloned()).collect(),
                finished: finished.iter().filter_map(|id| state.history.get(id).cloned()).collect(),
                source: state.sources.remove(name),
                counted: None,
            };
            push_undo(state, step);
            let gone: rustc_hash::FxHashSet<&ItemId> = ids.iter().chain(finished).collect();
            state.items.retain(|id, _| !gone.contains(id));
            state.history.retain(|id, _| !gone.contains(id));
        }
        Event::Undone { step } => {
            state.undo.pop();
            for before in &step.entries {
                let mut entry = Entry::clone(before);
                entry.derive(&state.config);
                state.items.insert(entry.item.id.clone(), Arc::new(entry));
            }
            for work in &step.finished {
                state.history.insert(work.id.clone(), Arc::clone(work));
            }
            if let Some(source) = &step.source {
                state.sources.insert(source.name.clone(), Arc::clone(source));
            }
            if let Some((instance, done)) = &step.counted {
                let record = state.records.entry(instance.to_string()).or_default();
                let count = if *done { &mut record.done } else { &mut record.failed };
                *count = count.saturating_sub(1);
            }
        }
    }
}

fn change(state: &mut State, id: &ItemId, how: impl FnOnce(&mut Entry)) {
    if let Some(entry) = state.items.get_mut(id) {
        how(Arc::make_mut(entry));
    }
}

fn set_item(state: &mut State, item: &WorkItem) {
    let config = Arc::clone(&state.config);
    change(state, &item.id, |entry| {
        entry.item = item.clone();
        entry.derive(&config);
    });
}

/// An open case whose reason went away is cleared.
fn close(entry: &mut Entry) {
    if let Some(case) = entry.case.as_mut().filter(|case| case.state == CaseState::Open) {
        case.state = CaseState::Cleared;
    }
}

fn unblock(item: &mut WorkItem) {
    item.blocked_reason = None;
    item.blocked_since = None;
}

fn remember(state: &mut State, what: String, ids: &[&ItemId], counted: Option<(Arc<str>, bool)>) {
    let entries = ids.iter().filter_map(|id| state.items.get(*id).cloned()).collect();
    push_undo(state, Undoable { what, entries, finished: Vec::new(), source: None, counted });
}

fn push_undo(state: &mut State, step: Undoable) {
    if state.undo.len() >= UNDO_STEPS {
        state.undo.remove(0);
    }
    state.undo.push(Arc::new(step));
}
