//! Files of neighbouring tools that people already have: issue lists of the
//! GitHub command line, beads, Task Master, an orchestrator's own files, the
//! registry of instances, tables.

mod beads;
mod dashboard;
mod issue_list;
mod registry;
mod table;
mod task_master;

pub(super) use table::{read as read_table, separator};

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;
use serde_json::{Map, Value};

use super::estimate::urgency;
use super::{Harvest, work_items};
use crate::config::Config;
use crate::work_item::{ItemId, Source, SourceKind, Status, WorkItem};

/// A JSON object.
type Object = Map<String, Value>;

/// Whose file a record comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Neighbour {
    /// This orchestrator's own work items.
    WorkItem,
    /// `gh issue list --json`, or the REST API.
    Issue,
    /// beads.
    Bead,
}

/// Whose record `object` is, if it is a backlog's at all.
pub(super) fn of_row(object: &Object) -> Option<Neighbour> {
    let text = |key: &str| object.get(key).is_some_and(Value::is_string);
    if object.get("number").is_some_and(Value::is_u64) && text("title") {
        return Some(Neighbour::Issue);
    }
    let is_ranked =
        || object.get("priority").is_some_and(|value| value.is_u64() || value.as_str().and_then(urgency).is_some());
    if text("id") && text("title") && (object.contains_key("issue_type") || text("status") && is_ranked()) {
        return Some(Neighbour::Bead);
    }
    (text("description") && is_specified(object)).then_some(Neighbour::WorkItem)
}

/// Whether an object with a description states what only a work item does.
fn is_specified(object: &Object) -> bool {
    let has_any = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
    // A log's record may describe itself, tell how sure it is, and where it stands.
    let is_reflection = || has_any(&["confidence", "details"]) || object.len() > 12;
    has_any(&["effort_estimate", "urgency_level", "risk_score", "resonance_score", "baseline_effort"])
        || object.contains_key("priority_score") && has_any(&["tags", "dependencies"])
        || is_named(object) && has_any(&["confidence_score", "ethical_flags", "budget_impact", "assigned_instance"])
        || is_named(object)
            && says_where_it_stands(object)
            && has_any(&["created_date", "tags", "dependencies"])
            && !is_reflection()
}

/// Whether an object has a work item's status.
fn says_where_it_stands(object: &Object) -> bool {
    object.get("status").and_then(Value::as_str).and_then(Status::from_word).is_some()
}

/// Whether an object has what every work item has.
fn is_named(object: &Object) -> bool {
    ["id", "description"].iter().all(|key| object.get(*key).is_some_and(Value::is_string))
}

/// Whether an object may be an item that states little, among others that state more.
pub(super) fn may_be_item(object: &Object) -> bool {
    of_row(object).is_none() && is_named(object)
}

/// Reads rows that [`of_row`] knows, each with its place in the file.
pub(super) fn read_rows(name: &str, rows: Vec<(String, Value)>, now: DateTime<Utc>, config: &Config) -> Harvest {
    let is_item = |(_, row): &(String, Value)| row.as_object().and_then(of_row) == Some(Neighbour::WorkItem);
    let has_items = rows.iter().any(is_item);
    let (mut items, mut issues, mut beads) = <(Rows, Rows, Rows)>::default();
    for (place, row) in rows {
        let Some(object) = row.as_object() else { continue };
        let rows = match of_row(object) {
            Some(Neighbour::WorkItem) => &mut items,
            Some(Neighbour::Issue) => &mut issues,
            Some(Neighbour::Bead) => &mut beads,
            None if has_items && may_be_item(object) => &mut items,
            None => continue,
        };
        rows.places.push(place);
        rows.values.push(row);
    }
    let mut harvests = Vec::new();
    if has_items {
        harvests.push(items.placed(|rows| work_items(name, rows, now, config)));
    }
    if !issues.values.is_empty() {
        harvests.push(issues.placed(|rows| issue_list::read(name, rows, now, config)));
    }
    if !beads.values.is_empty() {
        harvests.push(beads.placed(|rows| beads::read(name, rows, now)));
    }
    let mut harvests = harvests.into_iter();
    let mut all = harvests.next().unwrap_or_default();
    harvests.for_each(|harvest| absorb(&mut all, harvest));
    all
}

/// Rows of one kind, and where each stands in the file.
#[derive(Default)]
struct Rows {
    places: Vec<String>,
    values: Vec<Value>,
}

impl Rows {
    /// What is read of them, with their places in the file instead of those among themselves.
    fn placed(&self, read: impl FnOnce(&[Value]) -> Harvest) -> Harvest {
        let mut harvest = read(&self.values);
        let problems = harvest.problems.iter_mut().map(|problem| &mut problem.place);
        let items = harvest.items.iter_mut().filter_map(|item| item.source.place.as_mut());
        for place in problems.chain(items) {
            if let Some(own) = self.place(place) {
                *place = own;
            }
        }
        harvest
    }

    /// The place in the file of `items[3].tags` or `record 4`.
    fn place(&self, place: &str) -> Option<String> {
        let (at, rest) = match place.strip_prefix("record ") {
            Some(number) => (number.parse::<usize>().ok()?.checked_sub(1)?, ""),
            None => {
                let (at, rest) = place.split_once('[')?.1.split_once(']')?;
                (at.parse::<usize>().ok()?, rest)
            }
        };
        self.places.get(at).map(|own| format!("{own}{rest}"))
    }
}

/// Reads a list of which most rows are known, and tells of the others.
fn read_list(name: &str, key: &str, list: &[Value], now: DateTime<Utc>, config: &Config) -> Harvest {
    let place = |at: usize| format!("{key}[{at}]");
    let rows = list.iter().enumerate().map(|(at, row)| (place(at), row.clone())).collect();
    let mut harvest = read_rows(name, rows, now, config);
    let has_items = list.iter().any(|row| row.as_object().and_then(of_row) == Some(Neighbour::WorkItem));
    for (at, row) in list.iter().enumerate() {
        let is_taken = |row: &Object| of_row(row).is_some() || has_items && may_be_item(row);
        if !row.as_object().is_some_and(is_taken) {
            harvest.problem(place(at), "not a record of the same kind as the others; left out");
        }
    }
    harvest
}

/// Counts the records in the lists that stand beside the one that was read.
fn tell_others(harvest: &mut Harvest, object: &Object, read: &str) {
    let lists = object.iter().filter(|(key, _)| *key != read).filter_map(|(_, value)| value.as_array());
    for _ in lists.flatten().filter(|value| value.is_object()) {
        harvest.skip("records beside the work items", "the file's own list of work items was read");
    }
}

/// Reads a document if it is a neighbour's.
pub(super) fn read_document(name: &str, value: &Value, now: DateTime<Utc>, config: &Config) -> Option<Harvest> {
    match value {
        // Pages of a list, one list each.
        Value::Array(pages) if !pages.is_empty() && pages.iter().all(Value::is_array) => {
            let rows = pages.iter().filter_map(Value::as_array).flatten().cloned().collect();
            read_document(name, &Value::Array(rows), now, config)
        }
        Value::Array(list) => {
            let count =
                |is_one: fn(&Object) -> bool| list.iter().filter(|row| row.as_object().is_some_and(is_one)).count();
            let known = count(|row| of_row(row).is_some());
            // A list of nothing but ids, descriptions and statuses is a backlog in its plainest form.
            if !list.is_empty() && count(|row| may_be_item(row) && says_where_it_stands(row)) == list.len() {
                return Some(work_items(name, list, now, config));
            }
            if known == 0 || (known + count(may_be_item)) * 2 < list.len() {
                return None;
            }
            let is_item = |row: &Value| row.as_object().and_then(of_row).is_none_or(|kind| kind == Neighbour::WorkItem);
            if list.iter().all(is_item) {
                // A record that states little is an item all the same.
                return Some(work_items(name, list, now, config));
            }
            Some(read_list(name, "", list, now, config))
        }
        Value::Object(object) => document(name, object, now, config),
        _ => None,
    }
}

fn document(name: &str, object: &Object, now: DateTime<Utc>, config: &Config) -> Option<Harvest> {
    for key in ["work_items", "items"] {
        if let Some(Value::Array(list)) = object.get(key) {
            let is_items = list.iter().any(|row| row.as_object().and_then(of_row) == Some(Neighbour::WorkItem));
            let is_state =
                key == "work_items" && (list.is_empty() || list.iter().any(|row| row.get("description").is_some()));
            let mut harvest = if is_items || is_state {
                work_items(name, list, now, config)
            } else if list.iter().any(|row| row.as_object().and_then(of_row).is_some()) {
                read_list(name, key, list, now, config)
            } else {
                continue;
            };
            tell_others(&mut harvest, object, key);
            return Some(harvest);
        }
    }
    registry::read(name, object)
        .or_else(|| dashboard::read(name, object, now))
        .or_else(|| task_master::read(name, object, now))
        .or_else(|| {
            of_row(object)?;
            Some(read_rows(name, vec![(String::from("items[0]"), Value::Object(object.clone()))], now, config))
        })
}

/// Adds one harvest to another of the same file.
pub(super) fn absorb(all: &mut Harvest, more: Harvest) {
    if all.detected.is_empty() {
        all.detected = more.detected;
        all.kind = more.kind;
    }
    all.read += more.read;
    let mut known: FxHashSet<ItemId> = all.items.iter().map(|item| item.id.clone()).collect();
    for item in more.items {
        if known.insert(item.id.clone()) {
            all.items.push(item);
        } else {
            let place = item.source.place.unwrap_or_default();
            all.problem(place, format!("“{}” is the id of another item too; the first was kept", item.id));
        }
    }
    all.finished.extend(more.finished);
    all.done.extend(more.done);
    all.replaced.extend(more.replaced);
    all.successes.extend(more.successes);
    all.instances.extend(more.instances);
    all.skipped.extend(more.skipped);
    all.problems.extend(more.problems);
    all.unlisted += more.unlisted;
}

/// The text under the first of `keys` that has one.
fn string(object: &Object, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match object.get(*key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    })
}

/// A file of work as an item's source.
fn source(name: &str, place: &str) -> Source {
    Source { kind: SourceKind::WorkItems, name: name.to_owned(), place: Some(place.to_owned()), url: None }
}

/// Whether `word` is a status of what is over.
fn is_over(word: &str) -> bool {
    let mut item = WorkItem::new("", "", DateTime::UNIX_EPOCH);
    set_status(&mut item, word);
    !item.status.is_open()
}

/// Sets the status that `word` stands for in the tools people use; whether it is a word they use.
fn set_status(item: &mut WorkItem, word: &str) -> bool {
    let lower = word.trim().to_lowercase().replace(['_', '-'], " ");
    item.status = match lower.as_str() {
        "done" | "closed" | "complete" | "completed" | "resolved" | "fixed" | "merged" | "finished" | "shipped" => {
            Status::Completed
        }
        "cancelled" | "canceled" | "wontfix" | "won't fix" | "won't do" | "wont do" | "not planned" | "duplicate"
        | "rejected" | "tombstone" | "archived" | "abandoned" | "obsolete" | "superseded" | "dropped" => {
            item.resolution = Some("not_planned".to_owned());
            Status::Completed
        }
        "in progress" | "doing" | "started" | "active" | "wip" | "review" | "in review" | "hooked" => {
            Status::InProgress
        }
        "blocked" | "on hold" | "stuck" | "waiting" => {
            item.blocked_reason = Some(format!("the file says “{word}”"));
            Status::Blocked
        }
        "escalated" => Status::Escalated,
        _ => Status::Pending,
    };
    let is_known = item.status != Status::Pending
        || [
            "",
            "open",
            "opened",
            "reopened",
            "todo",
            "to do",
            "pending",
            "new",
            "backlog",
            "ready",
            "not started",
            "planned",
            "queued",
            "unstarted",
            "triage",
            "proposed",
            "deferred",
            "later",
            "icebox",
            "draft",
            "accepted",
        ]
        .contains(&lower.as_str());
    if item.status == Status::Completed {
        item.resolution.get_or_insert_with(|| "completed".to_owned());
    }
    item.because("status", format!("the file says “{word}”"));
    is_known
}
