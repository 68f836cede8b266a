//! Sources: where the work comes from, and what each place yielded.

mod files;
mod known;
mod paste;
mod repository;

use autonomous_orchestrator::harvest::Repository;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::files::Files;
use self::known::Known;
use self::paste::Paste;
use self::repository::RepositoryForm;
use crate::harvest::{Asked, harvest_repository, load_sample};
use crate::part::live::{click, shown};
use crate::part::memo::Memo;
use crate::store::Store;

/// Whether the token field is asked for, from a source that needs one.
#[derive(Clone, Copy)]
struct TokenWanted(RwSignal<bool>);

fn harvest(store: Store, repository: Repository, asked: Asked) {
    spawn_local(async move {
        harvest_repository(store, repository, asked).await;
    });
}

/// The sources.
#[component]
pub(crate) fn Sources() -> impl IntoView {
    let store = Store::here();
    provide_context(TokenWanted(RwSignal::new(false)));
    let has_none = Memo::new(move || store.state.with(|state| state.sources.is_empty()));
    view! {
        <h1 tabindex="-1">"Sources"</h1>
        <div class="two">
            <RepositoryForm />
            <Files />
        </div>
        <Paste />
        {shown(move || has_none.get(), move || view! {
            <section class="panel row">
                <p>
                    <strong>"Only looking?"</strong>
                    <span class="dim">" A made-up backlog shows every screen at work. It leaves as soon as real work comes in."</span>
                </p>
                <span class="grow"></span>
                <button on:click=click(move || spawn_local(load_sample(store)))>"Load the sample backlog"</button>
            </section>
        })}
        <Known />
    }
}

fn is_busy(store: Store) -> bool {
    store.activity.running.with(Option::is_some)
}
