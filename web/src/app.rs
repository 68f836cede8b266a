//! The page as a whole: the shell, and the screen that is shown in it.

use gloo::utils::document;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::edge::files::{dropped, listen_to_drops};
use crate::harvest::{keep_current, read_files};
use crate::keys::Keys;
use crate::part::focus::{focus_heading, focus_soon, keep_focus};
use crate::part::live::{live, word};
use crate::part::memo::Memo;
use crate::part::palette::{Palette, PaletteOpen};
use crate::route::{PASTE, REPOSITORY, Screen};
use crate::store::{Keeping, Store};
use crate::view;
use crate::view::shell::{Bar, HelpDialog, Message, Rail};

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let store = Store::new();
    let keys = Keys::listen();
    keep_focus();
    provide_context(store);
    provide_context(keys);
    provide_context(PaletteOpen(RwSignal::new(false)));
    store.start();
    keep_current(store);
    listen_to_drops(move |transfer| {
        spawn_local(async move {
            let files = dropped(transfer).await;
            read_files(store, files).await;
        });
    });
    view::shell::listen_to_keys(store, keys);

    let screen = Memo::new(move || store.route.with(|route| route.screen));
    let loading = Memo::new(move || store.keeping.with(|keeping| *keeping == Keeping::Loading));
    Effect::new(move |before: Option<Screen>| {
        let screen = screen.get();
        document().set_title(&format!("{} · Autonomous Orchestrator", screen.title()));
        if before.is_some_and(|before| before != screen) {
            match store.route.with_untracked(|route| route.filter.clone()).as_deref() {
                Some(REPOSITORY) => focus_soon("main [name=repository]"),
                Some(PASTE) => focus_soon("main textarea"),
                _ => focus_heading(),
            }
        }
        screen
    });

    view! {
        <a class="skip" href="#main" on:click=move |event| { event.prevent_default(); focus_heading(); }>
            "Skip to content"
        </a>
        <Rail />
        <Bar />
        <main id="main" class=word(move || screen.get().slug())>
            {live(move || {
                if loading.get() {
                    return view! { <p class="dim" role="status">"Reading what this browser has stored…"</p> }.into_any();
                }
                match screen.get() {
                    Screen::Brief => view! { <view::brief::Brief /> }.into_any(),
                    Screen::Decide => view! { <view::decide::Decide /> }.into_any(),
                    Screen::Backlog => view! { <view::backlog::Backlog /> }.into_any(),
                    Screen::Sources => view! { <view::sources::Sources /> }.into_any(),
                    Screen::Settings => view! { <view::settings::Settings /> }.into_any(),
                }
            })}
        </main>
        <Message />
        <HelpDialog />
        <Palette />
    }
}
