//! Reflections in Markdown: JSON or Python in a fence, and what chat exports
//! hold of an engine's own output. Samples and schemas are left alone.

use serde_json::Value;

use super::envelope::{self, Scope};
use super::record::{Object, string};
use super::transcript::{self, Transcript};
use super::{Reading, document, row};
use crate::harvest::json_text::JsonText;
use crate::harvest::loose::{self, Loose};
use crate::harvest::text::has_any_word;

/// The line after which an engine puts a reflection.
const MARK: &str = "->|IAR|<-";
/// What data that is no reflection is called.
const NO_REFLECTION: (&str, &str) = ("data in fences", "it states no confidence, no reflection and no issue");
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
    // In a chat, marked reflections and lines of an engine's output are read by `read_lines`.
    let text = if is_chat { until(text, is_marked) } else { text }.trim();
    if !text.starts_with(['{', '[']) || is_chat && is_output(text) {
        return;
    }
    if !["confidence", "potential_issues", "reflection"].iter().any(|key| text.contains(key)) {
        reading.harvest.skip(NO_REFLECTION.0, NO_REFLECTION.1);
        return;
    }
    let strict = serde_json::from_str::<JsonText>(text).ok();
    let value = strict.map(|text| reading.value(text, &format!("line {line}")));
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
    read_objects(&value, line, reading);
}

/// Whether `text` has lines in which an engine prints its run events.
fn is_output(text: &str) -> bool {
    text.lines().any(|line| transcript::event(line).is_some())
}

/// Reads the object that `value` is, or those that it lists.
fn read_objects(value: &Value, line: usize, reading: &mut Reading) {
    let objects: Vec<&Object> = match value {
        Value::Object(object) => vec![object],
        Value::Array(list) => list.iter().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    };
    if objects.is_empty() {
        reading.harvest.skip(NO_REFLECTION.0, NO_REFLECTION.1);
    }
    for object in objects {
        let place = format!("line {line}");
        if is_sample(object) {
            reading.harvest.skip("samples in fences", "they state nothing of a run of their own, or placeholders");
        } else if !row::read(object, &place, reading) && !document::read_object(object, &place, reading) {
            reading.harvest.skip(NO_REFLECTION.0, NO_REFLECTION.1);
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

/// Reads what a text holds of an engine's own output, line by line, and the
/// reflections that it marks.
pub(in crate::harvest) fn read_lines(text: &str, reading: &mut Reading) {
    let mut transcript = Transcript::default();
    let mut rest = text;
    let mut is_in_fence = false;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        is_in_fence ^= is_fence(line);
        if let Some(record) = transcript.wait() {
            reading.enter(record);
        }
        let record = match is_marked(line).then(|| rest.split_once(MARK)).flatten() {
            Some((_, after)) => {
                read_marked(after, is_in_fence, at + 1, reading);
                transcript.end()
            }
            None => transcript.line(at + 1, line),
        };
        if let Some(record) = record {
            reading.enter(record);
        }
        rest = rest.get(line.len()..).unwrap_or_default();
    }
    if let Some(record) = transcript.end() {
        reading.enter(record);
    }
}

/// Whether a reflection is announced in `line`.
fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with(MARK)
}

fn is_fence(line: &str) -> bool {
    ["```", "~~~"].iter().any(|mark| line.trim_start().starts_with(mark))
}

/// The lines of `text` before the first that `is_end`.
fn until(text: &str, is_end: impl Fn(&str) -> bool) -> &str {
    let length = text.split_inclusive('\n').take_while(|line| !is_end(line)).map(str::len).sum();
    text.get(..length).unwrap_or(text)
}

/// Reads the reflections that stand after a mark.
fn read_marked(after: &str, is_in_fence: bool, line: usize, reading: &mut Reading) {
    let after = after.trim_start();
    if is_fence(after) && !is_in_fence {
        let data = after.split_once('\n').map_or("", |(_, data)| data);
        // `read_fence` reads it.
        if data.trim_start().starts_with(['{', '[']) {
            return;
        }
    }
    let is_end = |line: &str| is_fence(line) || line.starts_with("->|") || line.trim_end() == "---";
    let mut text = until(after, is_end).trim();
    if !text.starts_with(['{', '[']) {
        reading.harvest.skip("marks of reflections", "no data follows them");
    }
    while text.starts_with(['{', '[']) {
        let Some(Loose { value, length, cut: false, .. }) = loose::read(text) else {
            reading.problem(format!("line {line}"), "the reflection after this mark breaks off; it is left out");
            return;
        };
        let (data, more) = text.split_at_checked(length).unwrap_or((text, ""));
        if !is_output(data) {
            read_objects(&value, line, reading);
        }
        text = more.trim_start();
    }
}
