//! What a list in a report is about, told by the key it stands under.

use serde_json::Value;

use super::{gap, plan};

/// What a list is about, by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListKind {
    /// Problems, each with a severity or only told.
    Alerts,
    /// What is missing or out of line.
    Gaps,
    /// Work that somebody proposes.
    Suggestions,
    /// Work that is planned, with priorities.
    Plans,
    /// The phases of a plan.
    Phases,
}

/// Whether JSON text under `key` may hold work.
pub(super) fn is_work_key(key: &str) -> bool {
    list_kind(key, &Value::Array(Vec::new())).is_some()
        || matches!(key, "iar" | "reflection" | "data" | "report" | "results")
}

/// What the list under `key` is about.
pub(super) fn list_kind(key: &str, value: &Value) -> Option<ListKind> {
    let key = key.to_lowercase();
    let words: Vec<&str> = key.split(['_', '-', ' ']).filter(|word| !word.is_empty()).collect();
    let has = |names: &[&str]| words.iter().any(|word| names.contains(word));
    if has(&[
        "completed",
        "done",
        "resolved",
        "dismissed",
        "skip",
        "skipped",
        "implemented",
        "achieved",
        "fixed",
        "passed",
        "successful",
        "handled",
        "past",
    ]) {
        return None;
    }
    let last = words.last().copied().unwrap_or_default();
    let before = words.iter().rev().nth(1).copied().unwrap_or_default();
    let phases = match value {
        Value::Object(map) => map.values().next(),
        Value::Array(list) => list.first(),
        _ => None,
    };
    // “implementation_roadmap” may hold them by name.
    let is_by_name = value.is_object() && matches!(last, "roadmap" | "plan");
    if (is_by_name || matches!(last, "phases" | "sprints" | "milestones" | "stages"))
        && phases.is_some_and(plan::is_phase)
    {
        return Some(ListKind::Phases);
    }
    let Value::Array(list) = value else { return None };
    if gap::is_list(list)
        || matches!(last, "gap" | "gaps" | "violations" | "discrepancies" | "misalignments")
        || last == "issues" && matches!(before, "alignment" | "compliance" | "consistency" | "specification")
        || last == "missing" && matches!(before, "genuine" | "confirmed" | "validated")
        || last == "verification" && before == "needs"
        || last == "components" && before == "missing"
    {
        return Some(ListKind::Gaps);
    }
    if matches!(last, "alerts" | "errors" | "failures" | "warnings" | "exceptions" | "issues" | "problems") {
        return Some(ListKind::Alerts);
    }
    let is_follow_up = key.starts_with("follow_up") || key.starts_with("followup");
    if is_follow_up && matches!(last, "actions" | "items" | "tasks" | "steps")
        || matches!(last, "recommendations" | "suggestions" | "improvements" | "todo" | "todos")
        || matches!(
            (before, last),
            ("next", "steps" | "actions")
                | ("up", "actions" | "items" | "tasks")
                | ("action", "items")
                | ("recommended" | "immediate" | "required", "actions")
        )
        || matches!(
            (before, last),
            ("remaining" | "pending" | "open" | "outstanding", "tasks" | "items" | "work" | "actions" | "issues")
        )
    {
        return Some(ListKind::Suggestions);
    }
    if matches!(last, "enhancements" | "initiatives" | "roadmap" | "priorities" | "deliverables") {
        return Some(ListKind::Plans);
    }
    None
}
