//! Task Master's `tasks.json`: numbered tasks with sub-tasks, alone or by tag.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{Object, is_over, set_status, source, string};
use crate::harvest::Harvest;
use crate::harvest::estimate;
use crate::harvest::text::{clean, clip, one_line, slug, stem};
use crate::harvest::timestamp::timestamp;
use crate::work_item::{ItemId, SourceKind, WorkItem};

/// Reads a task list; `None` if `object` is none.
pub(super) fn read(name: &str, object: &Object, now: DateTime<Utc>) -> Option<Harvest> {
    let mut lists: Vec<(&str, &Vec<Value>)> = Vec::new();
    if let Some(tasks) = tasks(object) {
        lists.push(("", tasks));
    } else {
        for (tag, value) in object {
            if let Some(tasks) = value.as_object().and_then(tasks) {
                lists.push((tag, tasks));
            }
        }
    }
    if lists.is_empty() {
        return None;
    }
    let mut harvest = Harvest::new(
        name,
        SourceKind::WorkItems,
        "a task list of Task Master: numbered tasks with titles and statuses",
    );
    let mut seen = FxHashSet::default();
    for (tag, tasks) in lists {
        let prefix = if tag.is_empty() || tag == "master" {
            format!("{}#", stem(name))
        } else {
            format!("{}#{}/", stem(name), slug(tag, 40))
        };
        for (at, task) in tasks.iter().enumerate() {
            harvest.read += 1;
            match task.as_object() {
                Some(task) => add(&mut harvest, &mut seen, task, &prefix, &format!("tasks[{at}]"), now),
                None => harvest.problem(format!("tasks[{at}]"), "expected a task with an id and a title; left out"),
            }
        }
    }
    Some(harvest)
}

/// The tasks of a list, if it is one.
fn tasks(object: &Object) -> Option<&Vec<Value>> {
    let Some(Value::Array(tasks)) = object.get("tasks") else { return None };
    let is_task = |task: &Value| {
        let has = |key: &str| task.get(key).is_some();
        has("id") && has("title") && (has("status") || has("dependencies") || has("priority"))
    };
    tasks.iter().any(is_task).then_some(tasks)
}

fn add(
    harvest: &mut Harvest,
    seen: &mut FxHashSet<ItemId>,
    task: &Object,
    prefix: &str,
    place: &str,
    now: DateTime<Utc>,
) {
    let (Some(id), Some(title)) = (string(task, &["id"]), string(task, &["title", "description"])) else {
        harvest.problem(place, "a task without an id or a title; left out");
        return;
    };
    let own = |id: &str| ItemId::from(format!("{prefix}{}", one_line(id, 60)));
    if !seen.insert(own(&id)) {
        harvest.problem(place, format!("task {} stands twice; the first was kept", one_line(&id, 60)));
        return;
    }
    let time = |keys: [&str; 2]| keys.iter().find_map(|key| task.get(*key).and_then(timestamp)).map(|stamp| stamp.at);
    let mut item = WorkItem::new(own(&id), one_line(&title, 300), time(["createdAt", "created_at"]).unwrap_or(now));
    item.source = source(&harvest.name, place);
    item.updated_date = time(["updatedAt", "updated_at"]);
    set_status(&mut item, &string(task, &["status"]).unwrap_or_else(|| "pending".to_owned()));
    if let Some(urgency) = string(task, &["priority"]).and_then(|word| estimate::urgency(&word)) {
        item.urgency_level = urgency;
        item.because("urgency_level", "the task's priority");
    }
    let dependency =
        |value: &Value| value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()));
    if let Some(Value::Array(dependencies)) = task.get("dependencies") {
        item.dependencies = dependencies.iter().filter_map(dependency).map(|id| own(&id)).collect();
    }
    let mut details: Vec<String> =
        ["description", "details", "testStrategy"].iter().filter_map(|key| string(task, &[key])).collect();
    if let Some(Value::Array(steps)) = task.get("subtasks") {
        item.checklist = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        for step in steps.iter().filter_map(Value::as_object) {
            let is_done = string(step, &["status"]).is_some_and(|status| is_over(&status));
            let title = string(step, &["title", "description"]).unwrap_or_default();
            details.push(format!("- [{}] {}", if is_done { 'x' } else { ' ' }, one_line(&title, 200)));
        }
    }
    item.details = clean(clip(&details.join("\n"), 8_000));
    harvest.items.push(item);
}
