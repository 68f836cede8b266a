//! Files as people paste them, and what is read of them.
#![allow(dead_code, unreachable_pub, missing_docs)] // each test file uses its own part

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::{FileReader, Harvest};
use autonomous_orchestrator::work_item::WorkItem;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub fn now() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

pub fn read(text: &str) -> Harvest {
    read_as("log", text)
}

pub fn read_as(name: &str, text: &str) -> Harvest {
    let mut reader = FileReader::new(name, &Config::default());
    reader.push(text);
    reader.finish(now())
}

/// What a log says under a policy that takes confidence below `threshold` for low.
pub fn read_below(threshold: f64, text: &str) -> Harvest {
    let mut config = Config::default();
    config.thresholds.confidence = threshold;
    let mut reader = FileReader::new("log", &config);
    reader.push(text);
    reader.finish(now())
}

pub fn open(harvest: &Harvest) -> Vec<&WorkItem> {
    harvest.items.iter().filter(|item| item.status.is_open()).collect()
}

/// A run event with this outcome.
pub fn event(task: &str, second: u32, reflection: Value, rest: Value) -> String {
    let mut result = rest;
    result["reflection"] = reflection;
    json!({"timestamp": format!("2025-03-01T08:00:{second:02}Z"), "run_id": "r", "workflow_name": "W", "task_key": task, "action_type": "a", "attempt": 1, "inputs": {}, "result": result}).to_string()
}

/// Everything accounted for: what was read is an item, a sighting, a success,
/// something skipped, or a problem.
pub fn is_accounted_for(harvest: &Harvest) -> bool {
    !harvest.items.is_empty()
        || !harvest.skipped.is_empty()
        || !harvest.problems.is_empty()
        || !harvest.instances.is_empty()
        || !harvest.finished.is_empty()
}
