//! Run events: one task attempt per line, with its reflection in the result.
//!
//! The bulk of a line is what went in and what came out; it is passed over
//! without being kept, so that a long log is read quickly.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::outcome::Outcome;
use super::record::{self, Fields, Record, error_text};
use crate::harvest::timestamp::timestamp;
use crate::harvest::{json_text, loose};

/// What is kept of one line.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct RunEvent {
    timestamp: Option<Value>,
    workflow_name: Option<Value>,
    task_key: Option<Value>,
    action_type: Option<Value>,
    attempt: Option<Value>,
    result: Option<Picked>,
    reflection: Option<Picked>,
}

/// The fields of a result or a reflection that say how it went.
#[derive(Debug, Default)]
struct Picked {
    fields: Kept,
    /// The reflection of a result.
    reflection: Option<Box<Picked>>,
    /// The result inside the result.
    inner: Option<Box<Picked>>,
    /// What it says, if it is only words.
    text: Option<String>,
}

/// Fields under the names that are read, and whether one of them stands twice and says two things.
#[derive(Debug, Default)]
struct Kept(Vec<(&'static str, Value)>, bool);

impl Kept {
    fn put(&mut self, key: &'static str, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) if *known == value => {}
            Some((_, known)) => {
                self.1 = true;
                json_text::join(known, value);
            }
            None => self.0.push((key, value)),
        }
    }
}

impl Fields for Kept {
    fn field(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// What is kept of a result beside what a record reads.
const OWN: [&str; 5] = ["errors", "stderr", "success", "return_code", "auto_workflow_adjustments"];

impl<'de> Deserialize<'de> for Picked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PickedVisitor)
    }
}

/// A field's name, told apart without keeping it.
enum Key {
    Result,
    Reflection,
    Kept(&'static str),
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's name")
            }

            fn visit_str<E>(self, name: &str) -> Result<Key, E> {
                Ok(match name {
                    "result" => Key::Result,
                    "reflection" | "iar" => Key::Reflection,
                    _ => record::key(name)
                        .or_else(|| OWN.into_iter().find(|own| *own == name))
                        .map_or(Key::Other, Key::Kept),
                })
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

struct PickedVisitor;

impl<'de> Visitor<'de> for PickedVisitor {
    type Value = Picked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result of any kind")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Picked, A::Error> {
        let mut picked = Picked::default();
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Result => picked.inner = map.next_value::<Option<Box<Picked>>>()?,
                Key::Reflection => picked.reflection = map.next_value::<Option<Box<Picked>>>()?,
                Key::Kept(key) => picked.fields.put(key, map.next_value()?),
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(picked)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Picked, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Picked::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Picked, E> {
        Ok(Picked::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Picked, E> {
        Ok(Picked::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Picked, E> {
        Ok(Picked::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Picked, E> {
        Ok(Picked::default())
    }

    fn visit_str<E>(self, text: &str) -> Result<Picked, E> {
        Ok(Picked { text: Some(text.to_owned()), ..Picked::default() })
    }

    fn visit_unit<E>(self) -> Result<Picked, E> {
        Ok(Picked::default())
    }
}

impl RunEvent {
    /// Whether it is one: a task with a result or a reflection.
    pub(super) fn is_one(&self) -> bool {
        matches!(self.task_key, Some(Value::String(_))) && (self.result.is_some() || self.reflection.is_some())
    }

    /// The record it makes.
    pub(super) fn record(self, place: String) -> Record {
        let text = |value: Option<Value>| match value {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        let mut record = Record {
            workflow: text(self.workflow_name),
            task: text(self.task_key),
            action: text(self.action_type),
            at: self.timestamp.as_ref().and_then(timestamp),
            place,
            ..Record::default()
        };
        let result = self.result.unwrap_or_default();
        read_result(&mut record, self.reflection.as_ref(), &result);
        if let Some(attempt) = self.attempt.as_ref().and_then(Value::as_u64).filter(|attempt| *attempt > 1) {
            record.place = format!("{} (attempt {attempt})", record.place);
        }
        record
    }
}

/// Takes what a result says that stands alone on a line.
pub(super) fn take_result(record: &mut Record, line: &str) {
    let strict = serde_json::from_str::<Picked>(line).ok();
    let tolerant = || Picked::deserialize(loose::read(line)?.value).ok();
    if let Some(result) = strict.or_else(tolerant) {
        read_result(record, None, &result);
    }
}

fn read_result(record: &mut Record, reflection: Option<&Picked>, result: &Picked) {
    if let Some(reflection) = reflection.or(result.reflection.as_deref()) {
        record.reflect(&reflection.fields);
        // Only words, or words under the reflection's own name.
        let inner = reflection.reflection.as_deref().and_then(|inner| inner.text.as_ref());
        if let Some(text) = reflection.text.as_ref().or(inner).filter(|_| record.message.is_empty()) {
            record.message.clone_from(text);
        }
    }
    let parts = [reflection.or(result.reflection.as_deref()), Some(result), result.inner.as_deref()];
    if parts.into_iter().flatten().any(|part| part.fields.1) {
        record.problems.push(format!("a key {}", json_text::TWICE));
    }
    record.error = result.fields.field("error").and_then(error_text).or(record.error.take());
    record.weigh(&result.fields);
    outcome_of_result(record, result);
    record.advice = advice(&result.fields);
}

/// What the result says beside the reflection.
fn outcome_of_result(record: &mut Record, result: &Picked) {
    let status = result.fields.field("status").and_then(Value::as_str).unwrap_or_default();
    let outcome = Outcome::from_word(status);
    if outcome == Outcome::Retry && !record.outcome.is_problem() && record.error.is_none() {
        // “Success” of a step that only says: try again.
        record.outcome = Outcome::Retry;
    } else if record.outcome == Outcome::Unknown {
        record.outcome = outcome;
        record.status = status.to_owned();
    }
    if record.message.is_empty() {
        record.message = result.fields.field("message").and_then(Value::as_str).unwrap_or_default().to_owned();
    }
    let printed = result.text.as_deref().and_then(printed_error);
    let own = failure_of(printed.as_ref().unwrap_or(result));
    if own.is_some() && matches!(record.outcome, Outcome::Success | Outcome::Unknown) && record.error.is_none() {
        record.error = own;
    }
    let Some(inner) = &result.inner else { return };
    let printed_whole = inner.text.as_deref().and_then(printed_error);
    let inner = printed_whole.as_ref().unwrap_or(inner);
    let printed = ["error", "stderr"].iter().find_map(|key| inner.fields.field(key).and_then(error_text));
    if matches!(record.outcome, Outcome::Success | Outcome::Unknown) && record.error.is_none() {
        record.error = failure_of(inner);
    }
    record.output = printed.unwrap_or_default();
}

/// Why a result is marked as failed, if it is.
fn failure_of(result: &Picked) -> Option<String> {
    let field = |key: &str| result.fields.field(key);
    let has_failed = field("success") == Some(&Value::Bool(false))
        || field("return_code").and_then(Value::as_i64).is_some_and(|code| code != 0)
        || field("status").and_then(Value::as_str).is_some_and(|word| Outcome::from_word(word) >= Outcome::Failure)
        || ["error", "errors"].iter().any(|key| field(key).and_then(error_text).is_some());
    let printed = || ["error", "errors", "stderr", "message"].iter().find_map(|key| field(key).and_then(error_text));
    let cause = |text: String| super::item::cause(&text).unwrap_or(text);
    has_failed.then(|| printed().map_or_else(|| "its result is marked as failed".to_owned(), cause))
}

/// What a result is that was printed into text, where that holds an error: `({'error': 'blocked'}, {…})`.
fn printed_error(text: &str) -> Option<Picked> {
    let text = text.trim();
    let may_be = text.starts_with(['{', '(', '['])
        && ["'error'", "\"error\"", "'status'", "\"status\""].iter().any(|key| text.contains(key));
    let loose = may_be.then(|| loose::read(text)).flatten().filter(|loose| loose.length == text.len())?;
    let value = match loose.value {
        Value::Array(list) => list.into_iter().find(Value::is_object)?,
        value => value,
    };
    Picked::deserialize(value).ok()
}

/// The follow-up the system itself suggests.
fn advice(result: &Kept) -> String {
    let inserts = result.field("auto_workflow_adjustments").and_then(|value| value.get("suggested_inserts"));
    let Some(Value::Array(inserts)) = inserts else { return String::new() };
    let steps: Vec<&str> = inserts
        .iter()
        .filter_map(|insert| {
            insert.get("task").and_then(|task| task.get("description")).or_else(|| insert.get("reason"))
        })
        .filter_map(Value::as_str)
        .take(5)
        .collect();
    steps.join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A reflection as a record of its own, and as a run event's.
    fn both(reflection: &Value) -> [String; 2] {
        let mut alone = Record::default();
        alone.reflect(reflection.as_object().unwrap_or(&serde_json::Map::new()));
        let line = json!({ "task_key": "", "result": { "reflection": reflection } }).to_string();
        let event: RunEvent = serde_json::from_str(&line).unwrap_or_default();
        assert!(event.is_one());
        [alone, event.record(String::new())].map(|record| format!("{record:?}"))
    }

    #[test]
    fn a_run_event_says_what_its_reflection_says_alone() {
        let words = [
            "status",
            "execution_status",
            "overall_status",
            "workflow_status",
            "summary_message",
            "message",
            "summary",
            "reflection",
            "insight",
            "action_name",
            "tool_name",
            "potential_issues",
            "error",
            "alignment_check",
            "alignment",
            "alignment_status",
            "ethical_flags",
            "ethical_concerns",
            "ethics_flags",
            "ethical_issues",
        ];
        let times = [
            "timestamp",
            "timestamp_utc",
            "ts",
            "end_time",
            "finished_at",
            "completed_at",
            "generated_at",
            "validation_timestamp",
            "analysis_date",
            "plan_date",
            "created_at",
            "birth_timestamp",
        ];
        let numbers = ["confidence", "budget_impact", "budget_overrun", "cost_overrun"];
        let (spent, planned) = (["actual_cost", "cost", "spent"], ["budget", "budgeted_cost", "estimated_cost"]);
        let mut reflections = Vec::new();
        reflections.extend(words.map(|key| json!({ key: "failed" })));
        reflections.extend(times.map(|key| json!({ key: "2025-03-01T08:00:00Z" })));
        reflections.extend(numbers.map(|key| json!({ key: 0.5 })));
        reflections.extend(spent.iter().flat_map(|cost| planned.map(|budget| json!({ *cost: 9, budget: 5 }))));
        let nothing = format!("{:?}", Record::default());
        for reflection in reflections {
            let [alone, event] = both(&reflection);
            assert_ne!(alone, nothing, "{reflection} is read");
            assert_eq!(alone, event, "{reflection}");
        }
    }
}
