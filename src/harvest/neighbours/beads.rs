//! beads: one issue per line, with numbered priorities and typed dependencies.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{Object, set_status, source, string};
use crate::harvest::Harvest;
use crate::harvest::estimate::urgency;
use crate::harvest::text::{clean, clip, one_line};
use crate::harvest::timestamp::timestamp;
use crate::words::number;
use crate::work_item::{ItemId, MOST_EFFORT, SourceKind, WorkItem};

/// Reads issues of beads.
pub(super) fn read(name: &str, rows: &[Value], now: DateTime<Utc>) -> Harvest {
    let mut harvest =
        Harvest::new(name, SourceKind::WorkItems, "issues of beads: records with id, title and a numbered priority");
    harvest.read = rows.len();
    let mut seen = FxHashSet::default();
    for (at, row) in rows.iter().enumerate() {
        let Value::Object(object) = row else { continue };
        let Some(id) = string(object, &["id"]) else {
            harvest.problem(format!("record {}", at + 1), "has no id; left out");
            continue;
        };
        if !seen.insert(id.clone()) {
            harvest.problem(
                format!("record {}", at + 1),
                format!("“{}” stands twice; the first was kept", one_line(&id, 80)),
            );
            continue;
        }
        if let Some(minutes) = minutes(object).filter(|minutes| !is_likely(*minutes)) {
            let message = format!("an estimate of {} minutes cannot be; 2 days are used", number(minutes));
            harvest.problem(format!("record {}", at + 1), message);
        }
        harvest.items.push(bead(name, object, &id, at, now));
    }
    harvest
}

fn bead(name: &str, object: &Object, id: &str, at: usize, now: DateTime<Utc>) -> WorkItem {
    let time = |keys: [&str; 2]| keys.iter().find_map(|key| object.get(*key).and_then(timestamp)).map(|stamp| stamp.at);
    let title = string(object, &["title"]).unwrap_or_default();
    let mut item = WorkItem::new(id, one_line(&title, 300), time(["created_at", "created"]).unwrap_or(now));
    item.source = source(name, &format!("record {}", at + 1));
    let texts =
        ["description", "design", "acceptance_criteria", "notes"].iter().filter_map(|key| string(object, &[key]));
    item.details = clean(clip(&texts.collect::<Vec<_>>().join("\n\n"), 8_000));
    item.updated_date = time(["updated_at", "updated"]);
    set_status(&mut item, &string(object, &["status"]).unwrap_or_else(|| "open".to_owned()));
    if !item.status.is_open() {
        item.closed_date = time(["closed_at", "closed"]).or(item.updated_date);
    }
    if let Some(priority) = object.get("priority").and_then(Value::as_u64) {
        item.urgency_level = u8::try_from(5_u64.saturating_sub(priority).max(1)).unwrap_or(1);
        item.because("urgency_level", format!("priority {priority} of 0-4"));
    } else if let Some((word, level)) =
        string(object, &["priority"]).and_then(|word| urgency(&word).map(|level| (word, level)))
    {
        item.urgency_level = level;
        item.because("urgency_level", format!("priority “{}”", one_line(&word, 40)));
    }
    if let Some(minutes) = minutes(object).filter(|minutes| is_likely(*minutes)) {
        item.effort_estimate = minutes / MINUTES;
        item.because("effort_estimate", format!("estimated {} minutes", number(minutes)));
    }
    item.tags.extend(string(object, &["issue_type"]));
    if let Some(Value::Array(labels)) = object.get("labels") {
        item.tags.extend(labels.iter().filter_map(Value::as_str).map(|label| one_line(label, 60)));
    }
    item.assignees.extend(string(object, &["assignee"]));
    if let Some(Value::Array(dependencies)) = object.get("dependencies") {
        for dependency in dependencies {
            let blocks = string_of(dependency, "type").is_none_or(|kind| kind == "blocks");
            let on = string_of(dependency, "depends_on_id").or_else(|| dependency.as_str().map(str::to_owned));
            if let (true, Some(on)) = (blocks, on) {
                item.dependencies.push(ItemId::from(on));
            }
        }
    }
    item
}

/// Minutes of a working day.
const MINUTES: f64 = 480.0;

/// The estimate, if one is stated; 0 stands for none.
fn minutes(object: &Object) -> Option<f64> {
    object.get("estimated_minutes").and_then(Value::as_f64).filter(|minutes| *minutes != 0.0)
}

fn is_likely(minutes: f64) -> bool {
    minutes > 0.0 && minutes / MINUTES <= MOST_EFFORT
}

fn string_of(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}
