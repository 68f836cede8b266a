//! What the Keyholder can set on an item.

use std::collections::BTreeMap;

use serde_json::Value;
use thiserror::Error;

use crate::work_item::{ItemId, MOST_BUDGET, MOST_EFFORT, WorkItem};

/// A new value that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {message}")]
pub struct BadValue {
    /// The field.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Lays the Keyholder's values over `item`.
pub(crate) fn set_fields(item: &mut WorkItem, changes: &BTreeMap<String, Value>) -> Result<(), BadValue> {
    for (field, value) in changes {
        let bad = |message: &str| BadValue { field: field.clone(), message: message.to_owned() };
        let number = |least: f64, most: f64, range: &str| {
            let number = value.as_f64().filter(|number| (least..=most).contains(number));
            number.ok_or_else(|| bad(&format!("expected a number {range}, got {value}")))
        };
        let words = || -> Result<Vec<String>, BadValue> {
            serde_json::from_value(value.clone()).map_err(|_| bad("expected a list of texts"))
        };
        match field.as_str() {
            "description" => {
                let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
                item.description = text.ok_or_else(|| bad("expected a text that is not empty"))?.to_owned();
            }
            "tags" => item.tags = words()?,
            "ethical_flags" => item.ethical_flags = words()?,
            "dependencies" => {
                let ids = words()?;
                if ids.iter().any(|id| id == item.id.as_str()) {
                    return Err(bad("an item cannot depend on itself"));
                }
                item.dependencies = ids.into_iter().map(ItemId::from).collect();
            }
            "effort_estimate" => {
                item.effort_estimate = number(0.0, MOST_EFFORT, "of 0 to 1,000,000 days")?;
                // The Keyholder has seen the growth: it counts from here.
                item.baseline_effort = Some(item.effort_estimate);
            }
            "risk_score" => item.risk_score = number(0.0, 1.0, "from 0 to 1")?,
            "resonance_score" => item.resonance_score = number(0.0, 1.0, "from 0 to 1")?,
            "budget_impact" => item.budget_impact = number(-MOST_BUDGET, MOST_BUDGET, "such as 0.1, which is 10 %")?,
            "confidence_score" if value.is_null() => item.confidence_score = None,
            "confidence_score" => item.confidence_score = Some(number(0.0, 1.0, "from 0 to 1")?),
            "urgency_level" => {
                let level = number(1.0, 5.0, "from 1 to 5")?;
                if level.fract() != 0.0 {
                    return Err(bad(&format!("expected a whole number from 1 to 5, got {value}")));
                }
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a whole number from 1 to 5
                let level = level as u8;
                item.urgency_level = level;
            }
            _ => return Err(bad("is not a field that can be adjusted")),
        }
        item.evidence.retain(|evidence| evidence.field != *field);
        item.because(field, "set by the Keyholder");
    }
    Ok(())
}

/// Copies one of those fields, with what it rests on.
pub(crate) fn copy_field(field: &str, from: &WorkItem, to: &mut WorkItem) {
    match field {
        "description" => to.description.clone_from(&from.description),
        "tags" => to.tags.clone_from(&from.tags),
        "ethical_flags" => to.ethical_flags.clone_from(&from.ethical_flags),
        "dependencies" => to.dependencies.clone_from(&from.dependencies),
        "effort_estimate" => {
            to.effort_estimate = from.effort_estimate;
            to.baseline_effort = from.baseline_effort;
        }
        "risk_score" => to.risk_score = from.risk_score,
        "resonance_score" => to.resonance_score = from.resonance_score,
        "budget_impact" => to.budget_impact = from.budget_impact,
        "confidence_score" => to.confidence_score = from.confidence_score,
        "urgency_level" => to.urgency_level = from.urgency_level,
        _ => return,
    }
    to.evidence.retain(|evidence| evidence.field != field);
    to.evidence.extend(from.evidence.iter().filter(|evidence| evidence.field == field).cloned());
}
