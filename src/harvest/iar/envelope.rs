//! Reflections inside larger documents: a task with its `reflection`, a report
//! with its `iar`, a phase that states status and confidence itself, a run that
//! only says that it failed.

use serde_json::Value;

use super::outcome::Outcome;
use super::record::{Object, Record, error_text, stamp, string};
use crate::harvest::text::spaced;
use crate::harvest::timestamp::{Stamp, timestamp};
use crate::words;

/// The keys that hold a reflection.
const REFLECTIONS: [&str; 5] = ["iar", "reflection", "iar_reflection", "iar_compliance", "iar_data"];
/// The keys that name the task an object is about, best first.
const TASKS: [&str; 12] = [
    "task_id",
    "task_key",
    "task",
    "step",
    "step_name",
    "task_name",
    "component",
    "component_name",
    "phase",
    "analysis_type",
    "session_id",
    "test_name",
];
/// The keys that name the run or operation.
const WORKFLOWS: [&str; 5] = ["workflow_name", "operation", "workflow", "initiative", "workflow_id"];
/// The keys that name what an object without a reflection is about.
const SUBJECTS: [&str; 10] =
    ["file", "name", "component", "path", "check", "test", "model", "document", "engine", "command"];
/// Keys of containers, which name nothing.
const CONTAINERS: [&str; 14] = [
    "result",
    "results",
    "execution_result",
    "data",
    "entries",
    "tasks",
    "phase_results",
    "facts_ledger",
    "items",
    "details",
    "task_results",
    "phases",
    "steps",
    "validation_results",
];

/// What the objects around one say about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The run or operation.
    pub(super) workflow: String,
    /// The task.
    pub(super) task: String,
    /// The time.
    pub(super) at: Option<Stamp>,
}

impl Scope {
    /// The scope of `object`, which stands under `key`.
    pub(super) fn of(&self, object: &Object, key: &str) -> Self {
        let mut scope = self.clone();
        if let Some(workflow) =
            string(object, &WORKFLOWS).filter(|name| !matches!(name.as_str(), "unknown" | "Unknown"))
        {
            scope.workflow = workflow;
        }
        if let Some(task) = string(object, &TASKS) {
            scope.task = task;
        } else if !key.is_empty() && !CONTAINERS.contains(&key) && !key.ends_with("_details") {
            scope.task = key.to_owned();
        }
        scope.at = stamp(object).or_else(|| named_stamp(object)).or_else(|| header_stamp(object)).or(scope.at);
        scope
    }

    /// An empty record of this scope.
    pub(super) fn record(&self, place: &str) -> Record {
        Record {
            workflow: self.workflow.clone(),
            task: self.task.clone(),
            at: self.at,
            place: place.to_owned(),
            ..Record::default()
        }
    }
}

/// The time that `object` states under a name of its own: `activation_timestamp`.
fn named_stamp(object: &Object) -> Option<Stamp> {
    let is_ahead = |key: &str| {
        ["next", "expir", "due", "valid", "deadline", "schedule", "plan", "target"]
            .iter()
            .any(|word| key.contains(word))
    };
    let is_time = |key: &str| {
        key.ends_with("_timestamp") && !is_ahead(key)
            || matches!(key, "date" | "run_date" | "report_date" | "test_date" | "generation_date" | "generated_on")
    };
    object.iter().filter(|(key, _)| is_time(key)).find_map(|(_, value)| timestamp(value))
}

/// The time in the header of a report.
fn header_stamp(object: &Object) -> Option<Stamp> {
    let is_header =
        |key: &str| matches!(key, "metadata" | "header" | "summary" | "report_info") || key.ends_with("_metadata");
    let headers = object.iter().filter(|(key, _)| is_header(key)).filter_map(|(_, value)| value.as_object());
    headers.filter_map(|header| stamp(header).or_else(|| named_stamp(header))).next()
}

/// The reflection that `object` holds, and its key.
pub(super) fn reflection(object: &Object) -> Option<(&'static str, &Object)> {
    REFLECTIONS.into_iter().find_map(|key| match object.get(key) {
        Some(Value::Object(inner)) if speaks_of_itself(inner) => Some((key, inner)),
        _ => None,
    })
}

fn speaks_of_itself(object: &Object) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
    // A definition of a reflection names types: `confidence: "float"`.
    let is_stated = object.get("confidence").is_none_or(|value| value.is_number() || value.is_null());
    is_stated && has(&["confidence", "status", "potential_issues", "alignment_check"])
}

/// Whether `object` states its own confidence as reflections do.
pub(super) fn is_envelope(object: &Object) -> bool {
    if is_definition(object) {
        return false;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
    let states = object.get("confidence").is_some_and(|value| value.is_number() || value.is_null());
    let has_issues = object.get("potential_issues").is_some_and(Value::is_array);
    let is_own = has(&["potential_issues", "alignment_check", "overall_health", "raw_output_preview"]);
    // Picks, entries and models have a status and a confidence as well: theirs is no outcome.
    let has_ended = string(object, &["status"]).is_some_and(|word| Outcome::from_word(&word) != Outcome::Unknown);
    states && (is_own || has_ended && !is_forecast(object)) || has_issues && has(&["status", "reflection", "summary"])
}

/// Whether `object` predicts something: its confidence is about that.
fn is_forecast(object: &Object) -> bool {
    object.iter().any(|(key, value)| key.starts_with("predicted_") && (value.is_number() || value.is_string()))
}

/// Whether `object` says of itself that it failed.
fn says_failed(object: &Object) -> bool {
    ["success", "passed"].iter().any(|key| object.get(*key) == Some(&Value::Bool(false)))
}

/// Whether `object` defines something: a glossary entry, a schema, a forecast.
/// Its confidence is about the definition, not about work. What states a failure
/// of its own defines nothing.
pub(super) fn is_definition(object: &Object) -> bool {
    let has_failed = says_failed(object)
        || worst_status(object).0 >= Outcome::Failure
        || object.get("error").is_some_and(|error| error.is_string() && error_text(error).is_some());
    !has_failed && defines(object)
}

fn defines(object: &Object) -> bool {
    let has = |key: &str| object.contains_key(key);
    has("spr_id")
        || has("$schema")
        || has("term") && (has("definition") || has("category"))
        || has("name") && object.get("definition").is_some_and(Value::is_string)
        || has("type") && has("properties")
        || (has("prediction") || has("predicted_winner") || has("predictions")) && !has("potential_issues")
}

/// The record of an object that holds or is a reflection.
pub(super) fn record(object: &Object, scope: &Scope, place: &str) -> Option<Record> {
    let mut record = scope.record(place);
    if let Some((key, inner)) = reflection(object) {
        record.reflect(inner);
        if record.outcome == Outcome::Unknown {
            let (outcome, word) = worst_status(object);
            record.outcome = outcome;
            record.status = word;
        }
        record.place = format!("{place}.{key}").trim_start_matches('.').to_owned();
    } else if is_envelope(object) {
        record.reflect(object);
        if record.outcome == Outcome::Unknown {
            let (outcome, word) = worst_status(object);
            record.outcome = outcome;
            record.status = word;
        }
    } else {
        return None;
    }
    let inner = object.get("result").and_then(Value::as_object).and_then(|result| result.get("error"));
    record.error = record.error.or_else(|| object.get("error").or(inner).and_then(error_text));
    if record.outcome.is_problem() {
        let told = || string(object, &["content"]).filter(|text| text.to_lowercase().starts_with("error"));
        record.error = record.error.or_else(|| string(object, &["error_details", "error_message"])).or_else(told);
    }
    if record.message.is_empty() {
        record.message = string(object, &["details", "detail"]).unwrap_or_default();
    }
    record.action = string(object, &["action_type"]).unwrap_or(record.action);
    record.weigh(object);
    Some(record)
}

/// The record of an object without a reflection that says it failed.
pub(super) fn bare(object: &Object, scope: &Scope, place: &str) -> Option<Record> {
    let (outcome, word) = worst_status(object);
    let error = object.get("error").and_then(error_text);
    let has_failed = says_failed(object);
    if !outcome.is_problem() && error.is_none() && !has_failed || is_definition(object) {
        return None;
    }
    if matches!(outcome, Outcome::Resolved | Outcome::Success) && error.is_none() {
        return None;
    }
    let mut record = scope.record(place);
    // An error behind a word of success is hidden.
    record.outcome =
        if outcome.is_problem() || outcome == Outcome::Success && !has_failed { outcome } else { Outcome::Failure };
    record.status = word;
    record.error = error;
    record.message = string(object, &["message", "reason", "summary", "details"]).unwrap_or_default();
    if let Some(subject) = string(object, &SUBJECTS) {
        record.task = subject;
        if record.message.is_empty() && record.error.is_none() {
            record.message = figures(object, &record.status);
        }
    }
    record.weigh(object);
    Some(record)
}

/// The dated record of an object without a reflection that says it went well.
pub(super) fn went_well(object: &Object, scope: &Scope, place: &str) -> Option<Record> {
    let (outcome, word) = worst_status(object);
    let is_said = ["success", "passed"].iter().any(|key| object.get(*key) == Some(&Value::Bool(true)));
    let is_well = outcome == Outcome::Success || outcome == Outcome::Unknown && is_said;
    let is_sound = is_well && object.get("error").and_then(error_text).is_none() && !is_definition(object);
    let mut record = scope.record(place);
    record.at.filter(|_| is_sound)?;
    record.task = string(object, &SUBJECTS).unwrap_or(record.task);
    record.outcome = Outcome::Success;
    record.status = word;
    Some(record)
}

/// The worst of the statuses that `object` states, and its word.
pub(super) fn worst_status(object: &Object) -> (Outcome, String) {
    let mut worst = (Outcome::Unknown, String::new());
    for (key, value) in object {
        if key.starts_with("expected_") || key.starts_with("watch_") || key.starts_with("target_") {
            continue;
        }
        let is_status = key == "status" || key.ends_with("_status") || key.ends_with("_health") || key == "health";
        if let (true, Value::String(word)) = (is_status, value) {
            let outcome = Outcome::from_word(word);
            if outcome > worst.0 {
                worst = (outcome, word.clone());
            }
        }
    }
    worst
}

/// The status and the figures beside it, for a record without words.
fn figures(object: &Object, status: &str) -> String {
    let mut text = status.to_owned();
    for (key, value) in object.iter().filter(|(_, value)| value.is_number()).take(4) {
        let number = value.as_f64().unwrap_or_default();
        let number = if number.abs() < 1e9 { (number * 100.0).round() / 100.0 } else { number };
        text.push_str(&format!(", {} {}", spaced(key), words::number(number)));
    }
    text
}
