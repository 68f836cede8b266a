//! Chance.

/// A number that most likely nobody else draws.
pub(crate) fn lot() -> f64 {
    super::clock::ticks() + js_sys::Math::random()
}
