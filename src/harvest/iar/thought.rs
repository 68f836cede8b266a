//! Intention, action, reflection: the agent's own three-part notes, as lines, as
//! lists of gaps, and as rows exported from its memory.

use serde_json::Value;

use super::outcome::Outcome;
use super::record::{Object, Record, confidence, error_text, stamp, string};
use crate::harvest::text::{first_line, one_line};
use crate::harvest::timestamp::timestamp;

/// Whether `object` is such a note.
pub(super) fn is_one(object: &Object) -> bool {
    let has = |keys: [&str; 2]| keys.iter().any(|key| object.contains_key(*key));
    has(["intention", "iar_intention"]) && has(["reflection", "iar_reflection"])
}

/// The record it makes.
pub(super) fn record(object: &Object, place: String) -> Record {
    let intention = string(object, &["intention", "iar_intention"]).unwrap_or_default();
    let mut record = Record {
        workflow: first_line(&intention, 120),
        task: string(object, &["action_type", "phase"]).unwrap_or_default(),
        place,
        ..Record::default()
    };
    record.action.clone_from(&record.task);
    reflect(&mut record, object.get("iar_reflection").or_else(|| object.get("reflection")));
    if let Some(action) = string(object, &["action"]) {
        record.output = action;
    }
    match object.get("confidence").map(confidence) {
        Some(Ok(confidence)) => record.confidence = confidence.or(record.confidence),
        Some(Err(problem)) => record.problems.push(problem),
        None => {}
    }
    record.error = record.error.take().or_else(|| object.get("error").and_then(error_text));
    record.at = stamp(object);
    if let Some(status) = string(object, &["status"]) {
        let outcome = Outcome::from_word(&status);
        // “COMPLETED” with a resolution is a problem that was dealt with.
        let is_resolved =
            ["resolution_timestamp", "resolution_action", "resolved_at"].iter().any(|key| object.contains_key(*key));
        record.outcome = match outcome {
            Outcome::Success if is_resolved => Outcome::Resolved,
            // An open note is judged by what it says.
            Outcome::Waiting => record.outcome,
            _ => outcome,
        };
        record.status = status;
    }
    if record.outcome == Outcome::Resolved {
        let resolved =
            ["resolution_timestamp", "resolved_at"].iter().find_map(|key| object.get(*key).and_then(timestamp));
        record.at = resolved.or(record.at);
    }
    record.weigh(object);
    record
}

fn reflect(record: &mut Record, reflection: Option<&Value>) {
    match reflection {
        Some(Value::Object(object)) => {
            record.reflect(object);
            if let Some(outputs) = object.get("outputs").and_then(Value::as_object) {
                record.error = record.error.take().or_else(|| outputs.get("error").and_then(error_text));
            }
        }
        Some(Value::String(text)) => {
            // A row of a database holds its reflection as JSON text.
            if text.trim_start().starts_with('{')
                && let Some(inner) = crate::harvest::loose::read(text)
            {
                if let Value::Object(object) = &inner.value {
                    reflect(record, Some(&Value::Object(object.clone())));
                }
                if record.message.is_empty() {
                    record.message = one_line(text, 200);
                }
                judge_words(record);
                return;
            }
            record.message.clone_from(text);
        }
        _ => {}
    }
    judge_words(record);
}

/// A reflection in words that opens with the verdict.
fn judge_words(record: &mut Record) {
    if record.outcome != Outcome::Unknown {
        return;
    }
    let opening = record.message.trim_start().to_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| opening.starts_with(word));
    if starts(&["critical failure", "critical:", "critical error", "fatal"]) {
        record.outcome = Outcome::Critical;
    } else if starts(&["failure", "failed", "error", "execution failed", "exception"]) {
        record.outcome = Outcome::Failure;
    }
}
