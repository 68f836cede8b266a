//! Alerts: a severity and a message.

use serde_json::Value;

use super::outcome::Outcome;
use super::record::{Object, Record, stamp, string};

/// Whether `object` is an alert.
pub(super) fn is_one(object: &Object) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|key| matches!(object.get(*key), Some(Value::String(_))));
    has(&["severity", "level"]) && has(&["message", "alert", "description"]) && !object.contains_key("gap_type")
}

/// The record it makes.
pub(super) fn record(object: &Object, place: String) -> Record {
    let severity = string(object, &["severity", "level"]).unwrap_or_default();
    let mut record = Record {
        task: string(object, &["component", "source", "service", "name"]).unwrap_or_default(),
        message: string(object, &["message", "alert", "description"]).unwrap_or_default(),
        outcome: of_severity(&severity),
        at: stamp(object),
        advice: string(object, &["recommended_action", "recommendation", "action"]).unwrap_or_default(),
        status: severity,
        place,
        ..Record::default()
    };
    let is_over =
        ["resolved", "acknowledged_and_closed"].iter().any(|key| object.get(*key) == Some(&Value::Bool(true)))
            || string(object, &["status"]).is_some_and(|status| Outcome::from_word(&status) == Outcome::Resolved);
    if is_over {
        record.outcome = Outcome::Resolved;
    }
    record.weigh(object);
    record
}

/// An alert that is only a sentence.
pub(super) fn from_text(text: &str, severity: Outcome, place: String) -> Record {
    Record { message: text.to_owned(), outcome: severity, place, ..Record::default() }
}

/// The outcome that a severity stands for.
pub(super) fn of_severity(severity: &str) -> Outcome {
    match severity.trim().to_lowercase().as_str() {
        "critical" | "fatal" | "emergency" | "severe" | "blocker" | "panic" | "p0" | "p1" | "sev0" | "sev1"
        | "urgent" => Outcome::Critical,
        "error" | "high" | "major" | "err" | "alert" | "p2" | "sev2" => Outcome::Failure,
        "warning" | "warn" | "medium" | "moderate" | "p3" | "sev3" => Outcome::Warning,
        "low" | "minor" => Outcome::Warning,
        "info" | "notice" | "debug" | "ok" | "none" | "trace" => Outcome::Skipped,
        _ => Outcome::Unknown,
    }
}
