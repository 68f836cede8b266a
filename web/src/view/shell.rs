//! What stands around every screen: navigation, the bar, messages, the list of keys.

use autonomous_orchestrator::dashboard::{Dashboard, file_name};
use autonomous_orchestrator::orchestrator::Command;
use autonomous_orchestrator::work_item::SourceKind;
use leptos::prelude::*;

use crate::edge::clock::now;
use crate::edge::download::{download, pretty};
use crate::harvest::SAMPLE;
use crate::keys::{Ask, Keys, LIST};
use crate::part::dialog::Dialog;
use crate::part::icon::{Draw, Icon};
use crate::part::live::{click, either, flag, live, maybe, rows, shown, text};
use crate::part::palette::PaletteOpen;
use crate::route::{Route, Screen};
use crate::store::{Keeping, Store};
use crate::words::{counted, relative};

/// Whether the list of keys is open.
#[derive(Clone, Copy)]
struct HelpOpen(RwSignal<bool>);

/// The keys that work on every screen.
pub(crate) fn listen_to_keys(store: Store, keys: Keys) {
    let help = RwSignal::new(false);
    provide_context(HelpOpen(help));
    keys.on(move |ask| match ask {
        Ask::RunCycle => run_cycle(store),
        Ask::Undo => undo(store, None),
        Ask::Help => help.set(true),
        _ => {}
    });
}

/// Runs a cycle and says what came of it.
pub(crate) fn run_cycle(store: Store) {
    let before = store.counts.get_untracked();
    if before.total_work_items == 0 {
        store.notices.problem("There is nothing to run a cycle on yet. Add a source first.");
        return;
    }
    if store.send(Command::RunCycle) {
        let after = store.counts.get_untracked();
        let sent = after.in_progress_items.saturating_sub(before.in_progress_items);
        let escalated = after.escalated_items.saturating_sub(before.escalated_items);
        let cycle = store.state.with_untracked(|state| state.cycles);
        store.notices.tell(format!(
            "Cycle {cycle}: {} sent out, {} for you, {} blocked.",
            counted(sent, "item", "items"),
            counted(escalated, "new decision", "new decisions"),
            after.blocked_items,
        ));
    }
}

/// Undoes the last step and says which; with a journal number that step or none.
pub(crate) fn undo(store: Store, meant: Option<u64>) {
    let (step, is_sample) = store.state.with_untracked(|state| {
        let step = state.undo.last();
        // The sample never comes back beside real work.
        let is_sample = step.and_then(|step| step.source.as_ref()).is_some_and(|source| source.name == SAMPLE);
        (step.map(|step| (step.what.clone(), step.seq)), is_sample && !state.sources.is_empty())
    });
    store.notices.forget_undo();
    match step.filter(|_| !is_sample) {
        Some((what, seq)) if store.send(Command::Undo(meant.or(Some(seq)))) => {
            store.notices.tell(format!("Undone: {what}."))
        }
        Some(_) => {}
        None => store.notices.tell("There is nothing to undo."),
    }
}

/// Hands the person the snapshot.
pub(crate) fn download_snapshot(store: Store) {
    let at = now();
    let dashboard = store
        .state
        .with_untracked(|state| store.ranking.with_untracked(|ranking| Dashboard::snapshot(state, ranking, at)));
    match serde_json::to_string(&dashboard) {
        Ok(text) => download(&file_name(at), "application/json", &pretty(&text)),
        Err(error) => store.notices.problem(format!("The snapshot could not be written: {error}.")),
    }
}

/// The navigation.
#[component]
pub(crate) fn Rail() -> impl IntoView {
    let store = Store::here();
    let icon = |screen: Screen| match screen {
        Screen::Brief => Icon::Brief,
        Screen::Decide => Icon::Decide,
        Screen::Backlog => Icon::Backlog,
        Screen::Sources => Icon::Sources,
        Screen::Settings => Icon::Settings,
    };
    let waiting = move || store.counts.with(|counts| counts.escalated_items);
    let links = Screen::ALL.map(|screen| {
        let is_here = move || store.route.with(|route| route.screen == screen);
        view! {
            <a
                href=Route::to(screen).hash()
                class:last=screen == Screen::Settings
                aria-current=maybe(move || is_here().then_some("page"))
            >
                <Draw icon=icon(screen) />
                <span>{screen.title()}</span>
                {(screen == Screen::Decide).then(|| view! {
                    {shown(move || { waiting() > 0 }, move || view! {
                        <b class="count">
                            {waiting}
                            <span class="unseen">{text(move || if waiting() == 1 { " decision waiting" } else { " decisions waiting" })}</span>
                        </b>
                    })}
                })}
            </a>
        }
    });
    view! {
        <nav class="rail" aria-label="Screens">
            <span class="mark"><Draw icon=Icon::Mark /></span>
            {links.into_iter().collect_view()}
        </nav>
    }
}

/// The bar: what this is about, the palette, how fresh it is, and the cycle.
#[component]
pub(crate) fn Bar() -> impl IntoView {
    let store = Store::here();
    let PaletteOpen(palette) = expect_context();
    let HelpOpen(help) = expect_context();
    let place = move || {
        store.state.with(|state| {
            // A repository says more than a log what all this is about, and one log of many says nothing.
            let repository = state.sources.values().find(|record| record.kind == SourceKind::Github);
            let all = state.sources.len();
            let only = state.sources.values().next().filter(|_| all == 1);
            match repository.or(only).map(|record| record.name.clone()) {
                None if all == 0 => ("No source yet".to_owned(), String::new()),
                None => (counted(all, "source", "sources"), String::new()),
                Some(first) if all == 1 => (first, String::new()),
                Some(first) => (first, format!("and {}", counted(all - 1, "more source", "more sources"))),
            }
        })
    };
    let sample = move || store.state.with(|state| state.sources.contains_key(SAMPLE));
    let fresh = move || {
        let at = store.now.get();
        match store.state.with(|state| state.last_harvest) {
            Some(last) => {
                let has_repository =
                    store.state.with(|state| state.sources.values().any(|record| record.kind == SourceKind::Github));
                let next =
                    store.counts.with(|counts| counts.next_harvest_due).filter(|due| has_repository && *due > at);
                let next = next.map(|due| format!(", next {}", relative(due, at))).unwrap_or_default();
                format!("Harvested {}{next}", relative(last, at))
            }
            None => "Nothing harvested yet".to_owned(),
        }
    };
    let trouble = move || store.keeping.with(|keeping| matches!(keeping, Keeping::NotKept(_)));
    let ready = move || store.counts.with(|counts| counts.total_work_items > 0);
    view! {
            <header class="bar">
                <div class="where">
                    <strong>{text(move || place().0)}</strong>
                    {live(move || sample().then(|| view! { <span class="tag watch">"Made up, not real"</span> }))}
                    <span class="dim">{text(move || place().1)}</span>
                </div>
                <button class="find" on:click=click(move || palette.set(true))>
                    <Draw icon=Icon::Search />
                    "Find or do anything"
                    <kbd>"Ctrl K"</kbd>
                </button>
                {either(
    move || store.activity.running.with(Option::is_some),
    move || view! {
                    <Progress />
                }.into_any(),
    move || view! {
                        <div class="fresh">
                            <span class="dot" class:ok=flag(move || ready() && !trouble()) class:bad=trouble aria-hidden="true"></span>
                            {text(move || if trouble() { "Not stored".to_owned() } else { fresh() })}
                        </div>
                    }.into_any(),
    )}
                <button class="quiet help" aria-label="Keys" on:click=click(move || help.set(true))>"?"</button>
                <button class="primary" disabled=flag(move || !ready()) on:click=click(move || run_cycle(store))>
                    "Run cycle"
                    <kbd>"R"</kbd>
                </button>
            </header>
        }
}

/// How far long work is, with the way to stop it.
#[component]
fn Progress() -> impl IntoView {
    let store = Store::here();
    let running = move || store.activity.running.get();
    view! {
        <div class="fresh running" role="status">
            <progress
                aria-label="Progress"
                max="1"
                prop:value=text(move || running().and_then(|running| running.share).unwrap_or_default().to_string())
                class:unknown=flag(move || running().is_some_and(|running| running.share.is_none()))
            ></progress>
            <span>
                {text(move || running().map(|running| running.what))}
                <span class="dim">{text(move || running().map(|running| format!(" {}", running.so_far)))}</span>
            </span>
            <button on:click=click(move || store.activity.cancel())>"Cancel"</button>
        </div>
    }
}

/// What is being said to the person.
#[component]
pub(crate) fn Message() -> impl IntoView {
    let store = Store::here();
    view! {
        <div class="messages" role="log" aria-live="polite" aria-label="Messages">
            {rows(move || store.notices.list.get(), |notice| format!("{} {}", notice.number, notice.step.is_some()), move |notice| view! {
                <div class="message" class:problem=notice.is_problem>
                    <p>{notice.text.clone()}</p>
                    {notice.step.map(|step| view! {
                        <button on:click=click(move || { store.notices.close(notice.number); undo(store, Some(step)); })>"Undo"<kbd>"Z"</kbd></button>
                    })}
                    <button class="quiet" aria-label="Close message" on:click=click(move || store.notices.close(notice.number))>
                        <Draw icon=Icon::Close />
                    </button>
                </div>
            })}
        </div>
    }
}

/// The list of keys.
#[component]
pub(crate) fn HelpDialog() -> impl IntoView {
    let HelpOpen(open) = expect_context();
    view! {
        <Dialog open=open title="Keys">
            <dl class="keys">
                {LIST.into_iter().map(|(key, what)| view! { <dt><kbd>{key}</kbd></dt><dd>{what}</dd> }).collect_view()}
            </dl>
            <form method="dialog"><button class="primary">"Close"</button></form>
        </Dialog>
    }
}
