//! Recommendations, next steps and what remains: work that a report proposes.

use serde_json::Value;

use super::envelope::Scope;
use super::outcome::Outcome;
use super::record::{Object, is_praise, string, strings};
use super::{Reading, UNDATED, item, rollup};
use crate::harvest::estimate;
use crate::harvest::identity::{digest, mask};
use crate::harvest::text::{clean, clip, one_line, shorten, spaced};
use crate::work_item::WorkItem;

/// Longer lists are one item.
const MOST_SINGLE: usize = 15;
/// The keys under which a suggestion says what is to be done, best first.
const TEXTS: [&str; 14] = [
    "description",
    "recommendation",
    "action",
    "text",
    "message",
    "name",
    "task",
    "step",
    "suggestion",
    "improvement",
    "enhancement",
    "issue",
    "summary",
    "what",
];

/// The names that the recommendations in `object` sum up.
pub(super) fn names(object: &Object) -> Vec<&str> {
    let Some(Value::Array(list)) = object.get("recommendations") else { return Vec::new() };
    let objects = list.iter().filter_map(Value::as_object);
    let lists = objects.flat_map(|object| object.values().filter_map(Value::as_array));
    lists.flatten().filter_map(Value::as_str).collect()
}

/// Reads a list of suggestions; says whether it is one.
pub(super) fn read(list: &[Value], path: &str, scope: &Scope, reading: &mut Reading) -> bool {
    let mut items = Vec::new();
    for (at, value) in list.iter().enumerate() {
        let place = format!("{path}[{at}]");
        let Some(item) = suggestion(value, scope, &place, reading) else {
            if value
                .as_object()
                .is_some_and(|object| string(object, &["title"]).is_none() && string(object, &TEXTS).is_none())
            {
                reading.harvest.skip("suggestions without words", "nothing in them says what is to be done");
            } else {
                reading.harvest.skip("suggestions without work", "they are done, or say that all is well");
            }
            continue;
        };
        items.push(item);
    }
    let whole = reading.own_id(scope, &["suggestions", path]);
    if items.len() <= MOST_SINGLE {
        if !items.is_empty() {
            reading.harvest.replaced.push(whole.into());
        }
        reading.plan_list(items);
    } else {
        let count = items.len();
        let first = items.first().map(|item| item.description.clone()).unwrap_or_default();
        reading.harvest.replaced.extend(items.iter().map(|item| item.id.clone()));
        let mut all =
            base(whole, &shorten(&format!("{count} suggestions, such as: {first}"), 220), scope, path, reading);
        all.details = rollup::parts(items.iter().map(|item| item.description.clone()));
        all.checklist = u32::try_from(count).unwrap_or(u32::MAX);
        all.urgency_level = items.iter().map(|item| item.urgency_level).max().unwrap_or(3);
        reading.plan(all);
    }
    !list.is_empty()
}

fn suggestion(value: &Value, scope: &Scope, place: &str, reading: &Reading) -> Option<WorkItem> {
    let (title, text, object) = match value {
        Value::String(text) => (None, Some(text.clone()), None),
        Value::Object(object) => {
            (string(object, &["title"]), string(object, &TEXTS).or_else(|| subject(object)), Some(object))
        }
        _ => return None,
    };
    // What has a title and a text is the same only where both are.
    let mut texts: Vec<String> = title.into_iter().chain(text).collect();
    texts.dedup();
    let headline = texts.first()?;
    if texts.iter().any(|text| is_idle(text)) {
        return None;
    }
    let masked: Vec<String> = texts.iter().map(|text| clip(&mask(clip(text, 1_000)), 200).to_owned()).collect();
    let id: Vec<&str> = std::iter::once("suggestion").chain(masked.iter().map(String::as_str)).collect();
    let mut item = base(format!("iar:{}", digest(&id)), &one_line(headline, 220), scope, place, reading);
    item.details = clean(clip(&texts.join("\n"), 4_000));
    if let Some(object) = object {
        let status = string(object, &["status"]).map_or(Outcome::Unknown, |word| Outcome::from_word(&word));
        if status.is_over() {
            return None;
        }
        enrich(&mut item, object);
    }
    Some(item)
}

/// What an object is about that says it in an object of its own.
fn subject(object: &Object) -> Option<String> {
    object.values().filter_map(Value::as_object).find_map(|inner| string(inner, &["name", "title"]))
}

/// Whether a suggestion says that nothing is to be done.
fn is_idle(text: &str) -> bool {
    let lower = text.to_lowercase();
    let lower = lower.trim();
    is_praise(text)
        || lower == "none"
        || lower.starts_with("none.")
        || ["✅", "✓", "✔", "no action"].iter().any(|start| lower.starts_with(start))
}

/// Takes priority, effort and parts from an object.
pub(super) fn enrich(item: &mut WorkItem, object: &Object) {
    for key in ["priority", "severity", "urgency"] {
        let Some(word) = string(object, &[key]) else { continue };
        if let Some(urgency) = estimate::urgency(&word) {
            item.urgency_level = urgency;
            item.because("urgency_level", format!("{key} “{}”", one_line(&word, 40)));
            break;
        }
    }
    for key in ["effort", "estimated_effort", "duration", "timeline", "estimate", "estimated_time"] {
        let Some(text) = string(object, &[key]) else { continue };
        if let Some(days) = estimate::days(&text) {
            item.effort_estimate = days;
            item.because("effort_estimate", format!("{key} “{}”", one_line(&text, 40)));
            break;
        }
    }
    let mut details = std::mem::take(&mut item.details);
    for (key, value) in object {
        let parts = strings(Some(value));
        match value {
            Value::Array(list) if !parts.is_empty() => {
                item.checklist = item.checklist.max(u32::try_from(list.len()).unwrap_or(u32::MAX));
                details.push_str(&format!(
                    "\n\n{}:\n{}",
                    spaced(key),
                    rollup::parts(parts.into_iter().map(|part| one_line(&part, 200)))
                ));
            }
            Value::String(text) if !details.contains(text.as_str()) => {
                details.push_str(&format!("\n{}: {}", spaced(key), clip(text, 500)));
            }
            _ => {}
        }
    }
    item.details = clean(clip(details.trim(), 4_000));
}

/// A suggestion's item, before anything is known of it.
pub(super) fn base(id: String, description: &str, scope: &Scope, place: &str, reading: &Reading) -> WorkItem {
    let mut item = WorkItem::new(id, description, scope.at.map_or(UNDATED, |at| at.at));
    item.source = item::source(&reading.name, place);
    item.updated_date = scope.at.map(|at| at.at);
    item.tags = vec!["iar".to_owned(), "recommendation".to_owned()];
    item
}
