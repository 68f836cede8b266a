//! One row of a log, whatever its shape.

use serde::Deserialize;
use serde_json::Value;

use super::outcome::Outcome;
use super::record::{Object, stamp, string};
use super::run_event::RunEvent;
use super::{Reading, UNDATED, alert, document, item, thought};
use crate::harvest::identity::digest;
use crate::harvest::text::{first_line, one_line};
use crate::work_item::{Status, WorkItem};

/// Reads `object` if it is a row of a known shape; says whether it was.
pub(super) fn read(object: &Object, place: &str, reading: &mut Reading) -> bool {
    if object.contains_key("task_key")
        && let Some(event) = RunEvent::deserialize(object).ok().filter(RunEvent::is_one)
    {
        reading.enter(event.record(place.to_owned()));
        return true;
    }
    if thought::is_one(object) {
        reading.enter(thought::record(object, place.to_owned()));
    } else if is_queued(object) {
        queued(object, place, reading);
    } else if alert::is_one(object) {
        reading.enter(alert::record(object, place.to_owned()));
    } else {
        return false;
    }
    document::read_lists(object, place, reading);
    true
}

/// Whether `object` is a task of an agents' queue.
fn is_queued(object: &Object) -> bool {
    let text = |key: &str| object.get(key).is_some_and(Value::is_string);
    text("task_id") && text("description") && text("status") && object.contains_key("required_capability")
}

/// A queued task: open ones are work, with the id they came with.
fn queued(object: &Object, place: &str, reading: &mut Reading) {
    let id = one_line(&string(object, &["task_id"]).unwrap_or_default(), 120);
    let description = string(object, &["description"]).unwrap_or_default();
    let word = string(object, &["status"]).unwrap_or_default();
    let outcome = Outcome::from_word(&word);
    if outcome.is_over() {
        reading.harvest.skip("finished tasks", "the queue says they are completed");
        return;
    }
    let now = stamp(object);
    // A task without an id is told by its words.
    let id = if id.is_empty() { digest(&[&description]) } else { id };
    let mut item = WorkItem::new(id, first_line(&description, 220), now.map_or(UNDATED, |at| at.at));
    item.source = item::source(&reading.name, place);
    item.details = crate::harvest::text::clean(&description);
    item.tags.extend(string(object, &["required_capability"]).map(|tag| one_line(&tag, 60)));
    item.assigned_instance = string(object, &["assigned_to"]).map(Into::into);
    if outcome.is_problem() {
        item.status = Status::Blocked;
        item.blocked_reason = Some(format!("the queue says “{}”", one_line(&word, 40)));
    } else if item.assigned_instance.is_some() {
        item.status = Status::InProgress;
    }
    item.because("status", format!("the queue says “{}”", one_line(&word, 40)));
    reading.plan(item);
}
