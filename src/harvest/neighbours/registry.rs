//! A registry of instances: who can take work. It offers instances, no work.

use indexmap::IndexSet;
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{Object, string};
use crate::config::Instance;
use crate::harvest::Harvest;
use crate::harvest::text::one_line;
use crate::work_item::SourceKind;

/// Reads a registry; `None` if `object` is none.
pub(super) fn read(name: &str, object: &Object) -> Option<Harvest> {
    let records: Vec<(Option<&String>, &Object)> = match object.get("instances")? {
        Value::Array(list) => list.iter().filter_map(Value::as_object).map(|instance| (None, instance)).collect(),
        Value::Object(map) => map.iter().filter_map(|(id, value)| Some((Some(id), value.as_object()?))).collect(),
        _ => return None,
    };
    if !records.iter().any(|(_, instance)| instance.get("capabilities").is_some_and(Value::is_array)) {
        return None;
    }
    let mut harvest = Harvest::new(
        name,
        SourceKind::WorkItems,
        "a registry of instances: it lists who can do what, and holds no work",
    );
    harvest.read = records.len();
    let mut names: FxHashSet<String> = FxHashSet::default();
    for (at, (id, record)) in records.into_iter().enumerate() {
        let called = string(record, &["name", "instance_id", "id"]).or_else(|| id.cloned());
        let Some(called) = called.map(|called| one_line(&called, 80)).filter(|called| !called.is_empty()) else {
            harvest.problem(format!("instances[{at}]"), "an instance without a name; left out");
            continue;
        };
        if string(record, &["status"])
            .is_some_and(|status| matches!(status.to_lowercase().as_str(), "offline" | "retired" | "maintenance"))
        {
            harvest.skip("instances", "the registry says they are offline or in maintenance");
            continue;
        }
        if !names.insert(called.clone()) {
            harvest.skip("instances", "another of the same name stands before them");
            continue;
        }
        harvest.instances.push(Instance {
            name: called,
            capabilities: capabilities(record),
            capacity: ["max_concurrent_tasks", "capacity"]
                .iter()
                .find_map(|key| record.get(*key)?.as_u64()?.try_into().ok()),
        });
    }
    Some(harvest)
}

fn capabilities(record: &Object) -> Vec<String> {
    let Some(Value::Array(list)) = record.get("capabilities") else { return Vec::new() };
    let mut names: IndexSet<String> = IndexSet::new();
    for entry in list {
        let name =
            entry.as_str().map(str::to_owned).or_else(|| entry.as_object().and_then(|entry| string(entry, &["name"])));
        if let Some(name) = name.map(|name| one_line(&name, 60)) {
            names.insert(name);
        }
    }
    names.into_iter().collect()
}
