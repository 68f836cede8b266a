//! The result lists of a cycle, handed over to JavaScript.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::dispatch::{Obstacle, Outcome, Plan};
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
            work_items_processed: plan.len(),
            dispatched: 0,
            escalated: 0,
            blocked: 0,
            pending: 0,
        };
        for (_, outcome) in plan.iter() {
            match outcome {
                Outcome::Dispatched(_) => counts.dispatched += 1,
                Outcome::Escalated(_) => counts.escalated += 1,
                Outcome::Blocked(_) => counts.blocked += 1,
                Outcome::Pending(_) => counts.pending += 1,
            }
        }
        counts
    }
}

/// The result of a cycle as JSON.
pub(super) fn cycle_result(state: &State, plan: &Plan) -> String {
    let mut text = format!("{{\"status\":\"completed\",\"work_items_processed\":{},\"dispatch\":", plan.len());
    write(state, plan, &mut text);
    text.push('}');
    text
}

/// The result lists of a cycle as JSON.
pub(super) fn dispatch_results(state: &State, plan: &Plan) -> String {
    let mut text = String::new();
    write(state, plan, &mut text);
    text
}

/// One text parsed at once is several times quicker than setting the fields of
/// a hundred thousand objects one by one from here.
pub(super) fn parse(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap_or(JsValue::NULL)
}

fn write(state: &State, plan: &Plan, text: &mut String) {
    // The entries are written as the items lie in memory and then put in order:
    // fetching each item's texts in priority order would take several times as long.
    let mut entries = String::with_capacity(plan.len() * 128);
    let mut spans = vec![0..0; state.items.len()];
    for (at, ((id, entry), span)) in state.items.iter().zip(&mut spans).enumerate() {
        let Some(outcome) = plan.outcome(at) else { continue };
        let begin = entries.len();
        entries.push_str("{\"item_id\":");
        quote(id.as_str(), &mut entries);
        write_outcome(outcome, |obstacle| plan.because(state, at, obstacle), &mut entries);
        entries.push_str(",\"description\":");
        quote(&entry.item.description, &mut entries);
        entries.push('}');
        *span = begin..entries.len();
    }
    text.reserve(entries.len() + plan.len() + 128);
    type Belongs = fn(&Outcome) -> bool;
    let lists: [(&str, Belongs); 4] = [
        ("{\"dispatched_items\":[", |outcome| matches!(outcome, Outcome::Dispatched(_))),
        ("],\"escalated_items\":[", |outcome| matches!(outcome, Outcome::Escalated(_))),
        ("],\"blocked_items\":[", |outcome| matches!(outcome, Outcome::Blocked(_))),
        ("],\"pending_items\":[", |outcome| matches!(outcome, Outcome::Pending(_))),
    ];
    for (name, belongs) in lists {
        text.push_str(name);
        let spans = plan.iter().filter(|(_, outcome)| belongs(outcome)).filter_map(|(at, _)| spans.get(at));
        for (place, span) in spans.enumerate() {
            if place > 0 {
                text.push(',');
            }
            text.push_str(entries.get(span.clone()).unwrap_or_default());
        }
    }
    text.push_str("],\"total_items\":");
    text.push_str(&plan.len().to_string());
    text.push('}');
}

fn write_outcome(outcome: &Outcome, because: impl Fn(Obstacle) -> String, text: &mut String) {
    match outcome {
        Outcome::Dispatched(instance) => {
            text.push_str(",\"instance\":");
            quote(instance, text);
        }
        Outcome::Escalated(findings) => {
            for (at, finding) in findings.iter().enumerate() {
                let word = finding.reason.word();
                let pieces = if at == 0 {
                    [",\"reason\":\"", word, "\",\"reasons\":[\"", word, "\""]
                } else {
                    [",\"", word, "\"", "", ""]
                };
                text.extend(pieces);
            }
            text.push(']');
        }
        Outcome::Blocked(obstacle) => {
            text.extend([",\"reason\":\"", obstacle.word(), "\",\"because\":"]);
            quote(&because(*obstacle), text);
        }
        Outcome::Pending(wait) => text.extend([",\"reason\":\"", wait.word(), "\""]),
    }
}

/// Writes a text as a JSON string.
fn quote(plain: &str, text: &mut String) {
    // Without a branch per letter this takes a fraction of the time.
    let is_plain = plain.bytes().fold(true, |all, byte| all & (byte >= b' ') & (byte != b'"') & (byte != b'\\'));
    if is_plain {
        text.push('"');
        text.push_str(plain);
        text.push('"');
    } else {
        // Writing a text as JSON cannot fail.
        text.push_str(&serde_json::to_string(plain).unwrap_or_default());
    }
}
