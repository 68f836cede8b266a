//! Chance.

/// A number that nobody else draws.
pub(crate) fn lot() -> f64 {
    js_sys::Date::now() + js_sys::Math::random()
}
