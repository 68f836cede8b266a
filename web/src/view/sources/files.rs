//! Files that are picked or dropped.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, HtmlInputElement};

use crate::edge::files;
use crate::harvest::read_files;
use crate::part::icon::{Draw, Icon};
use crate::part::live::flag;
use crate::store::Store;

/// The file picker and the place to drop.
#[component]
pub(super) fn Files() -> impl IntoView {
    let store = Store::here();
    let over = RwSignal::new(false);
    let picker = NodeRef::<html::Input>::new();
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(transfer) = event.data_transfer() {
            spawn_local(async move {
                let files = files::dropped(transfer).await;
                read_files(store, files).await;
            });
        }
    };
    view! {
        <section
            class="panel drop"
            class:over=flag(move || over.get())
            aria-label="Files"
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <header><h2>"Files"</h2></header>
            <p class="dim">"Drop IAR logs, protocol documents or work items here: several files, or whole folders. What a file is, is told from what is in it."</p>
            <p class="actions">
                <label class="button">
                    <Draw icon=Icon::Drop />
                    "Choose files"
                    <input
                        node_ref=picker
                        type="file"
                        multiple
                        class="unseen"
                        on:change=move |event| {
                            let input: Option<HtmlInputElement> = event.target().and_then(|target| target.dyn_into().ok());
                            let Some(input) = input else { return };
                            let list = files::picked(input.files());
                            // The same file can be chosen again.
                            input.set_value("");
                            spawn_local(read_files(store, list));
                        }
                    />
                </label>
            </p>
        </section>
    }
}
