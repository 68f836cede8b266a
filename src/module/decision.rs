//! A decision as JavaScript writes it: one flat object.

use serde_json::{Map, Value};

use crate::escalate::{Decision, Override};
use crate::harvest::timestamp;
use crate::work_item::ItemId;

const FIELDS: [&str; 7] = ["kind", "note", "changes", "action", "until", "after", "instance"];

/// Reads a decision.
///
/// # Errors
/// A sentence that names the field.
pub(super) fn read(value: Value) -> Result<Decision, String> {
    let Value::Object(fields) = value else {
        return Err("decision: expected an object such as {kind: \"approve\"}".to_owned());
    };
    if let Some(name) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(format!("decision.{name}: no decision has such a field; there are {}", FIELDS.join(", ")));
    }
    let fields = Fields(fields);
    let note = fields.text("note")?;
    match fields.word("kind", "\"approve\", \"adjust\" or \"override\"")?.to_lowercase().as_str() {
        "approve" => Ok(Decision::Approve { note }),
        "adjust" => match fields.get("changes") {
            Some(Value::Object(changes)) => {
                Ok(Decision::Adjust { changes: changes.clone().into_iter().collect(), note })
            }
            _ => Err("decision.changes: expected an object of fields and their new values".to_owned()),
        },
        "override" => {
            let expected = "\"decline\", \"defer\" or \"assign\"";
            let action = match fields.word("action", expected)?.as_str() {
                "decline" => Override::Decline,
                "defer" => {
                    Override::Defer { until: fields.time("until")?, after: fields.text("after")?.map(ItemId::from) }
                }
                "assign" => Override::Assign { instance: fields.word("instance", "the name of an instance")? },
                other => return Err(format!("decision.action: expected {expected}, got “{}”", start(other))),
            };
            Ok(Decision::Override { action, note })
        }
        other => Err(format!("decision.kind: “{}” is none of approve, adjust, override", start(other))),
    }
}

struct Fields(Map<String, Value>);

impl Fields {
    /// A field that is given.
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(format!("decision.{name}: expected text, got {}", shown(other))),
        }
    }

    /// A text that has to be given.
    fn word(&self, name: &str, expected: &str) -> Result<String, String> {
        match self.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            other => {
                Err(format!("decision.{name}: expected {expected}, got {}", other.map_or("nothing".into(), shown)))
            }
        }
    }

    fn time(&self, name: &str) -> Result<Option<chrono::DateTime<chrono::Utc>>, String> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match timestamp(value) {
            Some(stamp) => Ok(Some(stamp.at)),
            None => Err(format!("decision.{name}: expected a time such as 2026-01-31T09:00:00Z, got {}", shown(value))),
        }
    }
}

/// What stands somewhere, in words.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("“{}”", start(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The start of a text.
fn start(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}
