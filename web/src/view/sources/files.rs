//! Files that are picked or dropped.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

use crate::edge::files;
use crate::harvest::read_files;
use crate::part::icon::{Draw, Icon};
use crate::store::Store;

/// The file picker. What is dropped is taken anywhere on the page.
#[component]
pub(super) fn Files() -> impl IntoView {
    let store = Store::here();
    let choose = move |event: web_sys::Event| {
        let input: Option<HtmlInputElement> = event.target().and_then(|target| target.dyn_into().ok());
        let Some(input) = input else { return };
        let list = files::picked(input.files());
        // The same file can be chosen again.
        input.set_value("");
        spawn_local(read_files(store, list));
    };
    view! {
        <section class="panel drop" aria-label="Files">
            <header><h2>"Files"</h2></header>
            <p class="dim">"Drop IAR logs, protocol documents or work items anywhere on this page: several files, or whole folders."</p>
            <p class="actions">
                <label class="button">
                    <Draw icon=Icon::Drop />
                    "Choose files"
                    <input type="file" multiple class="unseen" on:change=choose />
                </label>
                <label class="button">
                    "Choose a folder"
                    <input type="file" prop:webkitdirectory=true class="unseen" on:change=choose />
                </label>
            </p>
        </section>
    }
}
