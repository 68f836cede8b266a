//! Roadmaps: enhancements with priorities, phases with deliverables.

use serde_json::Value;

use super::envelope::Scope;
use super::outcome::Outcome;
use super::record::{Object, string, strings};
use super::suggestion::{base, enrich};
use super::{Reading, rollup};
use crate::harvest::estimate;
use crate::harvest::identity::digest;
use crate::harvest::text::{has_any_word, one_line, shorten, spaced};
use crate::work_item::{Status, WorkItem};

/// More actions than this are one item per phase.
const MOST_SINGLE: usize = 20;
/// The keys under which a phase lists its parts.
const PARTS: [&str; 7] = ["actions", "tasks", "deliverables", "steps", "items", "objectives", "goals"];

/// Whether `value` is a phase of a plan, and not a phase of a run that is over.
pub(super) fn is_phase(value: &Value) -> bool {
    let Value::Object(object) = value else { return false };
    let has = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
    !has(&["confidence", "reflection"])
        && has(&["duration", "focus", "actions", "deliverables", "timeline", "estimated_effort", "tasks"])
}

/// Reads a list of planned work; says whether it is one.
pub(super) fn read(list: &[Value], path: &str, scope: &Scope, reading: &mut Reading) -> bool {
    // A list of capabilities has no priority; a plan has.
    let is_plan =
        list.iter().any(|value| value.get("priority").or_else(|| value.get("status")).is_some_and(Value::is_string));
    if !is_plan {
        return false;
    }
    for (at, value) in list.iter().enumerate() {
        if let Value::Object(object) = value {
            match action(object, scope, &format!("{path}[{at}]"), reading) {
                Some(item) => reading.plan(item),
                None => reading.harvest.skip("finished plans", "the plan says they are done"),
            }
        }
    }
    true
}

/// One planned piece of work; `None` if it is done.
fn action(object: &Object, scope: &Scope, place: &str, reading: &Reading) -> Option<WorkItem> {
    let status = string(object, &["status"]).map_or(Outcome::Unknown, |word| Outcome::from_word(&word));
    if status.is_over() {
        return None;
    }
    let name = string(object, &["title", "name", "tool", "component", "feature"]);
    let text = string(object, &["description", "capability", "action", "goal", "objective"]);
    let description = match (name, text) {
        (Some(name), Some(text)) => format!("{name}: {text}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    let id = format!("iar:{}", digest(&["plan", &scope.workflow, &description]));
    let mut item = base(id, &one_line(&description, 220), scope, place, reading);
    item.tags = vec!["iar".to_owned(), "plan".to_owned()];
    enrich(&mut item, object);
    if status == Outcome::Waiting
        && string(object, &["status"]).is_some_and(|word| word.to_lowercase().contains("progress"))
    {
        item.status = Status::InProgress;
    }
    Some(item)
}

/// Reads the phases of a plan; says whether they are some.
pub(super) fn phases(value: &Value, path: &str, scope: &Scope, reading: &mut Reading) -> bool {
    let phases: Vec<(String, &Object)> = match value {
        Value::Object(map) => map.iter().filter_map(|(key, value)| Some((spaced(key), value.as_object()?))).collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .filter_map(|(at, value)| {
                let object = value.as_object()?;
                Some((
                    string(object, &["name", "title", "phase"]).unwrap_or_else(|| format!("phase {}", at + 1)),
                    object,
                ))
            })
            .collect(),
        _ => Vec::new(),
    };
    // The steps of a program name what goes in and what comes out.
    let is_step =
        |part: &Value| ["inputs", "expected_output", "expected_outputs"].iter().any(|key| part.get(*key).is_some());
    if phases.iter().flat_map(|(_, phase)| parts(phase)).any(is_step) {
        reading.harvest.skip("definitions of workflows", "they say how a program runs, not what is to be done");
        return true;
    }
    let actions = phases.iter().flat_map(|(_, phase)| parts(phase)).filter(|part| part.is_object()).count();
    for (at, (name, phase)) in phases.iter().enumerate() {
        let is_done = string(*phase, &["status"]).is_some_and(|word| Outcome::from_word(&word).is_over());
        if is_done {
            reading.harvest.skip("finished phases", "the plan says they are done");
            continue;
        }
        let place = format!("{path}.{name}");
        if actions > 0 && actions <= MOST_SINGLE {
            for part in parts(phase).filter_map(Value::as_object) {
                if let Some(mut item) = action(part, scope, &place, reading) {
                    order(&mut item, phase, at);
                    reading.plan(item);
                }
            }
        } else if !enlarge(reading, phase) {
            let item = phase_item(name, phase, at, scope, &place, reading);
            reading.plan(item);
        }
    }
    !phases.is_empty()
}

fn parts(phase: &Object) -> impl Iterator<Item = &Value> {
    PARTS.iter().filter_map(|key| phase.get(*key).and_then(Value::as_array)).flatten()
}

fn phase_item(name: &str, phase: &Object, at: usize, scope: &Scope, place: &str, reading: &Reading) -> WorkItem {
    let parts: Vec<String> = parts(phase)
        .filter_map(|part| match part {
            Value::Object(object) => string(object, &["description", "title", "name", "action"]),
            other => strings(Some(other)).pop(),
        })
        .collect();
    // A number alone says nothing: its first part shows what it is about.
    let is_number = has_any_word(name, &["phase", "sprint", "stage", "milestone", "week", "step"]);
    let shown = parts.first().filter(|_| is_number).cloned();
    let focus = string(phase, &["focus", "description", "objective", "goal"]).or(shown);
    let mut description = match focus {
        Some(focus) => format!("{name}: {}", one_line(&focus, 160)),
        None => name.to_owned(),
    };
    if parts.len() > 1 {
        description = format!("{description} ({} parts)", parts.len());
    }
    let mut item = base(
        reading.own_id(scope, &["phase", name]),
        &shorten(&one_line(&description, 220), 220),
        scope,
        place,
        reading,
    );
    item.tags = vec!["iar".to_owned(), "plan".to_owned()];
    enrich(&mut item, phase);
    if !parts.is_empty() {
        item.checklist = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        item.details = rollup::parts(parts.into_iter().map(|part| one_line(&part, 200)));
    }
    order(&mut item, phase, at);
    item
}

/// A phase whose focus names planned work only adds to that work what it knows.
fn enlarge(reading: &mut Reading, phase: &Object) -> bool {
    let Some(focus) = string(phase, &["focus"]) else { return false };
    let focus = focus.to_lowercase();
    let mut is_named = false;
    // Those of the same record alone.
    for item in reading.planned.values_mut().skip(reading.began) {
        let name = item.description.split(':').next().unwrap_or_default().to_lowercase();
        let last = name.split_whitespace().next_back().unwrap_or_default();
        if name.chars().count() < 4 || !(focus.contains(&name) || has_any_word(&focus, &[last])) {
            continue;
        }
        is_named = true;
        for key in ["duration", "timeline"] {
            let Some(text) = string(phase, &[key]) else { continue };
            if let Some(days) = estimate::days(&text) {
                item.effort_estimate = days;
                item.because("effort_estimate", format!("its phase takes “{}”", one_line(&text, 40)));
            }
        }
    }
    is_named
}

/// Earlier phases come first, where no priority is stated.
fn order(item: &mut WorkItem, phase: &Object, at: usize) {
    if item.evidence.iter().any(|evidence| evidence.field == "urgency_level") {
        return;
    }
    if let Some((word, urgency)) =
        string(phase, &["priority"]).and_then(|word| estimate::urgency(&word).map(|urgency| (word, urgency)))
    {
        item.urgency_level = urgency;
        item.because("urgency_level", format!("its phase has priority “{}”", one_line(&word, 40)));
        return;
    }
    item.urgency_level = match at {
        0 => 4,
        1 => 3,
        _ => 2,
    };
    item.because("urgency_level", format!("phase {} of its plan", at + 1));
}
