//! The palette: find an item or do anything, from one field.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::KeyboardEvent;

use super::dialog::Dialog;
use crate::edge::address;
use crate::harvest::harvest_all;
use crate::keys::{Ask, Keys};
use crate::part::live::{self, click, shown, typed};
use crate::part::memo::{Memo, follow};
use crate::route::{Route, Screen};
use crate::store::Store;
use crate::view::shell;

/// Whether the palette is open.
#[derive(Clone, Copy)]
pub(crate) struct PaletteOpen(pub(crate) RwSignal<bool>);

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    words: String,
    hint: String,
    act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Act {
    Go(Route),
    RunCycle,
    Undo,
    Download,
    Harvest,
}

const MOST: usize = 9;

fn choices(store: Store, text: &str) -> Vec<Choice> {
    let wanted = text.trim().to_lowercase();
    let mut found: Vec<Choice> = Screen::ALL
        .into_iter()
        .map(|screen| Choice {
            words: format!("Go to {}", screen.title()),
            hint: format!("g {}", screen.key()),
            act: Act::Go(Route::to(screen)),
        })
        .chain([
            Choice { words: "Run cycle".to_owned(), hint: "r".to_owned(), act: Act::RunCycle },
            Choice { words: "Undo the last step".to_owned(), hint: "z".to_owned(), act: Act::Undo },
            Choice { words: "Harvest now".to_owned(), hint: String::new(), act: Act::Harvest },
            Choice { words: "Download the snapshot".to_owned(), hint: String::new(), act: Act::Download },
        ])
        .filter(|choice| choice.words.to_lowercase().contains(&wanted))
        .collect();
    if !wanted.is_empty() {
        store.state.with(|state| {
            store.ranking.with(|ranking| {
                let items = ranking.rows().filter_map(|row| {
                    let (id, entry) = state.items.get_index(row.at)?;
                    let hit = id.as_str().to_lowercase().contains(&wanted)
                        || entry.item.description.to_lowercase().contains(&wanted);
                    hit.then(|| Choice {
                        words: entry.item.description.clone(),
                        hint: id.to_string(),
                        act: Act::Go(Route::item(Screen::Backlog, id.as_str())),
                    })
                });
                found.extend(items.take(MOST));
            });
        });
    }
    found.truncate(MOST);
    found
}

/// The palette.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let store = Store::here();
    let PaletteOpen(open) = expect_context();
    let text = RwSignal::new(String::new());
    let chosen = RwSignal::new(0usize);
    let field = NodeRef::<html::Input>::new();
    let found = Memo::new(move || if open.get() { choices(store, &text.read()) } else { Vec::new() });
    expect_context::<Keys>().on(move |ask| {
        if ask == Ask::Palette {
            text.set(String::new());
            chosen.set(0);
            open.set(true);
        }
    });
    follow(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let act = move |choice: Choice| {
        open.set(false);
        match choice.act {
            Act::Go(route) => address::go(&route),
            Act::RunCycle => shell::run_cycle(store),
            Act::Undo => shell::undo(store, None),
            Act::Download => shell::download_snapshot(store),
            Act::Harvest => spawn_local(harvest_all(store)),
        }
    };
    let press = move |event: KeyboardEvent| {
        let last = found.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => chosen.update(|at| *at = at.saturating_sub(1)),
            "Enter" => {
                if let Some(choice) = found.with(|found| found.get(chosen.get()).cloned()) {
                    act(choice);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <Dialog open=open title="Find or do anything" class="palette">
            <input
                node_ref=field
                type="text"
                role="combobox"
                aria-label="Find or do anything"
                aria-expanded="true"
                aria-controls="palette-choices"
                aria-activedescendant=live::text(move || format!("choice-{}", chosen.get()))
                autocomplete="off"
                prop:value=live::text(move || text.get())
                on:input=typed(move |typed| {
                    text.set(typed);
                    chosen.set(0);
                })
                on:keydown=press
            />
            <ul id="palette-choices" role="listbox" aria-label="Choices">
                {live::rows(
                    move || found.get().into_iter().enumerate().collect(),
                    |(at, choice)| format!("{at} {} {}", choice.words, choice.hint),
                    move |(at, choice)| view! {
                    <li
                        id=format!("choice-{at}")
                        role="option"
                        aria-selected=live::text(move || (chosen.get() == at).to_string())
                        on:click=click({
                            let choice = choice.clone();
                            move || act(choice.clone())
                        })
                    >
                        <span>{choice.words.clone()}</span>
                        <span class="dim">{choice.hint.clone()}</span>
                    </li>
                })}
            </ul>
            {shown(move || found.with(Vec::is_empty), move || view! {
                <p class="dim">"Nothing is called that."</p>
            })}
        </Dialog>
    }
}
