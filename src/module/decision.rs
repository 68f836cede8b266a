//! A decision as JavaScript writes it: one flat object.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::escalate::{Decision, Override};
use crate::harvest::timestamp;
use crate::words::plain;
use crate::work_item::ItemId;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat {
    kind: String,
    note: Option<String>,
    changes: Option<BTreeMap<String, Value>>,
    action: Option<String>,
    until: Option<Value>,
    after: Option<String>,
    instance: Option<String>,
}

/// Reads a decision.
///
/// # Errors
/// A sentence that names the field.
pub(super) fn read(value: Value) -> Result<Decision, String> {
    let flat: Flat = serde_path_to_error::deserialize(value)
        .map_err(|error| format!("decision.{}: {}", error.path(), plain(&error.inner().to_string())))?;
    let note = flat.note;
    match flat.kind.to_lowercase().as_str() {
        "approve" => Ok(Decision::Approve { note }),
        "adjust" => match flat.changes {
            Some(changes) => Ok(Decision::Adjust { changes, note }),
            None => Err("decision.changes: expected an object of fields and their new values".to_owned()),
        },
        "override" => {
            let action = match flat.action.as_deref() {
                Some("decline") => Override::Decline,
                Some("defer") => {
                    let until = match flat.until.filter(|until| !until.is_null()) {
                        Some(until) => Some(
                            timestamp(&until)
                                .ok_or_else(|| {
                                    format!("decision.until: {until} is not a time such as 2026-01-31T09:00:00Z")
                                })?
                                .at,
                        ),
                        None => None,
                    };
                    Override::Defer { until, after: flat.after.map(ItemId::from) }
                }
                Some("assign") => match flat.instance {
                    Some(instance) => Override::Assign { instance },
                    None => return Err("decision.instance: expected the name of an instance".to_owned()),
                },
                _ => return Err("decision.action: expected \"decline\", \"defer\" or \"assign\"".to_owned()),
            };
            Ok(Decision::Override { action, note })
        }
        other => Err(format!("decision.kind: “{other}” is none of approve, adjust, override")),
    }
}
