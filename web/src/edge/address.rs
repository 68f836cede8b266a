//! The address bar: the hash is the route.

use gloo::events::EventListener;
use gloo::utils::window;

use crate::route::Route;

/// The route in the address.
pub(crate) fn current() -> Route {
    Route::from_hash(&window().location().hash().unwrap_or_default())
}

/// Goes to `route`; the back button comes back from it.
pub(crate) fn go(route: &Route) {
    // The hash is always a valid one.
    let _ = window().location().set_hash(&route.hash());
}

/// Calls `each` whenever the route changes, for as long as the page lives.
pub(crate) fn listen(each: impl Fn(Route) + 'static) {
    EventListener::new(&window(), "hashchange", move |_| each(current())).forget();
}
