//! The Keyholder decides, an instance reports, a step is undone.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::Refusal;
use crate::dispatch::{Dependencies, Obstacle};
use crate::escalate::{
    CaseState, Decision, DecisionRecord, Finding, Override, Reason, copy_field, findings, set_fields,
};
use crate::harvest::{combine, redact};
use crate::journal::{Entry, Event, Glance, Hold, State, Undoable};
use crate::prioritize::Ranking;
use crate::work_item::{DECLINED, DONE, EndedBy, ItemId, Status, WorkItem};

fn open_entry<'a>(state: &'a State, id: &ItemId) -> Result<&'a Entry, Refusal> {
    let entry = state.entry(id).ok_or_else(|| Refusal::UnknownItem(id.clone()))?;
    if entry.item.status == Status::Completed {
        return Err(Refusal::Completed(id.clone()));
    }
    Ok(entry)
}

/// What a decision on each of the items `ids` changes.
pub(super) fn decide_on(
    state: &State,
    ids: &[ItemId],
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, Refusal> {
    let decision = without_tokens(decision.clone());
    let mut seen = FxHashSet::default();
    let once = ids.iter().filter(|id| seen.insert(*id));
    once.map(|id| decide_on_one(state, id, decision.clone(), now)).collect()
}

/// A decision without the tokens that somebody has pasted into it.
fn without_tokens(mut decision: Decision) -> Decision {
    if let Decision::Adjust { changes, .. } = &mut decision {
        for value in changes.values_mut() {
            match value {
                Value::String(text) => cut_down(text),
                Value::Array(list) => list.iter_mut().for_each(|value| {
                    if let Value::String(text) = value {
                        cut_down(text);
                    }
                }),
                _ => {}
            }
        }
    }
    let (Decision::Approve { note } | Decision::Adjust { note, .. } | Decision::Override { note, .. }) = &mut decision;
    note.iter_mut().for_each(cut_down);
    decision
}

fn cut_down(text: &mut String) {
    if let Cow::Owned(cut) = redact(text) {
        *text = cut;
    }
}

fn decide_on_one(state: &State, id: &ItemId, decision: Decision, now: DateTime<Utc>) -> Result<Event, Refusal> {
    let entry = open_entry(state, id)?;
    let mut item = entry.item.clone();
    let mut edits = entry.edits.clone();
    // A rest ends with a decision; a named instance stays named.
    let mut hold = entry.hold.clone().filter(|hold| matches!(hold, Hold::Instance(_)));
    let mut passed = Vec::new();
    match &decision {
        Decision::Approve { .. } => {
            if item.status != Status::Escalated && hold == entry.hold {
                passed = blocks(state, id, entry, now);
                if passed.is_empty() {
                    return Err(Refusal::NothingToApprove(id.clone()));
                }
            }
        }
        Decision::Adjust { changes, .. } => {
            set_fields(&mut item, changes)?;
            edits.retain(|field| !changes.contains_key(field));
            edits.extend(changes.keys().cloned());
        }
        Decision::Override { action: Override::Decline, .. } => {
            item.end(EndedBy::Here, now, DECLINED);
        }
        Decision::Override { action: Override::Defer { until, after }, .. } => {
            hold = Some(deferral(state, id, *until, after.as_ref())?);
            take_back(&mut item);
        }
        Decision::Override { action: Override::Assign { instance }, .. } => {
            if !state.config.instances.iter().any(|known| known.name == *instance) {
                return Err(Refusal::UnknownInstance(instance.clone()));
            }
            hold = Some(Hold::Instance(instance.clone()));
            if item.assigned_instance.as_deref() != Some(instance) {
                take_back(&mut item);
            }
        }
    }
    let mut waived = waived(state, entry, &item, &decision, now);
    waived.extend(passed);
    if !matches!(item.status, Status::Completed | Status::InProgress) {
        item.status = Status::Pending;
        if !matches!(hold, Some(Hold::Until(_) | Hold::After(_) | Hold::Keyholder)) {
            item.blocked_since = None;
            item.blocked_reason = None;
        }
    }
    let record = Arc::new(DecisionRecord { at: now, decision, waived });
    Ok(Event::Decided { id: id.clone(), record, item: Box::new(item), edits, hold })
}

fn deferral(state: &State, id: &ItemId, until: Option<DateTime<Utc>>, after: Option<&ItemId>) -> Result<Hold, Refusal> {
    match (until, after) {
        (Some(_), Some(_)) => Err(Refusal::BadDeferral("name a date or an item to wait for, not both")),
        (_, Some(after)) if after == id => Err(Refusal::BadDeferral("an item cannot wait for itself")),
        (_, Some(after)) if !state.knows(after) => Err(Refusal::UnknownItem(after.clone())),
        (_, Some(after)) => Ok(Hold::After(after.clone())),
        (Some(until), None) => Ok(Hold::Until(until)),
        (None, None) => Ok(Hold::Keyholder),
    }
}

/// What keeps the item from going on and has not been let pass, as findings.
fn blocks(state: &State, id: &ItemId, entry: &Entry, now: DateTime<Utc>) -> Vec<Finding> {
    let Some(at) = state.items.get_index_of(id) else { return Vec::new() };
    let dependencies = Dependencies::of(state, &Ranking::of(state));
    let evidence =
        dependencies.blocks(state, at, entry, now).map(|block| dependencies.because(state, at, entry, block));
    let findings = evidence.map(|evidence| Finding { reason: Reason::TechnicalBlock, evidence });
    findings.filter(|finding| !entry.waives(finding)).collect()
}

/// The instance that has `item`, if one does, gives it back.
fn take_back(item: &mut WorkItem) {
    if item.status == Status::InProgress {
        item.status = Status::Pending;
        item.assigned_instance = None;
    }
}

/// The findings that are let pass from now on: those of earlier decisions and,
/// where the item is to proceed, those of its case and those it still shows.
fn waived(state: &State, entry: &Entry, item: &WorkItem, decision: &Decision, now: DateTime<Utc>) -> Vec<Finding> {
    let mut waived = entry.case.as_ref().map(|case| case.waived().to_vec()).unwrap_or_default();
    if matches!(decision, Decision::Override { action: Override::Decline | Override::Defer { .. }, .. }) {
        return waived;
    }
    let glance = Glance::of(&entry.about(item.clone(), &state.config));
    let block = glance.block.map(|own| own.block(item, now));
    let words = |_| glance.block.map(|own| own.because(item)).unwrap_or_default();
    let shown = findings(item, &glance, block, now, &state.config, words);
    let case = entry.case.as_ref().filter(|case| case.state != CaseState::Cleared);
    let asked = case.map_or(&[][..], |case| &case.findings);
    for finding in asked.iter().cloned().chain(shown) {
        if !waived.contains(&finding) {
            waived.push(finding);
        }
    }
    waived
}

/// What it changes that an instance is through with the item `id`.
pub(super) fn end_work(state: &State, id: &ItemId, done: bool, now: DateTime<Utc>) -> Result<Event, Refusal> {
    let entry = open_entry(state, id)?;
    if entry.item.status != Status::InProgress {
        return Err(Refusal::NotInProgress(id.clone()));
    }
    let mut item = entry.item.clone();
    let instance = item.assigned_instance.clone();
    if done {
        item.end(EndedBy::Here, now, DONE);
    } else {
        item.status = Status::Blocked;
        item.assigned_instance = None;
        item.blocked_reason = Some(Obstacle::InstanceFailed.word().to_owned());
        item.blocked_since = Some(now);
    }
    Ok(Event::WorkEnded { item: Box::new(item), instance, done })
}

/// What undoing the last step changes. News that came since stands.
pub(super) fn undo(state: &State, seq: Option<u64>, now: DateTime<Utc>) -> Result<Event, Refusal> {
    let last = state.undo.last().ok_or(Refusal::NothingToUndo)?;
    if seq.is_some_and(|seq| seq != last.seq) {
        return Err(Refusal::NotTheLast(last.what.clone()));
    }
    let mut step = Undoable::clone(last);
    let is_removal = step.source.is_some();
    for before in &mut step.entries {
        match state.entry(&before.item.id) {
            Some(entry) if is_removal => {
                // The source was read again meanwhile.
                let item = combine(before, entry.item.clone(), now);
                *before = Arc::new(Entry { item, ..Entry::clone(before) });
            }
            Some(entry) => *before = Arc::new(step_back(entry, before)),
            None => {}
        }
    }
    step.finished.retain(|work| !state.items.contains_key(&work.id));
    step.source = step.source.filter(|source| !state.sources.contains_key(&source.name));
    Ok(Event::Undone { step: Arc::new(step) })
}

/// `entry` without the step that `before` comes before.
fn step_back(entry: &Entry, before: &Entry) -> Entry {
    let mut item = entry.item.clone();
    for field in &entry.edits {
        copy_field(field, &before.item, &mut item);
    }
    if item.status.is_open() || item.is_ended_here() {
        item.status = before.item.status;
        item.assigned_instance.clone_from(&before.item.assigned_instance);
        item.closed_date = before.item.closed_date;
        item.resolution.clone_from(&before.item.resolution);
        item.ended_by = before.item.ended_by;
        item.blocked_since = before.item.blocked_since;
        item.blocked_reason.clone_from(&before.item.blocked_reason);
    }
    Entry { item, ..Entry::clone(before) }
}
