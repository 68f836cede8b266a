//! The result lists of a cycle, handed over to JavaScript.

use js_sys::{Error, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::hand_over;
use crate::dispatch::{Outcome, Plan};
use crate::journal::State;

#[wasm_bindgen(module = "/src/module/lists.js")]
extern "C" {
    fn lists(texts: &str, rows: &[u32], order: &[u32], words: &JsValue) -> JsValue;
}

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
        for (_, outcome) in plan.outcomes() {
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

/// The result lists, written down: `lists.js` makes them of it.
pub(super) struct Lists {
    /// Every item's texts, end to end, as the items lie in memory: fetching them
    /// in priority order would take several times as long.
    texts: String,
    /// Of each item: its list, its words, and how long its id, the sentence about
    /// its block and its description are.
    rows: Vec<[u32; 5]>,
    /// The rows, best first.
    order: Vec<u32>,
    /// What items say alike: an instance, or reasons.
    words: Vec<Vec<String>>,
}

impl Lists {
    pub(super) fn of(state: &State, plan: &Plan) -> Self {
        let mut texts = String::with_capacity(plan.len() * 96);
        let mut rows = Vec::with_capacity(plan.len());
        let mut numbers = vec![0; state.items.len()];
        let mut words = Vec::new();
        for ((at, (id, entry)), number) in state.items.iter().enumerate().zip(&mut numbers) {
            let Some(outcome) = plan.outcome(at) else { continue };
            let (list, own) = match outcome {
                Outcome::Dispatched(instance) => (0, place(&mut words, std::iter::once(&**instance))),
                Outcome::Escalated(findings) => {
                    (1, place(&mut words, findings.iter().map(|finding| finding.reason.word())))
                }
                Outcome::Blocked(obstacle) => (2, place(&mut words, std::iter::once(obstacle.word()))),
                Outcome::Pending(wait) => (3, place(&mut words, std::iter::once(wait.word()))),
            };
            let because = match outcome {
                Outcome::Blocked(obstacle) => plan.because(state, at, obstacle),
                _ => String::new(),
            };
            let lengths = [id.as_str(), &because, &entry.item.description].map(|text| {
                texts.push_str(text);
                length(text)
            });
            *number = size(rows.len());
            rows.push([list, own, lengths[0], lengths[1], lengths[2]]);
        }
        let order = plan.iter().filter_map(|(at, _)| numbers.get(at).copied()).collect();
        Self { texts, rows, order, words }
    }

    /// The specification's `dispatch_results`.
    pub(super) fn hand_over(&self) -> Result<JsValue, Error> {
        Ok(lists(&self.texts, self.rows.as_flattened(), &self.order, &hand_over(&self.words)?))
    }

    /// The same, in the result of a cycle.
    pub(super) fn hand_over_cycle(&self) -> Result<JsValue, Error> {
        let result = Object::new();
        let fields: [(&str, JsValue); 3] = [
            ("status", "completed".into()),
            ("work_items_processed", size(self.order.len()).into()),
            ("dispatch", self.hand_over()?),
        ];
        for (name, value) in fields {
            Reflect::set(&result, &name.into(), &value)?;
        }
        Ok(result.into())
    }
}

/// The place of these words in `all`, where they stand once.
fn place<'a>(all: &mut Vec<Vec<String>>, own: impl Iterator<Item = &'a str> + Clone) -> u32 {
    let known = all.iter().position(|known| known.iter().eq(own.clone()));
    let place = known.unwrap_or(all.len());
    if known.is_none() {
        all.push(own.map(ToOwned::to_owned).collect());
    }
    size(place)
}

/// How long JavaScript finds a text.
fn length(text: &str) -> u32 {
    size(if text.is_ascii() { text.len() } else { text.encode_utf16().count() })
}

/// No list here is longer than memory.
fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
