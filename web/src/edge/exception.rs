//! What JavaScript throws.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// The kind of an exception, such as `QuotaExceededError`.
pub(crate) fn name(thrown: &JsValue) -> String {
    text(thrown, "name")
}

/// What an exception says.
pub(crate) fn message(thrown: &JsValue) -> String {
    text(thrown, "message")
}

/// Nothing where there is no such text.
fn text(thrown: &JsValue, property: &str) -> String {
    Reflect::get(thrown, &property.into()).ok().and_then(|text| text.as_string()).unwrap_or_default()
}
