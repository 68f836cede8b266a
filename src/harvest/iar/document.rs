//! A JSON document: reports, run results, ledgers. Everything in it that speaks
//! of its own outcome is found, wherever it stands.

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::bare::Bare;
use super::envelope::{self, Scope};
use super::list::{ListKind, is_work_key, list_kind};
use super::outcome::Outcome;
use super::record::{Object, Record, strings};
use super::verdict::{Verdict, judge};
use super::{Reading, alert, directive, gap, plan, row, suggestion};
use crate::harvest::json_text::JsonText;

/// What went in and what came out, and definitions: not about this run's own outcome.
const PAYLOAD: [&str; 21] = [
    "inputs",
    "inputs_preview",
    "outputs",
    "outputs_preview",
    "raw_output_preview",
    "result",
    "output",
    "parameters",
    "prompt",
    "workflow_definition",
    "definition",
    "definitions",
    "initial_context",
    "properties",
    "comparison_analysis",
    "iar_action_details",
    "model_data",
    "trigger",
    "condition",
    "conditions",
    "criteria",
];
/// Words in the keys of what is expected, or was long ago.
const EXPECTED: [&str; 4] = ["expected", "expectation", "expectations", "historical"];
/// What shows how something looks …
const SAMPLES: [&str; 8] = ["schema", "schemas", "example", "examples", "sample", "samples", "template", "templates"];
/// … and what it may show: with other words a key may name a task, as `render_template` does.
const SHOWN: [&str; 9] = ["iar", "reflection", "reflections", "record", "entry", "json", "input", "output", "response"];
/// JSON text inside JSON is followed so deep.
const MOST_TEXTS: usize = 8;

/// A document being walked through.
pub(super) struct Walk<'r> {
    pub(super) reading: &'r mut Reading,
    /// Objects that only say that they failed.
    pub(super) bare: Vec<Bare>,
    /// Objects that only say that they went well.
    pub(super) well: Vec<Bare>,
    /// Where problems were found.
    pub(super) troubled: Vec<String>,
    /// The tasks that have a record of their own.
    pub(super) tasks: FxHashSet<String>,
    /// JSON text found inside.
    texts: Vec<Text>,
    /// Whether anything was recognised.
    pub(super) found: bool,
}

/// JSON text, and where it stands.
struct Text {
    text: String,
    path: String,
    key: String,
    scope: Scope,
}

/// A value still to be looked at.
struct Node<'a> {
    value: &'a Value,
    path: String,
    key: &'a str,
    scope: Scope,
}

/// Whether what stands under `key` is not about this run's own outcome.
fn is_payload(key: &str) -> bool {
    let lower = key.to_lowercase();
    let words = || lower.split(['_', '-', ' ']);
    PAYLOAD.contains(&key)
        || words().any(|word| EXPECTED.contains(&word))
        || words().any(|word| SAMPLES.contains(&word))
            && words().all(|word| SAMPLES.contains(&word) || SHOWN.contains(&word))
}

/// Whether what stands under `key` tells nothing of its own: the rest of a record tells it.
fn is_no_outcome(key: &str) -> bool {
    is_payload(key) || key == "potential_issues"
}

/// Reads a whole document; says whether anything in it was recognised.
pub(in crate::harvest) fn read_document(value: &Value, reading: &mut Reading) -> bool {
    match value {
        Value::Object(object) => {
            let place = "document";
            if directive::is_one(object) {
                directive::read(object, reading);
                return true;
            }
            row::read(object, place, reading) || read_object(object, "", reading)
        }
        Value::Array(list) => read_list(list, "", reading),
        _ => false,
    }
}

/// Reads a list of records.
pub(super) fn read_list(list: &[Value], path: &str, reading: &mut Reading) -> bool {
    if gap::is_list(list) {
        reading.harvest.read += list.len();
        return gap::read(list, "gaps", path, &Scope::default(), &[], reading);
    }
    let (mut found, mut unknown) = (false, 0);
    for (at, value) in list.iter().enumerate() {
        let place = format!("{path}[{at}]");
        reading.harvest.read += 1;
        if let Value::Array(inner) = value {
            found |= read_list(inner, &place, reading);
            continue;
        }
        let Value::Object(object) = value else {
            unknown += 1;
            continue;
        };
        if row::read(object, &place, reading) || read_object(object, &place, reading) {
            found = true;
        } else {
            unknown += 1;
        }
    }
    // In a list in which nothing is known, that is told of the whole.
    (0..unknown).filter(|_| found).for_each(|_| reading.pass_over());
    found
}

/// Reads the lists of problems and work that a row carries beside what it says itself.
pub(super) fn read_lists(object: &Object, path: &str, reading: &mut Reading) {
    let scope = Scope::default().of(object, "");
    let mut walk = Walk::new(reading);
    let lists = object.iter().filter(|(key, value)| value.is_array() && !is_no_outcome(key));
    for (key, value) in lists {
        walk.known_list(key, value, &format!("{path}.{key}"), &scope, &[]);
    }
}

/// Reads an object and everything in it; says whether anything was recognised.
pub(super) fn read_object(object: &Object, path: &str, reading: &mut Reading) -> bool {
    let mut walk = Walk::new(reading);
    walk.object(object, path, "", &Scope::default());
    for _ in 0..MOST_TEXTS {
        for text in std::mem::take(&mut walk.texts) {
            walk.text(text);
        }
    }
    for _ in &walk.texts {
        walk.reading.harvest.skip("JSON texts inside JSON", "they are nested too deep");
    }
    walk.settle();
    walk.found
}

impl<'r> Walk<'r> {
    fn new(reading: &'r mut Reading) -> Self {
        reading.began = reading.planned.len();
        Self {
            reading,
            bare: Vec::new(),
            well: Vec::new(),
            troubled: Vec::new(),
            tasks: FxHashSet::default(),
            texts: Vec::new(),
            found: false,
        }
    }
}

impl Walk<'_> {
    fn object(&mut self, object: &Object, path: &str, key: &str, scope: &Scope) {
        let mut stack = Vec::new();
        self.visit(object, path, key, scope, &mut stack);
        stack.reverse();
        self.nodes(stack);
    }

    /// JSON text says what the value itself would say in its place.
    fn text(&mut self, text: Text) {
        let Text { text, path, key, scope } = text;
        match serde_json::from_str::<JsonText>(&text) {
            Ok(text) => {
                let value = self.reading.value(text, &path);
                if !self.known_list(&key, &value, &path, &scope, &[]) {
                    self.nodes(vec![Node { value: &value, path, key: "", scope }]);
                }
            }
            Err(error) => self.reading.problem(path, format!("JSON inside text that cannot be read: {error}")),
        }
    }

    fn nodes(&mut self, mut stack: Vec<Node<'_>>) {
        while let Some(node) = stack.pop() {
            let mut children = Vec::new();
            match node.value {
                Value::Object(object) => self.visit(object, &node.path, node.key, &node.scope, &mut children),
                Value::Array(list) => {
                    for (at, value) in
                        list.iter().enumerate().filter(|(_, value)| value.is_object() || value.is_array())
                    {
                        let path = format!("{}[{at}]", node.path);
                        children.push(Node { value, path, key: node.key, scope: node.scope.clone() });
                    }
                }
                _ => {}
            }
            stack.extend(children.into_iter().rev());
        }
    }

    /// Looks at one object; what stands in it comes later.
    fn visit<'a>(&mut self, object: &'a Object, path: &str, key: &str, scope: &Scope, children: &mut Vec<Node<'a>>) {
        if envelope::is_definition(object) {
            self.reading.harvest.skip("definitions", "they describe a word or a form, not work");
            self.found = true;
            return;
        }
        if path.ends_with(']') && !object.contains_key("gap_type") && row::read(object, path, self.reading) {
            self.found = true;
            return;
        }
        let scope = scope.of(object, key);
        let place = if path.is_empty() { "document" } else { path };
        let mut taken = "";
        if let Some(record) = envelope::record(object, &scope, place) {
            taken = envelope::reflection(object).map_or("", |(key, _)| key);
            self.enter(record, path);
        } else if let Some(record) = envelope::bare(object, &scope, place) {
            self.bare.push(Bare { path: path.to_owned(), record });
        } else if let Some(record) = envelope::went_well(object, &scope, place) {
            self.well.push(Bare { path: path.to_owned(), record });
        }
        let summed_up = suggestion::names(object);
        // The phases of a plan come after the work that they order.
        let is_phases = |entry: &(&String, &Value)| list_kind(entry.0, entry.1) == Some(ListKind::Phases);
        for (key, value) in object.iter().filter(|entry| !is_phases(entry)).chain(object.iter().filter(is_phases)) {
            if key == taken || is_no_outcome(key) {
                continue;
            }
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if key == "task_statuses" {
                self.statuses(value, &path, &scope);
                continue;
            }
            if self.known_list(key, value, &path, &scope, &summed_up) {
                continue;
            }
            match value {
                Value::String(text)
                    if text.len() > 40 && text.trim_start().starts_with(['{', '[']) && is_work_key(key) =>
                {
                    self.texts.push(Text { text: text.clone(), path, key: key.clone(), scope: scope.clone() });
                }
                Value::Object(_) | Value::Array(_) => children.push(Node { value, path, key, scope: scope.clone() }),
                _ => {}
            }
        }
    }

    fn enter(&mut self, record: Record, path: &str) {
        self.found = true;
        if let Verdict::Problem(_) = judge(&record, self.reading.threshold) {
            self.troubled.push(path.to_owned());
            self.tasks.insert(record.task.clone());
        }
        self.reading.enter(record);
    }

    /// Reads a list whose key or entries say what it is about.
    fn known_list(&mut self, key: &str, value: &Value, path: &str, scope: &Scope, summed_up: &[&str]) -> bool {
        let is_known = list_kind(key, value).is_some_and(|kind| self.list(kind, key, value, path, scope, summed_up));
        self.found |= is_known;
        is_known
    }

    fn list(
        &mut self,
        kind: ListKind,
        key: &str,
        value: &Value,
        path: &str,
        scope: &Scope,
        summed_up: &[&str],
    ) -> bool {
        let empty = Vec::new();
        let list = match value {
            Value::Array(list) => list,
            Value::Object(_) if kind == ListKind::Phases => &empty,
            _ => return false,
        };
        self.reading.harvest.read += list.len();
        match kind {
            ListKind::Alerts => {
                for (at, alert) in list.iter().enumerate() {
                    let mut record = match alert {
                        Value::Object(object) => alert::record(object, format!("{path}[{at}]")),
                        _ => {
                            let Some(text) = strings(Some(alert)).pop() else { continue };
                            let severity = if key.contains("warning") || key.contains("issue") {
                                Outcome::Warning
                            } else {
                                Outcome::Failure
                            };
                            alert::from_text(&text, severity, format!("{path}[{at}]"))
                        }
                    };
                    if record.outcome == Outcome::Unknown {
                        record.outcome = Outcome::Warning;
                    }
                    record.at = record.at.or(scope.at);
                    if record.message.is_empty() {
                        continue;
                    }
                    self.enter(record, path);
                }
                true
            }
            ListKind::Gaps => gap::read(list, key, path, scope, summed_up, self.reading),
            ListKind::Suggestions if self.reading.is_chat => {
                self.reading
                    .harvest
                    .skip("advice in a chat", "it was acted on in the conversation, or not meant as a plan");
                true
            }
            ListKind::Suggestions => suggestion::read(list, path, scope, self.reading),
            ListKind::Plans => plan::read(list, path, scope, self.reading),
            ListKind::Phases => plan::phases(value, path, scope, self.reading),
        }
    }
}
