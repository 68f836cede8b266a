//! The keyboard: one place that knows every key.

use gloo::events::EventListener;
use gloo::utils::{document, window};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::edge::address;
use crate::part::focus::focus_heading;
use crate::part::memo::follow;
use crate::route::{Route, Screen};

/// What a key asks of the screen that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The next in the list.
    Next,
    /// The one before.
    Previous,
    /// Open the current one.
    Open,
    /// Close what is open.
    Close,
    /// Go to the search field.
    Search,
    /// The first, second or third answer.
    Answer(u8),
    /// The same answer for the cases alike, or not.
    Alike,
    /// Run a cycle.
    RunCycle,
    /// Undo the last step.
    Undo,
    /// List the keys.
    Help,
    /// Open the palette.
    Palette,
}

/// The last ask, numbered so that the same key twice is two asks.
#[derive(Clone, Copy)]
pub(crate) struct Keys(pub(crate) RwSignal<(u32, Option<Ask>)>);

/// Every key with what it does, for the list of keys.
pub(crate) const LIST: [(&str, &str); 15] = [
    ("r", "Run a cycle"),
    ("z", "Undo the last decision"),
    ("Ctrl K", "Find or do anything"),
    ("g b", "Go to Brief"),
    ("g d", "Go to Decide"),
    ("g l", "Go to Backlog"),
    ("g s", "Go to Sources"),
    ("g ,", "Go to Settings"),
    ("j / k", "Next, previous in a list"),
    ("Enter", "Open the chosen item"),
    ("/", "Search the backlog"),
    ("Escape", "Leave a field, close what is open"),
    ("1 / 2 / 3", "Approve, adjust, override"),
    ("x", "The same answer for cases alike"),
    ("?", "This list"),
];

impl Keys {
    /// Listens for as long as the page lives.
    pub(crate) fn listen() -> Self {
        let keys = Self(RwSignal::new((0, None)));
        let goes = RwSignal::new(false);
        let options = gloo::events::EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window(), "keydown", options, move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            // A field or a dialog has dealt with it.
            if event.default_prevented() {
                return;
            }
            let command = event.ctrl_key() || event.meta_key();
            if command && event.key() == "k" {
                event.prevent_default();
                keys.ask(Ask::Palette);
                return;
            }
            if event.key() == "Escape" && is_typing() && !has_dialog() {
                focus_heading();
                return;
            }
            if command || event.alt_key() || is_typing() || has_dialog() {
                return;
            }
            if goes.get_untracked() {
                goes.set(false);
                if let Some(screen) = Screen::ALL.into_iter().find(|screen| screen.key() == event.key()) {
                    event.prevent_default();
                    address::go(&Route::to(screen));
                }
                return;
            }
            let ask = match event.key().as_str() {
                "g" => {
                    goes.set(true);
                    return;
                }
                "j" => Ask::Next,
                "k" => Ask::Previous,
                "Enter" if !is_on_control() => Ask::Open,
                "Escape" => Ask::Close,
                "/" => Ask::Search,
                "1" => Ask::Answer(1),
                "2" => Ask::Answer(2),
                "3" => Ask::Answer(3),
                "x" => Ask::Alike,
                "r" => Ask::RunCycle,
                "z" => Ask::Undo,
                "?" => Ask::Help,
                _ => return,
            };
            event.prevent_default();
            keys.ask(ask);
        })
        .forget();
        keys
    }

    fn ask(self, ask: Ask) {
        self.0.update(|(number, last)| {
            *number += 1;
            *last = Some(ask);
        });
    }

    /// Calls `each` on every ask while the calling component lives.
    pub(crate) fn on(self, each: impl Fn(Ask) + 'static) {
        let first = self.0.get_untracked().0;
        follow(move || {
            let (number, ask) = self.0.get();
            if let Some(ask) = ask.filter(|_| number > first) {
                untrack(|| each(ask));
            }
        });
    }
}

/// Whether the keys belong to a field.
fn is_typing() -> bool {
    let Some(active) = document().active_element() else { return false };
    // Nothing is typed into a box to tick.
    let is_ticked = active.get_attribute("type").is_some_and(|kind| kind == "checkbox");
    matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") && !is_ticked
        || active.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
}

/// Whether Enter already means something where the focus is.
fn is_on_control() -> bool {
    document().active_element().is_some_and(|active| matches!(active.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY"))
}

fn has_dialog() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}
