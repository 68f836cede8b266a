//! Handing the person a file.

use gloo::file::{Blob, ObjectUrl};
use gloo::utils::document;
use wasm_bindgen::JsCast;
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
