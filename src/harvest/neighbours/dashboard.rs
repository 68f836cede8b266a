//! An orchestrator's own files: its dashboard, whose top priorities are open
//! work, and its saved state, whose escalations are.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{Object, set_status, source, string};
use crate::harvest::Harvest;
use crate::harvest::text::{clean, one_line};
use crate::harvest::timestamp::timestamp;
use crate::work_item::{SourceKind, Status, WorkItem};

/// Reads a dashboard or a saved state; `None` if `object` is neither.
pub(super) fn read(name: &str, object: &Object, now: DateTime<Utc>) -> Option<Harvest> {
    let has = |key: &str| object.contains_key(key);
    let is_dashboard = has("top_priorities")
        && (has("kpi_summary")
            || has("key_performance_indicators")
            || has("executive_summary")
            || has("orchestrator_state"));
    let is_state = has("last_harvest_date") && (has("total_work_items") || has("next_harvest_due"));
    if !is_dashboard && !is_state {
        return None;
    }
    let detected = if is_dashboard {
        "an executive dashboard: its top priorities and escalations are read as work"
    } else {
        "an orchestrator's saved state: it holds counters, and its escalations are read as work"
    };
    let mut harvest = Harvest::new(name, SourceKind::WorkItems, detected);
    let at = ["generated_at", "timestamp", "last_harvest_date"]
        .iter()
        .find_map(|key| object.get(*key).and_then(timestamp))
        .map_or(now, |at| at.at);
    let inner = object.get("orchestrator_state").and_then(Value::as_object);
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for (place, value) in [
        ("top_priorities", object.get("top_priorities")),
        ("active_escalations", object.get("active_escalations")),
        ("orchestrator_state.active_escalations", inner.and_then(|state| state.get("active_escalations"))),
    ] {
        let Some(Value::Array(list)) = value else { continue };
        for (number, entry) in list.iter().enumerate() {
            harvest.read += 1;
            let place = format!("{place}[{number}]");
            match entry.as_object() {
                Some(entry) => item(&mut harvest, &mut places, entry, &place, at),
                None => harvest.problem(place, "expected an object with an id and a description; left out"),
            }
        }
    }
    harvest.skip("counters", "totals and rates say how many, not which");
    Some(harvest)
}

fn item(harvest: &mut Harvest, places: &mut FxHashMap<String, usize>, entry: &Object, place: &str, at: DateTime<Utc>) {
    let Some(id) = string(entry, &["id", "work_item_id", "item_id"]) else {
        harvest.problem(place, "an entry without an id; left out");
        return;
    };
    let reason = string(entry, &["reason", "escalation_reason"]);
    if let Some(known) = places.get(&id).and_then(|at| harvest.items.get_mut(*at)) {
        if let Some(reason) = reason {
            known.details = clean(&format!("Escalated: {reason}"));
        }
        return;
    }
    let description = string(entry, &["description", "title"]).or_else(|| reason.clone()).unwrap_or_else(|| id.clone());
    let created =
        ["created_date", "timestamp"].iter().find_map(|key| entry.get(*key).and_then(timestamp)).map_or(at, |at| at.at);
    let mut item = WorkItem::new(one_line(&id, 160), one_line(&description, 300), created);
    item.source = source(&harvest.name, place);
    if let Some(word) = string(entry, &["status"]) {
        set_status(&mut item, &word);
    }
    if let Some(reason) = reason {
        item.details = clean(&format!("Escalated: {reason}"));
        item.status = Status::Escalated;
    }
    if let Some(confidence) =
        entry.get("confidence_score").and_then(Value::as_f64).filter(|share| (0.0..=1.0).contains(share))
    {
        item.confidence_score = Some(confidence);
    }
    places.insert(id, harvest.items.len());
    harvest.items.push(item);
}
