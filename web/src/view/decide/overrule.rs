//! Overriding: the Keyholder takes another way.

use autonomous_orchestrator::escalate::{Decision, Override};
use autonomous_orchestrator::work_item::ItemId;
use chrono::DateTime;
use leptos::prelude::*;

use super::answer::Answer;
use crate::part::dialog::Dialog;
use crate::part::live::{click, flag, live, shown, submit, text, typed};
use crate::store::Store;

/// The three ways to override.
#[component]
pub(super) fn OverrideDialog(answer: Answer) -> impl IntoView {
    let store = Store::here();
    let open = answer.overrule;
    view! {
        <Dialog open=open title="Override">
            {live(move || {
                let way = RwSignal::new("decline".to_owned());
                let until = RwSignal::new(String::new());
                let after = RwSignal::new(String::new());
                let instances = store.state.with_untracked(|state| state.config.instances.iter().map(|instance| instance.name.clone()).collect::<Vec<_>>());
                let instance = RwSignal::new(instances.first().cloned().unwrap_or_default());
                let note = RwSignal::new(String::new());
                let error = RwSignal::new(None::<String>);
                let save = {
                    move || {
                        let note = note.get_untracked();
                        if note.trim().is_empty() {
                            error.set(Some("Say why in a few words: whoever comes back to this will need it.".to_owned()));
                            return;
                        }
                        let action = match way.get_untracked().as_str() {
                            "defer" => {
                                let day = DateTime::parse_from_rfc3339(&format!("{}T00:00:00Z", until.get_untracked())).ok();
                                let after = after.get_untracked().trim().to_owned();
                                Override::Defer {
                                    until: day.map(|day| day.to_utc()),
                                    after: (!after.is_empty()).then(|| ItemId::from(after)),
                                }
                            }
                            "assign" => Override::Assign { instance: instance.get_untracked() },
                            _ => Override::Decline,
                        };
                        match answer.send(store, Decision::Override { action, note: Some(note) }) {
                            Ok(()) => open.set(false),
                            Err(refusal) => error.set(Some(refusal.to_string())),
                        }
                    }
                };
                let choice = move |value: &'static str, label: &'static str| view! {
                    <label class="choice">
                        <input type="radio" name="way" value=value prop:checked=flag(move || way.get() == value) on:change=typed(move |_| way.set(value.to_owned())) />
                        {label}
                    </label>
                };
                view! {
                    <form on:submit=submit(save)>
                        <fieldset>
                            <legend>"What happens instead"</legend>
                            {choice("decline", "Decline: it will not be done")}
                            {choice("defer", "Defer: it rests until a date, or until another item is done")}
                            {choice("assign", "Assign: it goes to a named instance")}
                        </fieldset>
                        {shown(move || way.get() == "defer", move || view! {
                            <div class="fields">
                                <label>"Until" <input type="date" prop:value=text(move || until.get()) on:input=typed(move |text| until.set(text)) /></label>
                                <label>"Or until this item is done" <input placeholder="owner/name#12" prop:value=text(move || after.get()) on:input=typed(move |text| after.set(text)) /></label>
                            </div>
                            <p class="note">"With neither it rests until you decide again."</p>
                        })}
                        {
                            let instances = instances.clone();
                            view! {
                                {shown(move || way.get() == "assign", move || view! {
                                    <label>
                                        "Instance"
                                        <select on:change=typed(move |text| instance.set(text)) prop:value=text(move || instance.get())>
                                            {instances.iter().map(|name| view! { <option value=name.clone()>{name.clone()}</option> }).collect_view()}
                                        </select>
                                    </label>
                                })}
                            }
                        }
                        <label>
                            "Why"
                            <textarea rows="2" required prop:value=text(move || note.get()) on:input=typed(move |text| note.set(text))></textarea>
                        </label>
                        <p class="error" role="alert">{text(move || error.get())}</p>
                        <p class="actions">
                            <button type="submit" class="primary">"Override"</button>
                            <button type="button" on:click=click(move || open.set(false))>"Cancel"</button>
                        </p>
                    </form>
                }
            })}
        </Dialog>
    }
}
