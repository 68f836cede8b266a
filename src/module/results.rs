//! The result lists of a cycle, handed over to JavaScript.

use serde::Serialize;
use serde_json::json;
use wasm_bindgen::JsValue;

use crate::dispatch::{Outcome, Plan};
use crate::journal::State;

/// How many items met which outcome.
#[derive(Serialize)]
pub(super) struct Counts {
    status: &'static str,
    work_items_processed: usize,
    dispatched: usize,
    escalated: usize,
    blocked: usize,
    pending: usize,
}

impl Counts {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut counts = Self {
            status: "completed",
            work_items_processed: plan.items.len(),
            dispatched: 0,
            escalated: 0,
            blocked: 0,
            pending: 0,
        };
        for planned in &plan.items {
            match planned.outcome {
                Outcome::Dispatched(_) => counts.dispatched += 1,
                Outcome::Escalated(_) => counts.escalated += 1,
                Outcome::Blocked(..) => counts.blocked += 1,
                Outcome::Pending(_) => counts.pending += 1,
            }
        }
        counts
    }
}

pub(super) fn cycle_result(state: &State, plan: &Plan) -> JsValue {
    let head = format!("{{\"status\":\"completed\",\"work_items_processed\":{},\"dispatch\":", plan.items.len());
    parse(&write(state, plan, head, "}"))
}

pub(super) fn dispatch_results(state: &State, plan: &Plan) -> JsValue {
    parse(&write(state, plan, String::new(), ""))
}

/// One text parsed at once is several times quicker than setting the fields of
/// a hundred thousand objects one by one from here.
fn parse(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap_or(JsValue::NULL)
}

fn write(state: &State, plan: &Plan, mut text: String, tail: &str) -> String {
    let mut lists = [String::new(), String::new(), String::new(), String::new()];
    for planned in &plan.items {
        let Some((id, entry)) = state.items.get_index(planned.at) else { continue };
        let (list, middle) = match &planned.outcome {
            Outcome::Dispatched(instance) => (0, format!("\"instance\":{}", quoted(instance))),
            Outcome::Escalated(verdicts) => {
                let words: Vec<&str> = verdicts.iter().map(|verdict| verdict.reason.word()).collect();
                let first = words.first().copied().unwrap_or_default();
                (1, format!("\"reason\":\"{first}\",\"reasons\":{}", json!(words)))
            }
            Outcome::Blocked(obstacle, items) => {
                let because = obstacle.sentence(items);
                (2, format!("\"reason\":\"{}\",\"because\":{}", obstacle.word(), quoted(&because)))
            }
            Outcome::Pending(wait) => (3, format!("\"reason\":\"{}\"", wait.word())),
        };
        let Some(list) = lists.get_mut(list) else { continue };
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str("{\"item_id\":");
        list.push_str(&quoted(id.as_str()));
        list.push(',');
        list.push_str(&middle);
        list.push_str(",\"description\":");
        list.push_str(&quoted(&entry.item.description));
        list.push('}');
    }
    let [dispatched, escalated, blocked, pending] = &lists;
    for (name, list) in [
        ("{\"dispatched_items\":[", dispatched),
        ("],\"escalated_items\":[", escalated),
        ("],\"blocked_items\":[", blocked),
        ("],\"pending_items\":[", pending),
    ] {
        text.push_str(name);
        text.push_str(list);
    }
    text.push_str("],\"total_items\":");
    text.push_str(&plan.items.len().to_string());
    text.push('}');
    text.push_str(tail);
    text
}

/// A text as a JSON string. Writing a text as JSON cannot fail.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
