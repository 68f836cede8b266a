//! Directives: an execution plan that one agent writes for another, with real
//! dependencies between its tasks.

use serde_json::Value;

use super::outcome::Outcome;
use super::record::{Object, stamp, string};
use super::{Reading, UNDATED, item};
use crate::harvest::text::{clean, clip, one_line, spaced, stem};
use crate::work_item::{ItemId, Status, WorkItem};

/// Whether `object` is a directive.
pub(in crate::harvest) fn is_one(object: &Object) -> bool {
    let Some(Value::Array(tasks)) = object.get("execution_plan") else { return false };
    tasks
        .iter()
        .any(|task| task.get("task_id").is_some() && task.get("action").or_else(|| task.get("description")).is_some())
}

/// Reads a directive: one item per task, with the ids they came with.
pub(super) fn read(object: &Object, reading: &mut Reading) {
    let Some(Value::Array(tasks)) = object.get("execution_plan") else { return };
    let (directive, mark) = match string(object, &["directive_id", "id"]) {
        Some(directive) => (one_line(&directive, 100), '/'),
        None => (stem(&reading.name).to_owned(), '#'),
    };
    let intent = string(object, &["overall_intent", "intent", "description"]).unwrap_or_default();
    let at = stamp(object).or_else(|| object.get("metadata").and_then(Value::as_object).and_then(stamp_of_metadata));
    // What is over as a whole is over in each step that says nothing else.
    let over = string(object, &["status"]).filter(|word| Outcome::from_word(word).is_over());
    let id = |task: &str| ItemId::from(format!("{directive}{mark}{}", one_line(task, 100)));
    for (number, task) in tasks.iter().enumerate() {
        reading.harvest.read += 1;
        let place = format!("execution_plan[{number}]");
        let Value::Object(task) = task else {
            reading.problem(place, "expected a task with a task_id and an action; left out");
            continue;
        };
        let Some(task_id) = string(task, &["task_id"]) else {
            reading.problem(place, "a task without a task_id; left out");
            continue;
        };
        let mut item = WorkItem::new(id(&task_id), sentence(task, &task_id), at.map_or(UNDATED, |at| at.at));
        item.source = item::source(&reading.name, &format!("{directive} › {task_id}"));
        item.details = clean(clip(&intent, 2_000));
        item.tags = vec!["directive".to_owned()];
        item.tags.extend(string(task, &["action"]).map(|action| one_line(&action, 40)));
        item.assignees.extend(string(object, &["target_agent"]).map(|agent| one_line(&agent, 80)));
        if let Some(Value::Array(dependencies)) = task.get("dependencies") {
            item.dependencies = dependencies.iter().filter_map(Value::as_str).map(&id).collect();
        }
        if let Some(word) = string(task, &["status"]).or_else(|| over.clone()) {
            set_status(&mut item, &word);
        }
        if item.status == Status::Completed {
            item.closed_date = stamp(task).or(at).map(|at| at.at);
        }
        reading.plan(item);
    }
}

/// Takes how far a step is. One that is over stays, so that what depends on it need not wait.
fn set_status(item: &mut WorkItem, word: &str) {
    let said = format!("the directive says “{}”", one_line(word, 40));
    let mut complete = |resolution: &str| {
        item.resolution = Some(resolution.to_owned());
        Status::Completed
    };
    item.status = match Outcome::from_word(word) {
        Outcome::Success | Outcome::Resolved => complete("completed"),
        Outcome::Skipped => complete("not_planned"),
        Outcome::Failure | Outcome::Critical => {
            item.blocked_reason = Some(said.clone());
            Status::Blocked
        }
        Outcome::Waiting if is_running(word) => Status::InProgress,
        _ => return,
    };
    item.because("status", said);
}

fn is_running(word: &str) -> bool {
    matches!(word.trim().to_lowercase().replace(['_', '-'], " ").as_str(), "in progress" | "running" | "started")
}

fn stamp_of_metadata(metadata: &Object) -> Option<crate::harvest::timestamp::Stamp> {
    ["created_timestamp", "created", "timestamp"]
        .iter()
        .find_map(|key| metadata.get(*key).and_then(crate::harvest::timestamp::timestamp))
}

fn sentence(task: &Object, task_id: &str) -> String {
    let action = spaced(&string(task, &["action"]).unwrap_or_else(|| task_id.to_owned()));
    let parameters = task.get("parameters").and_then(Value::as_object);
    let subject = string(task, &["description"]).or_else(|| {
        parameters.and_then(|parameters| string(parameters, &["description", "path", "file", "command", "target"]))
    });
    let mut sentence = String::new();
    let mut letters = action.chars();
    sentence.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    sentence.push_str(letters.as_str());
    if let Some(subject) = subject {
        sentence.push_str(": ");
        sentence.push_str(&subject);
    }
    one_line(&sentence, 220)
}
