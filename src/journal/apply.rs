//! Applying an event. No rules and no failure: what an event says, happens.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;

use super::event::{Event, Undoable};
use super::id_list::IdList;
use super::items::{Items, Spot};
use super::state::{Entry, Lens, State, UNDO_STEPS};
use crate::dispatch::{Obstacle, OwnBlock};
use crate::escalate::{Case, CaseState, Finding};
use crate::harvest::reopen;
use crate::work_item::{ItemId, Status, WorkItem};

/// Makes `event`, which happened at `at`, part of `state`.
pub fn apply(state: &mut State, event: &Event, at: DateTime<Utc>) {
    match event {
        Event::ConfigSet { config } => {
            let is_same_lens = state.config.themes == config.themes && state.config.instances == config.instances;
            state.config = Arc::clone(config);
            if !is_same_lens {
                state.items.derive(&Lens::of(config));
            }
        }
        Event::ItemsAdded { items } => {
            let config = Arc::clone(&state.config);
            let lens = Lens::of(&config);
            // All of them before the first is put away: so the entries come to lie side
            // by side, without their texts between them.
            let entries: Vec<Entry> = items.iter().map(|item| Entry::new(item.clone(), &lens)).collect();
            state.items.reserve(entries.len());
            for entry in entries {
                state.items.put(Arc::new(entry));
            }
        }
        Event::ItemsUpdated { items } => {
            for item in items {
                set_item(state, item, as_it_is);
            }
        }
        Event::HistoryAdded { finished } => {
            for work in finished {
                state.history.insert(work.id.clone(), Arc::new(work.clone()));
            }
        }
        Event::HistoryReopened { ids } => {
            let reopened: FxHashSet<&ItemId> = ids.iter().collect();
            state.history.retain(|id, _| !reopened.contains(id));
        }
        Event::Harvested { record } => {
            state.last_harvest = record.at.max(state.last_harvest);
            let mut record = Arc::clone(record);
            if let Some(before) = state.sources.get(&record.name).filter(|before| !before.successes.is_empty()) {
                Arc::make_mut(&mut record).successes.absorb(&before.successes);
            }
            state.sources.insert(record.name.clone(), record);
        }
        Event::CycleRan { dispatched, escalated, blocked, released } => {
            state.cycles += 1;
            state.last_cycle = Some(at);
            let items = &mut state.items;
            for (instance, list) in dispatched {
                let number = items.instance_number(instance);
                each(items, list, |spot, _| send_out(spot, instance, number));
            }
            each(items, &escalated.items, |spot, number| {
                if let Some(findings) = escalated.findings.get(number) {
                    escalate(spot, findings, at);
                }
            });
            for (word, list) in blocked {
                each(items, list, |spot, _| block(spot, word, at));
            }
            each(items, released, |spot, _| release(spot));
        }
        Event::Decided { id, record, item, edits, hold } => {
            remember(state, record.decision.word(), id, None);
            set_item(state, item, |entry| {
                entry.edits.clone_from(edits);
                entry.hold.clone_from(hold);
                let case = entry.case.get_or_insert_with(|| Case {
                    state: CaseState::Decided,
                    opened: at,
                    findings: record.waived.as_slice().into(),
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
            remember(state, word, &item.id, counted);
            set_item(state, item, as_it_is);
            if let Some(instance) = instance {
                let record = state.records.entry(instance.to_string()).or_default();
                let count = if *done { &mut record.done } else { &mut record.failed };
                *count = count.saturating_add(1);
            }
        }
        Event::SourceRemoved { name, ids, finished } => {
            let step = Undoable {
                what: format!("Removing {name}"),
                seq: state.position + 1,
                entries: ids.iter().filter_map(|id| state.items.get(id).cloned()).collect(),
                finished: finished.iter().filter_map(|id| state.history.get(id).cloned()).collect(),
                source: state.sources.remove(name),
                counted: None,
            };
            let mut gone: FxHashSet<&ItemId> = finished.iter().collect();
            for entry in &step.entries {
                let mut item = entry.item.clone();
                if item.leave(name) {
                    reopen(state, &mut item);
                    set_item(state, &item, as_it_is);
                }
            }
            gone.extend(
                ids.iter().filter(|id| state.items.get(*id).is_some_and(|entry| entry.item.source.name == *name)),
            );
            state.items.retain(|id| !gone.contains(id));
            state.history.retain(|id, _| !gone.contains(id));
            push_undo(state, step);
        }
        Event::Undone { step } => {
            state.undo.pop();
            let config = Arc::clone(&state.config);
            let lens = Lens::of(&config);
            for before in &step.entries {
                let mut entry = Entry::clone(before);
                entry.derive(&lens);
                put(state, entry);
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

fn send_out(spot: &mut Spot<'_>, instance: &Arc<str>, number: u32) {
    if spot.glance.has_case {
        clear(spot.entry);
    }
    unblock(spot);
    stand(spot, Status::InProgress);
    spot.entry.item.assigned_instance = Some(Arc::clone(instance));
    spot.glance.instance = number;
}

fn escalate(spot: &mut Spot<'_>, findings: &Arc<[Finding]>, at: DateTime<Utc>) {
    stand(spot, Status::Escalated);
    let case = spot.entry.case.get_or_insert_with(|| Case {
        state: CaseState::Open,
        opened: at,
        findings: Arc::clone(findings),
        reopened: 0,
        decisions: Vec::new(),
    });
    if case.state != CaseState::Open {
        case.state = CaseState::Open;
        case.opened = at;
        case.reopened += 1;
    }
    case.findings = Arc::clone(findings);
    spot.glance.has_case = true;
}

fn block(spot: &mut Spot<'_>, word: &str, at: DateTime<Utc>) {
    clear(spot.entry);
    stand(spot, Status::Blocked);
    let item = &mut spot.entry.item;
    if item.blocked_reason.as_deref() != Some(word) {
        item.blocked_reason = Some(word.to_owned());
        item.blocked_since = Some(at);
    }
    spot.glance.block = OwnBlock::of(item);
    spot.glance.is_marked = true;
}

fn release(spot: &mut Spot<'_>) {
    clear(spot.entry);
    stand(spot, Status::Pending);
    // What its source declares stands until the source takes it back.
    if spot.entry.item.blocked_reason.as_deref().and_then(Obstacle::from_word).is_some() {
        unblock(spot);
    }
    spot.glance.block = OwnBlock::of(&spot.entry.item);
}

fn stand(spot: &mut Spot<'_>, status: Status) {
    spot.entry.item.status = status;
    *spot.status = status;
}

fn unblock(spot: &mut Spot<'_>) {
    spot.glance.block = None;
    if spot.glance.is_marked {
        spot.entry.item.blocked_reason = None;
        spot.entry.item.blocked_since = None;
        spot.glance.is_marked = false;
    }
}

/// An open case whose reason went away is cleared.
fn clear(entry: &mut Entry) {
    if let Some(case) = entry.case.as_mut().filter(|case| case.state == CaseState::Open) {
        case.state = CaseState::Cleared;
    }
}

/// Changes the items that `list` names; `how` is told the number in the list.
fn each(items: &mut Items, list: &IdList, how: impl Fn(&mut Spot<'_>, usize)) {
    for number in 0..list.len() {
        if let Some(at) = list.position(number, items) {
            items.change(at, |spot| how(spot, number));
        }
    }
}

/// Puts `item` in the place of the one that is known, and changes its entry further.
/// Of an entry nothing else changes. One function is compiled once, and each closure for itself.
fn as_it_is(_: &mut Entry) {}

fn set_item(state: &mut State, item: &WorkItem, how: impl FnOnce(&mut Entry)) {
    if let Some(known) = state.entry(&item.id) {
        let mut entry = known.about(item.clone(), &state.config);
        how(&mut entry);
        put(state, entry);
    }
}

fn put(state: &mut State, mut entry: Entry) {
    if entry.item.status != Status::Escalated {
        clear(&mut entry);
    }
    state.items.put(Arc::new(entry));
}

/// Keeps what `id` is before a step named `word`. What one command does to several
/// items is one step.
fn remember(state: &mut State, word: &str, id: &ItemId, counted: Option<(Arc<str>, bool)>) {
    let before = state.items.get(id).cloned();
    let seq = state.position + 1;
    if let Some(step) = state.undo.last_mut().filter(|step| step.seq == seq) {
        let step = Arc::make_mut(step);
        step.entries.extend(before);
        step.what = format!("{word} on {} items", step.entries.len());
        return;
    }
    let what = before.as_ref().map_or_else(|| id.to_string(), |entry| entry.item.quoted());
    let what = format!("{word} on {what}");
    let entries = before.into_iter().collect();
    push_undo(state, Undoable { what, seq, entries, finished: Vec::new(), source: None, counted });
}

fn push_undo(state: &mut State, step: Undoable) {
    if state.undo.len() >= UNDO_STEPS {
        state.undo.remove(0);
    }
    state.undo.push(Arc::new(step));
}
