//! When the program breaks: a plain panel, made without the program's help.

use std::panic::PanicHookInfo;

use gloo::events::EventListener;
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::storage;

/// Shows the panel on a panic. The stored journal is untouched by then.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        web_sys::console::error_1(&info.to_string().into());
        let place = info.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
        show(&place);
    }));
}

/// Shows the panel; `place` says where the program stopped.
fn show(place: &str) {
    // A second panic must not stack a second panel.
    if document().get_element_by_id("crash").is_some() {
        return;
    }
    let Some(body) = document().body() else { return };
    let Some(panel) = element("section", "crash", "") else { return };
    panel.set_id("crash");
    let _ = panel.set_attribute("role", "alertdialog");
    let _ = panel.set_attribute("aria-labelledby", "crash-title");
    let title = element("h1", "", "The page has stopped");
    if let Some(title) = &title {
        title.set_id("crash-title");
    }
    let said = "Something went wrong in the program. Everything you did before is stored in this browser, \
        and reloading brings it back.";
    let reload = button("Reload", || {
        let _ = window().location().reload();
    });
    let words = element("p", "", said);
    let save = button("Download my data", {
        let words = words.clone();
        move || {
            let words = words.clone();
            wasm_bindgen_futures::spawn_local(async move {
                if let (Err(trouble), Some(words)) = (storage::rescue().await, words) {
                    words.set_text_content(Some(&trouble.sentence()));
                }
            });
        }
    });
    let parts = [title, words, reload, save, element("p", "dim", place)];
    for part in parts.into_iter().flatten() {
        let _ = panel.append_child(&part);
    }
    let _ = body.append_child(&panel);
    if let Some(first) = panel.query_selector("button").ok().flatten() {
        let _ = first.unchecked_into::<HtmlElement>().focus();
    }
}

fn element(tag: &str, class: &str, text: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    Some(element)
}

fn button(text: &str, act: impl Fn() + 'static) -> Option<Element> {
    let button = element("button", "", text)?;
    // Lives as long as the page.
    EventListener::new(&button, "click", move |_| act()).forget();
    Some(button)
}
