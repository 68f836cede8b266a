//! Merging a harvest into what is known.
//!
//! A harvest updates; it never duplicates, and it never undoes what the
//! Keyholder has decided or edited.

use chrono::{DateTime, Utc};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Harvest, long_digest};
use crate::dispatch::{DECLARED, Obstacle};
use crate::escalate::{Finding, Reason, copy_field};
use crate::journal::{Entry, Finished, FinishedKind, State};
use crate::work_item::{EndedBy, ItemId, Sighting, SourceKind, Status, WorkItem};

/// The resolution of an entry of a list that is told as a whole now, and the other way round.
const REPLACED: &str = "told with its list";
/// The resolution of a problem whose task went well after it.
const LATER: &str = "succeeded later";
/// The field whose evidence says that nothing but the reading dates an item; an
/// item that its source dates has none on it.
pub(super) const CREATED: &str = "created_date";

/// What a harvest changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// Items that are new.
    pub added: Vec<WorkItem>,
    /// Known items with news.
    pub updated: Vec<WorkItem>,
    /// Work found finished.
    pub finished: Vec<Finished>,
    /// Finished work that was opened again; it is in `added` too.
    pub reopened: Vec<ItemId>,
    /// How many of `updated` are completed now, and all of `finished`.
    pub completed: usize,
    /// How many were known as they are.
    pub unchanged: usize,
    /// How many of those belong to another source, which alone speaks of them.
    pub foreign: usize,
    /// Every id the harvest named, in its order.
    pub ids: Vec<ItemId>,
}

/// Works out what `harvest` changes in `state`.
#[must_use]
pub fn merge(state: &State, harvest: Harvest, now: DateTime<Utc>) -> Merged {
    let mut merged = Merged::default();
    let mut updated: FxHashMap<ItemId, usize> = FxHashMap::default();
    // An import is the backlog as somebody else keeps it, done work included.
    let is_import = harvest.kind == SourceKind::WorkItems;
    for mut item in harvest.items {
        merged.ids.push(item.id.clone());
        let is_settled = settle(state, &mut item);
        if let Some(entry) = state.entry(&item.id) {
            if !speaks_of(state, harvest.kind, &item, &entry.item) {
                merged.unchanged += 1;
                merged.foreign += 1;
                continue;
            }
            let was_open = entry.item.status.is_open();
            let after = combine(entry, item, now);
            if after == entry.item {
                merged.unchanged += 1;
                continue;
            }
            merged.completed += usize::from(was_open && !after.status.is_open());
            updated.insert(after.id.clone(), merged.updated.len());
            merged.updated.push(after);
            continue;
        }
        let finished = state.history.get(&item.id);
        if finished.is_some_and(|work| is_before(&item, work.closed)) {
            merged.unchanged += 1;
            continue;
        }
        let is_known_finished = finished.is_some();
        // One that another log calls over is kept: that log may be removed.
        if !item.status.is_open() && !is_import && !is_settled {
            if finished.is_some_and(|work| item.closed_date <= Some(work.closed)) {
                merged.unchanged += 1;
            } else {
                merged.completed += usize::from(!is_known_finished);
                merged.finished.push(as_finished(item));
            }
            continue;
        }
        if is_known_finished {
            merged.reopened.push(item.id.clone());
        }
        merged.added.push(first_seen(item, now));
    }
    for work in harvest.finished {
        merged.ids.push(work.id.clone());
        if state.knows(&work.id) {
            merged.unchanged += 1;
        } else {
            merged.completed += 1;
            merged.finished.push(work);
        }
    }
    let ended = [(&harvest.done, "completed"), (&harvest.replaced, REPLACED)];
    for (ids, how) in ended {
        complete_done(state, &harvest.name, ids, how, now, &mut merged);
    }
    complete_by_success(state, &harvest.name, &harvest.successes, &mut merged, &mut updated);
    merged
}

/// What its source says is done is over, unless the same reading found it open too.
fn complete_done(state: &State, name: &str, done: &[ItemId], how: &str, now: DateTime<Utc>, merged: &mut Merged) {
    if done.is_empty() {
        return;
    }
    let mut named: FxHashSet<ItemId> = merged.ids.iter().cloned().collect();
    for id in done {
        let Some(known) = state.entry(id).map(|entry| &entry.item) else { continue };
        // What was declined stays so, wherever it is told.
        let is_news = known.source.name == name && (known.status.is_open() || known.is_ended_here() && how != REPLACED);
        if !is_news || !named.insert(id.clone()) {
            continue;
        }
        let mut after = known.clone();
        merged.completed += usize::from(after.status.is_open() && how != REPLACED);
        after.end(EndedBy::Source, after.closed_date.unwrap_or(now), how);
        merged.ids.push(id.clone());
        merged.updated.push(after);
    }
}

/// The open items of the source `name` that are not among `seen`: those that a
/// list of all there is has not named.
#[must_use]
pub fn unseen(state: &State, name: &str, seen: &[ItemId]) -> Vec<WorkItem> {
    let seen: FxHashSet<&ItemId> = seen.iter().collect();
    let own = state.items.values().map(|entry| &entry.item).filter(|item| item.source.name == name);
    own.filter(|item| item.status.is_open() && !seen.contains(&item.id)).cloned().collect()
}

/// Whether a harvest of this kind may change `known` by `news`. A repository
/// that was read itself speaks of its items alone; a file speaks of its own, and
/// of those that another file of its kind gave the same id.
fn speaks_of(state: &State, kind: SourceKind, news: &WorkItem, known: &WorkItem) -> bool {
    let is_read = |name: &str| state.sources.get(name).is_some_and(|record| record.kind == SourceKind::Github);
    match (kind, known.source.kind) {
        (SourceKind::Github, _) => true,
        (_, SourceKind::Github) => !is_read(&known.source.name),
        _ => news.source.kind == known.source.kind,
    }
}

/// Whether `item` is a problem that was not seen any more after `end`. A log
/// may be read after one that is newer.
fn is_before(item: &WorkItem, end: DateTime<Utc>) -> bool {
    item.source.kind == SourceKind::Iar && item.updated_date.is_some_and(|seen| seen <= end)
}

/// A problem whose task succeeded later, by a log that was read before, is over; says whether it is so.
fn settle(state: &State, item: &mut WorkItem) -> bool {
    if item.source.kind != SourceKind::Iar || !item.status.is_open() {
        return false;
    }
    let Some((at, source)) = later_success(state, item) else { return false };
    let because = format!("{LATER}, by {source}");
    item.end(EndedBy::Source, at, LATER);
    item.because("status", because);
    true
}

/// When the task of a problem last went well after it, and the source that says so.
fn later_success<'a>(state: &'a State, item: &WorkItem) -> Option<(DateTime<Utc>, &'a str)> {
    let (place, seen) = (item.source.place.as_deref()?, item.updated_date?);
    let task = long_digest(place);
    let successes =
        state.sources.values().filter_map(|record| Some((record.successes.of(&task)?, record.name.as_str())));
    successes.filter(|(at, _)| *at > seen).max()
}

/// Whether a problem is over because its task went well, and by the word of the source `name`.
pub(crate) fn is_over_by(state: &State, item: &WorkItem, name: &str) -> bool {
    let is_over = !item.status.is_open() && item.resolution.as_deref() == Some(LATER);
    is_over && later_success(state, item).is_some_and(|(_, source)| source == name)
}

/// Opens a problem again of which no source that is left says that its task went well after it.
pub(crate) fn reopen(state: &State, item: &mut WorkItem) {
    if item.resolution.as_deref() == Some(LATER) && later_success(state, item).is_none() {
        item.status = Status::Pending;
        item.closed_date = None;
        item.resolution = None;
        item.ended_by = None;
        item.evidence.retain(|evidence| evidence.field != "status");
    }
}

/// A later success of a task ends its problem.
fn complete_by_success(
    state: &State,
    name: &str,
    successes: &[super::Success],
    merged: &mut Merged,
    updated: &mut FxHashMap<ItemId, usize>,
) {
    if successes.is_empty() {
        return;
    }
    let by_place: FxHashMap<&str, Option<DateTime<Utc>>> =
        successes.iter().map(|success| (success.place.as_str(), success.at)).collect();
    for (id, entry) in state.items.iter() {
        let item = updated.get(id).and_then(|at| merged.updated.get(*at)).unwrap_or(&entry.item);
        let was_open = item.status.is_open();
        if item.source.kind != SourceKind::Iar || !was_open && !item.is_ended_here() {
            continue;
        }
        let Some(Some(at)) = item.source.place.as_deref().and_then(|place| by_place.get(place)) else { continue };
        if item.updated_date.is_none_or(|last| last >= *at) {
            continue;
        }
        let mut after = item.clone();
        after.end(EndedBy::Source, (*at).max(item.closed_date.unwrap_or(*at)), LATER);
        after.because("status", format!("{LATER}, by {name}"));
        merged.completed += usize::from(was_open);
        if let Some(before) = updated.get(id).and_then(|at| merged.updated.get_mut(*at)) {
            *before = after;
        } else {
            merged.updated.push(after);
        }
    }
}

fn as_finished(item: WorkItem) -> Finished {
    Finished {
        closed: item.closed_date.or(item.updated_date).unwrap_or(item.created_date),
        id: item.id,
        kind: FinishedKind::Issue,
        description: item.description,
        source: item.source.name,
        created: item.created_date,
        tags: item.tags,
        resolution: item.resolution,
    }
}

/// A new item, with its baselines recorded.
fn first_seen(mut item: WorkItem, now: DateTime<Utc>) -> WorkItem {
    item.first_seen.get_or_insert(now);
    item.baseline_effort.get_or_insert(item.effort_estimate);
    item.baseline_checklist.get_or_insert(item.checklist);
    if !item.status.is_open() {
        item.ended_by = Some(EndedBy::Source);
    }
    if item.status == Status::Blocked {
        item.blocked_reason.get_or_insert_with(|| DECLARED.to_owned());
        item.blocked_since.get_or_insert(now);
    }
    item
}

/// The known item with the news laid over it.
pub(crate) fn combine(entry: &Entry, mut news: WorkItem, now: DateTime<Utc>) -> WorkItem {
    let known = &entry.item;
    let is_undated = news.evidence.iter().any(|evidence| evidence.field == CREATED);
    for field in &entry.edits {
        copy_field(field, known, &mut news);
    }
    match known.source.kind {
        SourceKind::Iar => add_sightings(&mut news, known),
        SourceKind::Github => {}
        _ if news.source.kind == known.source.kind => add_copy(&mut news, known),
        _ => {}
    }
    news.first_seen = known.first_seen;
    news.baseline_effort = known.baseline_effort;
    news.baseline_checklist = known.baseline_checklist;
    if news.source.kind == SourceKind::WorkItems {
        news.source.clone_from(&known.source);
    }
    if is_undated {
        // Only the reading dated it, and the first reading has done that.
        news.created_date = known.created_date;
    }
    let says = Says { status: news.status, reason: news.blocked_reason.take() };
    let end = (news.closed_date.take(), news.resolution.take());
    let how = end.1.as_deref().unwrap_or("completed");
    let is_log = news.source.kind == SourceKind::Iar;

    // What is known stands, unless the source has news.
    news.status = known.status;
    news.assigned_instance = known.assigned_instance.clone().or(news.assigned_instance);
    news.blocked_reason.clone_from(&known.blocked_reason);
    news.blocked_since = known.blocked_since;
    news.closed_date = known.closed_date;
    news.resolution.clone_from(&known.resolution);
    news.ended_by = known.ended_by;

    match (known.status.is_open(), says.status) {
        // The problem was seen again after that end.
        (_, Status::Completed) if is_log && end.0.is_some_and(|end| news.updated_date > Some(end)) => {}
        (true, Status::Completed) => news.end(EndedBy::Source, end.0.unwrap_or(now), how),
        (false, Status::Completed) => {
            // Its source has ended it too, or once more.
            if known.is_ended_here() || end.0 > known.closed_date {
                news.end(EndedBy::Source, end.0.max(known.closed_date).unwrap_or(now), how);
            }
        }
        (false, _) => {
            let is_older = known.closed_date.is_some_and(|closed| is_before(&news, closed));
            // A list that was ended has new parts.
            let has_grown = news.source.kind != SourceKind::Github && news.checklist > known.checklist;
            if (!known.is_ended_here() || has_grown) && !is_older {
                news.status = Status::Pending;
                news.closed_date = None;
                news.resolution = None;
                news.ended_by = None;
                news.assigned_instance = None;
                stand(&mut news, says, entry, now);
            }
        }
        _ => stand(&mut news, says, entry, now),
    }
    news
}

/// What a source says about where an open item stands.
struct Says {
    status: Status,
    reason: Option<String>,
}

/// Lets an open item stand where its source says, as far as that is news.
fn stand(item: &mut WorkItem, says: Says, entry: &Entry, now: DateTime<Utc>) {
    let is_with_instance = item.status == Status::InProgress && item.assigned_instance.is_some();
    match says.status {
        Status::Blocked => {
            let evidence = says.reason.unwrap_or_else(|| DECLARED.to_owned());
            let is_known = item.blocked_reason.as_ref() == Some(&evidence);
            let finding = Finding { reason: Reason::TechnicalBlock, evidence };
            if !is_known && !entry.waives(&finding) {
                if item.status != Status::Escalated {
                    item.status = Status::Blocked;
                }
                item.blocked_reason = Some(finding.evidence);
                item.blocked_since = Some(now);
            }
        }
        Status::InProgress if item.status == Status::Pending => item.status = Status::InProgress,
        Status::Pending => {
            let is_declared = |reason: &str| Obstacle::from_word(reason).is_none();
            if item.blocked_reason.as_deref().is_some_and(is_declared) {
                item.blocked_reason = None;
                item.blocked_since = None;
                if item.status == Status::Blocked {
                    item.status = Status::Pending;
                }
            }
            if item.status == Status::InProgress && !is_with_instance {
                item.status = Status::Pending;
            }
        }
        _ => {}
    }
}

/// Work that a copy of its file holds too is both's, so that it stays when one of them goes.
fn add_copy(news: &mut WorkItem, known: &WorkItem) {
    let copy = std::mem::replace(&mut news.source, known.source.clone());
    if copy.name == known.source.name {
        // The place is that of the newest reading.
        news.source = copy;
        news.sightings.clone_from(&known.sightings);
        return;
    }
    news.sightings.clone_from(&known.sightings);
    for name in [&known.source.name, &copy.name] {
        if !news.sightings.iter().any(|seen| seen.source == *name) {
            news.sightings.push(Sighting { source: name.clone(), count: 1, ..Sighting::default() });
        }
    }
}

/// A problem seen in several logs stays one item: each log has one sighting,
/// and the newest one speaks.
fn add_sightings(news: &mut WorkItem, known: &WorkItem) {
    for sighting in &known.sightings {
        if !news.sightings.iter().any(|new| new.source == sighting.source) {
            let place = news.sightings.partition_point(|new| new.source < sighting.source);
            news.sightings.insert(place, sighting.clone());
        }
    }
    news.occurrences = news.sightings.iter().fold(0, |sum: u32, sighting| sum.saturating_add(sighting.count)).max(1);
    news.created_date = news.created_date.min(known.created_date);
    if news.updated_date < known.updated_date {
        news.updated_date = known.updated_date;
        news.confidence_score = known.confidence_score;
        news.details.clone_from(&known.details);
        news.description.clone_from(&known.description);
        news.evidence.clone_from(&known.evidence);
    }
    news.source.clone_from(&known.source);
}
