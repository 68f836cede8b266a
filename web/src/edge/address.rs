//! The address bar: the hash is the route.

use gloo::events::EventListener;
use gloo::utils::window;
use wasm_bindgen::JsValue;
use web_sys::{Event, History};

use crate::route::Route;

/// The route in the address.
pub(crate) fn current() -> Route {
    Route::from_hash(&window().location().hash().unwrap_or_default())
}

/// Goes to `route`; the back button comes back from it.
pub(crate) fn go(route: &Route) {
    turn(route, |history, hash| history.push_state_with_url(&JsValue::NULL, "", Some(hash)));
}

/// Goes on to `route` in a list; the back button leaves the list.
pub(crate) fn step(route: &Route) {
    turn(route, |history, hash| history.replace_state_with_url(&JsValue::NULL, "", Some(hash)));
}

fn turn(route: &Route, how: fn(&History, &str) -> Result<(), JsValue>) {
    if current() == *route {
        return;
    }
    let hash = route.hash();
    // A set hash is told of later, and a key pressed until then would be for the place that was left:
    // `j` and `1` would answer another case than the one that is shown next.
    if window().history().and_then(|history| how(&history, &hash)).is_ok() {
        let _ = Event::new("hashchange").and_then(|event| window().dispatch_event(&event));
    } else {
        // A browser has enough of it for a while. The hash is always a valid one.
        let _ = window().location().set_hash(&hash);
    }
}

/// Calls `each` whenever the route changes, for as long as the page lives.
pub(crate) fn listen(each: impl Fn(Route) + 'static) {
    EventListener::new(&window(), "hashchange", move |_| each(current())).forget();
}
