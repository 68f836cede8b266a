//! What a screen says when it has nothing to show: what to do next.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::harvest::load_sample;
use crate::part::live::click;
use crate::route::{PASTE, REPOSITORY, Route};
use crate::store::Store;

/// The three doors of a first visit.
#[component]
pub(crate) fn FirstVisit() -> impl IntoView {
    let store = Store::here();
    view! {
        <section class="panel doors" aria-label="Ways to begin">
            <div>
                <h2>"Look around"</h2>
                <p class="dim">"A made-up backlog of a small team. It is marked as a sample and leaves as soon as real work comes in."</p>
                <button class="primary" on:click=click(move || spawn_local(load_sample(store)))>"Load the sample backlog"</button>
            </div>
            <div>
                <h2>"Read a GitHub repository"</h2>
                <p class="dim">"Every issue, straight from GitHub to this browser. Public repositories need no token."</p>
                <a class="button" href=Route::sources(REPOSITORY).hash()>"Name a repository"</a>
            </div>
            <div>
                <h2>"Paste or drop logs"</h2>
                <p class="dim">"IAR logs, protocol documents, work items. They are read here and never leave this browser."</p>
                <a class="button" href=Route::sources(PASTE).hash()>"Paste or drop"</a>
            </div>
        </section>
    }
}
