//! Decide: the open escalations, one at a time, with three answers.

use std::collections::BTreeMap;

use autonomous_orchestrator::escalate::{CaseState, Decision, Override};
use autonomous_orchestrator::orchestrator::Command;
use autonomous_orchestrator::work_item::ItemId;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::detail::{Facts, Gates, Known, Links, ScoreWords, known};
use super::shell::run_cycle;
use crate::edge::address;
use crate::keys::{Ask, Keys};
use crate::part::dialog::Dialog;
use crate::part::icon::{Draw, Icon};
use crate::part::live::{click, either, flag, live, rows, shown, submit, text, typed};
use crate::part::memo::Memo;
use crate::part::tag::{ReasonTag, primary};
use crate::route::{Route, Screen};
use crate::store::Store;
use crate::words::{counted, day, reason, relative, score};

/// One waiting case, for the list.
#[derive(Clone, Debug, PartialEq)]
struct Waiting {
    id: String,
    description: String,
    tag: (autonomous_orchestrator::escalate::Reason, String),
    score: f64,
    /// What it holds up, and the reasons besides the first.
    holds: String,
    also: String,
    opened: DateTime<Utc>,
}

fn waiting(store: Store) -> Vec<Waiting> {
    store.state.with(|state| {
        store.ranking.with(|ranking| {
            let cases = ranking.rows().iter().filter_map(|row| {
                let (id, entry) = state.items.get_index(row.at)?;
                let case = entry.open_case()?;
                let more = case.findings.len().saturating_sub(1);
                let also = if more > 0 { format!(" · {more} more") } else { String::new() };
                let holds = if row.unblocks > 0 { format!("holds up {} · ", row.unblocks) } else { String::new() };
                Some(Waiting {
                    id: id.to_string(),
                    description: entry.item.description.clone(),
                    tag: primary(case, &entry.item),
                    score: row.score.priority,
                    holds,
                    also,
                    opened: case.opened,
                })
            });
            cases.collect()
        })
    })
}

/// Which dialog is open.
#[derive(Clone, Copy)]
struct Dialogs {
    adjust: RwSignal<bool>,
    overrule: RwSignal<bool>,
}

/// The escalations.
#[component]
pub(crate) fn Decide() -> impl IntoView {
    let store = Store::here();
    let cases = Memo::new(move || waiting(store));
    let dialogs = Dialogs { adjust: RwSignal::new(false), overrule: RwSignal::new(false) };
    // The open case: the one in the address, or the first.
    // After an answer the next case is in its place.
    let place = StoredValue::new(0);
    let current = Memo::new(move || {
        let wanted = store.route.with(|route| route.item.clone());
        cases.with(|cases| {
            let at = cases.iter().position(|case| Some(&case.id) == wanted.as_ref());
            let at = at.unwrap_or_else(|| place.get_value().min(cases.len().saturating_sub(1)));
            place.set_value(at);
            cases.get(at).map(|case| case.id.clone())
        })
    });
    // The time passes without the case being drawn anew.
    let case = Memo::new(move || current.get().and_then(|id| known(store, &id)));
    let step = move |forward: bool| {
        let id = current.get_untracked();
        let next = cases.with_untracked(|cases| {
            let at = cases.iter().position(|case| Some(&case.id) == id.as_ref())?;
            let to = if forward { at + 1 } else { at.checked_sub(1)? };
            cases.get(to).map(|case| case.id.clone())
        });
        if let Some(id) = next {
            address::go(&Route::item(Screen::Decide, id));
        }
    };
    expect_context::<Keys>().on(move |ask| match ask {
        Ask::Next => step(true),
        Ask::Previous => step(false),
        Ask::Answer(answer) => {
            let Some(id) = current.get_untracked() else { return };
            match answer {
                1 => approve(store, &id),
                2 => dialogs.adjust.set(true),
                _ => dialogs.overrule.set(true),
            }
        }
        _ => {}
    });
    let is_unjudged = move || store.counts.with(|counts| counts.cycles == 0 && counts.pending_items > 0);
    let heading = move || match cases.with(Vec::len) {
        0 if is_unjudged() => "Not judged yet.".to_owned(),
        0 => "Nothing needs you.".to_owned(),
        many => format!("{} for you", counted(many, "decision", "decisions")),
    };
    view! {
            <h1 tabindex="-1">{heading}</h1>
            {either(
    move || current.with(Option::is_some),
    move || view! {
                <section class="panel list" aria-label="Waiting decisions">
                    <p class="dim">"By priority"</p>
                    <ol>
                        {rows(move || cases.get(), |case| {
                            let Waiting { id, description, tag, score, holds, also, opened } = case;
                            format!("{id} {holds} {also} {} {} {} {description}", score.to_bits(), opened.timestamp(), tag.1)
                        }, move |case| view! {
                            <li>
                                <a
                                    href=Route::item(Screen::Decide, case.id.clone()).hash()
                                    aria-current={
                                        let id = case.id.clone();
                                        move || current.with(|current| current.as_ref() == Some(&id)).then_some("true")
                                    }
                                >
                                    <span class="points">{score(case.score)}</span>
                                    <ReasonTag reason=case.tag.0 text=case.tag.1.clone() />
                                    <span class="what">{case.description.clone()}</span>
                                    <span class="why">{text(move || format!("{}{}{}", case.holds, relative(case.opened, store.now.get()), case.also))}</span>
                                </a>
                            </li>
                        })}
                    </ol>
                </section>
                {live(move || case.get().map(|known| view! { <CasePanel known=known dialogs=dialogs /> }))}
            }.into_any(),
    move || view! {
                    <section class="panel calm">
                        <p>{text(move || if store.state.with(|state| state.cycles == 0) {
                            "No cycle has run yet. Run one, and what crosses a gate comes here."
                        } else {
                            "Every gate holds. What crosses one in a later cycle comes here, with its reason and evidence."
                        })}</p>
                        <p class="actions">
                            {shown(is_unjudged, move || view! { <button class="primary" on:click=click(move || run_cycle(store))>"Run cycle"</button> })}
                            <a class="button" href=Route::to(Screen::Backlog).hash()>"See the backlog"</a>
                        </p>
                    </section>
                    <Past />
                }.into_any(),
    )}
            <AdjustDialog open=dialogs.adjust current=current />
            <OverrideDialog open=dialogs.overrule current=current />
        }
}

fn send(store: Store, id: &str, decision: Decision) -> bool {
    let word = decision.word();
    let done = store.send(Command::Decide(ItemId::from(id), decision));
    if done {
        let past = match word {
            "Approve" => "approved: its gates let it pass in the next cycle",
            "Adjust" => "adjusted: its gates let it pass in the next cycle",
            _ => "overridden",
        };
        store.notices.tell_undoable(format!("{id} {past}."), store.last_step());
    }
    done
}

/// Lets an item pass what holds it up.
pub(crate) fn approve(store: Store, id: &str) {
    send(store, id, Decision::Approve { note: None });
}

/// The open case.
#[component]
fn CasePanel(known: Known, dialogs: Dialogs) -> impl IntoView {
    let store = Store::here();
    let item = known.entry.item.clone();
    let Some(case) = known.entry.case.clone() else { return ().into_any() };
    let id = item.id.to_string();
    let waits = known.dependents.len();
    let nothing = match waits {
        0 => "It stays out of dispatch. No other item waits for it.".to_owned(),
        _ => format!("It stays out of dispatch, and {} for it.", counted(waits, "open item waits", "open items wait")),
    };
    let last = case.decisions.last().map(|record| {
        let note = record.decision.note().map_or_else(String::new, |note| format!(": “{note}”"));
        format!("{} on {}{note}", record.decision.word(), day(record.at))
    });
    let opened = relative(case.opened, store.now.get_untracked());
    let returned =
        if case.reopened > 0 { format!(", back for the {} time", ordinal(case.reopened)) } else { String::new() };
    view! {
        <article class="panel case" aria-label="The case">
            <p class="over">
                {case.findings.iter().map(|finding| view! { <ReasonTag reason=finding.reason text=reason(finding.reason).to_owned() /> }).collect_view()}
                <span class="dim">{format!("opened {opened}{returned}")}</span>
            </p>
            <h2>{item.description.clone()}</h2>
            <p class="over">
                <a class="id" href=Route::item(Screen::Backlog, id.clone()).hash()>{id.clone()}</a>
                {item.source.url.clone().map(|url| view! {
                    <a href=url target="_blank" rel="noopener noreferrer">"Open on GitHub"<Draw icon=Icon::Link /></a>
                })}
            </p>
            <div class="answers">
                <button class="primary" on:click=click({ let id = id.clone(); move || approve(store, &id) })>"Approve"<kbd>"1"</kbd></button>
                <button on:click=click(move || dialogs.adjust.set(true))>"Adjust…"<kbd>"2"</kbd></button>
                <button on:click=click(move || dialogs.overrule.set(true))>"Override…"<kbd>"3"</kbd></button>
            </div>
            <dl class="told">
                <dt>"Why you"</dt>
                <dd>{case.findings.iter().map(|finding| view! { <p><strong>{reason(finding.reason)}</strong>": "{finding.evidence.clone()}</p> }).collect_view()}</dd>
                <dt>"If you do nothing"</dt>
                <dd>{nothing}</dd>
                {last.map(|last| view! { <dt>"Last time"</dt><dd>{last}</dd> })}
                {(!item.details.is_empty()).then(|| view! {
                    <dt>"What it says"</dt>
                    <dd><pre tabindex="0">{item.details.clone()}</pre></dd>
                })}
            </dl>
            <Gates explanation=known.explanation.clone() />
            <ScoreWords explanation=known.explanation.clone() />
            <Links known=known.clone() />
            <Facts item=item />
        </article>
    }
    .into_any()
}

fn ordinal(count: u32) -> String {
    match count {
        1 => "second".to_owned(),
        2 => "third".to_owned(),
        more => format!("{}th", more + 1),
    }
}

/// Decisions already taken that are shown.
const PAST: usize = 20;

/// Decisions already taken, newest first.
#[component]
fn Past() -> impl IntoView {
    let store = Store::here();
    let decided = move || {
        store.state.with(|state| {
            let mut decided: Vec<(DateTime<Utc>, String, String, &'static str)> = Vec::new();
            for (id, entry) in state.items.iter() {
                let Some(case) = entry.case.as_ref().filter(|case| case.state == CaseState::Decided) else { continue };
                let Some(record) = case.decisions.last() else { continue };
                let place = decided.partition_point(|(at, ..)| *at >= record.at);
                if place < PAST {
                    let words = (id.to_string(), entry.item.description.clone(), record.decision.word());
                    decided.insert(place, (record.at, words.0, words.1, words.2));
                    decided.truncate(PAST);
                }
            }
            decided
        })
    };
    view! {
        {shown(move || !decided().is_empty(), move || view! {
            <section class="panel">
                <header><h2>"Decided"</h2></header>
                <ul class="rows">
                    {live(move || decided().into_iter().map(|(at, id, what, word)| view! {
                        <li>
                            <span class="tag plain">{word}</span>
                            <a href=Route::item(Screen::Backlog, id).hash()>{what}</a>
                            <span class="dim">{relative(at, store.now.get_untracked())}</span>
                        </li>
                    }).collect_view())}
                </ul>
            </section>
        })}
    }
}

/// The fields that can be adjusted.
#[component]
fn AdjustDialog(open: RwSignal<bool>, current: Memo<Option<String>>) -> impl IntoView {
    let store = Store::here();
    view! {
        <Dialog open=open title="Adjust, then let it proceed">
            {live(move || untrack(|| current.get().and_then(|id| known(store, &id))).map(|known| {
                let item = known.entry.item;
                let id = item.id.to_string();
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
                    let decision = Decision::Adjust { changes, note };
                    match store.try_send(Command::Decide(ItemId::from(id.as_str()), decision)) {
                        Ok(()) => {
                            open.set(false);
                            store.notices.tell_undoable(format!("{id} adjusted: its gates let it pass in the next cycle."), store.last_step());
                        }
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
    text.parse::<f64>().map_or_else(|_| json!(text), |number| json!(number))
}

/// The three ways to override.
#[component]
fn OverrideDialog(open: RwSignal<bool>, current: Memo<Option<String>>) -> impl IntoView {
    let store = Store::here();
    view! {
        <Dialog open=open title="Override">
            {live(move || current.get_untracked().map(|id| {
                let way = RwSignal::new("decline".to_owned());
                let until = RwSignal::new(String::new());
                let after = RwSignal::new(String::new());
                let instances = store.state.with_untracked(|state| state.config.instances.iter().map(|instance| instance.name.clone()).collect::<Vec<_>>());
                let instance = RwSignal::new(instances.first().cloned().unwrap_or_default());
                let note = RwSignal::new(String::new());
                let error = RwSignal::new(None::<String>);
                let save = {
                    let id = id.clone();
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
                        match store.try_send(Command::Decide(ItemId::from(id.as_str()), Decision::Override { action, note: Some(note) })) {
                            Ok(()) => {
                                open.set(false);
                                store.notices.tell_undoable(format!("{id} overridden."), store.last_step());
                            }
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
            }))}
        </Dialog>
    }
}
