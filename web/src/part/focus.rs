//! Where the keys go.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::{document, window};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// The heading of a screen.
const HEADING: &str = "main h1";
/// The heading of an open item.
pub(crate) const DETAIL: &str = ".detail h2";

/// Moves the focus to the heading of the screen.
pub(crate) fn focus_heading() {
    focus_soon(HEADING);
}

/// Moves the focus once what is to have it is there: after the current turn.
pub(crate) fn focus_soon(selector: &'static str) {
    request_animation_frame(move || _ = focus(selector));
}

/// Keeps the focus for as long as the page lives: a control that was used may be gone
/// after that, and the next key would start from the page's beginning. The focus goes
/// to what stands in its place.
pub(crate) fn keep_focus() {
    for what in ["click", "keydown"] {
        // Before anything is done about it.
        let options = EventListenerOptions::run_in_capture_phase();
        let watch = |_: &Event| document().active_element().into_iter().for_each(watch);
        EventListener::new_with_options(&window(), what, options, watch).forget();
    }
}

fn watch(used: Element) {
    // What comes after it in a list, or else before it; after a list, what is new there.
    let row = used.closest("li").ok().flatten();
    let beside = row.and_then(|row| row.next_element_sibling().or_else(|| row.previous_element_sibling()));
    let last = used.previous_element_sibling().and_then(|list| list.last_element_child());
    request_animation_frame(move || {
        let is_lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        if !is_lost || used.is_connected() || focus(DETAIL) {
            return;
        }
        let new = last.map(|last| last.next_element_sibling().unwrap_or(last));
        let near = beside.or(new).filter(|near| near.is_connected());
        if !focus_on(near.and_then(|near| near.query_selector("a, button").ok().flatten())) {
            focus(HEADING);
        }
    });
}

/// Whether there is such a place.
fn focus(selector: &str) -> bool {
    focus_on(document().query_selector(selector).ok().flatten())
}

fn focus_on(node: Option<Element>) -> bool {
    let node = node.and_then(|node| node.dyn_into::<HtmlElement>().ok());
    node.is_some_and(|node| node.focus().is_ok())
}
