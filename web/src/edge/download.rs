//! Handing the person a file.

use autonomous_orchestrator::date::stamp;
use chrono::{DateTime, Utc};
use gloo::file::{Blob, ObjectUrl};
use gloo::utils::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlAnchorElement;

/// Offers `text` as a file named `name`.
pub(crate) fn download(name: &str, mime: &str, text: &str) {
    let url = ObjectUrl::from(Blob::new_with_options(text, Some(mime)));
    let Ok(link) = document().create_element("a").map(JsCast::unchecked_into::<HtmlAnchorElement>) else { return };
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the content by the next turn.
    gloo::timers::callback::Timeout::new(10_000, move || drop(url)).forget();
}

/// JSON text laid out for people.
pub(crate) fn pretty(json: &str) -> String {
    let laid_out = js_sys::JSON::parse(json)
        .and_then(|value| js_sys::JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &JsValue::from(2)));
    laid_out.map_or_else(|_| json.to_owned(), String::from)
}

/// The name of a journal that is downloaded at `now`.
pub(crate) fn journal_name(now: DateTime<Utc>) -> String {
    format!("autonomous_orchestrator_{}.jsonl", stamp(now))
}
