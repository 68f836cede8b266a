//! Pasted text, and what it would yield.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::harvest::{Found, accept, read_paste};
use crate::part::focus::focus_soon;
use crate::part::live::{click, either, flag, live, text, typed};
use crate::store::Store;
use crate::words::counted;

/// Pasted text, shown for what it would yield before it is taken in.
#[component]
pub(super) fn Paste() -> impl IntoView {
    let store = Store::here();
    let pasted = RwSignal::new(String::new());
    let preview = RwSignal::new(None::<Found>);
    let look = move || {
        let given = pasted.get_untracked();
        if given.trim().is_empty() {
            store.notices.problem("There is nothing in the box yet. Paste a log, a document or work items first.");
            return;
        }
        spawn_local(async move {
            let found = read_paste(store, &given).await;
            // By now the box may hold another text.
            if pasted.get_untracked() == given {
                preview.set(found);
                focus_soon(".preview + .actions :enabled");
            }
        });
    };
    let take = move || {
        if let Some(found) = preview.get_untracked() {
            preview.set(None);
            pasted.set(String::new());
            spawn_local(async move {
                let words = found.words();
                accept(store, found).await;
                store.notices.tell(format!("{words} taken in."));
            });
        }
    };
    view! {
            <section class="panel">
                <header><h2>"Paste"</h2></header>
                <label>
                    <span class="unseen">"Text to harvest"</span>
                    <textarea
                        rows="4"
                        spellcheck="false"
                        placeholder="Paste an IAR log, a protocol document, or work items as JSON"
                        prop:value=text(move || pasted.get())
                        on:input=typed(move |text| { pasted.set(text); preview.set(None); })
                    ></textarea>
                </label>
                {either(
    move || preview.with(Option::is_some),
    move || view! {
                    {live(move || preview.get().map(|found| view! { <Preview found=found /> }))}
                    <p class="actions">
                        <button
                            class="primary"
                            disabled=flag(move || preview.with(|found| found.as_ref().is_some_and(Found::is_idle)))
                            on:click=click(take)
                        >
                            "Take it in"
                        </button>
                        <button on:click=click(move || preview.set(None))>"Leave it"</button>
                    </p>
                }.into_any(),
    move || view! { <p class="actions"><button on:click=click(look)>"Look what is in it"</button></p> }.into_any(),
    )}
            </section>
        }
}

/// Items and problems shown before a text is taken in.
const PREVIEWED: usize = 8;

/// What a text would yield.
#[component]
fn Preview(found: Found) -> impl IntoView {
    let ((open, _), harvest) = (found.count(), found.first());
    let store = Store::here();
    let shown: Vec<(String, String)> = harvest
        .items
        .iter()
        .filter(|item| item.status.is_open())
        .take(PREVIEWED)
        .map(|item| {
            let is_known = store.state.with_untracked(|state| state.items.contains_key(&item.id));
            let place = item.source.place.clone().unwrap_or_default();
            (
                item.description.clone(),
                if is_known { format!(" · {place}, known already") } else { format!(" · {place}") },
            )
        })
        .collect();
    let more = open - shown.len();
    let skipped = harvest.skipped.clone();
    let problems = harvest.problems.clone();
    let more_problems = (problems.len() + harvest.unlisted).saturating_sub(PREVIEWED);
    view! {
        <div class="preview" role="status">
            <p><strong>{found.words()}</strong>{format!(" in {}. Taken for: {}", counted(harvest.read, "record", "records"), harvest.detected)}</p>
            <ul>{shown.into_iter().map(|(what, place)| view! { <li>{what}<span class="dim">{place}</span></li> }).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="dim">{format!("and {}", counted(more, "more", "more"))}</p> })}
            {(!skipped.is_empty()).then(|| view! {
                <ul class="dim">{skipped.into_iter().map(|skipped| view! { <li>{format!("Passed over: {} {}, {}", skipped.count, skipped.what, skipped.why)}</li> }).collect_view()}</ul>
            })}
            {(!problems.is_empty()).then(|| view! {
                <ul class="error">{problems.into_iter().take(PREVIEWED).map(|problem| view! { <li>{format!("{}: {}", problem.place, problem.message)}</li> }).collect_view()}</ul>
                {(more_problems > 0).then(|| view! { <p class="dim">{format!("and {}", counted(more_problems, "more problem", "more problems"))}</p> })}
            })}
        </div>
    }
}
