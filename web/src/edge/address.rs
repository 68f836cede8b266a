//! The address bar: the hash is the route.

use gloo::events::EventListener;
use gloo::utils::window;
use wasm_bindgen::JsValue;
use web_sys::Event;

use crate::route::Route;

/// The route in the address.
pub(crate) fn current() -> Route {
    Route::from_hash(&window().location().hash().unwrap_or_default())
}

/// Goes to `route`; the back button comes back from it.
pub(crate) fn go(route: &Route) {
    if current() == *route {
        return;
    }
    // A set hash is told of later, and a key pressed until then would be for the place that was left:
    // `j` and `1` would answer another case than the one that is shown next.
    let history = window().history();
    let went = history.and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&route.hash())));
    if went.is_ok() {
        let _ = Event::new("hashchange").and_then(|event| window().dispatch_event(&event));
    }
}

/// Calls `each` whenever the route changes, for as long as the page lives.
pub(crate) fn listen(each: impl Fn(Route) + 'static) {
    EventListener::new(&window(), "hashchange", move |_| each(current())).forget();
}
