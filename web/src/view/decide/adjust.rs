//! Adjusting: fields are edited, and the item proceeds.

use std::collections::BTreeMap;

use autonomous_orchestrator::escalate::Decision;
use autonomous_orchestrator::number::typed as typed_number;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::answer::Answer;
use crate::part::dialog::Dialog;
use crate::part::live::{click, live, submit, text, typed};
use crate::store::Store;
use crate::view::detail::known;

/// The fields that can be adjusted.
#[component]
pub(super) fn AdjustDialog(answer: Answer) -> impl IntoView {
    let store = Store::here();
    let open = answer.adjust;
    view! {
        <Dialog open=open title="Adjust, then let it proceed">
            {live(move || untrack(|| answer.asked.with(|ids| ids.first().and_then(|id| known(store, id.as_str())))).map(|known| {
                let item = known.entry.item;
                let first: [(&'static str, &'static str, String); 6] = [
                    ("effort_estimate", "Effort, days", item.effort_estimate.to_string()),
                    ("urgency_level", "Urgency, 1 to 5", item.urgency_level.to_string()),
                    ("risk_score", "Risk, 0 to 1", item.risk_score.to_string()),
                    ("confidence_score", "Confidence, 0 to 1", item.confidence_score.map(|stated| stated.to_string()).unwrap_or_default()),
                    ("budget_impact", "Over budget, 0.1 is 10 %", item.budget_impact.to_string()),
                    ("ethical_flags", "Ethical flags, by comma", item.ethical_flags.join(", ")),
                ];
                let values: Vec<(&'static str, String, RwSignal<String>)> =
                    first.iter().map(|(field, _, value)| (*field, value.clone(), RwSignal::new(value.clone()))).collect();
                let values = StoredValue::new(values);
                let note = RwSignal::new(String::new());
                let error = RwSignal::new(None::<String>);
                let save = move || {
                    let mut changes = BTreeMap::new();
                    values.with_value(|values| {
                        for (field, before, value) in values {
                            let value = value.get_untracked();
                            if value != *before {
                                changes.insert((*field).to_owned(), read(field, &value));
                            }
                        }
                    });
                    if changes.is_empty() {
                        error.set(Some("Nothing is changed yet. To let it go as it is, approve it.".to_owned()));
                        return;
                    }
                    let note = Some(note.get_untracked()).filter(|note| !note.trim().is_empty());
                    match answer.send(store, Decision::Adjust { changes, note }) {
                        Ok(()) => open.set(false),
                        Err(refusal) => error.set(Some(refusal.to_string())),
                    }
                };
                view! {
                    <form on:submit=submit(save)>
                        <div class="fields">
                            {first.into_iter().map(|(field, label, _)| {
                                let value = values.with_value(|values| values.iter().find(|known| known.0 == field).map(|known| known.2)).unwrap_or_default();
                                view! {
                                    <label>
                                        {label}
                                        <input
                                            name=field
                                            inputmode=if field == "ethical_flags" { "text" } else { "decimal" }
                                            prop:value=text(move || value.get())
                                            on:input=typed(move |text| value.set(text))
                                        />
                                    </label>
                                }
                            }).collect_view()}
                        </div>
                        <label>
                            "Note"
                            <textarea rows="2" prop:value=text(move || note.get()) on:input=typed(move |text| note.set(text))></textarea>
                        </label>
                        <p class="error" role="alert">{text(move || error.get())}</p>
                        <p class="actions">
                            <button type="submit" class="primary">"Adjust and proceed"</button>
                            <button type="button" on:click=click(move || open.set(false))>"Cancel"</button>
                        </p>
                    </form>
                }
            }))}
        </Dialog>
    }
}

/// A field's text as the value the engine reads.
fn read(field: &str, text: &str) -> Value {
    let text = text.trim();
    if field == "ethical_flags" {
        return json!(text.split(',').map(str::trim).filter(|flag| !flag.is_empty()).collect::<Vec<_>>());
    }
    if text.is_empty() {
        return Value::Null;
    }
    typed_number(text).map_or_else(|| json!(text), |number| json!(number))
}
