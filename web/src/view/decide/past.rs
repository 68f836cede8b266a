//! Decisions already taken.

use autonomous_orchestrator::escalate::CaseState;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::part::live::{live, shown};
use crate::part::memo::Memo;
use crate::route::{Route, Screen};
use crate::store::Store;
use crate::words::relative;

/// Decisions already taken that are shown.
const PAST: usize = 20;

/// Decisions already taken, newest first.
#[component]
pub(super) fn Past() -> impl IntoView {
    let store = Store::here();
    let decided = Memo::new(move || {
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
    });
    view! {
        {shown(move || decided.with(|decided| !decided.is_empty()), move || view! {
            <section class="panel">
                <header><h2>"Decided"</h2></header>
                <ul class="rows">
                    {live(move || decided.get().into_iter().map(|(at, id, what, word)| view! {
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
