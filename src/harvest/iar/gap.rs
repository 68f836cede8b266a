//! Gaps: what an analysis found missing, out of line or undocumented.

use indexmap::IndexMap;
use serde_json::Value;

use super::envelope::Scope;
use super::outcome::Outcome;
use super::record::{Object, confidence, string};
use super::{RESOLVED, Reading, UNDATED, item, rollup};
use crate::harvest::estimate;
use crate::harvest::identity::digest;
use crate::harvest::text::{clean, one_line, spaced};
use crate::work_item::{Status, WorkItem};

/// Longer lists are rolled up, by kind and severity.
const MOST_SINGLE: usize = 12;

/// One gap.
struct Gap {
    kind: String,
    severity: String,
    name: String,
    text: String,
    action: String,
    confidence: Option<f64>,
    place: String,
    /// Whether it says of itself that it was dealt with.
    is_closed: bool,
}

/// Whether each entry of `list` is a gap, whatever the list is called.
pub(super) fn is_list(list: &[Value]) -> bool {
    !list.is_empty() && list.iter().all(|entry| entry.get("gap_type").is_some_and(Value::is_string))
}

/// Reads a list of gaps; says whether it is one. Those that a recommendation of
/// the same report sums up are left to it.
pub(super) fn read(
    list: &[Value],
    key: &str,
    path: &str,
    scope: &Scope,
    summed_up: &[&str],
    reading: &mut Reading,
) -> bool {
    let mut gaps = Vec::new();
    for (at, value) in list.iter().enumerate() {
        let place = format!("{path}[{at}]");
        match value {
            Value::String(name) if !name.trim().is_empty() => gaps.push(named(name, key, place)),
            Value::Object(object) => match gap(object, key, place) {
                Some(gap) => gaps.push(gap),
                None if is_closed(object) => reading.harvest.skip(RESOLVED.0, RESOLVED.1),
                None => reading.harvest.skip("closed gaps", "the analysis calls them complete or aligned"),
            },
            Value::Array(inner) => {
                read(inner, key, &place, scope, summed_up, reading);
            }
            _ => reading.harvest.skip("values that are no records", "a gap is named or described"),
        }
    }
    let is_known = !list.is_empty();
    // What is dealt with now may have been open when this file was read before.
    let closed = gaps.iter().filter(|gap| gap.is_closed).count();
    (0..closed).for_each(|_| reading.harvest.skip(RESOLVED.0, RESOLVED.1));
    let is_short = gaps.len() - closed <= MOST_SINGLE;
    tell_replaced(&gaps, is_short, scope, path, reading);
    if is_short {
        let items = gaps.iter().map(|gap| single(gap, scope, reading)).collect();
        reading.plan_list(items);
        return is_known;
    }
    let mut groups: IndexMap<(String, String), Vec<Gap>> = IndexMap::new();
    for gap in gaps {
        if gap.is_closed {
            reading.harvest.done.push(id(&gap).into());
            continue;
        }
        groups.entry((gap.kind.clone(), gap.severity.clone())).or_default().push(gap);
    }
    for ((kind, severity), group) in groups {
        let known = group.iter().filter(|gap| summed_up.contains(&gap.name.as_str())).count();
        if known * 2 > group.len() {
            for _ in &group {
                reading.harvest.skip("gaps", "a recommendation of the same report sums them up");
            }
            continue;
        }
        let item = match group.as_slice() {
            [one] => single(one, scope, reading),
            many => many_in_one(&kind, &severity, many, scope, path, reading),
        };
        reading.plan(item);
    }
    is_known
}

fn named(name: &str, key: &str, place: String) -> Gap {
    Gap {
        kind: spaced(key).to_lowercase(),
        severity: String::new(),
        name: one_line(name, 120),
        text: String::new(),
        action: String::new(),
        confidence: None,
        place,
        is_closed: false,
    }
}

fn gap(object: &Object, key: &str, place: String) -> Option<Gap> {
    let kind = string(object, &["gap_type", "type", "category"]).unwrap_or_else(|| key.to_owned());
    let kind = spaced(&kind).to_lowercase().replace('-', " ");
    if matches!(kind.as_str(), "complete" | "completed" | "aligned" | "none" | "ok") {
        return None;
    }
    let name = string(
        object,
        &["component_name", "component", "spec", "specification", "code", "code_file", "file", "name", "title", "id"],
    );
    Some(Gap {
        kind,
        severity: string(object, &["severity", "priority"]).unwrap_or_default().to_lowercase(),
        name: one_line(&name.unwrap_or_default(), 120),
        text: string(object, &["gap_description", "issue", "description", "message"]).unwrap_or_default(),
        action: string(object, &["recommended_action", "recommendation", "action"]).unwrap_or_default(),
        confidence: object
            .get("confidence")
            .or_else(|| object.get("confidence_score"))
            .and_then(|value| confidence(value).ok().flatten()),
        place,
        is_closed: is_closed(object),
    })
}

/// Whether a gap says of itself that it was dealt with, or that it is none.
fn is_closed(object: &Object) -> bool {
    let outcome = |keys: &[&str]| match string(object, keys) {
        // A gap that was verified is one.
        Some(word) if !word.trim().eq_ignore_ascii_case("verified") => Outcome::from_word(&word),
        _ => Outcome::Unknown,
    };
    outcome(&["status", "state"]).is_over()
        || outcome(&["validation", "validation_status"]) == Outcome::Resolved
        || object.get("resolved") == Some(&Value::Bool(true))
}

fn single(gap: &Gap, scope: &Scope, reading: &Reading) -> WorkItem {
    let subject = if gap.name.is_empty() { gap.kind.clone() } else { format!("{} ({})", gap.name, gap.kind) };
    let text = if gap.text.is_empty() { &gap.action } else { &gap.text };
    let description = if text.is_empty() { subject } else { format!("{subject}: {}", one_line(text, 160)) };
    let mut item = base(id(gap), &one_line(&description, 220), scope, &gap.place, reading);
    item.details = clean(&[gap.text.as_str(), gap.action.as_str()].join("\n"));
    item.confidence_score = gap.confidence;
    urge(&mut item, &gap.severity);
    if gap.is_closed {
        item.status = Status::Completed;
    }
    item
}

fn many_in_one(kind: &str, severity: &str, gaps: &[Gap], scope: &Scope, path: &str, reading: &Reading) -> WorkItem {
    let names: Vec<&str> = gaps.iter().map(|gap| gap.name.as_str()).filter(|name| !name.is_empty()).take(3).collect();
    let severity_word = if severity.is_empty() { String::new() } else { format!(", {severity}") };
    let such_as = if names.is_empty() { String::new() } else { format!(": {} …", names.join(", ")) };
    let description = format!("{} gaps of one kind ({kind}{severity_word}){such_as}", gaps.len());
    let mut item =
        base(list_id(kind, severity, scope, path, reading), &one_line(&description, 220), scope, path, reading);
    item.details = rollup::parts(gaps.iter().map(|gap| {
        let text = if gap.text.is_empty() { &gap.action } else { &gap.text };
        one_line(&[gap.name.as_str(), text.as_str()].join(": "), 200)
    }));
    item.checklist = u32::try_from(gaps.len()).unwrap_or(u32::MAX);
    urge(&mut item, severity);
    item
}

/// What stands here by itself or as a list stood here as a list or by itself while there were more or fewer.
fn tell_replaced(gaps: &[Gap], is_short: bool, scope: &Scope, path: &str, reading: &mut Reading) {
    let mut open: IndexMap<(&str, &str), usize> = IndexMap::new();
    for gap in gaps {
        *open.entry((&gap.kind, &gap.severity)).or_default() += usize::from(!gap.is_closed);
    }
    for ((kind, severity), count) in &open {
        if is_short || *count < 2 {
            let id = list_id(kind, severity, scope, path, reading);
            reading.harvest.replaced.push(id.into());
        }
    }
    let is_in_list = |gap: &&Gap| !gap.is_closed && open.get(&(gap.kind.as_str(), gap.severity.as_str())) > Some(&1);
    if !is_short {
        reading.harvest.replaced.extend(gaps.iter().filter(is_in_list).map(|gap| id(gap).into()));
    }
}

fn list_id(kind: &str, severity: &str, scope: &Scope, path: &str, reading: &Reading) -> String {
    reading.own_id(scope, &["gaps", kind, severity, path])
}

fn id(gap: &Gap) -> String {
    let text = if gap.name.is_empty() { gap.text.as_str() } else { "" };
    format!("iar:{}", digest(&["gap", &gap.kind, &gap.name, text]))
}

fn base(id: String, description: &str, scope: &Scope, place: &str, reading: &Reading) -> WorkItem {
    let mut item = WorkItem::new(id, description, scope.at.map_or(UNDATED, |at| at.at));
    item.source = item::source(&reading.name, place);
    item.updated_date = scope.at.map(|at| at.at);
    item.tags = vec!["iar".to_owned(), "gap".to_owned()];
    item.because("protocol_compliance", "an analysis found it out of line with its specification");
    item
}

fn urge(item: &mut WorkItem, severity: &str) {
    if let Some(urgency) = estimate::urgency(severity) {
        item.urgency_level = urgency;
        item.because("urgency_level", format!("severity “{}”", one_line(severity, 40)));
    }
}
