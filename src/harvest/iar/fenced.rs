//! Reflections in Markdown: JSON or Python in a fence, and what chat exports
//! hold of an engine's own output. Samples and schemas are left alone.

use serde_json::Value;

use super::envelope::{self, Scope};
use super::record::{Object, string};
use super::transcript::Transcript;
use super::{Reading, document, row};
use crate::harvest::loose;
use crate::harvest::text::has_any_word;

/// Headings over examples.
const SAMPLES: [&str; 22] = [
    "example",
    "examples",
    "schema",
    "schemas",
    "sample",
    "samples",
    "template",
    "templates",
    "format",
    "formats",
    "contract",
    "contracts",
    "structure",
    "specification",
    "specifications",
    "envelope",
    "usage",
    "reference",
    "definition",
    "api",
    "spec",
    "interface",
];

/// Reads the text of a fence that stands under `headings`.
pub(in crate::harvest) fn read_fence(text: &str, headings: &str, line: usize, is_chat: bool, reading: &mut Reading) {
    let text = text.trim();
    // In a chat, lines of an engine's output are read by `read_lines`.
    if !text.starts_with(['{', '[']) || is_chat && text.contains("\"task_key\"") && !text.contains("\n ") {
        return;
    }
    if !["confidence", "potential_issues", "reflection"].iter().any(|key| text.contains(key)) {
        reading.harvest.skip("data in fences", "it states no confidence, no reflection and no issue");
        return;
    }
    let value = serde_json::from_str::<Value>(text).ok();
    let Some(value) = value.or_else(|| loose::read(text).filter(|loose| !loose.cut).map(|loose| loose.value)) else {
        reading.problem(format!("line {line}"), "the data in this fence breaks off; it is left out");
        return;
    };
    let headings = headings.to_lowercase();
    if has_any_word(&headings, &SAMPLES) {
        reading.harvest.skip("samples in fences", "they stand under a heading that announces an example or a schema");
        return;
    }
    let lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let is_one_by_line = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('{'));
    let value = if lines.len() > 1 || is_one_by_line && lines.len() == 1 { Value::Array(lines) } else { value };
    if is_one_by_line {
        let broken = |line: &&str| !line.trim().is_empty() && serde_json::from_str::<Value>(line).is_err();
        for _ in text.lines().filter(broken) {
            reading.harvest.skip("lines in fences", "they are no JSON");
        }
    }
    let objects: Vec<&Object> = match &value {
        Value::Object(object) => vec![object],
        Value::Array(list) => list.iter().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    };
    for object in objects {
        let place = format!("line {line}");
        if is_sample(object) {
            reading.harvest.skip("samples in fences", "they state nothing of a run of their own, or placeholders");
        } else if !row::read(object, &place, reading) {
            document::read_object(object, &place, reading);
        }
    }
}

/// Whether an object is made up: placeholders, or no word about what was done.
fn is_sample(object: &Object) -> bool {
    let inner = envelope::reflection(object).map_or(object, |(_, inner)| inner);
    let is_placeholder = |text: &str| {
        let text = text.trim();
        matches!(text, "string" | "..." | "…" | "float" | "iso-datetime" | "str" | "text" | "number" | "")
            || text.contains('|')
            || text.starts_with('<')
            || text.contains("...")
    };
    let texts = || inner.values().chain(object.values()).filter_map(Value::as_str);
    if texts().any(is_placeholder) {
        return true;
    }
    let says = string(inner, &["summary", "summary_message", "message", "reflection"])
        .or_else(|| string(object, &["task_id", "task_key", "task", "timestamp"]));
    says.is_none() && Scope::default().of(object, "").task.is_empty()
}

/// Reads what a text holds of an engine's own output, line by line.
pub(in crate::harvest) fn read_lines(text: &str, reading: &mut Reading) {
    let mut transcript = Transcript::default();
    for (number, line) in text.lines().enumerate() {
        if let Some(record) = transcript.line(number + 1, line) {
            reading.enter(record);
        }
    }
    if let Some(record) = transcript.end() {
        reading.enter(record);
    }
}
