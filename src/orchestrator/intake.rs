//! Sources come and go.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{HarvestReport, Page, Refusal, namesake, naming};
use crate::harvest::{Harvest, Problem, Skipped, Success, UNREAD_LISTS, is_over_by, merge};
use crate::journal::{Event, HarvestRecord, State, Successes};
use crate::work_item::{ItemId, WorkItem};

/// What taking in `harvest` changes, and what to tell about it.
#[must_use]
pub fn take_in(state: &State, harvest: Harvest, page: Page, now: DateTime<Utc>) -> (Vec<Event>, HarvestReport) {
    let harvest = named(state, harvest, page.first);
    take_in_named(state, harvest, page, now)
}

/// `harvest` under the name it is kept under.
pub(super) fn named(state: &State, mut harvest: Harvest, is_first: bool) -> Harvest {
    harvest.make_safe();
    let name = harvest.name.clone();
    naming::settle(state, &mut harvest);
    namesake::tell_apart(state, &mut harvest, &name, is_first);
    harvest
}

/// [`take_in`], of a harvest that is [`named`].
pub(super) fn take_in_named(
    state: &State,
    mut harvest: Harvest,
    page: Page,
    now: DateTime<Utc>,
) -> (Vec<Event>, HarvestReport) {
    let before = state.sources.get(&harvest.name);
    let before_id = before.and_then(|before| before.repository_id);
    let known = before.filter(|_| !page.first);
    let mut record = known.map_or_else(HarvestRecord::default, |known| HarvestRecord::clone(known));
    record.successes = news(&harvest.successes, before.map(|before| &before.successes));
    let mut report = HarvestReport {
        source: harvest.name.clone(),
        kind: harvest.detected.clone(),
        read: harvest.read,
        skipped: std::mem::take(&mut harvest.skipped),
        problems: std::mem::take(&mut harvest.problems),
        unlisted: harvest.unlisted,
        ..HarvestReport::default()
    };
    if page.first && page.since.is_some() {
        // What has changed says nothing of what was not read before.
        let unread = before.into_iter().flat_map(|before| &before.skipped);
        record.skipped.extend(unread.filter(|skipped| skipped.what == UNREAD_LISTS).cloned());
    }
    record.name.clone_from(&harvest.name);
    // A file that is empty now is still the file it was.
    record.kind = before.filter(|_| naming::is_empty(&harvest)).map_or(harvest.kind, |before| before.kind);
    record.detected.clone_from(&harvest.detected);
    record.instances.append(&mut harvest.instances);

    let mut seen: Vec<Problem> = Vec::new();
    report.problems.retain(|problem| {
        // The same words about the same place are one problem.
        let is_new = !record.problems.contains(problem) && !seen.contains(problem);
        if seen.len() < HarvestRecord::PROBLEMS {
            seen.extend(is_new.then(|| problem.clone()));
        }
        is_new
    });

    let merged = merge(state, harvest, now);
    if merged.foreign > 0 {
        report.skipped.push(Skipped {
            what: "items of another source".to_owned(),
            count: merged.foreign,
            why: "that source itself says how they stand".to_owned(),
        });
    }
    report.added = merged.added.len();
    report.completed = merged.completed;
    report.updated = (merged.updated.len() + merged.finished.len()).saturating_sub(merged.completed);
    report.unchanged = merged.unchanged;
    report.ids.clone_from(&merged.ids);

    if page.stopped.is_some() {
        record.tried = Some(now);
    } else {
        (record.at, record.tried) = (Some(now), None);
    }
    if page.first {
        // While there is nothing new, the next harvest asks the same question
        // again, and the answer can be that nothing has changed.
        let before = state.sources.get(&record.name).and_then(|before| before.began);
        let is_same = page.since.is_some() && report.read == 0;
        record.began = before.filter(|_| is_same).or(Some(now));
    }
    record.read += report.read;
    record.added += report.added;
    record.updated += report.updated;
    record.completed += report.completed;
    record.unchanged += report.unchanged;
    for skipped in &report.skipped {
        match record.skipped.iter_mut().find(|known| known.what == skipped.what && known.why == skipped.why) {
            Some(known) => known.count += skipped.count,
            None => record.skipped.push(skipped.clone()),
        }
    }
    record.problem_count += report.problems.len() + report.unlisted;
    let room = HarvestRecord::PROBLEMS.saturating_sub(record.problems.len());
    record.problems.extend(report.problems.iter().take(room).cloned());
    record.complete = page.complete;
    record.resume = page.resume;
    record.expected = page.expected.or(record.expected);
    record.repository_id = page.repository_id.or(record.repository_id).or(before_id);
    record.since = page.since.or(record.since);
    record.stopped = page.stopped;
    record.failure = page.failure;
    record.address = page.address;
    for mark in page.marks {
        record.marks.retain(|known| known.url != mark.url);
        record.marks.push(mark);
    }

    let mut events = Vec::new();
    if !merged.reopened.is_empty() {
        events.push(Event::HistoryReopened { ids: merged.reopened });
    }
    if !merged.added.is_empty() {
        events.push(Event::ItemsAdded { items: merged.added });
    }
    if !merged.updated.is_empty() {
        events.push(Event::ItemsUpdated { items: merged.updated });
    }
    if !merged.finished.is_empty() {
        events.push(Event::HistoryAdded { finished: merged.finished });
    }
    events.push(Event::Harvested { record: Arc::new(record) });
    (events, report)
}

/// The dated ones of `successes` that are later than those that are known.
fn news(successes: &[Success], known: Option<&Successes>) -> Successes {
    let mut news = Successes::default();
    for success in successes {
        if let Some(at) = success.at.filter(|at| known.and_then(|known| known.of(&success.place)) < Some(*at)) {
            news.add(&success.place, at);
        }
    }
    news
}

/// What taking a source away changes.
pub(super) fn remove_source(state: &State, name: String) -> Result<Event, Refusal> {
    let is_its = |item: &WorkItem| {
        item.source.name == name
            || item.sightings.iter().any(|seen| seen.source == name)
            || is_over_by(state, item, &name)
    };
    let items = state.items.iter().filter(|(_, entry)| is_its(&entry.item));
    let ids: Vec<ItemId> = items.map(|(id, _)| id.clone()).collect();
    let finished: Vec<ItemId> =
        state.history.values().filter(|work| work.source == name).map(|work| work.id.clone()).collect();
    if !state.sources.contains_key(&name) && ids.is_empty() && finished.is_empty() {
        return Err(Refusal::UnknownSource(name));
    }
    Ok(Event::SourceRemoved { name, ids, finished })
}
